//! JSON lines of many origins, and user-defined formats.

use std::sync::Arc;

use super::super::super::OwnColumns;
use super::super::super::format::{JsonFormat, KeySettings};
use super::super::super::reject::Refusal;
use super::*;

/// A line with what every record needs, and more members.
fn with(members: &str) -> String {
    format!(r#"{{"time":"2023-10-10T13:55:36Z","method":"GET","code":204,{members}}}"#)
}

#[test]
fn lines_of_many_origins_are_read() {
    let common = [
        (Column::Host, Some("192.0.2.1")),
        (Column::Time, Some("1696946136250000")),
        (Column::Method, Some("GET")),
        (Column::Path, Some("/a")),
        (Column::Query, Some("b=1")),
        (Column::Status, Some("200")),
        (Column::Bytes, Some("7")),
        (Column::UserAgent, Some("UA")),
        (Column::RequestTime, Some("1500")),
    ];
    for line in [
        // Elastic Common Schema, nested and flat.
        r#"{"@timestamp":"2023-10-10T13:55:36.250Z","source":{"ip":"192.0.2.1"},"url":{"path":"/a","query":"b=1"},"http":{"request":{"method":"GET"},"response":{"status_code":200,"body":{"bytes":7}},"version":"1.1"},"user_agent":{"original":"UA"},"event":{"duration":1500000},"agent":{"type":"filebeat"}}"#,
        r#"{"@timestamp":"2023-10-10T13:55:36.250Z","client.ip":"192.0.2.1","url.path":"/a","url.query":"b=1","http.request.method":"GET","http.response.status_code":200,"http.response.body.bytes":7,"user_agent.original":"UA","event.duration":1500000}"#,
        // Google Cloud.
        r#"{"httpRequest":{"requestMethod":"GET","requestUrl":"https://h.example/a?b=1","status":200,"responseSize":"7","userAgent":"UA","remoteIp":"192.0.2.1","latency":"0.0015s","protocol":"HTTP/1.1"},"timestamp":"2023-10-10T13:55:36.250Z","severity":"INFO"}"#,
        // Echo.
        r#"{"time":"2023-10-10T13:55:36.25Z","id":"","remote_ip":"192.0.2.1","host":"h","method":"GET","uri":"/a?b=1","user_agent":"UA","status":200,"error":"","latency":1500000,"latency_human":"1.5ms","bytes_in":0,"bytes_out":7}"#,
        // Envoy.
        r#"{"start_time":"2023-10-10T13:55:36.250Z","method":"GET","path":"/a?b=1","protocol":"HTTP/2","response_code":200,"response_flags":"-","bytes_received":0,"bytes_sent":7,"duration":1.5,"user_agent":"UA","authority":"h","downstream_remote_address":"192.0.2.1:40112"}"#,
        // A server for Node.js.
        r#"{"level":30,"time":1696946136250,"pid":1,"req":{"id":1,"method":"GET","url":"/a?b=1","headers":{"user-agent":"UA"},"remoteAddress":"192.0.2.1","remotePort":4711},"res":{"statusCode":200,"headers":{"content-length":"7"}},"responseTime":1.5,"msg":"request completed"}"#,
        // Cloudflare.
        r#"{"ClientIP":"192.0.2.1","ClientRequestMethod":"GET","ClientRequestURI":"/a?b=1","EdgeResponseStatus":200,"EdgeResponseBytes":7,"ClientRequestUserAgent":"UA","EdgeStartTimestamp":1696946136250000000,"duration_us":1500}"#,
    ] {
        expect("json", line, &common, &[]);
    }
}

#[test]
fn the_better_of_two_keys_wins_whatever_the_order() {
    let wanted = [(Column::Host, Some("192.0.2.1")), (Column::UserAgent, Some("UA"))];
    expect("json", &with(r#""client_ip":"192.0.2.1","ip":"10.0.0.1","ua":"UA""#), &wanted, &[]);
    expect("json", &with(r#""ip":"10.0.0.1","ua":"UA","client_ip":"192.0.2.1""#), &wanted, &[]);
    expect("json", &with(r#""client_ip":null,"ip":"192.0.2.1","user_agent":"-","ua":"UA""#), &wanted, &[]);
}

#[test]
fn the_last_of_equal_keys_wins() {
    expect("json", &with(r#""status":200,"status":404"#), &[(Column::Status, Some("404"))], &[]);
    expect("json", &with(r#""ua":"a","ua":null"#), &[(Column::UserAgent, None)], &[]);
    expect("json", &with(r#""url":{"path":"/a"},"url":{"path":"/b"}"#), &[(Column::Path, Some("/b"))], &[]);
    let line = r#"{"method":"GET","path":"/a","status":200,"status":"ok"}"#;
    refuse("json", line, RejectReason::BadStatus, line.find("ok").unwrap() as u32 + 1);
}

#[test]
fn numbers_may_be_texts_and_huge_ones_are_harmless_where_they_are_not_read() {
    expect(
        "json",
        &with(r#""status":"200","bytes":"12","x":1e400,"y":[-0.0e-9]"#),
        &[(Column::Status, Some("200")), (Column::Bytes, Some("12"))],
        &[],
    );
    expect("json", &with(r#""bytes":1e400"#), &[(Column::Bytes, None)], &[Note::UnreadField]);
    expect("json", &with(r#""bytes":-1,"duration":-1"#), &[(Column::Bytes, None), (Column::RequestTime, None)], &[]);
    expect("json", &with(r#""bytes":18446744073709551616"#), &[(Column::Bytes, None)], &[Note::UnreadField]);
}

#[test]
fn keys_may_be_written_with_escapes() {
    expect("json", &with(r#""\u0073tatus":204"#), &[(Column::Status, Some("204"))], &[]);
    expect("json", &with(r#""x\"y":1,"http\u002erequest.referrer":"r""#), &[(Column::Referer, Some("r"))], &[]);
}

#[test]
fn a_path_with_a_query_or_a_scheme_is_the_target() {
    let with = |members: &str| with(members);
    let path = |path: Option<&'static str>, query| [(Column::Path, path), (Column::Query, query)];
    expect("json", &with(r#""path":"/a","query":"b""#), &path(Some("/a"), Some("b")), &[]);
    expect("json", &with(r#""path":"/a","query":"b""#), &[(Column::Target, Some("/a?b"))], &[]);
    expect("json", &with(r#""path":"/a","query":"?b""#), &path(Some("/a"), Some("b")), &[]);
    expect("json", &with(r#""path":"/a""#), &path(Some("/a"), None), &[]);
    expect("json", &with(r#""path":"/a?b#c""#), &path(Some("/a"), Some("b")), &[]);
    expect("json", &with(r#""url":"https://h/a/c.png?b""#), &path(Some("/a/c.png"), Some("b")), &[]);
    expect("json", &with(r#""url":"https://h""#), &path(Some("/"), None), &[]);
    expect("json", &with(r#""uri":"/a","request_uri":"/b?c""#), &path(Some("/b"), Some("c")), &[]);
    expect("json", &with(r#""path":"","request":"GET /q HTTP/1.0""#), &path(Some("/q"), None), &[]);
}

#[test]
fn a_line_needs_a_request_and_may_have_a_time() {
    expect_skipped("json", r#"{"time":"2023-10-10T13:55:36Z","msg":"started"}"#);
    expect_skipped("json", r#"{"time":"2023-10-10T13:55:36Z","status":"ok"}"#);
    refuse("json", r#"{"time":"2023-10-10T13:55:36Z","volts":230}"#, RejectReason::NoRequest, 1);
    let get = |time: &str| format!(r#"{{{time}"method":"GET","uri":"/a"}}"#);
    expect("json", &get(""), &[(Column::Time, None), (Column::Day, None)], &[]);
    refuse("json", &get(r#""time":"today","#), RejectReason::BadTime, 10);
    refuse("json", &get(r#""time":"2023-02-30T00:00:00Z","#), RejectReason::BadTime, 10);
    expect("json", &get(r#""date":"today","ts":1,"#), &[(Column::Time, Some("1000000"))], &[Note::UnreadField]);
    expect("json", &get(r#""time":"2023-10-10 13:55:36","#), &[], &[Note::NoZone]);
    let parted = get(r#""date":"2023-10-10","time":"13:55:36.25","#);
    expect("json", &parted, &[(Column::Time, Some("1696946136250000"))], &[Note::NoZone]);
    let ingested = get(r#""@timestamp":"2023-10-10T14:00:00Z","timestamp":"10/Oct/2023:13:55:36 +0000","time":0.012,"#);
    expect("json", &ingested, &[(Column::Time, Some("1696946136000000"))], &[]);
    refuse("json", "{}", RejectReason::NoRequest, 1);
    refuse("json", "not json", RejectReason::BadJson, 1);
}

#[test]
fn walls_of_brackets_and_quotes_take_linear_time_and_no_stack() {
    for wall in ["[", "{\"a\":", "\"", "\\", "\\\"", "\\u", "{\"status\":[", "-", ","] {
        let line = with(&format!("\"status\":{}", wall.repeat(3_000)));
        let tally = parse("json", line.as_bytes()).tally;
        assert_eq!((tally.malformed, tally.parsed), (1, 0), "{wall}");
    }
    let deep = |depth| with(&format!("\"x\":{}{}", "[".repeat(depth), "]".repeat(depth)));
    expect("json", &deep(127), &[], &[]);
    refuse("json", &deep(128), RejectReason::BadJson, deep(128).find('[').unwrap() as u32 + 128);
    let known = with(&format!("\"status\":{}200{}", "[".repeat(100), "]".repeat(100)));
    expect("json", &known, &[(Column::Status, Some("204"))], &[]);
}

fn own(settings: &str) -> Format {
    let settings: KeySettings = toml::from_str(settings).expect("settings");
    Format::own(Arc::new(JsonFormat::with_map("app", &settings, &mut OwnColumns::default()).expect("a format")))
}

#[test]
fn a_format_of_a_users_own_reads_the_keys_that_it_names() {
    let format = own(r#"
        time = { key = "t", unit = "ms" }
        status = "code"
        host = "peers[1].addr"
        path = 'where\.to'
        request_time = { key = "took", unit = "us" }
        user_agent = "headers.User-Agent"
    "#);
    assert_eq!(format.name(), "app");
    let line = r#"{"t":1000,"code":"200","peers":[{"addr":"10.0.0.1"},{"addr":"10.0.0.2","x":[1]}],"where.to":"/a","took":250,"headers":{"User-Agent":["UA",{}]},"method":"GET","status":500}"#;
    assert_eq!(
        record(&format, line),
        ["host=10.0.0.2", "time=1000000", "target=/a", "path=/a", "status=200", "user_agent=UA", "request_time=250"]
    );
    assert!(format.columns().contains(Column::UserAgent));
    assert!(!format.columns().contains(Column::Method));
}

#[test]
fn a_format_of_a_users_own_needs_as_much_of_a_request_as_it_has_columns_for() {
    let counts = |settings: &str, line: &str| {
        let tally = parse_with(own(settings), line.as_bytes()).tally;
        (tally.parsed, tally.not_access)
    };
    let whole = "time = 't'\nmethod = 'm'\npath = 'p'\nstatus = 's'";
    for (line, record) in [
        (r#"{"t":1,"m":"GET","p":"/a"}"#, true),
        (r#"{"t":1,"m":"GET","s":200}"#, true),
        (r#"{"t":1,"p":"/a","s":404}"#, true),
        (r#"{"t":1,"m":"sync","p":"/a"}"#, false),
        (r#"{"t":1,"m":"create","s":200}"#, false),
        (r#"{"t":1,"s":200}"#, false),
        (r#"{"t":1,"p":"/etc/a"}"#, false),
    ] {
        assert_eq!(counts(whole, line), if record { (1, 0) } else { (0, 1) }, "{line}");
    }
    assert_eq!(counts("time = 't'\nstatus = 's'", r#"{"t":1,"s":200}"#), (1, 0));
    assert_eq!(counts("time = 't'\npath = 'p'", r#"{"t":1,"p":"/etc/a"}"#), (1, 0));
    assert_eq!(counts("time = 't'\nmethod = 'm'", r#"{"t":1,"m":"sync"}"#), (0, 1));
    assert_eq!(counts("time = 't'\nstatus = 'S'", r#"{"t":1,"s":200}"#), (0, 0), "own keys are compared byte by byte");
}

proptest::proptest! {
    #[test]
    fn whatever_strict_json_says_is_an_object_is_one(value in object()) {
        let text = value.to_string();
        assert_eq!(reason(&text), RejectReason::NoRequest, "{text}");
    }

    #[test]
    fn what_is_not_well_formed_is_refused(value in object(), at: proptest::sample::Index) {
        let text = value.to_string();
        let cut: String = text.chars().take(at.index(text.chars().count()).max(1)).collect();
        assert_eq!(reason(&cut), RejectReason::BadJson, "{cut}");
    }
}

/// Why a line is not a record.
fn reason(line: &str) -> RejectReason {
    match built_in("json").functions().read_line(line.as_bytes(), 0) {
        Err(Refusal::Malformed(fault)) => fault.reason,
        other => panic!("{line}: {other:?}"),
    }
}

/// A JSON object with short, meaningless keys.
fn object() -> impl proptest::strategy::Strategy<Value = serde_json::Value> {
    use proptest::prelude::*;
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<f64>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<String>().prop_map(Into::into),
    ];
    let value = leaf.prop_recursive(6, 40, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Into::into),
            prop::collection::hash_map("[A-C\"\\\\é.]{0,4}", inner, 0..5).prop_map(|map| map.into_iter().collect()),
        ]
    });
    prop::collection::hash_map("[A-C\"\\\\é.]{0,4}", value, 1..5).prop_map(|map| map.into_iter().collect())
}
