use super::*;

fn value(value: &str) -> Advice {
    Advice::Value(value.to_owned())
}

fn network(network: &str) -> Advice {
    Advice::Network(network.to_owned())
}

fn pattern(pattern: &str) -> Advice {
    Advice::Pattern(pattern.to_owned())
}

/// Checks that each text is refused with that advice; a form is compared by its beginning.
fn assert_refused(column: Column, cases: &[(&str, Advice)]) {
    for (text, expected) in cases {
        let advice = check_text(column, text).expect_err(text);
        match (&advice, expected) {
            (Advice::Form(form), Advice::Form(start)) => assert!(form.starts_with(start), "{column} {text}: {form}"),
            _ => assert_eq!(&advice, expected, "{column} {text}"),
        }
    }
}

fn assert_possible(column: Column, texts: &[&str]) {
    for text in texts {
        assert_eq!(check_text(column, text), Ok(()), "{column} {text}");
    }
}

#[test]
fn a_host_is_neither_a_network_nor_a_pattern_and_has_no_port() {
    let cases = [
        ("10.0.0.0/8", network("10.0.0.0/8")),
        ("192.168.0.0/16", network("192.168.0.0/16")),
        ("203.0.113.0/24", network("203.0.113.0/24")),
        ("203.0.113.9/32", value("'203.0.113.9'")),
        ("2001:db8::1/128", value("'2001:db8::1'")),
        ("172.16.0.0/12", network("172.16.0.0/12")),
        ("2001:db8::/32", network("2001:db8::/32")),
        ("192.168.1.*", pattern("192.168.1.%")),
        ("*.example.com", pattern("%.example.com")),
        ("crawl-*.example.com", pattern("crawl-%.example.com")),
        ("a_b%*", pattern(r"a\_b\%%")),
        ("203.0.113.9:443", value("'203.0.113.9'")),
        ("[2001:db8::1]:443", value("'2001:db8::1'")),
        ("[::1]", value("'::1'")),
        ("example.com:80", value("'example.com'")),
        ("http://example.com/a", value("'example.com'")),
        ("10.0.0.1, 10.0.0.2", Advice::Form("one address or name")),
        ("", Advice::Form("one address or name")),
        ("-", Advice::Absent),
    ];
    assert_refused(Column::Host, &cases);
    assert_possible(Column::Host, &["203.0.113.9", "2001:db8::1", "::1", "::ffff:1.2.3.4", "localhost", "a.example"]);
}

#[test]
fn a_virtual_host_may_be_a_wildcard_of_the_server_but_not_a_url_or_a_network() {
    assert_refused(
        Column::Vhost,
        &[("https://example.com/a", value("'example.com'")), ("10.0.0.0/8", network("10.0.0.0/8"))],
    );
    assert_possible(Column::Vhost, &["example.com", "*.example.com", "_", "example.com:8080", ""]);
    assert_refused(Column::UpstreamAddr, &[("10.0.0.0/24", network("10.0.0.0/24"))]);
    assert_possible(
        Column::UpstreamAddr,
        &["http://172.18.0.4:8080", "10.0.0.1:80, 10.0.0.2:80", "unix:/run/app.sock"],
    );
}

#[test]
fn a_method_is_a_token() {
    let cases = [
        ("GET ", value("'GET'")),
        ("GET /", value("'GET'")),
        ("GET /a HTTP/1.1", value("'GET'")),
        ("\tPOST", value("'POST'")),
        ("G ET", value("'GET'")),
        ("OPTIONS * HTTP/1.1", value("'OPTIONS'")),
        ("", Advice::Form("a method such as 'GET'")),
        ("(GET)", Advice::Form("a method such as 'GET'")),
        ("get", value("'GET'")),
        ("Post", value("'POST'")),
    ];
    assert_refused(Column::Method, &cases);
    assert_possible(Column::Method, &["GET", "M-SEARCH", "m-search", "VERSION-CONTROL", "-"]);
}

#[test]
fn parts_of_a_target_do_not_hold_what_separates_them() {
    let paths = [
        ("/a?b=1", value("'/a'")),
        ("/a#top", value("'/a'")),
        ("https://example.com/a?b", value("'/a'")),
        ("http://example.com", value("'/'")),
    ];
    assert_refused(Column::Path, &paths);
    assert_possible(Column::Path, &["/", "/a b", "*", "/a://b", "-", "//a"]);
    assert_refused(Column::Query, &[("a=1#top", value("'a=1'"))]);
    assert_possible(Column::Query, &["", "?a", "a=/b"]);
    let segments = [
        ("/blog", value("'blog'")),
        ("blog/", value("'blog'")),
        ("blog/2024", Advice::Form("one segment")),
        ("blog?x", Advice::Form("one segment")),
        ("", Advice::Form("one segment")),
    ];
    assert_refused(Column::FirstSegment, &segments);
    let extensions = [
        (".png", value("'png'")),
        ("..png", value("'png'")),
        ("tar.gz", Advice::Form("what follows the last dot")),
        ("/png", value("'png'")),
        ("", Advice::Form("what follows the last dot")),
    ];
    assert_refused(Column::Extension, &extensions);
    assert_possible(Column::Extension, &["png", "PNG", "php5", "-"]);
    assert_refused(Column::Scheme, &[("https://", value("'https'")), ("http:", value("'http'"))]);
}

#[test]
fn a_class_is_a_digit_and_two_letters() {
    let cases = [
        ("4XX", value("'4xx'")),
        ("404", value("'4xx'")),
        ("4", value("'4xx'")),
        ("5..", value("'5xx'")),
        ("50x", Advice::Form("a class")),
        ("xx", Advice::Form("a class")),
        ("ok", Advice::Form("a class")),
    ];
    assert_refused(Column::StatusClass, &cases);
    assert_possible(Column::StatusClass, &["0xx", "2xx", "9xx"]);
}

#[test]
fn a_dash_is_not_a_value_where_logs_use_it_for_null() {
    for column in [Column::User, Column::Ident, Column::Referer, Column::UserAgent, Column::Vhost, Column::Cookie] {
        assert_eq!(check_text(column, "-"), Err(Advice::Absent), "{column}");
        assert_eq!(check_text(column, "--"), Ok(()), "{column}");
    }
    assert_possible(Column::UserAgent, &["", "10.0.0.0/8", "*", "GET /"]);
}

#[test]
fn numbers_have_the_range_of_their_column() {
    for (column, number) in [
        (Column::Status, 1000),
        (Column::Status, -1),
        (Column::Port, 70_000),
        (Column::UpstreamStatus, 65_536),
        (Column::Hour, 24),
        (Column::Bytes, -1),
        (Column::RequestTime, -5),
    ] {
        assert_eq!(check_number(column, number), Err(Advice::Form(form(column))), "{column} {number}");
    }
    for (column, number) in [(Column::Status, 999), (Column::Port, 65_535), (Column::Hour, 0), (Column::Bytes, 1 << 40)]
    {
        assert_eq!(check_number(column, number), Ok(()), "{column} {number}");
    }
}

#[test]
fn a_text_that_is_almost_a_number_is_answered_with_it() {
    for (column, text, expected) in [
        (Column::Status, "2OO", value("200")),
        (Column::Status, "4o4", value("404")),
        (Column::Status, "200", value("200")),
        (Column::Status, " 30l ", value("301")),
        (Column::Status, "4xx", Advice::Form("a whole number from 0 to 999")),
        (Column::Status, "1000", Advice::Form("a whole number from 0 to 999")),
        (Column::Port, "8O80", value("8080")),
        (Column::Port, "https", Advice::Form("a whole number from 0 to 65535")),
        (Column::Hour, "24", Advice::Form("a whole number from 0 to 23")),
        (Column::Hour, "09", value("9")),
        (Column::Bytes, "1,048,576", value("1048576")),
        (Column::Bytes, "10 MiB", value("10485760")),
        (Column::Bytes, "1kb", value("1000")),
        (Column::Bytes, "10 ms", Advice::Form("a whole number of bytes")),
        (Column::RequestTime, "250ms", value("250000")),
        (Column::RequestTime, "1s", value("1000000")),
        (Column::RequestTime, "2 min", value("120000000")),
        (Column::RequestTime, "0.5", Advice::Form("a whole number of microseconds")),
    ] {
        assert_eq!(nearest_number(column, text), expected, "{column} {text}");
    }
}

#[test]
fn a_day_in_another_notation_is_answered_with_the_date() {
    for (text, expected) in [
        ("31.1.2026", value("'2026-01-31'")),
        ("2026/01/31", value("'2026-01-31'")),
        ("2026-1-5", value("'2026-01-05'")),
        ("17/May/2015", value("'2015-05-17'")),
        ("1 Feb 2026", value("'2026-02-01'")),
        ("2026-02-30", Advice::Form("a date")),
        ("2026-13-01", Advice::Form("a date")),
        ("1/2/2026", Advice::Form("a date")),
        ("1.2.26", Advice::Form("a date")),
        ("yesterday", Advice::Form("a date")),
        ("2026-01-31T10:00", Advice::Form("a date")),
    ] {
        match (nearest_day(text), expected) {
            (Advice::Form(form), Advice::Form(start)) => assert!(form.starts_with(start), "{text}"),
            (advice, expected) => assert_eq!(advice, expected, "{text}"),
        }
    }
}
