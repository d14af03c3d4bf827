//! Settings that are refused, and what the message says.

use crate::expression::Context;
use crate::reduce::{SessionSettings, Sessions};

fn refusal(settings: &str) -> String {
    match toml::from_str::<SessionSettings>(settings) {
        Err(error) => error.to_string(),
        Ok(settings) => Sessions::new(settings, &Context::default()).expect_err("bad settings").to_string(),
    }
}

#[test]
fn wrong_settings_are_refused_with_what_to_write() {
    let cases = [
        ("visitor = []", "visitor = []: name at least one column, such as \"host\", or omit it"),
        ("visitor = ['host', 'ua']", "visitor[1]: line 1, column 1: 'ua' is not a column; write 'user_agent'"),
        ("gap = 'soon'", "gap: 'soon' is not a time of up to 366 days; write \"30min\" or \"1h\""),
        ("gap = '0s'", "gap: '0s' is not a time"),
        ("gap = '1 month'", "gap: '1 month' is not a time"),
        ("gap = '400 days'", "gap: '400 days' is not a time"),
        ("gap = '1h'\ndefinition = 'goaccess'", "gap: '1h' has no effect, as the definition \"goaccess\" has no gap"),
        ("definition = 'ga'", "unknown variant `ga`, expected one of `ga4`, `universal_analytics`"),
        ("pages = 'path'", "pages: line 1, column 1: path is a text, not a condition"),
        ("group_by = ['entri']", "group_by[0]: line 1, column 1: 'entri' is not a column; "),
        (
            "group_by = ['entri']",
            "(a session has entry, exit, time, day, hour, duration, pages, hits, bytes; other names",
        ),
        ("group_by = ['entry', 'entry']", "group_by[1]: 'entry' is named twice"),
        ("measures = []", "measures = []: name at least one measure"),
        (
            "measures = ['hits', 'bounced_rate']",
            "measures[1]: 'bounced_rate' is not a measure of sessions; did you mean 'bounce_rate'?",
        ),
        (
            "measures = ['users']",
            "is not a measure of sessions; there are sessions, visitors, pages, hits, bytes, duration, median",
        ),
        (
            "measures = ['sum(status)']",
            "measures[0]: line 1, column 5: 'status' is not a column; it is one of requests",
        ),
        ("measures = ['sum(entry)']", "measures[0]: line 1, column 1: sum"),
        (
            "measures = ['sessions']\nsort = 'visitors'",
            "sort: 'visitors' is not a column of the table; there are sessions",
        ),
        ("having = 'sessions'", "having: 'sessions' is not a condition"),
        ("limit = 3", "unknown field `limit`"),
    ];
    for (settings, message) in cases {
        let refusal = refusal(settings);
        assert!(refusal.contains(message), "{settings}: {refusal}");
    }
}
