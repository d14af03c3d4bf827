//! The report for people: the answer's tables, then what became of every line, then how the actors fared.
//!
//! Nothing in a log, a path or a name can drive the terminal: all text passes `report::text::escape` on its way
//! into a cell or a line, and only the renderer's own colours are written as escape sequences.

mod account;
mod actors;
mod answer;
pub mod formats;
mod grid;
mod number;
mod paint;

use super::Report;
use paint::Paint;

/// How the report for people looks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TableOptions {
    /// Columns of the terminal: longer texts are cut with `…`. None cuts nothing.
    pub width: Option<usize>,
    /// Whether to colour.
    pub color: bool,
    /// Whether to list every actor.
    pub actors: bool,
    /// Which actor held the others up, in words.
    pub bottleneck: Option<String>,
    /// How many parsers were needed, in words, when that was found out while they ran.
    pub sizing: Option<String>,
}

/// The report as lines of text, each with its line end.
pub fn render(report: &Report, options: &TableOptions) -> String {
    let paint = Paint { color: options.color };
    let mut out = String::new();
    for (name, table) in &report.tables {
        answer::render(name, table, options.width, paint, &mut out);
        out.push('\n');
    }
    account::render(report, options.width, paint, &mut out);
    actors::render(report, options, paint, &mut out);
    out
}

#[cfg(test)]
mod tests;
