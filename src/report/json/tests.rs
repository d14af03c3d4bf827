use serde_json::Value;

use super::*;
use crate::report::example;
use crate::report::text::drives_terminal;

fn written(pretty: bool) -> String {
    let mut out = Vec::new();
    write(&example::report(), JsonOptions { pretty }, &mut out).expect("writing to memory succeeds");
    String::from_utf8(out).expect("JSON is UTF-8")
}

fn parsed() -> Value {
    serde_json::from_str(&written(true)).expect("JSON")
}

/// Whether the keys occur in compact output one after the other.
fn keys_in_order(text: &str, keys: &[&str]) -> bool {
    let mut rest = text;
    keys.iter().all(|key| match rest.split_once(&format!("\"{key}\":")) {
        Some((_, after)) => {
            rest = after;
            true
        }
        None => false,
    })
}

#[test]
fn keys_are_in_the_order_of_the_contract() {
    let text = written(false);
    let top = ["logmill", "input", "sources", "filters", "tables", "malformed", "actors", "elapsed_seconds"];
    assert!(keys_in_order(&text, &top));
    assert!(keys_in_order(&text, &["input", "lines", "parsed", "malformed", "skipped", "bytes", "notes"]));
    let source = ["sources", "name", "path", "lines", "parsed", "malformed", "skipped", "bytes", "error"];
    assert!(keys_in_order(&text, &source));
    assert!(keys_in_order(&text, &["filters", "name", "in", "kept", "dropped"]));
    assert!(keys_in_order(&text, &["hits_by_path", "columns", "rows", "groups", "approximate"]));
    let actor = "actors name kind instances batches_in records_in bytes_in batches_out records_out busy_seconds \
                 blocked_seconds idle_seconds mailbox_high_water rejected panics";
    assert!(keys_in_order(&text, &actor.split_whitespace().collect::<Vec<_>>()));
}

#[test]
fn the_account_of_lines_is_numbers() {
    let document = parsed();
    let input = serde_json::json!({
        "lines": 10_009, "parsed": 10_000, "malformed": 7, "skipped": 2, "bytes": 2_382_142,
        "notes": {}, "reasons": { "missing_time": 2, "bad_status": 5 },
    });
    assert_eq!(document["input"], input);
    let filter = serde_json::json!({ "name": "pages", "in": 10_000, "kept": 7_512, "dropped": 2_488, "set_aside": 0 });
    assert_eq!(document["filters"][0], filter);
    assert_eq!(
        document["sources"][2]["error"],
        "logs/\u{1b}[31m.log.gz: the file ends in the middle of the compressed data"
    );
    assert_eq!(document["interrupted"], true);
    assert_eq!(document["timezone"], "UTC");
    assert_eq!(document["malformed"][0]["reason"], "bad_status");
    assert_eq!(document["actors"][1]["instances"], 2);
}

#[test]
fn values_keep_their_types_and_all_their_digits() {
    let text = written(true);
    let row =
        r#"["/item/123/presentations/logstash", 200, 8123, 604462909807314587353088, 1536.5, "2015-05-17T10:05:03Z"]"#;
    assert!(text.contains(row), "{text}");
    assert!(text.contains(r#"[null, 400, 1, 0, 0.0, "1969-12-31T23:59:59.999999Z"]"#), "{text}");
    assert!(text.contains(r#"["2015-05-17", 3]"#), "{text}");
}

#[test]
fn tables_keep_the_order_of_the_plan() {
    assert!(keys_in_order(&written(false), &["hits_by_path", "hits\\u009b_by_day"]));
}

#[test]
fn text_of_the_log_is_kept_and_cannot_drive_a_terminal() {
    for pretty in [false, true] {
        let text = written(pretty);
        assert!(!text.contains(|char| drives_terminal(char) && char != '\n'));
        assert_eq!(text.lines().count() == 1, !pretty);
    }
    assert_eq!(parsed()["tables"]["hits_by_path"]["rows"][1][0], "/\u{1b}]0;owned\u{7}\u{202e}\u{9b}2J");
}

#[test]
fn both_styles_have_the_same_values() {
    assert_eq!(serde_json::from_str::<Value>(&written(false)).expect("JSON"), parsed());
}
