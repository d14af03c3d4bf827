//! Settings that make a group reducer, and messages about those that do not.

use super::{group, made};
use crate::expression::Context;
use crate::reduce::group::Sort;
use crate::reduce::{Group, GroupSettings};

fn error(settings: &str) -> String {
    match toml::from_str::<GroupSettings>(settings) {
        Ok(settings) => Group::new(settings, &Context::default()).expect_err("bad settings").to_string(),
        Err(error) => error.to_string(),
    }
}

#[test]
fn settings_have_defaults() {
    let group = group("group_by = ['path']");
    let names: Vec<&str> = group.design.outputs.iter().map(|output| output.name.as_str()).collect();
    assert_eq!((group.top, group.other, names), (20, false, vec!["count"]));
    assert_eq!(group.sort, Sort::Output { index: 0, descending: true });
    let context = Context { rows: 0, ..Context::default() };
    let settings = GroupSettings { group_by: vec!["path".to_owned()], ..GroupSettings::default() };
    assert_eq!(Group::new(settings, &context).expect("good settings").top, 0);
}

#[test]
fn a_measure_that_occurs_twice_is_measured_once() {
    let measures = "measures = ['count', 'count()', 'sum(bytes) / count() AS mean', 'share', 'avg(bytes)', 'sum( bytes )']";
    let group = group(&format!("group_by = []\n{measures}\nhaving = 'COUNT(*) > 1'"));
    assert_eq!(group.design.measures.len(), 3, "count, sum and avg: {:?}", group.design.measures);
}

#[test]
fn measures_that_differ_in_a_quote_only_are_two() {
    let measures = ["count() FILTER (WHERE path = 'a\"')", "count() FILTER (WHERE path = 'a')"].map(str::to_owned);
    let settings = GroupSettings { measures: Some(measures.to_vec()), ..GroupSettings::default() };
    assert_eq!(made(&settings).design.measures.len(), 2);
}

#[test]
fn what_is_wrong_with_settings_is_said_with_what_is_possible() {
    let cases = [
        ("group_by = ['pth']", "group_by[0]: line 1, column 1: 'pth' is not a column; did you mean 'path'?"),
        ("group_by = ['path', 'host', 'path']", "group_by[2]: 'path' is named twice"),
        ("group_by = ['path', 'host AS path']", "group_by[1]: 'path' is named twice"),
        ("group_by = ['time/hour', 'time/hour']", "group_by[1]: 'time/hour' is named twice"),
        ("group_by = ['time/fortnight']", "'fortnight' is not possible after 'time/'; write second, minute, hour"),
        ("group_by = ['host/33']", "'33' is not possible after 'host/'; write 1 to 32 bits"),
        ("group_by = ['path/0']", "'0' is not possible after 'path/'; write a number of segments from 1"),
        ("group_by = [\"INTERVAL '1 day'\"]", "group_by[0]: an interval cannot be a key"),
        ("group_by = ['count()']", "group_by[0]: line 1, column 1: 'count' measures many records"),
        ("group_by = []\nmeasures = []", "measures = []: name at least one measure"),
        ("group_by = []\nmeasures = ['count', 'count']", "measures[1]: 'count' is named twice"),
        ("group_by = ['path']\nmeasures = ['path']", "measures[0]: 'path' has no measure in it; write count(), sum(..)"),
        ("group_by = []\nmeasures = ['1 + 1']", "measures[0]: '1 + 1' has no measure in it"),
        ("group_by = []\nmeasures = ['bytes']", "'bytes' is not a column; measure it: min(bytes), max(bytes)"),
        ("group_by = []\nmeasures = ['sum(path)']", "sum: path is a text, not a number; write count() or distinct(path)"),
        ("group_by = []\nmeasures = ['sum(status)']", "sum: status is a code, which does not add up; write count()"),
        ("group_by = []\nmeasures = ['sum(port)']", "sum: port is a port, which does not add up"),
        ("group_by = []\nmeasures = ['avg(upstream_status)']", "avg: upstream_status is a code, which does not add up"),
        ("group_by = []\nmeasures = ['avg(time)']", "avg: time is a time, not a number"),
        ("group_by = []\nmeasures = ['sum(hour)']", "sum: hour is a hour, which does not add up"),
        (
            "group_by = []\nmeasures = ['sum(status >= 500)']",
            "sum: status >= 500 is a condition; write count() FILTER (WHERE status >= 500)",
        ),
        ("group_by = []\nmeasures = ['max(byte)']", "line 1, column 5: 'byte' is not a column; did you mean 'bytes'?"),
        ("group_by = []\nmeasures = ['sum']", "'sum'"),
        ("group_by = []\nmeasures = ['sum()']", "sum: one argument is needed, and 0 are given; write sum(x)"),
        ("group_by = []\nmeasures = ['sum(bytes']", "measures[0]: line 1, column "),
        ("group_by = []\nmeasures = ['sum(sum(bytes))']", "'sum' measures many records and cannot be used for one"),
        ("group_by = []\nmeasures = ['sum(DISTINCT bytes)']", "sum(DISTINCT ..) is not supported; write distinct(..)"),
        ("group_by = []\nmeasures = ['quantile(bytes, 2)']", "quantile: a value and a share from 0 to 1 are needed"),
        ("group_by = []\nmeasures = ['quantile(bytes)']", "quantile: a value and a share from 0 to 1 are needed"),
        ("group_by = []\nmeasures = ['p95(path)']", "p95: path is a text, not a number"),
        ("group_by = []\nmeasures = ['top(path, 0)']", "top: a value and a number from 1 to 100 are needed"),
        ("group_by = []\nmeasures = ['timeline(day)']", "timeline: day is a day, not a point in time"),
        ("group_by = []\nmeasures = ['rate(time)']", "rate: no argument is needed, and 1 are given"),
        ("group_by = []\nhaving = 'count()'", "having: 'count()' is not a condition; compare it, such as count() > 100"),
        ("group_by = []\nhaving = 'status > 1'", "having: line 1, column 1: 'status' is not a column; measure it"),
        ("group_by = ['path']\nsort = 'bytes'", "sort: 'bytes' is not a column of the table; there are count, path"),
        ("group_by = []\nlimit = 3", "unknown field"),
        ("top = 3", "missing field `group_by`"),
    ];
    for (settings, message) in cases {
        let error = error(settings);
        assert!(error.contains(message), "{settings}: {error}");
    }
}
