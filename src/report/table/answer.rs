//! A reducer's table for people.

use super::grid::{Grid, GridColumn, Kind};
use super::number;
use super::paint::Paint;
use crate::log::calendar;
use crate::reduce::{Table, TableColumn, Value};
use crate::report::text::escape;

/// Writes the table's name and size, its rows, and how many were cut.
pub fn render(name: &str, table: &Table, width: Option<usize>, paint: Paint, out: &mut String) {
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
    let size = if table.approximate { format!("{size}, estimated") } else { size };
    out.push_str(&format!("{}{}\n", paint.heading(&escape(name)), paint.faint(&size)));
    grid(table).render(width, paint, out);
    if shown < table.groups {
        out.push_str(&paint.faint(&format!("  … {} more", number::grouped(table.groups - shown))));
        out.push('\n');
    }
}

fn grid(table: &Table) -> Grid {
    let columns = table.columns.iter().enumerate().flat_map(|(i, column)| {
        let own = GridColumn::new(escape(&column.name), kind(table, i));
        let share = column.total.map(|_| GridColumn::new("%", Kind::Share));
        [Some(own), share].into_iter().flatten()
    });
    Grid { columns: columns.collect(), rows: table.rows.iter().map(|row| cells(&table.columns, row)).collect() }
}

/// The kind of a column, from its first value.
fn kind(table: &Table, column: usize) -> Kind {
    let first = table.rows.iter().filter_map(|row| row.get(column)).find(|value| **value != Value::Null);
    match first {
        Some(Value::Text(_)) => Kind::Text,
        Some(Value::Time(_) | Value::Day(_)) => Kind::Fixed,
        _ => Kind::Number,
    }
}

fn cells(columns: &[TableColumn], row: &[Value]) -> Vec<String> {
    let mut cells = Vec::with_capacity(columns.len());
    for (column, value) in columns.iter().zip(row) {
        cells.push(cell(column, value));
        match (column.total, value) {
            (Some(total), Value::Int(part)) => cells.push(number::share(*part, total)),
            (Some(_), _) => cells.push("-".to_owned()),
            (None, _) => {}
        }
    }
    cells
}

fn cell(column: &TableColumn, value: &Value) -> String {
    let is_size = !column.is_key && column.name.contains("bytes");
    match value {
        Value::Null => "-".to_owned(),
        Value::Text(text) if text.is_empty() => "\"\"".to_owned(),
        Value::Text(text) => escape(text).into_owned(),
        Value::Int(number) if is_size => number::size(*number as f64),
        // A key such as a status or a port is a name, not an amount.
        Value::Int(number) if column.is_key && column.name != "bytes" => number.to_string(),
        Value::Int(number) => number::grouped(*number),
        Value::Float(number) if is_size => number::size(*number),
        Value::Float(number) => number::decimal(*number),
        Value::Time(micros) => calendar::time_text(*micros),
        Value::Day(days) => calendar::day_text(*days),
    }
}
