//! Formats whose values have names: JSON, logfmt and LTSV.

mod json;
mod logfmt;
mod ltsv;
mod quick;
mod servers;
mod vocabularies;

use super::*;

/// The non-null columns of the only record as `name=value`, in schema order, without derived ones.
#[track_caller]
fn record(format: &Format, line: &str) -> Vec<String> {
    let parsed = parse_with(format.clone(), line.as_bytes());
    assert_eq!(parsed.tally.parsed, 1, "{format:?}: {line}: {:?}", parsed.rejects);
    let columns = Columns::all().without(DERIVED).iter();
    columns.filter_map(|column| Some(format!("{column}={}", value(&parsed, 0, column)?))).collect()
}

fn built_in(name: &str) -> Format {
    Format::by_name(name).expect("a built-in format")
}
