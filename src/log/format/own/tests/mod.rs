//! Descriptions of formats, and the lines that they read.

mod apache;
mod front;
mod goaccess;
mod nginx;
mod own_fields;
mod pattern;
mod robust;

use arrow_buffer::Buffer;

use super::FormatError;
use crate::log::{Column, Columns, Format, Parsed, Parser, RawText};

/// The format of a description.
type Compiled = Result<Format, FormatError>;

fn parse(format: &Format, text: &str) -> Parsed {
    let buffer = Buffer::from(text.as_bytes());
    Parser::new(Columns::all(), 1 << 20).parse(format, RawText::all(&buffer), Vec::new())
}

/// Values of a line, `column=value` each, of the columns that are named; then the notes, and the reason when it is malformed.
fn read(format: &Compiled, line: &str, columns: &[Column]) -> String {
    values(format, line, columns).join(" ")
}

fn values(format: &Compiled, line: &str, columns: &[Column]) -> Vec<String> {
    let format = format.as_ref().unwrap_or_else(|error| panic!("{error}"));
    let parsed = parse(format, &format!("{line}\n"));
    let values = columns.iter().map(|column| {
        let array = parsed.records.column_by_name(column.name()).expect("every column");
        let value = arrow_text(array.as_ref());
        format!("{column}={value}")
    });
    let values = if parsed.tally.parsed == 1 { values.collect() } else { Vec::new() };
    let notes = parsed.tally.notes.iter().map(|(note, _)| format!("({})", note.name()));
    let faults = parsed.rejects.iter().map(|reject| format!("{}:{}", reject.column, reject.reason.name()));
    values.into_iter().chain(notes).chain(faults).collect()
}

/// The only value of an array; `-` when it is null.
fn arrow_text(array: &dyn arrow_array::Array) -> String {
    use arrow_array::cast::AsArray;
    use arrow_array::types::{TimestampMicrosecondType, UInt16Type, UInt64Type};
    if array.is_null(0) {
        return "-".to_owned();
    }
    if let Some(texts) = array.as_string_view_opt() {
        return format!("{:?}", texts.value(0));
    }
    if let Some(times) = array.as_primitive_opt::<TimestampMicrosecondType>() {
        return crate::log::calendar::time_text(times.value(0));
    }
    if let Some(numbers) = array.as_primitive_opt::<UInt16Type>() {
        return numbers.value(0).to_string();
    }
    array.as_primitive::<UInt64Type>().value(0).to_string()
}

/// All columns that a line fills, in schema order, those derived from others left out.
fn all(format: &Compiled, line: &str) -> String {
    let derived = [
        Column::Day,
        Column::Hour,
        Column::StatusClass,
        Column::Extension,
        Column::FirstSegment,
        Column::Path,
        Column::Query,
        Column::Source,
        Column::File,
    ];
    let of_lines = Columns::all().without(Columns::ORIGIN);
    let columns: Vec<Column> = of_lines.iter().filter(|column| !derived.contains(column)).collect();
    let values = values(format, line, &columns);
    values.into_iter().filter(|value| !value.ends_with("=-")).collect::<Vec<_>>().join(" ")
}

/// Compares what comes of lines with what is expected, all of them before it fails.
fn assert_lines(format: &Compiled, columns: &[Column], cases: &[(&str, &str)]) {
    let results: Vec<_> =
        cases.iter().map(|(line, expected)| (*line, read(format, line, columns), *expected)).collect();
    let wrong: Vec<_> = results.iter().filter(|(_, actual, expected)| actual != expected).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// What is wrong with a description.
fn fault(format: Compiled) -> String {
    format.err().map_or_else(|| "accepted".to_owned(), |error| error.to_string())
}
