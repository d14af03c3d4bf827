//! The report as one JSON document: a contract that scripts rely on. Keys keep their names, order and meaning; others may be added.
//!
//! All but `actors` and `elapsed_seconds` is the same from run to run. Counts and sums are whole numbers of up to 39 digits, sizes
//! in bytes and durations in microseconds; times are RFC 3339 in UTC, days `YYYY-MM-DD`. Characters that could control a
//! terminal or change the direction of text are written `\uXXXX`, so that the document is safe to print.

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
    /// Lines and indents for people, with each row of a table on one line. Otherwise everything is on one line.
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
