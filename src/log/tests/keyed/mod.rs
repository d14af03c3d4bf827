//! The formats whose values have names: JSON of every kind, logfmt and LTSV.

mod examples;
mod json;
mod logfmt;
mod ltsv;
mod quick;
mod servers;
mod vocabularies;

use super::*;

/// The columns of the only record that are not null, in schema order, as `name=value`; day, hour and what else follows from others left out.
#[track_caller]
fn record(format: &Format, line: &str) -> Vec<String> {
    const DERIVED: [Column; 5] =
        [Column::Day, Column::Hour, Column::StatusClass, Column::Extension, Column::FirstSegment];
    let parsed = parse_with(format.clone(), line.as_bytes());
    assert_eq!(parsed.tally.parsed, 1, "{format:?}: {line}: {:?}", parsed.rejects);
    let columns = Column::ALL.into_iter().filter(|column| !DERIVED.contains(column));
    columns.filter_map(|column| Some(format!("{column}={}", value(&parsed, 0, column)?))).collect()
}

/// Checks some columns of the only record, and its notes.
#[track_caller]
fn expect(format: &str, line: &str, wanted: &[(Column, Option<&str>)], notes: &[Note]) {
    let parsed = parse(format, line.as_bytes());
    assert_eq!(parsed.tally.parsed, 1, "{line}: {:?}", parsed.rejects);
    for (column, wanted) in wanted {
        assert_eq!(value(&parsed, 0, *column).as_deref(), *wanted, "{column} of {line}");
    }
    assert_eq!(parsed.tally.notes.iter().map(|(note, _)| note).collect::<Vec<_>>(), notes, "{line}");
}

#[track_caller]
fn refuse(format: &str, line: &str, reason: RejectReason, column: u32) {
    let parsed = parse(format, line.as_bytes());
    let found: Vec<_> = parsed.rejects.iter().map(|reject| (reject.reason, reject.column)).collect();
    assert_eq!(found, [(reason, column)], "{line}");
}

#[track_caller]
fn pass_over(format: &str, line: &str) {
    let tally = parse(format, line.as_bytes()).tally;
    assert_eq!((tally.skipped, tally.malformed), (1, 0), "{line}");
}

fn built_in(name: &str) -> Format {
    Format::by_name(name).expect("a built-in format")
}
