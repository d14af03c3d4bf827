//! The report for people: the tables, then the account of lines, then the work of the actors.
//!
//! Nothing in a log, a path or a name can control the terminal: all text passes `report::text::escape` on its way into a cell
//! or a line, and the only escape sequences are the colours of the renderer itself.

mod account;
mod actors;
mod answer;
pub mod formats;
mod grid;
mod number;
mod paint;
mod scope;

use super::text::escape;
use super::{NamedTable, PartOf, Report};
pub use answer::nulls;
use paint::Paint;

/// How the report for people looks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TableOptions {
    /// Columns of the terminal: longer texts are cut and end in `…`. `None` cuts nothing.
    pub width: Option<usize>,
    /// Whether to colour.
    pub color: bool,
    /// Whether to list every actor.
    pub actors: bool,
    /// Which actor was the bottleneck, in words.
    pub bottleneck: Option<String>,
    /// How many parsers were needed, in words, when the pool sized itself.
    pub sizing: Option<String>,
}

/// The report as lines of text, each with its line end.
pub fn render(report: &Report, options: &TableOptions) -> String {
    let paint = Paint { color: options.color };
    let mut out = String::new();
    match report.parts().as_slice() {
        [] => render_tables(report, options, paint, &mut out),
        parts => parts.iter().for_each(|part| render_tables(part, options, paint, &mut out)),
    }
    account::render(report, options.width, paint, &mut out);
    actors::render(report, options, paint, &mut out);
    out
}

fn render_tables(report: &Report, options: &TableOptions, paint: Paint, out: &mut String) {
    let shown: Vec<&NamedTable> = report.tables.iter().filter(|table| !table.optional || table.compares()).collect();
    if let Some(PartOf { by, value }) = &report.part {
        let value = value.0.as_deref().map_or_else(|| "-".into(), escape);
        out.push_str(&format!("{}\n\n", paint.heading(&format!("{} = {value}", escape(by)))));
    }
    out.push_str(&scope::of_report(report, &shown, paint));
    for table in &shown {
        let scope = scope::of_table(report, &shown, table);
        answer::render(report, table, &scope, options.width, paint, out);
        out.push('\n');
    }
}

#[cfg(test)]
mod tests;
