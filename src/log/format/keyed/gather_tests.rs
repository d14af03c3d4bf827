use super::super::aliases::general;
use super::*;
use crate::log::fields::Fields;

/// The record of a `GET` with more keys.
fn record(pairs: &[(&str, &str)]) -> Result<Fields, Refusal> {
    let map = general(&[], Unit::Milliseconds);
    let line: String = pairs.iter().chain(&[("method", "GET"), ("path", "/a")]).map(|(_, value)| *value).collect();
    let mut at = 0;
    Fields::filled_by(|fields| {
        let mut gathered = Gathered::new(fields);
        for (key, value) in pairs.iter().chain(&[("method", "GET"), ("path", "/a")]) {
            let value = KeyValue::new(line.as_bytes(), 0, at, at + value.len(), false);
            at += value.raw.len();
            let node = map.inside(NodeId::ROOT, key.as_bytes()).expect("a key that is known");
            gathered.add(&map, node, Some(&value));
        }
        gathered.settle(&map, line.as_bytes(), 0)
    })
}

fn is_noted(pairs: &[(&str, &str)]) -> bool {
    record(pairs).expect("a record").notes.has(Note::UnreadField)
}

#[test]
fn a_value_that_cannot_be_read_is_noted() {
    for (key, bad, good) in [
        ("upstream_status", "fine", "200"),
        ("port", "70000", "443"),
        ("port", "https", "443"),
        ("bytes", "12kB", "1.5e3"),
        ("request_length", "much", "12"),
        ("request_time", "01:30", "00:01:30"),
        ("request_time", "0,5", "0.5"),
        ("duration", "soon", "1m30s"),
        ("upstream_response_time", "0.1, x", "0.1, -"),
    ] {
        assert!(is_noted(&[(key, bad)]), "{key} {bad}");
        assert!(!is_noted(&[(key, good)]), "{key} {good}");
    }
}

#[test]
fn a_time_that_cannot_be_read_is_noted_beside_another() {
    let other = ("time_iso8601", "2023-10-10T13:55:36Z");
    assert!(is_noted(&[("timestamp", "soon"), ("ts", "1696946136")]));
    assert_eq!(
        record(&[("timestamp", "soon")]).map(|fields| fields.time),
        Err(Refusal::Malformed(Fault { reason: RejectReason::BadTime, at: 0 }))
    );
    // A day and a clock are parts of a time.
    assert!(!is_noted(&[("date", "2023-10-10"), other]));
    assert!(!is_noted(&[("date", "2023-10-10"), ("time", "13:55:36")]));
}

#[test]
fn a_worse_key_fills_a_column_whose_better_key_cannot_be_read() {
    let bytes = |pairs: &[(&str, &str)]| record(pairs).map(|fields| fields.bytes);
    for pairs in [&[("size", "7"), ("body_bytes_sent", "x")], &[("body_bytes_sent", "x"), ("size", "7")]] {
        assert_eq!(bytes(pairs), Ok(Some(7)), "{pairs:?}");
    }
    assert_eq!(bytes(&[("size", "7"), ("body_bytes_sent", "8")]), Ok(Some(8)));
}

#[test]
fn the_port_of_a_virtual_host_counts_before_that_of_a_key() {
    for pairs in [&[("vhost", "h:80"), ("port", "8080")], &[("port", "8080"), ("vhost", "h:80")]] {
        assert_eq!(record(pairs).map(|fields| fields.port), Ok(Some(80)), "{pairs:?}");
    }
    let replaced = [("domain", "h:80"), ("port", "8080"), ("vhost", "g")];
    assert_eq!(record(&replaced).map(|fields| fields.port), Ok(Some(8080)));
}

#[test]
fn a_better_target_replaces_a_worse_one() {
    for pairs in [&[("request_uri", "/b"), ("original_uri", "/c")], &[("original_uri", "/c"), ("request_uri", "/b")]] {
        let line: String = pairs.iter().map(|(_, value)| *value).collect();
        let target = record(pairs).map(|fields| fields.target.of(line.as_bytes()).map(<[u8]>::to_vec));
        assert_eq!(target, Ok(Some(b"/c".to_vec())), "{pairs:?}");
    }
}
