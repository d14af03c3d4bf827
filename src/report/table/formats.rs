//! Formats for people: how well each one reads a file, and all about one.

use std::fmt::Write;

use super::grid::{CellKind, Grid, GridColumn};
use super::{Paint, TableOptions};
use crate::log::column::ColumnKind;
use crate::log::foreign::Foreign;
use crate::log::zone::{Zone, ZoneClock};
use crate::log::{Column, Detection, Format, Record, Score, calendar};
use crate::report::Hint;
use crate::report::text::{escape, truncate};

/// The columns of a record that have a value, as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// Line in the file, from 1.
    pub line: u64,
    /// Names of columns and values, in the order of the schema.
    pub values: Vec<(String, String)>,
}

impl Sample {
    /// The values of a record of all columns, as the format names and shows them.
    pub fn new(line: u64, record: &Record<'_>, format: &Format) -> Sample {
        let own = format.own_columns();
        let utc = Zone::utc();
        let zone = format.shown_in().unwrap_or(&utc);
        let value = |column: Column| {
            let number = || record.number(column);
            Some(match column.kind() {
                ColumnKind::Text => record.text(column)?.to_owned(),
                ColumnKind::Time => {
                    let text = calendar::zoned_text(i64::try_from(number()?).ok()?, &mut ZoneClock::new(zone));
                    let offset = record.number(Column::ClockOffset).and_then(|seconds| i64::try_from(seconds).ok());
                    text + &offset.map_or_else(String::new, calendar::offset_of_seconds)
                }
                ColumnKind::Day => calendar::day_text(i32::try_from(number()?).ok()?),
                _ => number()?.to_string(),
            })
        };
        let named = |column: Column| Some((own.name_of(column).to_owned(), value(column)?));
        let shown = Column::ALL.into_iter().filter(|column| *column != Column::ClockOffset);
        let values = shown.filter_map(named);
        Sample { line, values: values.collect() }
    }
}

/// How well each format reads a file, and some records as the best format reads them; or what the file is, when that is known.
pub fn detection(
    file: &str,
    found: &Detection,
    foreign: Option<Foreign>,
    hint: Option<&Hint>,
    samples: &[Sample],
    options: &TableOptions,
) -> String {
    let paint = Paint { color: options.color };
    let mut out = String::new();
    let Detection { format, matched, sampled, scores } = found;
    let choice = match (matched, foreign) {
        (0, None) if scores.len() == 1 => format!("{format} reads none of {sampled} sampled lines"),
        (0, Some(kind)) => format!("none of the formats reads it, of {sampled} sampled lines: they are of {kind}"),
        (0, None) => format!("none of the formats reads it, of {sampled} sampled lines: is it an access log?"),
        _ => format!("{format}, which reads {} of {sampled} sampled lines", percent(*matched, *sampled)),
    };
    // Writing to a string cannot fail.
    let _ = writeln!(out, "{}: {choice}\n", paint.heading(&escape(file)));
    let (read, others): (Vec<&Score>, Vec<&Score>) = scores.iter().partition(|score| score.read > 0);
    if !read.is_empty() {
        score_grid(&read).render(options.width, paint, &mut out);
        if !others.is_empty() {
            let _ = writeln!(out, "  {}", paint.faint("the other formats read none of it"));
        }
        out.push('\n');
    }
    if let Some(hint) = hint {
        let _ = writeln!(out, "{} {}\n", paint.warning("hint"), escape(&hint.to_string()));
    }
    for sample in samples {
        let _ = writeln!(out, "{}", paint.label(&format!("line {}", sample.line)));
        write_values(sample, options.width, &mut out);
        out.push('\n');
    }
    out
}

fn score_grid(scores: &[&Score]) -> Grid {
    let numbers = ["read", "whole", "lines"].map(|heading| GridColumn::new(heading, CellKind::Number));
    let row = |score: &&Score| {
        let Score { format, read, perfect, sampled, .. } = score;
        vec![format.name().to_owned(), percent(*read, *sampled), percent(*perfect, *sampled), sampled.to_string()]
    };
    let columns = std::iter::once(GridColumn::new("format", CellKind::Fixed)).chain(numbers);
    Grid { columns: columns.collect(), rows: scores.iter().map(row).collect() }
}

fn percent(part: u64, of: u64) -> String {
    format!("{:.1} %", 100.0 * part as f64 / of.max(1) as f64)
}

fn write_values(sample: &Sample, limit: Option<usize>, out: &mut String) {
    let names = sample.values.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
    for (name, value) in &sample.values {
        let value = escape(value);
        let room = limit.map_or(usize::MAX, |limit| limit.saturating_sub(names + 4).max(12));
        // Writing to a string cannot fail.
        let _ = writeln!(out, "  {name:<names$}  {}", truncate(&value, room));
    }
}

/// All about a format: the grammar of its lines, its source, its columns, and an example with its fields.
pub fn format(format: &Format, example: Option<&Sample>) -> String {
    let about = format.about();
    let mut out = String::new();
    let parts = [("grammar", &*about.grammar), ("source", about.source), ("example", about.example)];
    for (label, text) in std::iter::once(("format", format.name())).chain(parts).filter(|(_, text)| !text.is_empty()) {
        let _ = writeln!(out, "{label:<8} {}", escape(text));
    }
    out.push_str("\ncolumns\n");
    let columns: Vec<Column> = format.columns().iter().collect();
    let name_of = |column: Column| format.own_columns().name_of(column);
    let names = columns.iter().map(|column| name_of(*column).chars().count()).max().unwrap_or(0);
    for column in columns {
        let _ = writeln!(out, "  {:<names$}  {}", name_of(column), meaning(column));
    }
    if let Some(example) = example {
        out.push_str("\nfields of the example, with those derived from them\n");
        write_values(example, None, &mut out);
    }
    out
}

/// What a column means, without the markup of the documentation.
pub fn meaning(column: Column) -> String {
    column.meaning().trim().replace("[`Column::Time`]", "`time`")
}
