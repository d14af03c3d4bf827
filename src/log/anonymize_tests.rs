use arrow_buffer::Buffer;
use proptest::prelude::*;

use super::*;
use crate::log::format::own;
use crate::log::{Format, Parsed, Parser, RawText, Records, SourceSettings};

fn mask(text: &str) -> Anonymize {
    text.parse().unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn the_lengths_of_prefixes_are_written_after_ip() {
    assert_eq!(mask("ip/24"), Anonymize { v4: 24, v6: 48 });
    assert_eq!(mask("ip/16, /32"), Anonymize { v4: 16, v6: 32 });
    assert_eq!(mask("ip/0,/0").to_string(), "ip/0,/0");
    for text in ["", "ip", "ip/32", "ip/24/48", "ip/24,48", "ip/24,/128", "ip/-1", "24", "host", "ip/24,/48,/1"] {
        let error = text.parse::<Anonymize>().expect_err("no mask").to_string();
        assert!(error.starts_with(&format!("'{text}' does not say")), "{error}");
    }
}

#[test]
fn a_client_is_masked_however_it_is_written() {
    for (client, expected) in [
        ("203.0.113.77", "203.0.113.0"),
        ("203.0.113.0", "203.0.113.0"),
        ("203.0.113.77:4711", "203.0.113.0:4711"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1::"),
        ("2001:DB8::1", "2001:db8::"),
        ("[2001:db8::1]:443", "[2001:db8::]:443"),
        ("fe80::1:2%eth0", "fe80::"),
        ("::1", "::"),
        ("::ffff:203.0.113.77", "::ffff:203.0.113.0"),
        ("::ffff:cb00:714d", "::ffff:203.0.113.0"),
        // An IPv4 address is in the first bits of 6to4, and in the last of NAT64.
        ("2002:cb00:714d::1", "2002:cb00:7100::"),
        ("64:ff9b::203.0.113.77", "64:ff9b::"),
        ("localhost", "localhost"),
        ("unknown", "unknown"),
        ("unix:", "unix:"),
        ("p5b0c77a1.dip0.t-ipconnect.example", "*.t-ipconnect.example"),
        ("203.0.113.77.dsl.example.net", "*.example.net"),
        ("example.net", "*"),
        ("anns-laptop", "*"),
        ("203.0.113.777", "*"),
        ("1.2.3", "*"),
        ("a b.c.d", "*"),
    ] {
        assert_eq!(mask("ip/24").client(client), expected, "{client}");
    }
    assert_eq!(mask("ip/20").client("203.0.113.77"), "203.0.112.0");
    assert_eq!(mask("ip/0,/0").client("203.0.113.77"), "0.0.0.0");
    assert_eq!(mask("ip/0,/0").client("2001:db8::1"), "::");
}

#[test]
fn every_client_of_a_list_is_masked() {
    for (list, expected) in [
        ("203.0.113.77, 10.1.2.3", "203.0.113.0, 10.1.2.0"),
        ("2001:db8:1:2::3,203.0.113.77:80,[2001:db8:1:2::3]:80", "2001:db8:1::,203.0.113.0:80,[2001:db8:1::]:80"),
        ("unknown, _hidden, a.b.example.org, ann", "unknown, _hidden, *.example.org, *"),
        (
            "for=203.0.113.77;proto=https, for=\"[2001:db8::9]:1\"",
            "for=203.0.113.0;proto=https, for=\"[2001:db8::]:1\"",
        ),
        ("", ""),
        (" , ", " , "),
    ] {
        assert_eq!(mask("ip/24").clients(list), expected, "{list}");
    }
}

#[test]
fn in_any_text_what_looks_like_an_address_is_masked() {
    for (text, expected) in [
        ("client: 203.0.113.77, server: a", "client: 203.0.113.0, server: a"),
        ("ip=203.0.113.77 x", "ip=203.0.113.0 x"),
        ("ip:203.0.113.77.", "ip:203.0.113.0."),
        ("ip:2001:db8::7:8, x", "ip:2001:db8::, x"),
        ("seen at 2001:db8::7:8.", "seen at 2001:db8::."),
        ("::ffff:203.0.113.77:443", "::ffff:203.0.113.0:443"),
        ("203.0.113.77.4711 > 198.51.100.2.80", "203.0.113.0.4711 > 198.51.100.0.80"),
        ("{\"ip\":\"2001:db8::7\",\"é\":1}", "{\"ip\":\"2001:db8::\",\"é\":1}"),
        ("face203.0.113.77", "face203.0.113.0"),
        ("203.0.113.77:2001:db8::7:8", "203.0.113.0:2001:db8::"),
        (
            "[10/Oct/2023:13:55:36 +0000] 1.2.3 300.1.1.1 00:1a:2b:3c:4d:5e",
            "[10/Oct/2023:13:55:36 +0000] 1.2.3 300.1.1.1 00:1a:2b:3c:4d:5e",
        ),
    ] {
        assert_eq!(mask("ip/24").text(text), expected, "{text}");
    }
    assert_eq!(&*mask("ip/24").bytes(b"\xff 203.0.113.77 \xfe"), b"\xff 203.0.113.0 \xfe");
    assert_eq!(&*mask("ip/16").beginning(b"a 203.0.113.77 b 198.51.1"), b"a 203.0.0.0 b ");
}

#[test]
fn a_long_line_takes_time_linear_in_its_length() {
    let line = "1.".repeat(500_000);
    let masked = mask("ip/24").text(&line).into_owned();
    assert!(masked.starts_with("1.1.1.0.1.1.1.0."));
    let line = "1:".repeat(500_000);
    assert_eq!(mask("ip/24").text(&line), line);
    let line = format!("{}203.0.113.77", "f".repeat(500_000));
    assert!(mask("ip/24").text(&line).ends_with("ff203.0.113.0"));
}

const WANTED: Columns =
    Columns::of(&[Column::Host, Column::ForwardedFor, Column::Extra, Column::Own1, Column::UpstreamAddr]);

fn parse(format: &Format, text: &str, mask: &str) -> Parsed {
    let settings = SourceSettings { anonymize: Some(self::mask(mask)), ..SourceSettings::default() };
    let buffer = Buffer::from(text.as_bytes());
    let format = format.clone().with_settings(&settings);
    Parser::new(WANTED, 1000).parse(&format, RawText::all(&buffer), Vec::new())
}

#[test]
fn the_parser_masks_what_clients_columns_hold() {
    let format = own::nginx(
        "own",
        r#"$remote_addr [$time_iso8601] "$request" $status "$http_x_forwarded_for" "$http_x_real_ip" $upstream_addr"#,
    )
    .expect("a format");
    let line = "203.0.113.77 [2023-10-10T13:55:36Z] \"GET /?ip=203.0.113.77 HTTP/1.1\" 200 \"2001:db8::7, 10.1.2.3\" \
        \"198.51.100.7\" 10.0.0.5:80 more 203.0.113.77\n";
    let parsed = parse(&format, &line.repeat(3), "ip/24");
    let records = Records::new(&parsed.records);
    for row in 0..3 {
        let record = records.get(row);
        assert_eq!(record.host(), Some("203.0.113.0"));
        assert_eq!(record.text(Column::ForwardedFor), Some("2001:db8::, 10.1.2.0"));
        assert_eq!(record.text(Column::Own1), Some("198.51.100.0"));
        assert_eq!(record.text(Column::Extra), Some("more 203.0.113.0"));
        assert_eq!(record.text(Column::UpstreamAddr), Some("10.0.0.5:80"), "a server is no client");
    }
}

#[test]
fn malformed_lines_are_masked_wherever_they_are_shown() {
    let format = Format::by_name("combined").expect("a format");
    let parsed = parse(&format, "203.0.113.77 - - nonsense from 2001:db8::7\n", "ip/24");
    assert_eq!(parsed.rejects[0].text, "203.0.113.0 - - nonsense from 2001:db8::");
    assert_eq!(parsed.specimens.malformed[0].1, b"203.0.113.0 - - nonsense from 2001:db8::");
    let inside = format.inside(Some("docker".parse().expect("an envelope")));
    let line = "{\"log\":\"203.0.113.77 - - nonsense\\n\",\"stream\":\"stdout\",\"time\":\"2023-10-10T13:55:36Z\"}\n";
    let parsed = parse(&inside, line, "ip/24");
    assert!(parsed.rejects[0].text.contains("203.0.113.0 - - nonsense"), "{}", parsed.rejects[0].text);
    assert!(!format!("{:?} {:?}", parsed.rejects, parsed.specimens).contains("113.77"));
}

#[test]
fn a_format_with_directives_is_masked_too() {
    let format = Format::by_name("w3c").expect("a format");
    let text = "#Fields: date time c-ip cs-method cs-uri-stem sc-status\n2023-10-10 13:55:36 203.0.113.77 GET / 200\n";
    let parsed = parse(&format, text, "ip/16");
    assert_eq!(Records::new(&parsed.records).get(0).host(), Some("203.0.0.0"));
}

proptest! {
    #[test]
    fn no_address_is_left_whatever_surrounds_it(before in "[ -~]{0,12}[ =\"(\\[]", after in "([ \"),\\];][ -~]{0,12})?", last in 1u8..=255, group in 1u16..) {
        let v4 = format!("{before}203.0.113.{last}{after}");
        let masked = mask("ip/24").text(&v4).into_owned();
        prop_assert!(masked.contains("203.0.113.0"), "{v4}: {masked}");
        let v6 = format!("{before}2001:db8:77:1::{group:x}{after}");
        let masked = mask("ip/24").text(&v6).into_owned();
        prop_assert!(masked.contains("2001:db8:77::") && !masked.contains("2001:db8:77:1:"), "{v6}: {masked}");
    }

    #[test]
    fn masking_twice_changes_nothing_more(text in "[0-9a-f:. ,\\[\\]]{0,40}") {
        let once = mask("ip/24").text(&text).into_owned();
        prop_assert_eq!(mask("ip/24").text(&once), once.as_str());
    }
}
