//! Lines of pairs.

use super::*;

#[test]
fn every_field_of_a_line_of_herokus_router_is_found() {
    let line = r#"2023-10-10T13:55:36.25+00:00 heroku[router]: at=error code=H12 desc="Request timeout" method=GET path="/a?b=\"1\"" host=app.example request_id=8601b555 fwd="198.51.100.1,10.0.0.1" dyno=web.1 connect=1ms service=30000ms status=503 bytes=0 protocol=https"#;
    assert_eq!(
        record(&built_in("logfmt"), line),
        [
            "host=198.51.100.1",
            "time=1696946136250000",
            "method=GET",
            r#"target=/a?b=\"1\""#,
            "path=/a",
            r#"query=b=\"1\""#,
            "status=503",
            "bytes=0",
            "vhost=app.example",
            "forwarded_for=198.51.100.1,10.0.0.1",
            "scheme=https",
            "request_id=8601b555",
            "server=web.1",
            "upstream_connect_time=1000",
            "upstream_time=30000000",
        ]
    );
}

#[test]
fn lines_of_other_programs_are_read() {
    let wanted = [
        (Column::Time, Some("1696946136250000")),
        (Column::Method, Some("GET")),
        (Column::Path, Some("/a")),
        (Column::Status, Some("200")),
        (Column::RequestTime, Some("350")),
        (Column::UserAgent, Some("UA 1")),
        (Column::Error, None),
    ];
    for line in [
        r#"ts=2023-10-10T13:55:36.25Z caller=http.go:12 level=info method=GET path=/a status=200 duration=350µs ua="UA 1" err=null"#,
        r#"time="2023-10-10T13:55:36.25Z" level=info msg="request done" method=GET uri=/a http.status_code=200 took=0.35 user_agent="UA 1" err="#,
        r#"@timestamp=1696946136.25	http_method=GET url=https://h/a status=200   latency=0.00035s agent="UA 1" cached"#,
    ] {
        expect("logfmt", line, &wanted, &[]);
    }
    expect("logfmt", "ts=1 path=/x=y&z status=204", &[(Column::Path, Some("/x=y&z"))], &[]);
}

#[test]
fn quotes_that_were_not_escaped_are_noted() {
    let line = r#"ts=1 status=200 ua="a "b" c\"" path=/x"#;
    let wanted = [(Column::UserAgent, Some("a \"b")), (Column::Path, None)];
    refuse("logfmt", line, RejectReason::NoMatch, 27);
    expect(
        "logfmt",
        r#"ts=1 status=200 method=GET ua="a"b""#,
        &[(Column::UserAgent, Some("a\"b")), wanted[1]],
        &[Note::UnescapedQuote],
    );
}

#[test]
fn lines_about_other_things_are_skipped() {
    expect_skipped("logfmt", r#"ts=2023-10-10T13:55:36Z level=info msg="listening" addr=:8080"#);
    expect_skipped("logfmt", "2023-10-10T13:55:36Z heroku[web.1]: source=web.1 sample#memory_total=21.00MB");
    refuse("logfmt", "ts=2023-10-10T13:55:36Z volts=230", RejectReason::NoRequest, 1);
}

#[test]
fn a_line_that_is_cut_off_in_its_last_value_is_short() {
    for (end, agent) in [("open", "open"), ("", ""), ("a b=\\\"c", "a b=\\\"c"), ("a\\", "a\\")] {
        let line = format!("ts=1 method=GET path=/a ua=\"{end}");
        let agent = Some(agent).filter(|agent| !agent.is_empty());
        expect("logfmt", &line, &[(Column::Path, Some("/a")), (Column::UserAgent, agent)], &[Note::ShortLine]);
    }
}

#[test]
fn malformed_lines_say_why_and_where() {
    refuse("logfmt", "nothing to be seen here", RejectReason::NoMatch, 24);
    refuse("logfmt", "ts=never method=GET status=200", RejectReason::BadTime, 4);
    refuse("logfmt", "ts=1 method=GET path=/a status=nope", RejectReason::BadStatus, 32);
    refuse("logfmt", "ts=1 method=GET path=\"/open", RejectReason::UnterminatedQuote, 28);
    refuse("logfmt", "ts=1 level=info msg=\"open", RejectReason::UnterminatedQuote, 26);
    refuse("logfmt", "ts=1 method=GET - x", RejectReason::NoMatch, 17);
    refuse("logfmt", "ts=1 method=GET =x", RejectReason::NoMatch, 17);
    refuse("logfmt", "a b c d e f g h i method=GET", RejectReason::NoMatch, 17);
}

#[test]
fn walls_of_quotes_and_escapes_take_linear_time() {
    for wall in ["\"", "\\", "\\\"", "=", "a=", "\" ", "a=\"", " "] {
        parse("logfmt", format!("ts=1 method=GET ua=\"{}", wall.repeat(3_000)).as_bytes());
    }
}
