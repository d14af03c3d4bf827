//! Sums that need more than 64 bits, in columns and conditions computed from them, parts of fractions, and operands that a filter leaves out.

use super::*;
use crate::expression::Failure;

/// The rows of a table of three paths, whose sums of bytes are 3, 2^64 - 1 and 3 (2^64 - 1).
fn rows_of(settings: &str) -> (Vec<Vec<Value>>, Failures) {
    let group = group(&format!("group_by = ['path']\n{settings}"));
    let mut rows = vec![path_row("/small", 1), path_row("/small", 2), path_row("/wide", u64::MAX)];
    rows.extend(vec![path_row("/wider", u64::MAX); 3]);
    let table = group.finish(folded(&group, &rows));
    (table.rows, table.failures)
}

const WIDE: i128 = u64::MAX as i128;

/// A computed column by path.
#[track_caller]
fn assert_computed(measure: &str, small: Value, wide: Value, wider: Value) {
    let (rows, failures) = rows_of(&format!("measures = ['{measure} AS it']\nsort = 'key'"));
    let text = |path: &str| Value::Text(path.to_owned());
    assert_eq!(rows, [[text("/small"), small], [text("/wide"), wide], [text("/wider"), wider]], "{measure}");
    assert_eq!(failures, Failures::default(), "{measure}");
}

#[test]
fn whole_numbers_computed_from_wide_sums_are_exact() {
    let int = Value::Int;
    assert_computed("sum(bytes) + 1", int(4), int(WIDE + 1), int(3 * WIDE + 1));
    assert_computed("sum(bytes) / count()", int(1), int(WIDE), int(WIDE));
    assert_computed("1 - sum(bytes)", int(-2), int(1 - WIDE), int(1 - 3 * WIDE));
    assert_computed("sum(bytes) % 10", int(3), int(5), int(5));
    assert_computed("sum(bytes) - sum(bytes)", int(0), int(0), int(0));
    // The result does not fit 64 bits although the operands do.
    assert_computed("count() * 9223372036854775807", int(2 * (WIDE / 2)), int(WIDE / 2), int(3 * (WIDE / 2)));
}

#[test]
fn values_chosen_among_wide_sums_and_others_are_exact() {
    let int = Value::Int;
    assert_computed("CASE WHEN count() = 1 THEN 7 ELSE sum(bytes) END", int(3), int(7), int(3 * WIDE));
    assert_computed("coalesce(nullif(sum(bytes), 3), 5)", int(5), int(WIDE), int(3 * WIDE));
    assert_computed("greatest(sum(bytes), 4)", int(4), int(WIDE), int(3 * WIDE));
    assert_computed("sum(bytes)::float", Value::Float(3.0), Value::Float(WIDE as f64), Value::Float(3.0 * WIDE as f64));
    assert_computed("sum(bytes) / 2.0", Value::Float(1.5), Value::Float(WIDE as f64 / 2.0), {
        Value::Float((3 * WIDE) as f64 / 2.0)
    });
}

#[test]
fn wide_sums_are_compared_in_conditions_of_groups() {
    for (having, paths) in [
        ("sum(bytes) > 3", &["/wide", "/wider"][..]),
        ("sum(bytes) <= 3", &["/small"]),
        ("sum(bytes) > 9223372036854775807", &["/wide", "/wider"]),
        ("3 < sum(bytes)", &["/wide", "/wider"]),
        ("sum(bytes) > 1e18", &["/wide", "/wider"]),
        ("sum(bytes) > max(bytes)", &["/small", "/wider"]),
        ("sum(bytes) = avg(bytes)", &["/wide"]),
        ("sum(bytes) IN (3, 4)", &["/small"]),
        ("sum(bytes) NOT IN (3, 4)", &["/wide", "/wider"]),
        ("sum(bytes) BETWEEN 2 AND 4", &["/small"]),
        ("sum(bytes) IS NULL", &[]),
        ("sum(bytes) / 3 = max(bytes)", &["/wider"]),
    ] {
        let (rows, failures) = rows_of(&format!("measures = ['count']\nsort = 'key'\nhaving = '{having}'"));
        let found: Vec<Value> = rows.into_iter().map(|mut row| row.swap_remove(0)).collect();
        assert_eq!(found, paths.iter().map(|path| Value::Text((*path).to_owned())).collect::<Vec<_>>(), "{having}");
        assert_eq!(failures, Failures::default(), "{having}");
    }
}

#[test]
fn rows_are_ordered_by_computed_numbers_of_any_width() {
    let (rows, _) = rows_of("measures = ['sum(bytes) - 5 AS it']\nsort = 'it'");
    let found: Vec<&Value> = rows.iter().map(|row| &row[1]).collect();
    assert_eq!(found, [&Value::Int(3 * WIDE - 5), &Value::Int(WIDE - 5), &Value::Int(-2)]);
}

#[test]
fn what_exceeds_128_bits_is_null_and_counted() {
    let (rows, failures) = rows_of("measures = ['sum(bytes) * sum(bytes) AS it']\nsort = 'key'");
    let found: Vec<&Value> = rows.iter().map(|row| &row[1]).collect();
    assert_eq!(found, [&Value::Int(9), &Value::Null, &Value::Null]);
    let mut expected = Failures::default();
    expected.add(Failure::Overflow, 2);
    assert_eq!(failures, expected);
}

#[test]
fn functions_of_what_exceeds_64_bits_are_null_and_counted() {
    for measure in ["abs(sum(bytes) + 1)", "(sum(bytes) + 1)::bigint", "CAST(sum(bytes) + 1 AS text)"] {
        let (rows, failures) = rows_of(&format!("measures = [\"{measure} AS it\"]\nsort = 'key'"));
        let nulls: Vec<bool> = rows.iter().map(|row| row[1] == Value::Null).collect();
        assert_eq!(nulls, [false, true, true], "{measure}");
        let mut expected = Failures::default();
        expected.add(Failure::Overflow, 2);
        assert_eq!(failures, expected, "{measure}");
    }
}

#[test]
fn a_day_that_is_moved_too_far_is_null_and_counted() {
    let far = "DATE '2024-01-01' + max(length(path)) * 9223372036854775807";
    let (rows, failures) = rows_of(&format!("measures = [\"{far} AS it\"]\nsort = 'key'"));
    assert!(rows.iter().all(|row| row[1] == Value::Null), "{rows:?}");
    let mut expected = Failures::default();
    expected.add(Failure::Overflow, 3);
    assert_eq!(failures, expected);
}

#[test]
fn a_share_of_a_fraction_is_a_part_of_its_sum() {
    let group = group("group_by = ['path']\nmeasures = ['share(bytes / 4.0)', 'sum(bytes / 4.0)']\nsort = 'key'");
    let rows = [path_row("/a", 1), path_row("/b", 2), path_row("/b", 5)];
    let table = group.finish(folded(&group, &rows));
    let row =
        |path: &str, share: f64, sum: f64| vec![Value::Text(path.to_owned()), Value::Float(share), Value::Float(sum)];
    assert_eq!(table.rows, [row("/a", 0.125, 0.25), row("/b", 0.875, 1.75)]);
    assert_eq!((table.columns[1].total, table.columns[2].total), (None, None));
    // Nothing has no parts.
    let table = group.finish(folded(&group, &[path_row("/a", 0)]));
    assert_eq!(table.rows, [[Value::Text("/a".to_owned()), Value::Null, Value::Float(0.0)]]);
}

fn count_of(failures: Failures) -> u64 {
    failures.iter().find(|(failure, _)| *failure == Failure::DivisionByZero).map_or(0, |(_, count)| count)
}

/// Null values of a table of one row, by the measures.
fn divisions_by_zero(measures: &str) -> (Vec<Value>, u64) {
    let group = group(&format!("group_by = []\nmeasures = {measures}"));
    let rows: Vec<Row> = [0, 0, 1, 2, 5].map(|bytes| path_row("/", bytes)).into();
    let table = group.finish(folded(&group, &rows));
    let mut row = table.rows;
    (row.swap_remove(0), count_of(table.failures))
}

#[test]
fn operands_are_computed_of_the_records_that_some_filter_keeps() {
    let int = Value::Int;
    let kept = "sum(10 / bytes) FILTER (WHERE bytes > 0)";
    assert_eq!(divisions_by_zero(&format!("['{kept}']")), (vec![int(17)], 0));
    // Another filter keeps one more, which is not counted twice.
    let more = "max(10 / bytes) FILTER (WHERE bytes <> 2)";
    assert_eq!(divisions_by_zero(&format!("['{kept}', '{more}']")), (vec![int(17), int(10)], 2));
    assert_eq!(divisions_by_zero(&format!("['{kept}', 'sum(10 / bytes)']")), (vec![int(17), int(17)], 2));
    assert_eq!(divisions_by_zero("['count(10 / bytes) FILTER (WHERE bytes > 9)']"), (vec![int(0)], 0));
}
