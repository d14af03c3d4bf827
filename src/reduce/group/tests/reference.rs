//! What the documentation promises of a group reducer, computed the slow and obvious way.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::measured::{Operand, measured, total, value_kind};
use super::records::Row;
use crate::expression::{Failure, Failures};
use crate::log::column::ColumnKind;
use crate::reduce::{GroupSettings, Table, TableColumn, Value};

/// Keys that are tested, and the kind of each.
pub const KEYS: [(&str, ColumnKind); 12] = [
    ("path", ColumnKind::Text),
    ("method", ColumnKind::Text),
    ("status", ColumnKind::Code),
    ("day", ColumnKind::Day),
    ("time", ColumnKind::Time),
    ("bytes", ColumnKind::Size),
    ("time/hour", ColumnKind::Time),
    ("time/5min", ColumnKind::Time),
    ("time/day", ColumnKind::Day),
    ("path/1", ColumnKind::Text),
    ("length(path) AS length", ColumnKind::Integer),
    ("status >= 201 AS good", ColumnKind::Boolean),
];

/// Conditions of groups that are tested.
pub const CONDITIONS: [&str; 5] = [
    "count() > 1",
    "max(status) >= 201 AND NOT count(path) = 0",
    "avg(bytes) > 2.5",
    "count() FILTER (WHERE method = 'A') > 0 OR min(path) LIKE '/a%'",
    "last(status) <> 200",
];

/// A value as something that sorts: absent first.
pub type Sortable = (u8, i128, Vec<u8>);

pub fn sortable(value: &Value) -> Sortable {
    let number = |number: i128| (1, number, Vec::new());
    match value {
        Value::Null => (0, 0, Vec::new()),
        Value::Text(text) => (1, 0, text.clone().into_bytes()),
        Value::Int(whole) => number(*whole),
        Value::Time(time) => number((*time).into()),
        Value::Day(day) => number((*day).into()),
        Value::Boolean(truth) => number((*truth).into()),
        Value::Float(float) => {
            // The bits of floats of one sign are in their order.
            let bits = i128::from((float + 0.0).to_bits() & !(1 << 63));
            number(if *float < 0.0 { -bits } else { bits })
        }
        Value::Counts(counts) => counts.first().map_or((0, 0, Vec::new()), |(first, _)| sortable(first)),
        Value::Timeline(_, _, counts) => number(counts.iter().map(|count| i128::from(*count)).sum()),
    }
}

/// The value of a key by its text.
fn key_value(row: &Row, key: &str) -> Value {
    let of_time =
        |width: i64| row.time.map_or(Value::Null, |time| Value::Time(time.div_euclid(width).saturating_mul(width)));
    match key {
        "time/hour" => of_time(3_600_000_000),
        "time/5min" => of_time(300_000_000),
        "time/day" => row.time.map_or(Value::Null, |time| Value::Day(time.div_euclid(86_400_000_000) as i32)),
        "path/1" => row.path.as_ref().map_or(Value::Null, |path| {
            let start = path.find(|char| char != '/').unwrap_or(path.len());
            Value::Text(path[..path[start..].find('/').map_or(path.len(), |end| start + end)].to_owned())
        }),
        "length(path) AS length" => Operand::new("length(path)").of(row),
        "status >= 201 AS good" => row.status.map_or(Value::Null, |status| Value::Boolean(status >= 201)),
        name => Operand::new(name).of(row),
    }
}

/// What measures need to know of all records.
pub struct World<'a> {
    pub all: &'a [&'a Row],
    /// The width of the bins of time, if a key makes such.
    pub bin: Option<i64>,
}

fn bin(keys: &[String]) -> Option<i64> {
    keys.iter().find_map(|key| match key.as_str() {
        "time/hour" => Some(3_600_000_000),
        "time/5min" => Some(300_000_000),
        "time/day" => Some(86_400_000_000),
        _ => None,
    })
}

/// Whether a group passes one of the conditions.
fn passes(having: &str, members: &[&Row], world: &World<'_>) -> bool {
    let of = |measure| measured(measure, members, world).0;
    let number = |measure| match of(measure) {
        Value::Int(number) => Some(number as f64),
        Value::Float(number) => Some(number),
        _ => None,
    };
    match having {
        "count() > 1" => members.len() > 1,
        "max(status) >= 201 AND NOT count(path) = 0" => {
            number("max(status)").is_some_and(|most| most >= 201.0) && number("count(path)") != Some(0.0)
        }
        "avg(bytes) > 2.5" => number("avg(bytes)").is_some_and(|mean| mean > 2.5),
        "count() FILTER (WHERE method = 'A') > 0 OR min(path) LIKE '/a%'" => {
            let begins = matches!(of("min(path)"), Value::Text(text) if text.starts_with("/a"));
            begins || members.iter().any(|row| row.method.as_deref() == Some("A"))
        }
        "last(status) <> 200" => number("last(status)").is_some_and(|last| last != 200.0),
        other => unreachable!("{other}"),
    }
}

/// The heading of a column: the name after AS, or the text.
pub fn heading(text: &str) -> &str {
    text.split_once(" AS ").map_or(text, |(_, name)| name)
}

/// The order of two rows by the setting `sort`; they come in the order of all keys.
fn compare(sort: &str, keys: &[String], measures: &[String], a: &[Value], b: &[Value]) -> Ordering {
    let names: Vec<&str> = keys.iter().chain(measures).map(|text| heading(text)).collect();
    let (name, direction) = match (sort.strip_prefix('-'), sort.strip_prefix('+'), sort.strip_suffix(" DESC")) {
        (Some(name), ..) | (_, _, Some(name)) => (name, Some(true)),
        (_, Some(name), _) => (name, Some(false)),
        _ => (sort, None),
    };
    let column = match name {
        "key" => return Ordering::Equal,
        "measure" => keys.len(),
        name => names.iter().position(|own| *own == name).expect("a column"),
    };
    let is_key = column < keys.len();
    let (one, other) = (sortable(&a[column]), sortable(&b[column]));
    let is_descending = direction.unwrap_or(!is_key);
    match (one.0, other.0) {
        // No value comes last in a measure.
        (0, 1) if !is_key => Ordering::Greater,
        (1, 0) if !is_key => Ordering::Less,
        _ if is_descending => other.cmp(&one),
        _ => one.cmp(&other),
    }
}

/// The table of an ordered map of all rows.
pub fn reference(settings: &GroupSettings, rows: &[Row]) -> Table {
    let keys = &settings.group_by;
    let measures = settings.measures.clone().unwrap_or_else(|| vec!["count".to_owned()]);
    let selected: Vec<&Row> = rows.iter().filter(|row| row.selected).collect();
    let world = World { all: &selected, bin: bin(keys) };
    let mut groups: BTreeMap<Vec<Sortable>, Vec<&Row>> = BTreeMap::new();
    if keys.is_empty() {
        groups.insert(Vec::new(), selected.clone());
    }
    for row in selected.iter().filter(|_| !keys.is_empty()) {
        groups.entry(keys.iter().map(|key| sortable(&key_value(row, key))).collect()).or_default().push(row);
    }
    let values = |members: &[&Row]| -> Vec<(Value, Failures)> {
        measures.iter().map(|measure| measured(measure, members, &world)).collect()
    };
    let having = settings.having.as_deref();
    let passing = groups.into_values().filter(|members| having.is_none_or(|having| passes(having, members, &world)));
    let mut found: Vec<(Vec<Value>, Vec<&Row>)> = passing
        .map(|members| {
            let key = |key| members.first().map_or(Value::Null, |row| key_value(row, key));
            (keys.iter().map(|text| key(text)).chain(values(&members).into_iter().map(|(value, _)| value)).collect(), members)
        })
        .collect();
    let count = found.len() as u64;
    // A stable sort keeps the map's order of keys among equals.
    let sort = settings.sort.as_deref().unwrap_or("measure");
    found.sort_by(|(a, _), (b, _)| compare(sort, keys, &measures, a, b));
    let top = settings.top.unwrap_or(20);
    let rest = found.split_off(if top == 0 { found.len() } else { top.min(found.len()) });
    let mut failures = Failures::default();
    found.iter().flat_map(|(_, members)| values(members)).for_each(|(_, failed)| failures.merge(failed));
    fold_failures(&measures, &selected, &mut failures);
    let others: Vec<&Row> = rest.iter().flat_map(|(_, members)| members.iter().copied()).collect();
    let nulls = keys.iter().map(|_| Value::Null);
    let other = settings.other && !rest.is_empty();
    let other = other.then(|| nulls.chain(values(&others).into_iter().map(|(value, _)| value)).collect());
    let kind = |key: &String| KEYS.iter().find(|(own, _)| own == key).map(|(_, kind)| *kind).expect("a known key");
    let is_quantile = |text: &str| ["p50(", "p95(", "quantile(", "median("].iter().any(|start| text.starts_with(start));
    let columns = keys.iter().map(|key| TableColumn::key(heading(key), kind(key))).chain(measures.iter().map(|text| {
        TableColumn {
            total: total(text, &world),
            is_approximate: is_quantile(text) && !found.is_empty(),
            ..TableColumn::measure(heading(text), value_kind(text))
        }
    }));
    let columns = columns.collect();
    Table { columns, rows: found.into_iter().map(|(row, _)| row).collect(), groups: count, other, failures }
}

/// Failures of operands that are computed for each record.
fn fold_failures(measures: &[String], selected: &[&Row], failures: &mut Failures) {
    if !measures.iter().any(|measure| measure.contains("bytes / (status - 200)")) {
        return;
    }
    for row in selected {
        match (row.bytes, row.status) {
            (Some(bytes), Some(_)) if bytes > i64::MAX as u64 => failures.add(Failure::Overflow, 1),
            // A number that overflows alone is counted, too.
            (Some(bytes), None) if bytes > i64::MAX as u64 => failures.add(Failure::Overflow, 1),
            (Some(_), Some(200)) => failures.add(Failure::DivisionByZero, 1),
            _ => {}
        }
    }
}
