//! Lines of labels and values.

use super::*;

#[test]
fn every_recommended_label_is_read() {
    let line = "time:[28/Feb/2013:12:00:00 +0900]\thost:192.0.2.1\tforwardedfor:203.0.113.9\tident:-\tuser:bob\treq:GET /list?a=b HTTP/1.1\tmethod:GET\turi:/list\tprotocol:HTTP/1.1\tstatus:200\tsize:5316\treqsize:300\treferer:http://r.example/\tua:Mozilla/5.0 \"x\"\tvhost:api.example\treqtime_microsec:9789\tcache:-\truntime:0.25\tapptime:0.5";
    assert_eq!(
        record(&built_in("ltsv"), line),
        [
            "host=192.0.2.1",
            "user=bob",
            "time=1362020400000000",
            "request=GET /list?a=b HTTP/1.1",
            "method=GET",
            "target=/list?a=b",
            "path=/list",
            "query=a=b",
            "protocol=HTTP/1.1",
            "status=200",
            "bytes=5316",
            "referer=http://r.example/",
            "user_agent=Mozilla/5.0 \"x\"",
            "vhost=api.example",
            "forwarded_for=203.0.113.9",
            "request_time=9789",
            "upstream_time=500000",
            "first_byte_time=250000",
            "request_bytes=300",
        ]
    );
}

#[test]
fn the_client_is_called_host_unless_another_label_has_it() {
    let line = |fields: &str| format!("time:2023-10-10T13:55:36Z\treq:GET /a HTTP/1.1\tstatus:200\t{fields}");
    let client = |client, vhost| [(Column::Host, Some(client)), (Column::Vhost, vhost)];
    expect("ltsv", &line("host:client.example"), &client("client.example", None), &[]);
    expect(
        "ltsv",
        &line("host:www.example.com\tremote_addr:192.0.2.1"),
        &client("192.0.2.1", Some("www.example.com")),
        &[],
    );
    expect("ltsv", &line("host:192.0.2.1\tvhost:www.example.com"), &client("192.0.2.1", Some("www.example.com")), &[]);
}

#[test]
fn values_may_be_empty_and_hold_anything_but_tabs() {
    let wanted =
        [(Column::UserAgent, Some("a:b=\"c\" \\x22")), (Column::Referer, None), (Column::RequestTime, Some("12000"))];
    expect("ltsv", "time:1696946136\treq:GET /a HTTP/1.1\treferer:\tua:a:b=\"c\" \\x22\treqtime:0.012", &wanted, &[]);
    expect("ltsv", "req:GET /a HTTP/1.1\t\tstatus:200\t", &[(Column::Status, Some("200"))], &[]);
    expect(
        "ltsv",
        "req:GET /a HTTP/1.1\tua:x\ty z\tstatus:200",
        &[(Column::UserAgent, Some("x"))],
        &[Note::UnreadField],
    );
}

#[test]
fn other_lines_are_malformed_or_skipped() {
    refuse("ltsv", "nothing to be seen here", RejectReason::NoMatch, 8);
    refuse("ltsv", "time:1696946136", RejectReason::NoMatch, 16);
    refuse("ltsv", "volts:230\tamperes:1", RejectReason::NoRequest, 1);
    refuse("ltsv", "time:never\treq:GET /a HTTP/1.1", RejectReason::BadTime, 6);
    refuse("ltsv", "req:GET /a HTTP/1.1\tstatus:nope", RejectReason::BadStatus, 28);
    expect_skipped("ltsv", "time:2023-10-10T13:55:36Z\tlevel:info\tmsg:started");
    expect_skipped("ltsv", "time:2023-10-10T13:55:36Z\tjob:backup\tstatus:0");
}

#[test]
fn walls_of_tabs_and_labels_take_linear_time() {
    for wall in ["\t", "a:", "a:\t", ":", "\"", "\\"] {
        parse("ltsv", format!("status:200\treq:GET / HTTP/1.1\tua:{}", wall.repeat(3_000)).as_bytes());
    }
}
