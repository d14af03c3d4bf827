use std::sync::Arc;

use arrow_array::{Array, ArrayRef, RecordBatch, StringViewArray, TimestampMicrosecondArray};
use arrow_buffer::BooleanBuffer;
use arrow_schema::Schema;

use super::*;
use crate::log::column::ColumnKind;
use crate::log::{Column, Numbers};

fn key(text: &str) -> AnyKey {
    text.parse().unwrap_or_else(|error| panic!("{error}"))
}

fn values(text: &str, column: Column, array: ArrayRef) -> ArrayRef {
    let selected = BooleanBuffer::new_set(array.len());
    let batch = RecordBatch::try_new(Arc::new(Schema::new(vec![column.field()])), vec![array]).expect("one column");
    let key = key(text);
    assert_eq!(key.columns().iter().collect::<Vec<_>>(), [column]);
    key.values(&batch, &selected).expect("the column is there")
}

/// What a text key makes of each text.
fn texts(key: &str, column: Column, given: &[Option<&str>]) -> Vec<Option<String>> {
    let array = values(key, column, Arc::new(StringViewArray::from_iter(given.iter().copied())));
    let array = array.as_any().downcast_ref::<StringViewArray>().expect("texts").clone();
    array.iter().map(|text| text.map(str::to_owned)).collect()
}

fn assert_texts(key: &str, column: Column, cases: &[(&str, &str)]) {
    let given: Vec<Option<&str>> = cases.iter().map(|case| Some(case.0)).chain([None]).collect();
    let expected: Vec<Option<String>> = cases.iter().map(|case| Some(case.1.to_owned())).chain([None]).collect();
    assert_eq!(texts(key, column, &given), expected, "{key}");
}

#[test]
fn hosts_become_networks_and_names_stay() {
    let cases = [
        ("203.0.113.77", "203.0.113.0/24"),
        ("203.0.114.1", "203.0.114.0/24"),
        ("::ffff:203.0.113.9", "203.0.113.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1::/48"),
        ("::1", "::/48"),
        ("example.com", "example.com"),
        ("256.1.1.1", "256.1.1.1"),
        ("", ""),
    ];
    assert_texts("host/24", Column::Host, &cases);
    assert_texts("host/32", Column::Host, &[("203.0.113.77", "203.0.113.77/32"), ("2001:db8::1", "2001:db8::/64")]);
    assert_texts("host/1", Column::Host, &[("203.0.113.77", "128.0.0.0/1"), ("ffff::", "c000::/2")]);
    assert_texts(
        "host/16/56",
        Column::Host,
        &[("203.0.113.77", "203.0.0.0/16"), ("2001:db8:1:2ff::", "2001:db8:1:200::/56")],
    );
    assert_texts("host/8/128", Column::Host, &[("203.0.113.77", "203.0.0.0/8"), ("2001:DB8::1", "2001:db8::1/128")]);
}

#[test]
fn paths_end_after_their_segments() {
    let cases = [
        ("/blog/2026/post.html", "/blog"),
        ("/blog/", "/blog"),
        ("/blog", "/blog"),
        ("//blog//x", "//blog"),
        ("blog/x", "blog"),
        ("/", "/"),
        ("///", "///"),
        ("*", "*"),
        ("", ""),
        ("/grüße/x", "/grüße"),
    ];
    assert_texts("path/1", Column::Path, &cases);
    assert_texts(
        "path/2",
        Column::Path,
        &[("/a/b/c", "/a/b"), ("/a/", "/a/"), ("/a//b/c", "/a//b"), ("/a/b/", "/a/b")],
    );
    assert_texts("path/99", Column::Path, &[("/a/b/c/", "/a/b/c/")]);
}

fn times(key_text: &str, given: &[i64]) -> Vec<Option<i128>> {
    let times = given.iter().copied().map(Some).chain([None]);
    let array = Arc::new(TimestampMicrosecondArray::from_iter(times).with_timezone("UTC"));
    let array = values(key_text, Column::Time, array);
    let numbers = Numbers::of_array(&array, key(key_text).kind()).expect("the type of its kind");
    (0..array.len()).map(|row| numbers.get(row)).collect()
}

#[test]
fn times_begin_their_bucket_on_both_sides_of_1970() {
    const MINUTE: i128 = 60_000_000;
    let given = [0, 59_999_999, 60_000_000, -1, 86_399_999_999, -86_400_000_001];
    let minutes = [Some(0), Some(0), Some(MINUTE), Some(-MINUTE), Some(1_439 * MINUTE), Some(-1_441 * MINUTE), None];
    assert_eq!(times("time/minute", &given), minutes);
    let quarters = [Some(0), Some(0), Some(0), Some(-15 * MINUTE), Some(1_425 * MINUTE), Some(-1_455 * MINUTE), None];
    assert_eq!(times("time/15min", &given), quarters);
    assert_eq!(times("time/day", &given), [Some(0), Some(0), Some(0), Some(-1), Some(0), Some(-2), None]);
    assert_eq!(times("time/second", &[i64::MIN, i64::MAX])[0], Some(i64::MIN.into()));
}

#[test]
fn a_key_is_named_in_one_way_and_has_a_kind() {
    for (written, name, kind) in [
        ("path", "path", ColumnKind::Text),
        ("status", "status", ColumnKind::Code),
        ("time/60s", "time/minute", ColumnKind::Time),
        ("time/min", "time/minute", ColumnKind::Time),
        ("time/3600s", "time/hour", ColumnKind::Time),
        ("time/1h", "time/hour", ColumnKind::Time),
        ("time/15 min", "time/15min", ColumnKind::Time),
        ("time/24h", "time/day", ColumnKind::Day),
        ("host/24", "host/24", ColumnKind::Text),
        ("host/24/48", "host/24", ColumnKind::Text),
        ("host/24/64", "host/24/64", ColumnKind::Text),
        ("path/2", "path/2", ColumnKind::Text),
    ] {
        assert_eq!((key(written).to_string().as_str(), key(written).kind()), (name, kind), "{written}");
    }
}

#[test]
fn only_a_column_as_it_is_is_kept() {
    assert_eq!(key("host").kept_column(), Some(Column::Host));
    for computed in ["host/32", "time/second", "path/9"] {
        assert_eq!(key(computed).kept_column(), None, "{computed}");
    }
}

#[test]
fn a_text_that_is_not_a_key_is_refused_with_what_to_write() {
    for (text, message) in [
        ("pth", "'pth' is not a column; did you mean 'path'?"),
        ("hst/24", "'hst' is not a column; did you mean 'host'?"),
        (
            "status/2",
            "'status/2': 'status' is grouped by whole values; write 'status', or a computed key such as 'time/5min'",
        ),
        ("user_agent/1", "'user_agent' is grouped by whole values"),
        ("host/33", "'host/33': '33' is not possible after 'host/'; write 1 to 32 bits of an IPv4 address"),
        ("host/0", "such as 'host/24'"),
        ("host/24/129", "'24/129' is not possible after 'host/'"),
        ("host/24/", "'24/' is not possible after 'host/'"),
        ("host/", "'' is not possible after 'host/'"),
        ("host/255.255.255.0", "write 1 to 32 bits"),
        ("time/7min", "'7min' is not possible after 'time/'; write second, minute, hour or day, or a number of them"),
        ("time/2d", "such as 'time/5min'"),
        ("time/0s", "'0s' is not possible"),
        ("time/week", "'week' is not possible"),
        ("time/hours", "'hours' is not possible"),
        ("time/99999999999999999999h", "is not possible after 'time/'"),
        ("path/0", "'0' is not possible after 'path/'; write a number of segments from 1, such as 'path/2'"),
        ("path/a/b", "'a/b' is not possible after 'path/'"),
    ] {
        let error = text.parse::<AnyKey>().expect_err(text).to_string();
        assert!(error.contains(message), "{error}");
    }
}

#[test]
fn records_that_are_not_selected_are_not_computed() {
    let array: ArrayRef = Arc::new(StringViewArray::from_iter([Some("203.0.113.9"), Some("203.0.113.10")]));
    let batch = RecordBatch::try_new(Arc::new(Schema::new(vec![Column::Host.field()])), vec![array]).expect("one");
    let networks = key("host/24").values(&batch, &BooleanBuffer::from(vec![false, true])).expect("the column");
    assert_eq!((networks.is_null(0), networks.is_null(1)), (true, false));
}
