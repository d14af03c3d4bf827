//! The values of measures by their texts, the slow way.

use std::collections::{BTreeMap, BTreeSet};

use super::records::Row;
use super::reference::{Sortable, World, sortable};
use crate::expression::{Failure, Failures};
use crate::log::column::ColumnKind;
use crate::reduce::Value;
use crate::reduce::sketch::quantiles::Quantiles;

/// Measures that are tested: every function, of every type of value, with and without a condition, and values computed from them.
pub const MEASURES: [&str; 38] = [
    "count",
    "count()",
    "count(path)",
    "count(bytes)",
    "sum(bytes)",
    "sum(length(path))",
    "sum(status / 4.0)",
    "avg(bytes)",
    "avg(status / 4.0)",
    "min(bytes)",
    "max(bytes)",
    "min(time)",
    "max(day)",
    "max(status)",
    "min(status / 4.0)",
    "min(path)",
    "max(method)",
    "distinct(path)",
    "distinct(bytes)",
    "count(DISTINCT status)",
    "p50(bytes)",
    "p95(status)",
    "quantile(bytes, 0.25)",
    "median(status / 4.0)",
    "first(path)",
    "last(bytes)",
    "last(status)",
    "top(method, 2)",
    "top(status)",
    "timeline(time)",
    "share()",
    "share(bytes)",
    "rate()",
    "count() FILTER (WHERE status = 200)",
    "sum(bytes) FILTER (WHERE method = 'A')",
    "sum(bytes / (status - 200)) AS odd",
    "max(bytes) / count() AS mean",
    "100.0 * count(path) / count() AS percent",
];

/// What a measure is of.
#[derive(Clone, Copy)]
pub struct Operand<'t>(&'t str);

impl<'t> Operand<'t> {
    pub fn new(text: &'t str) -> Operand<'t> {
        Operand(text)
    }

    pub fn kind(self) -> ColumnKind {
        match self.0 {
            "path" | "method" => ColumnKind::Text,
            "status" => ColumnKind::Code,
            "bytes" | "bytes / (status - 200)" => ColumnKind::Size,
            "day" => ColumnKind::Day,
            "time" => ColumnKind::Time,
            "length(path)" => ColumnKind::Integer,
            "status / 4.0" => ColumnKind::Float,
            other => unreachable!("{other}"),
        }
    }

    pub fn of(self, row: &Row) -> Value {
        let text = |text: &Option<String>| text.clone().map_or(Value::Null, Value::Text);
        let status = row.status.map(i128::from);
        match self.0 {
            "path" => text(&row.path),
            "method" => text(&row.method),
            "status" => status.map_or(Value::Null, Value::Int),
            "bytes" => row.bytes.map_or(Value::Null, |bytes| Value::Int(bytes.into())),
            "day" => row.day.map_or(Value::Null, Value::Day),
            "time" => row.time.map_or(Value::Null, Value::Time),
            "length(path)" => row.path.as_ref().map_or(Value::Null, |path| Value::Int(path.chars().count() as i128)),
            "status / 4.0" => row.status.map_or(Value::Null, |status| Value::Float(f64::from(status) / 4.0)),
            "bytes / (status - 200)" => match (row.bytes.map(i64::try_from), status) {
                (Some(Ok(bytes)), Some(status)) if status != 200 => Value::Int(i128::from(bytes) / (status - 200)),
                _ => Value::Null,
            },
            other => unreachable!("{other}"),
        }
    }

    fn values(self, rows: &[&Row]) -> Vec<Value> {
        rows.iter().map(|row| self.of(row)).filter(|value| *value != Value::Null).collect()
    }
}

/// A call taken apart: its function, its arguments, and the rows that pass its condition.
fn parts<'t>(text: &'t str, rows: &[&'t Row]) -> (&'t str, Vec<&'t str>, Vec<&'t Row>) {
    let text = text.split_once(" AS ").map_or(text, |(text, _)| text);
    let (call, filter) = text.split_once(" FILTER ").map_or((text, ""), |(call, filter)| (call, filter));
    let is_measured = |row: &&&Row| match filter {
        "" => true,
        "(WHERE status = 200)" => row.status == Some(200),
        "(WHERE method = 'A')" => row.method.as_deref() == Some("A"),
        other => unreachable!("{other}"),
    };
    let (function, arguments) = call.split_once('(').unwrap_or((call, ")"));
    let arguments = arguments.strip_suffix(')').expect("a call");
    let (function, arguments) = match arguments.strip_prefix("DISTINCT ") {
        Some(argument) => ("distinct", argument),
        None => (function, arguments),
    };
    let list = arguments.split(", ").filter(|argument| !argument.is_empty()).collect();
    (function, list, rows.iter().filter(is_measured).copied().collect())
}

fn sum(values: &[Value]) -> Value {
    match values.iter().any(|value| matches!(value, Value::Float(_))) {
        // Quarters add up exactly.
        true => Value::Float(values.iter().map(float).sum()),
        false => Value::Int(values.iter().map(|value| sortable(value).1).sum()),
    }
}

fn float(value: &Value) -> f64 {
    match value {
        Value::Float(number) => *number,
        value => sortable(value).1 as f64,
    }
}

/// The value of a measure, and what could not be computed on the way.
pub fn measured(text: &str, rows: &[&Row], world: &World<'_>) -> (Value, Failures) {
    let mut failures = Failures::default();
    let value = match text {
        "max(bytes) / count() AS mean" => match call("max(bytes)", rows, world) {
            Value::Int(most) => Value::Int(most / rows.len() as i128),
            none => none,
        },
        "100.0 * count(path) / count() AS percent" if rows.is_empty() => {
            failures.add(Failure::DivisionByZero, 1);
            Value::Null
        }
        "100.0 * count(path) / count() AS percent" => {
            let with_path = rows.iter().filter(|row| row.path.is_some()).count();
            Value::Float(100.0 * with_path as f64 / rows.len() as f64)
        }
        text => call(text, rows, world),
    };
    (value, failures)
}

fn call(text: &str, rows: &[&Row], world: &World<'_>) -> Value {
    let (function, arguments, rows) = parts(text, rows);
    let operand = arguments.first().map(|argument| Operand::new(argument));
    let values = operand.map_or_else(Vec::new, |operand| operand.values(&rows));
    let float_operand = operand.is_some_and(|operand| operand.kind() == ColumnKind::Float);
    let timed = || {
        let timed = rows.iter().filter_map(|row| Some((row.time?, operand?.of(row))));
        let mut timed: Vec<_> = timed.filter(|(_, value)| *value != Value::Null).collect();
        timed.sort_by_key(|(time, value)| (*time, sortable(value)));
        timed.into_iter().map(|(_, value)| value)
    };
    match function {
        "count" => Value::Int(operand.map_or(rows.len(), |_| values.len()) as i128),
        "sum" if values.is_empty() && float_operand => Value::Float(0.0),
        "sum" => sum(&values),
        "avg" if values.is_empty() => Value::Null,
        "avg" => Value::Float(float(&sum(&values)) / values.len() as f64),
        "min" => values.into_iter().min_by_key(sortable).unwrap_or(Value::Null),
        "max" => values.into_iter().max_by_key(sortable).unwrap_or(Value::Null),
        "distinct" => Value::Int(values.iter().map(sortable).collect::<BTreeSet<Sortable>>().len() as i128),
        "p50" | "median" => quantile(&values, 0.5),
        "p95" => quantile(&values, 0.95),
        "quantile" => quantile(&values, arguments[1].parse().expect("a share")),
        "first" => timed().next().unwrap_or(Value::Null),
        "last" => timed().next_back().unwrap_or(Value::Null),
        "top" => top(&values, arguments.get(1).map_or(1, |most| most.parse().expect("a number"))),
        "timeline" => timeline(&values),
        "share" => {
            let of = |rows: &[&Row]| match operand {
                None => rows.len() as i128,
                Some(operand) => sortable(&sum(&operand.values(rows))).1,
            };
            match of(world.all) {
                0 => Value::Null,
                all => Value::Float(of(&rows) as f64 / all as f64),
            }
        }
        "rate" => rate(&rows, world),
        other => unreachable!("{other}"),
    }
}

/// The nearest rank: that of a sketch which got the values in another order, and less than 1 % away from the exact one.
fn quantile(values: &[Value], share: f64) -> Value {
    let mut numbers: Vec<f64> = values.iter().map(float).collect();
    numbers.sort_by(f64::total_cmp);
    let is_whole = !values.iter().any(|value| matches!(value, Value::Float(_)));
    let mut sketch = Quantiles::default();
    numbers.iter().rev().for_each(|number| sketch.add(*number));
    let Some(estimate) = sketch.quantile(share, is_whole) else { return Value::Null };
    // Buckets are wider than what is in them.
    let estimate = estimate.clamp(numbers[0], numbers[numbers.len() - 1]);
    let exact = numbers[((share * numbers.len() as f64).ceil() as usize).max(1) - 1];
    assert!((estimate - exact).abs() <= exact.abs() / 100.0, "{estimate} for {exact}");
    if is_whole { Value::Int(estimate.round() as i128) } else { Value::Float(estimate) }
}

fn top(values: &[Value], most: usize) -> Value {
    let mut counts: BTreeMap<Sortable, (Value, u64)> = BTreeMap::new();
    for value in values {
        counts.entry(sortable(value)).or_insert_with(|| (value.clone(), 0)).1 += 1;
    }
    let mut counts: Vec<(Value, u64)> = counts.into_values().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts.truncate(most);
    Value::Counts(counts)
}

/// Counts in the least power of two of seconds that makes at most 128 buckets.
fn timeline(values: &[Value]) -> Value {
    let seconds: Vec<i128> = values.iter().map(|value| sortable(value).1.div_euclid(1_000_000)).collect();
    let (Some(first), Some(last)) = (seconds.iter().min(), seconds.iter().max()) else { return Value::Null };
    let widths = (0..64).map(|power| 1_i128 << power);
    let fits = |width: &i128| last.div_euclid(*width) - first.div_euclid(*width) < 128;
    let width = widths.into_iter().find(fits).expect("a width");
    let start = first.div_euclid(width);
    let mut counts = vec![0; (last.div_euclid(width) - start + 1) as usize];
    seconds.iter().for_each(|second| counts[(second.div_euclid(width) - start) as usize] += 1);
    let micros = (start * width * 1_000_000).max(i64::MIN.into());
    Value::Timeline(micros as i64, (width * 1_000_000) as i64, counts)
}

fn rate(rows: &[&Row], world: &World<'_>) -> Value {
    let times = || world.all.iter().filter_map(|row| row.time);
    let span = times().min().zip(times().max()).map(|(first, last)| last.saturating_sub(first).max(1_000_000));
    let Some(micros) = world.bin.or(span) else { return Value::Null };
    let count = rows.iter().filter(|row| row.time.is_some()).count();
    Value::Float(count as f64 / (micros as f64 / 1e6))
}

/// The kind of the values of a measure.
pub fn value_kind(text: &str) -> ColumnKind {
    let (function, arguments, _) = match text {
        "max(bytes) / count() AS mean" => return ColumnKind::Size,
        "100.0 * count(path) / count() AS percent" => return ColumnKind::Float,
        text => parts(text, &[]),
    };
    match function {
        "count" | "distinct" | "timeline" => ColumnKind::Number,
        "share" => ColumnKind::Share,
        "rate" => ColumnKind::Float,
        _ => Operand::new(arguments[0]).kind(),
    }
}

/// The sum over all groups of a measure that adds up.
pub fn total(text: &str, world: &World<'_>) -> Option<i128> {
    if text.contains(" AS mean") || text.contains(" AS percent") {
        return None;
    }
    let (function, ..) = parts(text, &[]);
    match (function, measured(text, world.all, world).0) {
        ("count" | "sum", Value::Int(total)) => Some(total),
        _ => None,
    }
}
