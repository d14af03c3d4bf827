//! Single lines: what is read, refused and noted.

use super::*;

/// A combined line of these parts.
fn line(client: &str, time: &str, rest: &str) -> String {
    format!("{client} [{time}] {rest}\n")
}

const TIME: &str = "10/Oct/2023:13:55:36 +0000";
const REST: &str = "\"GET /x HTTP/1.1\" 200 5 \"-\" \"UA\"";

#[test]
fn every_field_of_a_combined_line_is_found() {
    let text = line("203.0.113.9 id alice", TIME, "\"GET /a/b.html?q=1#f HTTP/1.1\" 404 123 \"http://r/\" \"UA x\"");
    expect(
        "combined",
        &text,
        &[
            (Column::Host, Some("203.0.113.9")),
            (Column::Ident, Some("id")),
            (Column::User, Some("alice")),
            (Column::Time, Some("1696946136000000")),
            (Column::Request, Some("GET /a/b.html?q=1#f HTTP/1.1")),
            (Column::Method, Some("GET")),
            (Column::Target, Some("/a/b.html?q=1#f")),
            (Column::Path, Some("/a/b.html")),
            (Column::Query, Some("q=1")),
            (Column::Protocol, Some("HTTP/1.1")),
            (Column::Status, Some("404")),
            (Column::Bytes, Some("123")),
            (Column::Referer, Some("http://r/")),
            (Column::UserAgent, Some("UA x")),
            (Column::Vhost, None),
            (Column::Port, None),
            (Column::Day, Some("19640")),
            (Column::Hour, Some("13")),
            (Column::StatusClass, Some("4xx")),
            (Column::Extension, Some("html")),
            (Column::FirstSegment, Some("a")),
        ],
        &[],
    );
}

#[test]
fn a_dash_is_null_and_an_empty_text_is_not() {
    let text = line("h - \"\"", TIME, "\"-\" 408 - \"-\" \"\"");
    let none =
        [Column::Ident, Column::Request, Column::Method, Column::Path, Column::Referer].map(|column| (column, None));
    expect("combined", &text, &none, &[]);
    expect(
        "combined",
        &text,
        &[(Column::User, Some("")), (Column::UserAgent, Some("")), (Column::Bytes, Some("0"))],
        &[],
    );
    for absent in ["- - -", "- - - "] {
        let text = line("h - -", TIME, &format!("\"{absent}\" 408 - \"-\" \"-\""));
        expect("combined", &text, &[Column::Request, Column::Method, Column::Target].map(|column| (column, None)), &[]);
    }
    expect(
        "combined",
        &line("- - -", TIME, "\"\" - 0 \"-\" \"-\""),
        &[(Column::Host, None), (Column::Status, None)],
        &[],
    );
}

#[test]
fn hosts_lose_brackets_and_ports() {
    for (logged, host, port) in [
        ("[2001:db8::15]", "2001:db8::15", None),
        ("[2001:db8::15]:443", "2001:db8::15", Some("443")),
        ("2001:db8::15", "2001:db8::15", None),
        ("fe80::16%eth0", "fe80::16%eth0", None),
        ("::ffff:10.9.1.2", "::ffff:10.9.1.2", None),
        ("10.9.1.1:5678", "10.9.1.1", Some("5678")),
        ("10.9.1.1:99999", "10.9.1.1:99999", None),
        ("client.example.com", "client.example.com", None),
        ("unix:", "unix:", None),
        ("203.0.113.59, 10.0.0.1", "203.0.113.59", None),
        ("203.0.113.59,10.0.0.1", "203.0.113.59", None),
        ("203.0.113.59,10.0.0.1, 10.0.0.2", "203.0.113.59", None),
        ("1.1.1.1,2.2.2.2", "1.1.1.1", None),
        (",10.0.0.1", ",10.0.0.1", None),
    ] {
        let text = line(&format!("{logged} - -"), TIME, REST);
        expect("combined", &text, &[(Column::Host, Some(host)), (Column::Port, port), (Column::User, None)], &[]);
    }
}

#[test]
fn users_may_contain_whitespace_and_brackets() {
    for user in ["john doe", "a[b]c", "a [b] c", "x\ty", "john - doe", "203.0.113.9", "john.doe smith"] {
        expect("combined", &line(&format!("h - {user}"), TIME, REST), &[(Column::User, Some(user))], &[]);
    }
}

#[test]
fn two_lines_glued_together_are_malformed() {
    for client in [
        "203.0.113.9 - - [02/Sep/2025:2198.51.100.7 - -",
        "203.0.113.9 - - [02/Sep/2025:21:12:13 +00198.51.100.7 - frank",
        "203.0.113.9 - x [10/Oct/1999:13:55:36 +0000] y",
        "203.0.113.9 - fra198.51.100.7 - -",
        "203.0.113.9 - frank 198.51.100.7 - bob",
        "203.0.113.9 198.51.100.7 - -",
        "203.0.198.51.100.7 - -",
        "203.0.113.9 - [02/Sep/2025:21:198.51.100.7 - -",
    ] {
        let text = line(client, TIME, REST);
        for format in ["combined", "common", "nginx"] {
            assert_eq!(parse(format, text.as_bytes()).tally.malformed, 1, "{text}");
        }
    }
}

#[test]
fn a_request_that_holds_the_client_of_another_line_is_malformed() {
    let half = "\"GET /x HT198.51.100.7 - - [02/Sep/2025:23:30:01 +0000] ";
    refuse("combined", &line("h - -", TIME, &format!("{half}{REST}")), RejectReason::UnterminatedRequest, 37);
    let text = line("h - -", TIME, &format!("{}{REST}", half.replace("2025:23:30:01", "x")));
    expect("combined", &text, &[(Column::Status, Some("200"))], &[Note::UnescapedQuote]);
}

#[test]
fn a_virtual_host_before_the_user_is_not_the_user() {
    for (client, user) in [
        ("h - www.example.org www.example.org -", None),
        ("h - www.example.org -", None),
        ("h - www.example.org www.example.org frank", Some("frank")),
    ] {
        let columns = [(Column::Host, Some("h")), (Column::User, user), (Column::Vhost, Some("www.example.org"))];
        expect("combined", &line(client, TIME, REST), &columns, &[Note::OtherFormat]);
    }
}

#[test]
fn a_client_may_be_in_quotes() {
    for (client, host) in
        [("\"203.0.113.9\"", Some("203.0.113.9")), ("\"203.0.113.9, 10.0.0.1\"", Some("203.0.113.9")), ("\"-\"", None)]
    {
        expect(
            "combined",
            &line(&format!("{client} - -"), TIME, REST),
            &[(Column::Host, host), (Column::User, None)],
            &[],
        );
    }
    let text = line("\"www.example.org\" 203.0.113.9 - -", TIME, REST);
    expect("vhost_combined", &text, &[(Column::Vhost, Some("www.example.org"))], &[]);
}

#[test]
fn what_cannot_be_a_host_makes_a_line_malformed() {
    for client in [
        "2018-02-16T12:34:56Z - -",
        "Feb - -",
        "12:34:56 - -",
        "INFO - -",
        "/var/log/x - -",
        "app[web.1]: - -",
        "0|app - -",
        "access.log:203.0.113.9 - -",
        "12:203.0.113.9 - -",
        "access.log-203.0.113.9 - -",
        "nginx: - -",
        "key=value - -",
    ] {
        refuse("combined", &line(client, TIME, REST), RejectReason::BadHost, 1);
        refuse(
            "vhost_combined",
            &line(&format!("{client} 203.0.113.9 - -").replace(" - - ", " "), TIME, REST),
            RejectReason::BadHost,
            1,
        );
    }
    refuse("vhost_combined", &line("203.0.113.9 - john doe", TIME, REST), RejectReason::MissingVhost, 1);
}

#[test]
fn nuls_before_a_line_are_skipped_and_counted() {
    for format in ["combined", "nginx"] {
        let text = format!("\0\0{}\0\0\0\n\0\0junk\n", line("h - -", TIME, REST));
        let parsed = parse(format, text.as_bytes());
        assert_eq!(value(&parsed, 0, Column::Host).as_deref(), Some("h"));
        assert_eq!((parsed.tally.parsed, parsed.tally.skipped, parsed.tally.nul_bytes), (1, 1, 7));
        let rejects: Vec<_> = parsed.rejects.iter().map(|reject| (reject.line, reject.text.as_str())).collect();
        assert_eq!(rejects, [(2, "junk")]);
    }
}

#[test]
fn any_run_of_spaces_and_tabs_separates_fields() {
    let text = format!("h\t-  - \t[{TIME}]\t\"GET /x HTTP/1.1\"  200\t5   \"-\"\t\"UA\"\n");
    expect(
        "combined",
        &text,
        &[(Column::Host, Some("h")), (Column::Path, Some("/x")), (Column::UserAgent, Some("UA"))],
        &[],
    );
}

#[test]
fn whitespace_and_a_byte_order_mark_before_a_line_are_ignored() {
    for before in ["  ", "\t", "\u{feff}", "\u{feff} "] {
        expect("combined", &format!("{before}{}", line("h - -", TIME, REST)), &[(Column::Host, Some("h"))], &[]);
    }
}

#[test]
fn only_a_final_carriage_return_belongs_to_the_line_end() {
    let text = line("h - -", TIME, "\"GET /a\rb HTTP/1.1\" 200 5 \"-\" \"UA\"\r");
    expect("combined", &text, &[(Column::Path, Some("/a\rb")), (Column::UserAgent, Some("UA"))], &[]);
    expect("common", &line("h - -", TIME, "\"GET /x HTTP/1.1\" 200 5\r"), &[(Column::Bytes, Some("5"))], &[]);
}

#[test]
fn escaped_quotes_stay_inside_their_field() {
    let text = line("h - -", TIME, r#""GET /\"q\" HTTP/1.1" 200 5 "r\"s" "a \"b\" c\\""#);
    expect(
        "combined",
        &text,
        &[
            (Column::Path, Some(r#"/\"q\""#)),
            (Column::Referer, Some(r#"r\"s"#)),
            (Column::UserAgent, Some(r#"a \"b\" c\\"#)),
        ],
        &[],
    );
}

#[test]
fn quotes_that_a_server_forgot_to_escape_are_noted() {
    let flag = &[Note::UnescapedQuote];
    let with = |rest: &str| line("h - -", TIME, rest);
    expect(
        "combined",
        &with("\"GET /x HTTP/1.1\" 200 5 \"-\" \"a \"b\" c\""),
        &[(Column::UserAgent, Some("a \"b\" c"))],
        flag,
    );
    expect("combined", &with("\"GET /a\"b HTTP/1.1\" 200 5 \"-\" \"U\""), &[(Column::Path, Some("/a\"b"))], flag);
    expect("combined", &with("\"GET /x \"HTTP/1.1\" 304 1 \"-\" \"U\""), &[(Column::Path, Some("/x"))], flag);
    expect("combined", &with("\"GET /x HTTP/1.1\" 200 5 \"a\"b\" \"U\""), &[(Column::Referer, Some("a\"b"))], flag);
    expect("combined", &with("\"GET /a\\\" 200 5 \"-\" \"U\""), &[(Column::Target, Some("/a\\"))], flag);
}

#[test]
fn an_injected_tail_makes_no_second_record() {
    let text = line("h - -", TIME, "\"GET /\" 200 1 \"-\" \"x HTTP/1.1\" 404 7 \"-\" \"UA\"");
    expect(
        "combined",
        &text,
        &[(Column::Status, Some("200")), (Column::UserAgent, Some("x HTTP/1.1"))],
        &[Note::ExtraFields],
    );
}

#[test]
fn a_request_that_cannot_be_split_is_kept_whole() {
    let text = line("h - -", TIME, r#""\x16\x03\x01" 400 5 "-" "UA""#);
    expect(
        "combined",
        &text,
        &[(Column::Request, Some(r"\x16\x03\x01")), (Column::Path, None)],
        &[Note::OpaqueRequest],
    );
}

#[test]
fn bytes_that_are_not_utf8_become_marks() {
    let mut text =
        b"h - - [10/Oct/2023:13:55:36 +0000] \"GET /\xff\x16\xc3\xa9 HTTP/1.1\" 400 5 \"-\" \"UA\"\n".to_vec();
    text.extend_from_slice(line("h2 - -", TIME, REST).as_bytes());
    let parsed = parse("combined", &text);
    assert_eq!(value(&parsed, 0, Column::Path).as_deref(), Some("/‹ff›\x16é"));
    assert_eq!(value(&parsed, 1, Column::Path).as_deref(), Some("/x"));
    assert_eq!(parsed.tally.notes.get(Note::InvalidUtf8), 1);
}

#[test]
fn lines_that_end_early_are_records_and_noted() {
    let short = &[Note::ShortLine];
    let with = |rest: &str| line("h - -", TIME, rest);
    expect(
        "combined",
        &with("\"GET /x HTTP/1.1\" 200 5"),
        &[(Column::Referer, None), (Column::UserAgent, None)],
        short,
    );
    expect("combined", &with("\"GET /x HTTP/1.1\" 200 5 \"http://x"), &[(Column::Referer, Some("http://x"))], short);
    expect("combined", &with("\"GET /x HTTP/1.1\" 200 5 \"-\""), &[(Column::Referer, None)], short);
    expect("combined", &with("\"GET /x HTTP/1.1\" 200 5 \"-\" \"cut"), &[(Column::UserAgent, Some("cut"))], short);
}

#[test]
fn fields_after_the_last_one_are_noted() {
    expect(
        "combined",
        &line("h - -", TIME, &format!("{REST} \"x\" 0.1")),
        &[(Column::UserAgent, Some("UA"))],
        &[Note::ExtraFields],
    );
    expect(
        "common",
        &line("h - -", TIME, REST),
        &[(Column::Bytes, Some("5")), (Column::UserAgent, None)],
        &[Note::ExtraFields],
    );
}

#[test]
fn a_virtual_host_comes_first_or_is_malformed() {
    let text = format!("www.example.com:443 {}", line("h - john doe", TIME, REST));
    expect(
        "vhost_combined",
        &text,
        &[
            (Column::Vhost, Some("www.example.com")),
            (Column::Port, Some("443")),
            (Column::Host, Some("h")),
            (Column::User, Some("john doe")),
        ],
        &[],
    );
    expect("vhost_common", &line("v h - -", TIME, "\"GET /x HTTP/1.1\" 200 5"), &[(Column::Vhost, Some("v"))], &[]);
    refuse("combined", &text, RejectReason::UnexpectedVhost, 1);
    refuse("vhost_combined", &line("h - -", TIME, REST), RejectReason::MissingVhost, 1);
}

#[test]
fn times_are_utc_and_a_missing_zone_is_noted() {
    expect(
        "combined",
        &line("h - -", "10/Oct/2023:23:30:00 -0100", REST),
        &[(Column::Hour, Some("0")), (Column::Day, Some("19641"))],
        &[],
    );
    expect(
        "combined",
        &line("h - -", "10/Oct/2023:13:55:36", REST),
        &[(Column::Time, Some("1696946136000000"))],
        &[Note::NoZone],
    );
    expect(
        "combined",
        &line("h - -", "2023-10-10T13:55:36+00:00", REST),
        &[(Column::Time, Some("1696946136000000"))],
        &[],
    );
    expect(
        "combined",
        &line("h - -", "31/Dec/1969:23:59:59 +0000", REST),
        &[(Column::Hour, Some("23")), (Column::Day, Some("-1"))],
        &[],
    );
}

#[test]
fn malformed_lines_say_why_and_where() {
    let at = |rest: &str| line("h - -", TIME, rest);
    refuse("combined", "garbage\n", RejectReason::MissingTime, 8);
    refuse("combined", &line("h - -", "30/Feb/2023:00:00:00 +0000", REST), RejectReason::BadTime, 8);
    refuse("combined", &line("h - -", "10/Oct/2023:24:00:00 +0000", REST), RejectReason::BadTime, 8);
    refuse("combined", &at("GET /x"), RejectReason::MissingRequest, 36);
    refuse("combined", &at("\"GET /x"), RejectReason::UnterminatedRequest, 43);
    refuse("combined", &at("\"GET /x HTTP/1.1\" 20 5"), RejectReason::BadStatus, 54);
    refuse("combined", &at("\"GET /x HTTP/1.1\" 2000 5"), RejectReason::BadStatus, 54);
    refuse("combined", &at("\"GET /x HTTP/1.1\""), RejectReason::BadStatus, 53);
    refuse("combined", &at("\"GET /x HTTP/1.1\" 200 -5"), RejectReason::BadSize, 58);
    refuse("combined", &at("\"GET /x HTTP/1.1\" 200"), RejectReason::BadSize, 57);
    refuse("combined", &at("\"GET /x HTTP/1.1\" 200 18446744073709551616"), RejectReason::BadSize, 58);
    expect(
        "combined",
        &at("\"GET /x HTTP/1.1\" 200 18446744073709551615 \"\" \"\""),
        &[(Column::Bytes, Some("18446744073709551615"))],
        &[],
    );
}

#[test]
fn the_column_of_a_fault_counts_the_bytes_of_the_file() {
    let mut text = b"\xff\xff - - [".to_vec();
    text.extend_from_slice(b"x]\n");
    assert_eq!(parse("combined", &text).rejects[0].column, 9);
    refuse("combined", "  h - - [x]\n", RejectReason::BadTime, 10);
}

#[test]
fn a_line_longer_than_the_limit_is_malformed_at_any_position() {
    let fits = line("h - -", TIME, &format!("\"GET /{} HTTP/1.1\" 200 5 \"-\" \"UA\"", "a".repeat(9_000)));
    let long = line("h - -", TIME, &format!("\"GET /{} HTTP/1.1\" 200 5 \"-\" \"UA\"", "a".repeat(10_000)));
    let parsed = parse("combined", format!("{long}{fits}{long}").as_bytes());
    assert_eq!((parsed.tally.parsed, parsed.tally.malformed), (1, 2));
    assert_eq!(
        parsed.rejects.iter().map(|reject| (reject.line, reject.reason)).collect::<Vec<_>>(),
        [(0, RejectReason::TooLong), (2, RejectReason::TooLong)]
    );
    assert_eq!(parsed.rejects[0].text.len(), reject::SHOWN_BYTES);
}

#[test]
fn empty_lines_and_comments_are_skipped_and_the_last_line_end_is_optional() {
    let good = line("h - -", TIME, REST);
    let text = format!("\n\r\n  \n# a comment\n  #another\n{good}{}", good.trim_end());
    let tally = parse("combined", text.as_bytes()).tally;
    assert_eq!((tally.lines, tally.parsed, tally.malformed, tally.skipped), (7, 2, 0, 5));
    assert_eq!(parse("combined", b"").tally, Tally::default());
}

#[test]
fn a_thousand_escaped_quotes_and_other_walls_of_marks_take_linear_time() {
    for wall in ["\\\"", "\"", "\\", "[", " [", "\" ", "\" 200 ", "\", "] {
        let text = line(
            "h - -",
            TIME,
            &format!("\"GET /{} HTTP/1.1\" 200 5 \"-\" \"{}\"", wall.repeat(800), wall.repeat(800)),
        );
        parse("combined", text.as_bytes());
    }
    let quotes = line("h - -", TIME, &format!("\"GET / HTTP/1.1\" 200 5 \"-\" \"{}\"", "\\\"".repeat(1000)));
    expect("combined", &quotes, &[(Column::UserAgent, Some("\\\"".repeat(1000).as_str()))], &[]);
}

#[test]
fn poisoned_lines_are_set_aside_and_the_others_count() {
    let text = line("h - -", TIME, REST).repeat(5);
    let buffer = Buffer::from(text.as_bytes());
    let raw = RawText { poisoned: &[1, 4], ..RawText::all(&buffer) };
    let parsed = Parser::new(Columns::NONE, 1000).parse(&Format::by_name("combined").unwrap(), raw, Vec::new());
    assert_eq!((parsed.tally.parsed, parsed.tally.malformed), (3, 2));
    assert_eq!(
        parsed.rejects.iter().map(|reject| (reject.line, reject.reason)).collect::<Vec<_>>(),
        [(1, RejectReason::Panic), (4, RejectReason::Panic)]
    );
}
