//! `elb`.

use super::*;

const LINE: &str = "2023-10-10T13:55:36.250Z lb 203.0.113.9:2817 10.0.0.1:80 0.001 0.02 0.3 502 503 82 305";

#[test]
fn every_field_is_found() {
    expect(
        "elb",
        &format!("{LINE} \"GET https://www.example.com:443/a?b HTTP/1.1\" \"UA x\" AES TLSv1.2"),
        &[
            (Column::Time, Some("1696946136250000")),
            (Column::Frontend, Some("lb")),
            (Column::Host, Some("203.0.113.9")),
            (Column::Port, Some("2817")),
            (Column::UpstreamAddr, Some("10.0.0.1:80")),
            (Column::QueueTime, Some("1000")),
            (Column::UpstreamTime, Some("20000")),
            (Column::RequestTime, Some("321000")),
            (Column::Status, Some("502")),
            (Column::UpstreamStatus, Some("503")),
            (Column::RequestBytes, Some("82")),
            (Column::Bytes, Some("305")),
            (Column::Method, Some("GET")),
            (Column::Path, Some("/a")),
            (Column::Query, Some("b")),
            (Column::Vhost, Some("www.example.com")),
            (Column::Protocol, Some("HTTP/1.1")),
            (Column::UserAgent, Some("UA x")),
            (Column::TlsCipher, Some("AES")),
            (Column::TlsProtocol, Some("TLSv1.2")),
        ],
        &[],
    );
}

#[test]
fn a_tcp_listener_has_no_request_and_no_status() {
    let line = LINE.replace("502 503", "- -") + " \"- - - \" \"-\" - -";
    let none =
        [Column::Request, Column::Method, Column::Path, Column::Status, Column::UpstreamStatus, Column::UserAgent];
    expect("elb", &line, &none.map(|column| (column, None)), &[]);
}

#[test]
fn a_request_that_reached_no_server_has_no_times() {
    let line = LINE.replace("10.0.0.1:80 0.001 0.02 0.3", "- -1 -1 -1") + " \"GET / HTTP/1.1\" \"-\" - -";
    let none = [Column::UpstreamAddr, Column::QueueTime, Column::UpstreamTime, Column::RequestTime];
    expect("elb", &line, &none.map(|column| (column, None)), &[]);
}

#[test]
fn old_lines_end_after_the_request_and_truncated_ones_are_short() {
    let line = |rest: &str| format!("{LINE} {rest}");
    expect("elb", &line("\"GET / HTTP/1.1\""), &[(Column::Path, Some("/")), (Column::UserAgent, None)], &[]);
    expect("elb", &line("\"GET /x"), &[(Column::Path, Some("/x"))], &[Note::ShortLine]);
    expect("elb", &line("\"GET / HTTP/1.1\" \"UA"), &[(Column::UserAgent, Some("UA"))], &[Note::ShortLine]);
    expect("elb", &line("\"GET / HTTP/1.1\" \"-\" - - x y"), &[(Column::Extra, Some("x y"))], &[Note::ExtraFields]);
}

#[test]
fn clients_may_have_ipv6_addresses() {
    for client in ["[2001:db8::1]:2817", "2001:db8::1:2817"] {
        let line = LINE.replace("203.0.113.9:2817", client);
        expect("elb", &line, &[(Column::Host, Some("2001:db8::1")), (Column::Port, Some("2817"))], &[Note::ShortLine]);
    }
}

#[test]
fn what_the_load_balancer_could_not_read_has_no_method() {
    let request = "- http://www.example.com:80- -";
    expect(
        "elb",
        &format!("{LINE} \"{request}\" \"-\" - -"),
        &[(Column::Request, Some(request)), (Column::Method, None)],
        &[Note::OpaqueRequest],
    );
}

#[test]
fn the_frame_must_be_whole() {
    refuse("elb", &LINE.replace("T13", "X13"), RejectReason::BadTime, 1);
    refuse("elb", &LINE.replace(":2817", ""), RejectReason::BadHost, 29);
    refuse("elb", &LINE.replace("502", "50"), RejectReason::BadStatus, 73);
    refuse("elb", &LINE.replace("305", "-5"), RejectReason::BadSize, 84);
    refuse("elb", &format!("{LINE} x"), RejectReason::MissingRequest, 88);
    refuse("elb", "2023-10-10T13:55:36Z lb", RejectReason::MissingField, 24);
    expect(
        "elb",
        &(LINE.replace("0.02", "x") + " \"GET / HTTP/1.1\""),
        &[(Column::RequestTime, None)],
        &[Note::UnreadField],
    );
}
