//! `haproxy`.

use super::*;

const HEAD: &str = "203.0.113.9:33317 [10/Oct/2023:13:55:36.250] http-in~ web/srv1";
const STATE: &str = "c1 c2 --NI 1/2/3/4/5 6/7";

/// Expects `no_zone` too: HAProxy logs no zone.
fn expect_also(text: &str, expected: &[(Column, Option<&str>)], notes: &[Note]) {
    let mut all = notes.to_vec();
    all.push(Note::NoZone);
    all.sort();
    expect("haproxy", text, expected, &all);
}

#[test]
fn every_field_is_found() {
    expect_also(
        &format!("{HEAD} 10/1/30/69/109 200 2750 {STATE} {{a|b}} {{c}} \"GET /cart?x HTTP/1.1\""),
        &[
            (Column::Time, Some("1696946136250000")),
            (Column::Host, Some("203.0.113.9")),
            (Column::Port, Some("33317")),
            (Column::Frontend, Some("http-in")),
            (Column::Upstream, Some("web")),
            (Column::UpstreamAddr, Some("srv1")),
            (Column::HeaderTime, Some("10000")),
            (Column::QueueTime, Some("1000")),
            (Column::UpstreamConnectTime, Some("30000")),
            (Column::UpstreamTime, Some("69000")),
            (Column::RequestTime, Some("109000")),
            (Column::Status, Some("200")),
            (Column::Bytes, Some("2750")),
            (Column::Cookie, Some("c1")),
            (Column::Termination, Some("--NI")),
            (Column::Connections, Some("1/2/3/4/5")),
            (Column::Queues, Some("6/7")),
            (Column::CapturedRequest, Some("a|b")),
            (Column::CapturedResponse, Some("c")),
            (Column::Path, Some("/cart")),
            (Column::Protocol, Some("HTTP/1.1")),
        ],
        &[],
    );
}

#[test]
fn the_syslog_header_is_removed() {
    let line = format!("{HEAD} 1/1/1/1/1 200 5 {STATE} \"GET / HTTP/1.1\"");
    for header in [
        "",
        "haproxy[1]: ",
        "Oct  9 13:55:36 lb-1 haproxy[14389]: ",
        "<134>Oct 10 13:55:36 haproxy[9]: ",
        "<134>haproxy[9]: ",
    ] {
        expect_also(&format!("{header}{line}"), &[(Column::Host, Some("203.0.113.9")), (Column::Path, Some("/"))], &[]);
    }
}

#[test]
fn what_did_not_happen_is_null() {
    let none = TIMERS_BUT_ALL.map(|column| (column, None));
    let line = |outcome: &str, request: &str| {
        format!("203.0.113.9:1 [10/Oct/2023:13:55:36.250] in in/<NOSRV> {outcome} - - CR-- 1/1/0/0/0 0/0 \"{request}\"")
    };
    expect_also(&line("-1/-1/-1/-1/6001 408 212", "<BADREQ>"), &none, &[Note::OpaqueRequest]);
    expect_also(
        &line("-1/-1/-1/-1/6001 -1 0", "GET / HTTP/1.1"),
        &[
            (Column::Status, None),
            (Column::RequestTime, Some("6001000")),
            (Column::UpstreamAddr, None),
            (Column::Upstream, Some("in")),
            (Column::Cookie, None),
        ],
        &[],
    );
    expect_also(
        &line("0/0/0/1/+99627 200 +500", "CONNECT h:443 HTTP/1.1"),
        &[(Column::RequestTime, Some("99627000")), (Column::Bytes, Some("500")), (Column::Method, Some("CONNECT"))],
        &[],
    );
}

const TIMERS_BUT_ALL: [Column; 4] =
    [Column::HeaderTime, Column::QueueTime, Column::UpstreamConnectTime, Column::UpstreamTime];

#[test]
fn a_line_truncated_by_syslog_is_short() {
    let line = format!("{HEAD} 1/1/1/1/1 200 5 {STATE} {{a}} \"GET /long");
    expect_also(&line, &[(Column::Path, Some("/long")), (Column::CapturedRequest, Some("a"))], &[Note::ShortLine]);
    for (cut, column, expected) in
        [("{a}", Column::CapturedRequest, "a"), ("{a", Column::CapturedRequest, "a"), ("", Column::Queues, "6/7")]
    {
        let line = format!("{HEAD} 1/1/1/1/1 200 5 {STATE} {cut}");
        expect_also(&line, &[(column, Some(expected)), (Column::Request, None)], &[Note::ShortLine]);
    }
    expect_also(&format!("{HEAD} 1/1/1/1/1 200 5"), &[(Column::Status, Some("200"))], &[Note::ShortLine]);
}

#[test]
fn clients_may_be_ipv6_addresses_or_sockets() {
    expect_also(
        &format!("-:- [10/Oct/2023:13:55:36.250] http-in web/srv1 1/1/1/1/1 200 5 {STATE} \"GET / HTTP/1.1\""),
        &[(Column::Host, None), (Column::Port, None), (Column::Status, Some("200"))],
        &[],
    );
    for (client, host, port) in [
        ("2001:db8::1:443", "2001:db8::1", Some("443")),
        ("[2001:db8::1]:443", "2001:db8::1", Some("443")),
        ("unix:1", "unix", None),
    ] {
        let line = format!("{HEAD} 1/1/1/1/1 200 5 {STATE} \"GET / HTTP/1.1\"").replace("203.0.113.9:33317", client);
        expect_also(&line, &[(Column::Host, Some(host)), (Column::Port, port)], &[]);
    }
}

#[test]
fn escapes_stay_and_quotes_around_the_request_may_be_escaped() {
    let line = |request: &str| format!("{HEAD} 1/1/1/1/1 200 5 {STATE} {request}");
    expect_also(&line("\"GET /a#22b#C3 HTTP/1.1\""), &[(Column::Target, Some("/a#22b#C3"))], &[]);
    expect_also(&line("\\\"GET /a HTTP/1.1\\\""), &[(Column::Request, Some("GET /a HTTP/1.1"))], &[]);
    expect_also(&line("\"GET /a\\ HTTP/1.1\""), &[(Column::Target, Some("/a\\"))], &[]);
}

#[test]
fn the_fields_of_httpslog_are_extra() {
    let line = format!(
        "{HEAD} 1/1/1/1/1 200 5 {STATE} \"GET / HTTP/1.1\" 0/0000000000000000/0/0/0 shop.example.com/TLSv1.3/AES"
    );
    expect_also(
        &line,
        &[
            (Column::Vhost, Some("shop.example.com")),
            (Column::TlsProtocol, Some("TLSv1.3")),
            (Column::TlsCipher, Some("AES")),
            (Column::Extra, Some("0/0000000000000000/0/0/0 shop.example.com/TLSv1.3/AES")),
        ],
        &[],
    );
    let line = format!("{HEAD} 1/1/1/1/1 200 5 {STATE} \"GET / HTTP/1.1\" more");
    expect_also(&line, &[(Column::Extra, Some("more"))], &[Note::ExtraFields]);
}

#[test]
fn status_messages_and_lines_of_tcp_proxies_are_skipped() {
    for line in [
        "Oct 10 13:55:36 lb haproxy[1]: Proxy web started.",
        "haproxy[1]: Server web/srv1 is DOWN, reason: Layer4 timeout",
        "haproxy[1]: Connect from 10.0.0.1:5 to 10.0.0.2:80 (web/HTTP)",
        "Proxy web stopped (cumulated conns: FE: 1, BE: 0).",
        "203.0.113.9:1 [10/Oct/2023:13:55:36.250] https-in/1: SSL handshake failure",
        "haproxy[1]: 203.0.113.9:1 [10/Oct/2023:13:55:36.250] tcp-in db/srv1 0/0/5007 212 -- 0/0/0/0/3 0/0",
    ] {
        expect_skipped("haproxy", line);
    }
}

#[test]
fn the_frame_must_be_whole() {
    refuse("haproxy", "203.0.113.9:1 10/Oct", RejectReason::MissingTime, 15);
    refuse("haproxy", "203.0.113.9 [10/Oct/2023:13:55:36.250] a b/c", RejectReason::BadHost, 1);
    refuse("haproxy", "haproxy[1]: 203.0.113.9:1 [10/Oct/2023:25:55:36.250] a", RejectReason::BadTime, 28);
    refuse("haproxy", HEAD, RejectReason::MissingField, 63);
    refuse("haproxy", &format!("{HEAD} 1/2/x/4/5 200 5"), RejectReason::NoMatch, 64);
    refuse("haproxy", &format!("{HEAD} 1/2/3/4/5 20 5"), RejectReason::BadStatus, 74);
    refuse("haproxy", &format!("{HEAD} 1/2/3/4/5 200 x"), RejectReason::BadSize, 78);
}
