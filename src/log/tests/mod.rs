//! Tests of the parser as a whole: what every kind of line becomes, and that the quick way agrees with the definition.

mod agreement;
mod detection;
mod lines;

use arrow_array::Array;
use arrow_array::cast::AsArray;
use arrow_buffer::Buffer;

use super::*;

/// Parses a text with every column.
fn parse(format: &str, text: &[u8]) -> Parsed {
    parse_with(Format::by_name(format).expect("a format"), text)
}

fn parse_with(format: Format, text: &[u8]) -> Parsed {
    let buffer = Buffer::from(text);
    let parsed = Parser::new(Columns::all(), 10_000).parse(&format, RawText::all(&buffer), Vec::new());
    assert!(parsed.tally.closes(), "{:?}", parsed.tally);
    assert_eq!(parsed.records.num_rows() as u64, parsed.tally.parsed);
    parsed
}

/// A value of a column as text; `None` for null.
fn value(parsed: &Parsed, row: usize, column: Column) -> Option<String> {
    let array = parsed.records.column_by_name(column.name()).expect("every column");
    if array.is_null(row) {
        return None;
    }
    Some(match column {
        Column::Time => schema::time(&parsed.records).unwrap().value(row).to_string(),
        Column::Status => schema::status(&parsed.records).unwrap().value(row).to_string(),
        Column::Port => schema::port(&parsed.records).unwrap().value(row).to_string(),
        Column::Bytes => schema::bytes(&parsed.records).unwrap().value(row).to_string(),
        Column::Day => schema::day(&parsed.records).unwrap().value(row).to_string(),
        Column::Hour => schema::hour(&parsed.records).unwrap().value(row).to_string(),
        _ => array.as_string_view().value(row).to_owned(),
    })
}
