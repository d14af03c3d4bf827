//! The table of a reducer for people.

use super::grid::{CellKind, Grid, GridColumn};
use super::number;
use super::paint::Paint;
use crate::expression::{Failure, Failures};
use crate::log::calendar;
use crate::log::column::ColumnKind;
use crate::log::zone::{Zone, ZoneClock};
use crate::reduce::{Table, TableColumn, Value};
use crate::report::text::{escape, truncate, width as text_width};
use crate::report::{NamedTable, Report};

/// Writes the name and size of a table, its rows, and the number of rows that were cut. `scope` says which records it is about; empty if
/// there is nothing to say.
pub fn render(report: &Report, of: &NamedTable, scope: &str, width: Option<usize>, paint: Paint, out: &mut String) {
    let (NamedTable { name, table, .. }, zone) = (of, &report.zone);
    let shown = table.rows.len() as u64;
    let groups = match table.groups {
        1 => "1 group".to_owned(),
        groups => format!("{} groups", number::grouped(groups)),
    };
    let is_keyed = table.columns.iter().any(|column| column.is_key);
    let size = match (is_keyed, shown < table.groups) {
        (false, _) => String::new(),
        (true, true) => format!("  top {} of {groups}", number::grouped(shown)),
        (true, false) => format!("  {groups}"),
    };
    let estimated: Vec<_> =
        table.columns.iter().filter(|column| column.is_approximate).map(|column| escape(&column.name)).collect();
    let size = match estimated.is_empty() {
        true => size,
        false => format!("{size}  estimated: {}", estimated.join(", ")),
    };
    out.push_str(&format!("{}{}\n", paint.heading(&escape(name)), paint.faint(&size)));
    if !scope.is_empty() {
        let room = width.map_or(usize::MAX, |width| width.saturating_sub(2));
        out.push_str(&format!("  {}\n", paint.faint(&truncate(scope, room))));
    }
    if let Some(note) = &table.note {
        let room = width.map_or(usize::MAX, |width| width.saturating_sub(2));
        out.push_str(&format!("  {}\n", paint.faint(&truncate(&escape(note), room))));
    }
    match table.rows.as_slice() {
        [row] if !is_keyed => list(table, row, zone, width, paint, out),
        _ => grid(table, zone).render(width, paint, out),
    }
    if shown < table.groups && table.other.is_none() {
        out.push_str(&paint.faint(&format!("  … {} more", number::grouped(table.groups - shown))));
        out.push('\n');
    }
    if let Some(nulls) = nulls(table.failures) {
        out.push_str(&paint.faint(&format!("  {nulls}")));
        out.push('\n');
    }
}

/// What could not be computed, in words; `None` if there is nothing of the kind.
pub fn nulls(failures: Failures) -> Option<String> {
    let words = |(failure, count): (Failure, u64)| {
        let what = match failure {
            Failure::DivisionByZero => "division by zero",
            Failure::Overflow => "too large a number",
            Failure::BadCast => "a cast of a text that is no such value",
        };
        format!("{} by {what}", number::grouped(count))
    };
    let parts: Vec<String> = failures.iter().map(words).collect();
    (!parts.is_empty()).then(|| format!("values that are null: {}", parts.join(", ")))
}

/// A single row without a key as a list of names and values.
fn list(table: &Table, row: &[Value], zone: &Zone, width: Option<usize>, paint: Paint, out: &mut String) {
    let names = table.columns.iter().map(|column| text_width(&column.name)).max().unwrap_or(0);
    let room = width.map_or(SPARKS * 2, |width| width.saturating_sub(names + 4));
    let cells: Vec<String> = table
        .columns
        .iter()
        .zip(row)
        .map(|(column, value)| match value {
            Value::Timeline(_, _, counts) => sparkline(counts, room),
            value => cell(column, value, zone),
        })
        .collect();
    let is_number = |column: &TableColumn| layout(column.kind) == CellKind::Number;
    let numbers = table.columns.iter().zip(row).zip(&cells);
    let numbers = numbers.filter(|((column, value), _)| is_number(column) && !matches!(value, Value::Timeline(..)));
    let widest = numbers.map(|(_, cell)| text_width(cell)).max().unwrap_or(0);
    for ((column, value), cell) in table.columns.iter().zip(row).zip(&cells) {
        let name = escape(&column.name);
        let gap = " ".repeat(names - text_width(&name) + 2);
        let is_right = is_number(column) && !matches!(value, Value::Timeline(..));
        let padding = if is_right { " ".repeat(widest - text_width(cell)) } else { String::new() };
        out.push_str(&format!("  {}{gap}{padding}{}\n", paint.faint(&name), truncate(cell, room)));
    }
}

fn grid(table: &Table, zone: &Zone) -> Grid {
    let columns = table.columns.iter().flat_map(|column| {
        let own = GridColumn::new(escape(&column.name), layout(column.kind));
        let share = column.total.map(|_| GridColumn::new("%", CellKind::Share));
        [Some(own), share].into_iter().flatten()
    });
    let mut rows: Vec<Vec<String>> = table.rows.iter().map(|row| cells(&table.columns, row, zone)).collect();
    if let Some(other) = &table.other {
        let mut row = cells(&table.columns, other, zone);
        for (cell, column) in row.iter_mut().zip(&table.columns).filter(|(_, column)| column.is_key) {
            *cell = if column.name == table.columns[0].name { "(other)".to_owned() } else { String::new() };
        }
        rows.push(row);
    }
    Grid { columns: columns.collect(), rows }
}

fn layout(kind: ColumnKind) -> CellKind {
    match kind {
        ColumnKind::Text => CellKind::Text,
        ColumnKind::Time | ColumnKind::Day => CellKind::Fixed,
        _ => CellKind::Number,
    }
}

fn cells(columns: &[TableColumn], row: &[Value], zone: &Zone) -> Vec<String> {
    let mut cells = Vec::with_capacity(columns.len());
    for (column, value) in columns.iter().zip(row) {
        cells.push(cell(column, value, zone));
        match (column.total, value) {
            (Some(total), Value::Int(part)) => cells.push(number::share(*part, total)),
            (Some(_), _) => cells.push("-".to_owned()),
            (None, _) => {}
        }
    }
    cells
}

fn cell(column: &TableColumn, value: &Value, zone: &Zone) -> String {
    match value {
        Value::Null => "-".to_owned(),
        Value::Text(text) if text.is_empty() => "\"\"".to_owned(),
        Value::Text(text) => escape(text).into_owned(),
        Value::Int(number) => whole(column, *number),
        Value::Float(number) => match column.kind {
            ColumnKind::Size => number::size(*number),
            ColumnKind::Duration => number::duration(*number),
            ColumnKind::Share => number::percent(*number),
            _ => number::decimal(*number),
        },
        Value::Time(micros) => calendar::zoned_text(*micros, &mut ZoneClock::new(zone)),
        Value::Day(days) => calendar::day_text(*days),
        Value::Boolean(truth) => truth.to_string(),
        Value::Counts(counts) => {
            let counts = (counts.iter())
                .map(|(value, count)| format!("{} ({})", cell(column, value, zone), number::grouped(*count)));
            counts.collect::<Vec<_>>().join(", ")
        }
        Value::Timeline(_, _, counts) => sparkline(counts, SPARKS),
    }
}

/// Bars of a line of bars in a table.
const SPARKS: usize = 40;

/// Counts as a line of bars, at most so many; neighbours are added up.
pub fn sparkline(counts: &[u64], most: usize) -> String {
    const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let width = counts.len().div_ceil(most.max(1)).max(1);
    let sums: Vec<u64> = counts.chunks(width).map(|chunk| chunk.iter().sum()).collect();
    let largest = sums.iter().copied().max().unwrap_or(0).max(1);
    // Anything but zero is more than the lowest bar.
    let bar = |sum: &u64| BARS[(u128::from(*sum) * 7).div_ceil(u128::from(largest)) as usize];
    sums.iter().map(bar).collect()
}

fn whole(column: &TableColumn, number: i128) -> String {
    match (column.kind, column.is_key) {
        // Two groups must not look the same: sizes and durations of keys are not rounded.
        (ColumnKind::Size, true) => format!("{} B", number::grouped(number)),
        (ColumnKind::Duration, true) => number::exact_duration(number),
        (ColumnKind::Size, false) => number::size(number as f64),
        (ColumnKind::Duration, false) => number::duration(number as f64),
        (ColumnKind::Number | ColumnKind::Integer, false) => number::grouped(number),
        // A status, a port or an hour is a name, not an amount.
        _ => number.to_string(),
    }
}
