use arrow_buffer::Buffer;
use proptest::prelude::*;

use super::*;
use crate::log::reject::RejectReason;
use crate::log::{Column, Columns, Format, Note, Parsed, Parser, RawText, Records, detect, detect_among};

const LINE: &str = r#"203.0.113.9 - - [10/Oct/2023:13:55:36 +0000] "GET /a HTTP/1.1" 200 5 "-" "a \"b\"""#;

/// The line in each envelope, and what else it may look like there.
fn enveloped(envelope: Envelope) -> Vec<String> {
    let escaped = LINE.replace('\\', r"\\").replace('"', "\\\"");
    match envelope {
        Envelope::Syslog => [
            "Oct  9 13:55:36 web-1 nginx: ",
            "<190>Oct 10 13:55:36 web-1 nginx[12]: ",
            "<190>Oct 10 13:55:36 nginx: ",
            "2023-10-10T13:55:36.123+00:00 web-1 nginx: ",
            "<190>1 2023-10-10T13:55:36Z web-1 nginx - - - ",
            "105 <190>1 2023-10-10T13:55:36Z web-1 nginx - - - ",
            "98 <190>Oct 10 13:55:36 web-1 nginx: ",
            r#"<190>1 - web-1 nginx 12 ID1 [a b="c \] \" d"][e] "#,
        ]
        .map(|header| format!("{header}{LINE}"))
        .to_vec(),
        Envelope::Docker => vec![
            format!(r#"{{"log":"{escaped}\n","stream":"stdout","time":"2023-10-10T13:55:36.1Z"}}"#),
            format!(
                r#"{{"log":"{escaped}\n","stream":"stdout","attrs":{{"tag":"x"}},"time":"2023-10-10T13:55:36.1Z"}}"#
            ),
            format!(r#"{{"stream": "stdout", "log": "{escaped}\n", "time": "2023-10-10T13:55:36.1Z" }}"#),
            format!(
                r#"{{"time":"2023-10-10T13:55:36.1Z","attrs":{{"a":["}}",1]}},"n": -1.5,"stream":"stdout","log":"{escaped}\n"}}"#
            ),
        ],
        Envelope::Cri => vec![
            format!("2023-10-10T13:55:36.123456789Z stdout F {LINE}"),
            format!("2023-10-10T15:55:36.123456789+02:00 stderr F:x {LINE}"),
        ],
        Envelope::Compose => vec![
            format!("web-1  | {LINE}"),
            format!("a_long.name-12 | {LINE}"),
            format!("\u{1b}[36mweb-1  |\u{1b}[0m {LINE}"),
            format!("\u{1b}[1;36mweb-1  | \u{1b}[0m{LINE}"),
        ],
        Envelope::Quoted => vec![
            format!("\"{}\"", LINE.replace('"', "\"\"").replace('\\', "")).replace("a \"\"b\"\"", r"a \x22b\x22"),
            format!("\"{escaped}\""),
        ],
    }
}

fn parse(envelope: Envelope, text: &str) -> Parsed {
    let format = Format::by_name("combined").expect("a format").inside(Some(envelope));
    let buffer = Buffer::from(text.as_bytes());
    let parsed = Parser::new(Columns::all(), 10_000).with_fates().parse(&format, RawText::all(&buffer), Vec::new());
    assert!(parsed.tally.closes());
    assert_eq!((parsed.tally.bytes, parsed.fates.len() as u64), (text.len() as u64, parsed.tally.lines));
    parsed
}

fn unwrapped(envelope: Envelope, text: &str) -> String {
    String::from_utf8(envelope.unwrap(text.as_bytes()).text).expect("text stays text")
}

#[test]
fn a_last_line_with_nothing_inside_is_a_line() {
    for (envelope, text) in [
        (Envelope::Cri, "2023-10-10T13:55:36.5Z stdout F a\n2023-10-10T13:55:36.5Z stdout P "),
        (Envelope::Syslog, "a\n<134>Oct 10 13:55:36 web nginx[7]: "),
        (Envelope::Quoted, "a\n\"\""),
    ] {
        assert_eq!(parse(envelope, text).tally.lines, 2, "{text}");
    }
}

#[test]
fn every_envelope_is_taken_off_and_noted() {
    for envelope in Envelope::ALL {
        for line in enveloped(envelope) {
            for end in ["", "\n", "\r\n"] {
                let parsed = parse(envelope, &format!("{line}{end}"));
                assert_eq!(parsed.tally.parsed, 1, "{line}");
                let notes: Vec<_> = parsed.tally.notes.iter().collect();
                assert_eq!(notes, [(Note::Envelope, 1)], "{line}");
                let records = Records::new(&parsed.records);
                assert_eq!(records.get(0).text(Column::Host), Some("203.0.113.9"), "{line}");
                let agent = records.get(0).text(Column::UserAgent);
                assert!([Some(r#"a \"b\""#), Some(r"a \x22b\x22")].contains(&agent), "{agent:?} {line}");
            }
        }
    }
}

#[test]
fn every_envelope_is_detected() {
    for envelope in Envelope::ALL {
        for line in enveloped(envelope) {
            let found = detect(&[format!("{line}\n{line}\nodd\n").as_bytes()]);
            assert_eq!(found.format.to_string(), format!("combined inside {envelope}"), "{line}");
            assert_eq!((found.matched, found.sampled), (2, 3), "{line}");
        }
    }
}

#[test]
fn lines_without_an_envelope_are_not_taken_for_lines_with_one() {
    for format in Format::all() {
        let found = detect(&[format.example().as_bytes()]).format;
        assert_eq!(found.envelope(), None, "{format}");
    }
    let haproxy = Format::by_name("haproxy").expect("a format");
    let found = detect(&[format!("<134>Oct 10 13:55:36 lb {}", haproxy.example()).as_bytes()]);
    assert_eq!(found.format, haproxy.with_family(), "its own format knows that header");
}

#[test]
fn what_is_around_the_lines_may_be_said() {
    let line = &enveloped(Envelope::Compose)[0];
    let found = detect_among(&[line.as_bytes()], &[], Some(Some(Envelope::Compose)));
    assert_eq!((found.format.to_string().as_str(), found.matched), ("combined inside compose", 1));
    assert_eq!(detect_among(&[line.as_bytes()], &[], Some(None)).format.envelope(), None);
}

#[test]
fn lines_without_the_envelope_among_the_others_stay_as_they_are() {
    let parsed = parse(Envelope::Compose, &format!("web-1  | {LINE}\n{LINE}\n\nweb-1  |\nweb-1  | {LINE}\n"));
    assert_eq!((parsed.tally.parsed, parsed.tally.skipped, parsed.tally.notes.get(Note::Envelope)), (3, 2, 2));
}

#[test]
fn malformed_lines_are_shown_and_located_as_they_stood() {
    let bad = "h - - [x]";
    let parsed = parse(Envelope::Compose, &format!("web-1  | {LINE}\nweb-1  | {bad}\n{bad}\n"));
    let shown: Vec<_> =
        parsed.rejects.iter().map(|reject| (reject.line, reject.column, reject.text.as_str())).collect();
    assert_eq!(shown, [(1, 17, "web-1  | h - - [x]"), (2, 8, "h - - [x]")]);
    assert!(parsed.rejects.iter().all(|reject| reject.reason == RejectReason::BadTime));
}

#[test]
fn a_named_format_makes_no_host_of_an_envelope() {
    for envelope in Envelope::ALL {
        for line in enveloped(envelope) {
            for name in ["combined", "common", "nginx", "vhost_combined", "nginx_main", "traefik"] {
                for format in
                    [Format::by_name(name).expect("a format"), Format::by_name(name).expect("a format").with_family()]
                {
                    let buffer = Buffer::from(format!("{line}\n").as_bytes());
                    let parsed = Parser::new(Columns::all(), 10_000).parse(&format, RawText::all(&buffer), Vec::new());
                    assert_eq!((parsed.tally.parsed, parsed.tally.malformed), (0, 1), "{name} of {line}");
                }
            }
        }
    }
    let text = format!("<190>1 2023-10-10T13:55:36Z web nginx 123 - - {LINE}\n");
    let format = Format::by_name("combined").expect("a format");
    let buffer = Buffer::from(text.as_bytes());
    let parsed = Parser::new(Columns::all(), 10_000).parse(&format, RawText::all(&buffer), Vec::new());
    assert_eq!((parsed.rejects[0].reason, parsed.rejects[0].column), (RejectReason::BadHost, 1));
}

#[test]
fn nuls_before_an_envelope_are_no_part_of_it() {
    for envelope in Envelope::ALL {
        let line = &enveloped(envelope)[0];
        let text = format!("\0\0{line}\n\0{line}\n");
        let parsed = parse(envelope, &text);
        assert_eq!((parsed.tally.parsed, parsed.tally.nul_bytes), (2, 3), "{line}");
        assert_eq!(envelope.first_open_part(text.as_bytes()), text.len());
    }
}

#[test]
fn escapes_of_json_are_undone() {
    let text = r#"{"log":"\u003ca\u003e \u00e9 \ud83d\ude00 \ud83d x\ty\/z \q \\n\r\n","stream":"stdout","time":"t"}"#;
    assert_eq!(unwrapped(Envelope::Docker, text), "<a> é 😀 \u{fffd} x\ty/z \\q \\n\r");
    let inner_end = r#"{"log":"a\nb\n","stream":"stdout","time":"t"}"#;
    assert_eq!(unwrapped(Envelope::Docker, inner_end), r"a\x0ab");
    for other in [
        r#"{"log":"a","time":"t"} x"#,
        r#"{"log":"a" "time":"t"}"#,
        r#"{"log":"a","time":"t"#,
        r#"{"log":"a","log":"b","time":"t"}"#,
    ] {
        assert_eq!(unwrapped(Envelope::Docker, other), other);
    }
    for other in [r#"{"log":"a"#, r#"{"log":"a\"}"#, r#"{"log":"a"}"#, r#"{"log":1,"time":"t"}"#, r#"{"log":"a\"#] {
        assert_eq!(unwrapped(Envelope::Docker, other), other);
    }
}

#[test]
fn quotes_inside_quotes_become_single_ones_only_when_all_are_alike() {
    for (quoted, plain) in [
        (r#""a ""b"" c""#, r#"a "b" c"#),
        (r#""a \"b\" \\ c""#, r#"a "b" \ c"#),
        (r#""a "b" c""#, r#"a "b" c"#),
        (r#""a ""b" c""#, r#"a ""b" c"#),
        (r#""""#, "\n"),
        (r#"""#, r#"""#),
    ] {
        assert_eq!(unwrapped(Envelope::Quoted, quoted), plain, "{quoted}");
    }
}

#[test]
fn parts_are_joined_in_each_stream_at_the_place_of_the_last_one() {
    let cri = |tag: &str, text: &str| format!("2023-10-10T13:55:36.1Z {tag} {text}\n");
    let text = [
        cri("stdout P", "one "),
        cri("stderr P", "error "),
        cri("stdout P", "two "),
        cri("stdout F", "three"),
        cri("stderr F", "end"),
        cri("stdout F", "four"),
    ]
    .concat();
    assert_eq!(unwrapped(Envelope::Cri, &text), "\n\n\none two three\nerror end\nfour\n");
    let docker = |log: &str| format!("{{\"log\":\"{log}\",\"stream\":\"stdout\",\"time\":\"t\"}}\n");
    assert_eq!(unwrapped(Envelope::Docker, &(docker("one ") + &docker(r"two\n"))), "\none two\n");
}

#[test]
fn a_line_whose_last_part_is_missing_stands_where_its_first_part_was() {
    let text = "2023-10-10T13:55:36.1Z stdout P one\n2023-10-10T13:55:36.1Z stderr P error\n2023-10-10T13:55:36.1Z stdout P two";
    assert_eq!(unwrapped(Envelope::Cri, text), "onetwo\nerror\n\n");
}

#[test]
fn the_first_open_part_is_where_a_text_may_end() {
    let part = "2023-10-10T13:55:36.1Z stdout P one\n";
    let last = "2023-10-10T13:55:36.1Z stdout F two\n";
    let other = "2023-10-10T13:55:36.1Z stderr F other\n";
    for (text, expected) in [
        ("".to_owned(), 0),
        (format!("{part}{last}"), part.len() + last.len()),
        (format!("{last}{part}{other}{part}"), last.len()),
        (part.to_owned(), 0),
    ] {
        assert_eq!(Envelope::Cri.first_open_part(text.as_bytes()), expected, "{text}");
    }
}

proptest! {
    #[test]
    fn as_many_lines_come_out_as_go_in(
        lines in prop::collection::vec((prop::sample::select(Envelope::ALL.to_vec()), any::<prop::sample::Index>(), any::<u8>(), any::<bool>()), 0..6),
        reader in prop::sample::select(Envelope::ALL.to_vec()),
    ) {
        let mut text = Vec::new();
        for (envelope, place, byte, truncate) in lines {
            let all = enveloped(envelope);
            let mut line = all[place.index(all.len())].clone().into_bytes();
            let at = place.index(line.len());
            if truncate { line.truncate(at) } else { line[at] = byte }
            text.extend(line);
            text.push(b'\n');
        }
        let count = |text: &[u8]| text.iter().filter(|byte| **byte == b'\n').count();
        prop_assert_eq!(count(&reader.unwrap(&text).text), count(&text));
        prop_assert!(reader.first_open_part(&text) <= text.len());
    }

    #[test]
    fn any_bytes_stay_lines(text in prop::collection::vec(any::<u8>(), 0..200)) {
        let count = |text: &[u8]| text.iter().filter(|byte| **byte == b'\n').count();
        for envelope in Envelope::ALL {
            prop_assert_eq!(count(&envelope.unwrap(&text).text), count(&text));
        }
    }
}
