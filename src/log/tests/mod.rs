//! Tests of the whole parser: the outcome of every kind of line, and that the fast path agrees with the definition.

mod agreement;
mod chunks;
mod declared;
mod detection;
mod examples;
mod keyed;
mod lines;
mod proxies;
mod times;
mod zones;

use arrow_array::Array;
use arrow_array::cast::AsArray;
use arrow_buffer::Buffer;

use super::fields::{CoreFields, ExtraFieldsMut, FieldsMut};
use super::format::{IndexedLine, LineFormat, Memo};
use super::marks::Marks;
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

/// Index entries that the fast path of a format consumes of a line, if it takes it; no extra field is requested.
pub fn quick_marks(format: &dyn LineFormat, line: &str) -> Option<usize> {
    quick_marks_after(format, &[], line)
}

/// The same after other lines, from which the fast path may have learnt.
pub fn quick_marks_after(format: &dyn LineFormat, before: &[&str], line: &str) -> Option<usize> {
    let mut memo = Memo::default();
    let mut read = |line: &str| {
        let text = format!("{line}\n");
        let mut marks = Marks::default();
        marks.index(text.as_bytes());
        let mut core = CoreFields::default();
        let mut fields = FieldsMut::new(&mut core, ExtraFieldsMut::new(None));
        let ahead = IndexedLine { text: text.as_bytes(), start: 0, marks: marks.positions() };
        format.read_regular(ahead, &mut memo, &mut fields)
    };
    for line in before {
        let _ = read(line);
    }
    read(line)
}

/// Checks some columns of the only record, and its notes.
#[track_caller]
fn expect(format: &str, text: &str, expected: &[(Column, Option<&str>)], notes: &[Note]) {
    let parsed = parse(format, text.as_bytes());
    assert_eq!(parsed.tally.parsed, 1, "{text:?}: {:?}", parsed.rejects);
    for (column, wanted) in expected {
        assert_eq!(value(&parsed, 0, *column).as_deref(), *wanted, "{column} of {text:?}");
    }
    assert_eq!(parsed.tally.notes.iter().map(|(note, _)| note).collect::<Vec<_>>(), notes, "{text:?}");
}

#[track_caller]
fn refuse(format: &str, text: &str, reason: RejectReason, column: u32) {
    let parsed = parse(format, text.as_bytes());
    let found: Vec<_> = parsed.rejects.iter().map(|reject| (reject.reason, reject.column)).collect();
    assert_eq!(found, [(reason, column)], "{text:?}");
}

#[track_caller]
fn expect_skipped(format: &str, text: &str) {
    let tally = parse(format, text.as_bytes()).tally;
    assert_eq!((tally.skipped, tally.lines), (1, 1), "{text:?}");
}

/// The name of the detected format.
fn detected(text: &str) -> String {
    detect(&[text.as_bytes()]).format.name().to_owned()
}

/// A value of a column as text; `None` for null, and for what no line has.
fn value(parsed: &Parsed, row: usize, column: Column) -> Option<String> {
    if Columns::ORIGIN.contains(column) {
        return None;
    }
    let array = parsed.records.column_by_name(column.name()).expect("every column");
    if array.is_null(row) {
        return None;
    }
    Some(match Numbers::of(&parsed.records, column) {
        Ok(numbers) => numbers.get(row).expect("a value that is not null").to_string(),
        Err(_) => array.as_string_view().value(row).to_owned(),
    })
}

/// The columns that no line has.
const DERIVED: Columns =
    Columns::of(&[Column::Day, Column::Hour, Column::StatusClass, Column::Extension, Column::FirstSegment])
        .union(Columns::ORIGIN);

/// The non-null values of a record as `column=value`, in schema order, without derived ones.
fn values(parsed: &Parsed, row: usize) -> String {
    let columns = Columns::all().without(DERIVED).iter();
    let values = columns.filter_map(|column| Some(format!("{column}={}", value(parsed, row, column)?)));
    values.collect::<Vec<_>>().join("\n")
}
