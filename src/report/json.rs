//! The report as one JSON document: a contract that scripts rely on. Keys may be added; they keep their names, order and
//! meaning.
//!
//! All but `actors` and `elapsed_seconds` is the same from run to run. Counts are whole numbers, sums too, of up to 39
//! digits; times are RFC 3339 in UTC, days `YYYY-MM-DD`. Characters that could drive a terminal or turn text round are
//! written `\uXXXX`, so that the document can be looked at as it is.

mod model;
mod style;

use std::io;

use serde::Serialize;
use serde_json::Serializer;

use super::Report;
use style::Style;

/// How the JSON document looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JsonOptions {
    /// Lines and indents for people; a row of a table stays on its line. Else everything is on one line.
    pub pretty: bool,
}

/// Writes the report and a line end.
///
/// # Errors
/// Those of the writer.
pub fn write(report: &Report, options: JsonOptions, mut out: impl io::Write) -> io::Result<()> {
    let mut serializer = Serializer::with_formatter(&mut out, Style::new(options.pretty));
    model::Document::new(report).serialize(&mut serializer)?;
    out.write_all(b"\n")
}

#[cfg(test)]
mod tests;
