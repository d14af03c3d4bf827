use arrow_buffer::Buffer;
use proptest::prelude::*;

use super::in_layer;

use logmill::log::envelope::NoSuchEnvelope;
use logmill::log::{
    Column, Columns, Envelope, Format, Layer, Note, Parsed, Parser, RawText, Records, RejectReason, detect,
    detect_among,
};

const LINE: &str = r#"203.0.113.9 - - [10/Oct/2023:13:55:36 +0000] "GET /a HTTP/1.1" 200 5 "-" "a \"b\"""#;

fn envelope(name: &str) -> Envelope {
    name.parse().expect("an envelope")
}

fn parse(envelope: Envelope, text: &str) -> Parsed {
    let format = Format::by_name("combined").expect("a format").inside(Some(envelope));
    let buffer = Buffer::from(text.as_bytes());
    let parsed = Parser::new(Columns::all(), 100_000).with_fates().parse(&format, RawText::all(&buffer), Vec::new());
    assert!(parsed.tally.closes());
    assert_eq!((parsed.tally.bytes, parsed.fates.len() as u64), (text.len() as u64, parsed.tally.lines));
    parsed
}

fn unwrapped(envelope: Envelope, text: &str) -> String {
    String::from_utf8(envelope.unwrap(text.as_bytes()).text).expect("text stays text")
}

#[test]
fn a_last_line_with_nothing_inside_is_a_line() {
    for (name, text) in [
        ("cri", "2023-10-10T13:55:36.5Z stdout F a\n2023-10-10T13:55:36.5Z stdout P "),
        ("syslog", "a\n<134>Oct 10 13:55:36 web nginx[7]: "),
        ("quoted", "a\n\"\""),
    ] {
        assert_eq!(parse(envelope(name), text).tally.lines, 2, "{text}");
    }
}

#[test]
fn every_layer_is_removed_and_noted() {
    for layer in Layer::all() {
        let line = in_layer(layer, LINE);
        for end in ["", "\n", "\r\n"] {
            let parsed = parse(Envelope::of(&[layer]).expect("one layer"), &format!("{line}{end}"));
            assert_eq!(parsed.tally.parsed, 1, "{line}");
            assert_eq!(parsed.tally.notes.iter().collect::<Vec<_>>(), [(Note::Envelope, 1)], "{line}");
            let records = Records::new(&parsed.records);
            assert_eq!(records.get(0).text(Column::Host), Some("203.0.113.9"), "{line}");
            assert_eq!(records.get(0).text(Column::UserAgent), Some(r#"a \"b\""#), "{line}");
        }
    }
}

#[test]
fn every_layer_is_detected_by_its_name() {
    for layer in Layer::all() {
        let line = in_layer(layer, LINE);
        let found = detect(&[format!("{line}\n{line}\nodd\n").as_bytes()]);
        assert_eq!(found.format.to_string(), format!("combined inside {}", layer.about().name), "{line}");
        assert_eq!((found.matched, found.sampled), (2, 3), "{line}");
    }
}

#[test]
fn layers_lie_in_each_other_in_any_order() {
    let names = ["syslog", "docker", "json", "cri", "compose", "kubectl", "heroku", "time"]
        .map(|name| Layer::by_name(name).expect("a layer"));
    for outer in names {
        for inner in names.into_iter().filter(|inner| *inner != outer) {
            let line = in_layer(outer, &in_layer(inner, LINE));
            let chain = Envelope::of(&[outer, inner]).expect("two layers");
            assert_eq!(unwrapped(chain, &line), LINE, "{line}");
            assert_eq!(envelope(&chain.to_string()), chain);
            let found = detect(&[line.as_bytes()]);
            assert_eq!((found.format.name(), found.matched), ("combined", 1), "{line}");
        }
    }
    let text = in_layer(
        Layer::by_name("docker").expect("a layer"),
        &format!("Feb 16 12:34:56 web nginx: 2018-02-16T12:34:56Z {LINE}"),
    );
    assert_eq!(detect(&[text.as_bytes()]).format.to_string(), "combined inside time inside syslog inside docker");
}

#[test]
fn names_of_envelopes_are_read_and_others_refused() {
    assert_eq!(envelope("prefix"), Envelope::PREFIX);
    assert_eq!(envelope("prefix inside docker"), envelope("docker").with_any_prefix());
    for (name, error) in [
        ("dokcer", NoSuchEnvelope::Layer("dokcer".to_owned())),
        ("", NoSuchEnvelope::Layer(String::new())),
        ("syslog inside prefix", NoSuchEnvelope::Layer("prefix".to_owned())),
        ("time inside time inside time inside time inside time", NoSuchEnvelope::Layers),
    ] {
        assert_eq!(name.parse::<Envelope>(), Err(error));
    }
}

#[test]
fn lines_without_an_envelope_are_not_taken_for_lines_with_one() {
    for format in Format::all() {
        let found = detect(&[format.example().as_bytes()]).format;
        assert_eq!(found.envelope(), None, "{format}: {found}");
    }
    let haproxy = Format::by_name("haproxy").expect("a format");
    let found = detect(&[format!("<134>Oct 10 13:55:36 lb {}", haproxy.example()).as_bytes()]);
    assert_eq!((found.format.name(), found.format.envelope()), ("haproxy", None), "its own format knows that header");
}

#[test]
fn the_envelope_may_be_named() {
    let line = in_layer(Layer::by_name("compose").expect("a layer"), LINE);
    let found = detect_among(&[line.as_bytes()], &[], Some(Some(envelope("compose"))));
    assert_eq!((found.format.to_string().as_str(), found.matched), ("combined inside compose", 1));
    assert_eq!(detect_among(&[line.as_bytes()], &[], Some(None)).format.envelope(), None);
}

#[test]
fn lines_without_the_envelope_among_the_others_stay_as_they_are() {
    let text = format!("web-1  | {LINE}\n{LINE}\n\nweb-1  |\nweb-1  | {LINE}\n");
    let parsed = parse(envelope("compose"), &text);
    assert_eq!((parsed.tally.parsed, parsed.tally.skipped, parsed.tally.notes.get(Note::Envelope)), (3, 2, 2));
}

#[test]
fn an_envelope_around_few_lines_is_found_when_it_is_needed() {
    let text = format!("{LINE}\n").repeat(9) + &format!("2018-02-16T12:34:56Z {LINE}\n");
    let found = detect(&[text.as_bytes()]);
    assert_eq!((found.format.to_string().as_str(), found.matched), ("combined inside time", 10));
}

#[test]
fn malformed_lines_are_shown_and_located_as_they_were() {
    let bad = "h - - [x]";
    let parsed = parse(envelope("time inside compose"), &format!("web-1  | 12:34:56 {bad}\n{bad}\n"));
    let shown: Vec<_> =
        parsed.rejects.iter().map(|reject| (reject.line, reject.column, reject.text.as_str())).collect();
    assert_eq!(shown, [(0, 26, "web-1  | 12:34:56 h - - [x]"), (1, 8, "h - - [x]")]);
    assert!(parsed.rejects.iter().all(|reject| reject.reason == RejectReason::BadTime));
}

#[test]
fn a_named_format_makes_no_host_of_an_envelope() {
    for layer in Layer::all() {
        let line = in_layer(layer, LINE);
        for name in ["combined", "common", "nginx", "vhost_combined", "nginx_main", "traefik"] {
            let format = Format::by_name(name).expect("a format");
            for format in [format.clone(), format.with_family()] {
                let buffer = Buffer::from(format!("{line}\n").as_bytes());
                let parsed = Parser::new(Columns::all(), 10_000).parse(&format, RawText::all(&buffer), Vec::new());
                assert_eq!((parsed.tally.parsed, parsed.tally.malformed), (0, 1), "{name} of {line}");
            }
        }
    }
}

#[test]
fn an_unknown_prefix_is_skipped_noted_and_kept() {
    let json = r#"{"time":"2023-10-10T13:55:36Z","remote_ip":"203.0.113.9","method":"GET","uri":"/a","status":200}"#;
    for (prefix, line, format) in [
        ("<<nginx>>", LINE, "combined inside prefix"),
        ("level=info msg:", LINE, "combined inside prefix"),
        ("web ~ nginx ~", LINE, "combined inside prefix"),
        ("(nginx) 12 #", json, "json inside prefix"),
    ] {
        let text = format!("{prefix} {line}\n{line}\n");
        let found = detect(&[text.as_bytes()]);
        assert_eq!((found.format.to_string().as_str(), found.matched), (format, 2), "{text}");
        let buffer = Buffer::from(text.as_bytes());
        let parsed = Parser::new(Columns::all(), 10_000).parse(&found.format, RawText::all(&buffer), Vec::new());
        assert_eq!(parsed.tally.notes.get(Note::Prefix), 1);
        let records = Records::new(&parsed.records);
        assert_eq!((records.get(0).text(Column::Extra), records.get(1).text(Column::Extra)), (Some(prefix), None));
        assert_eq!(records.get(0).text(Column::Host), Some("203.0.113.9"), "{text}");
    }
}

#[test]
fn two_lines_in_one_are_malformed() {
    for cut in 1..LINE.find(" \"-\"").expect("a referer") {
        let text = format!("{}{LINE}", &LINE[..cut]);
        let found = detect(&[text.as_bytes()]);
        let buffer = Buffer::from(text.as_bytes());
        let parsed = Parser::new(Columns::all(), 10_000).parse(&found.format, RawText::all(&buffer), Vec::new());
        let records = Records::new(&parsed.records);
        let host = (parsed.tally.parsed > 0).then(|| records.get(0).text(Column::Host)).flatten();
        // A truncated number, name or request cannot be noticed.
        if cut > "203.0.113.9 ".len() && cut < LINE.find('"').expect("a request") {
            assert_eq!(host, None, "{text}");
        }
    }
}

#[test]
fn nuls_before_an_envelope_do_not_belong_to_it() {
    for layer in Layer::all() {
        let line = in_layer(layer, LINE);
        let text = format!("\0\0{line}\n\0{line}\n");
        let envelope = Envelope::of(&[layer]).expect("one layer");
        let parsed = parse(envelope, &text);
        assert_eq!((parsed.tally.parsed, parsed.tally.nul_bytes), (2, 3), "{line}");
        assert_eq!(envelope.first_open_part(text.as_bytes(), usize::MAX), text.len());
    }
}

#[test]
fn escapes_of_json_are_undone() {
    let docker = envelope("docker");
    let text = r#"{"log":"\u003ca\u003e \u00e9 \ud83d\ude00 \ud83d x\ty\/z \\n\r\n","stream":"stdout","time":"t"}"#;
    assert_eq!(unwrapped(docker, text), "<a> é 😀 \\ud83d x\ty/z \\n\r");
    for (log, plain) in [(r"a\nb\n", r"a\x0ab"), (r"a\\n", r"a\n"), ("", "\n"), (r"\n", "\n")] {
        assert_eq!(unwrapped(docker, &format!(r#"{{"log":"{log}","stream":"stdout","time":"t"}}"#)), plain);
    }
    for other in [
        r#"{"log":"a","time":"t"} x"#,
        r#"{"log":"a" "time":"t"}"#,
        r#"{"log":"a","time":"t"#,
        r#"{"log":"a","log":"b","time":"t"}"#,
        r#"{"log":"a"#,
        r#"{"log":"a\"}"#,
        r#"{"log":"a"}"#,
        r#"{"log":1,"time":"t"}"#,
        r#"{"log":"a\"#,
        r#"{"log":"a","time":}"#,
    ] {
        assert_eq!(unwrapped(docker, other), other);
    }
}

#[test]
fn a_message_is_taken_out_of_an_object_that_is_not_a_request_itself() {
    for (object, inside) in [
        (r#"{"message":"a\n"}"#, "a"),
        (r#"{"short_message":"x","full_message":"203.0.113.9 - - ["}"#, "203.0.113.9 - - ["),
        (r#"{"log":{"file":{"path":"x"}},"event":{"original":"a"}}"#, "a"),
        (r#"{"logEvents":[{"id":"1","message":"a"}]}"#, "a"),
        (r#"{"_source":{"message":"a"}}"#, "a"),
        (r#"{"MESSAGE":[104, 105,10]}"#, "hi"),
        (r#"{"fields":["a",{"message":"x"}],"tags":[],"message":"b"}"#, "b"),
        (r#"{"message":"{\"a\":1}","msg":"x"}"#, r#"{"a":1}"#),
        (r#"{ "status" : "info" , "message" : "a" }"#, "a"),
    ] {
        assert_eq!(unwrapped(envelope("json"), object), inside, "{object}");
    }
    for other in [
        r#"{"message":"a","status":200}"#,
        r#"{"message":"a","response":"404"}"#,
        r#"{"message":"a","method":"GET"}"#,
        r#"{"message":"a","http":{"request":{"method":"GET"}}}"#,
        r#"{"message":"a","request":"GET / HTTP/1.1"}"#,
        r#"{"message":1}"#,
        r#"{"message":["a"]}"#,
        r#"{"message":[1,{"a":1}]}"#,
        r#"{"logEvents":[{"message":"a"},{"message":"b"}]}"#,
        r#"{"other":"a"}"#,
        r#"{"log":"a\n","stream":"stdout","time":"t"}"#,
    ] {
        assert_eq!(unwrapped(envelope("json"), other), other);
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
        (r#""203.0.113.9" - - [x] "a" "b""#, r#""203.0.113.9" - - [x] "a" "b""#),
        (r#""150","203.0.113.9","x""#, r#""150","203.0.113.9","x""#),
    ] {
        assert_eq!(unwrapped(envelope("quoted"), quoted), plain, "{quoted}");
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
    assert_eq!(unwrapped(envelope("cri"), &text), "\n\n\none two three\nerror end\nfour\n");
    let long = "x".repeat(16 * 1024);
    let docker = |log: &str| format!("{{\"log\":\"{log}\",\"stream\":\"stdout\",\"time\":\"t\"}}\n");
    assert_eq!(unwrapped(envelope("docker"), &(docker(&long) + &docker(r"two\n"))), format!("\n{long}two\n"));
    assert_eq!(
        unwrapped(envelope("docker"), &(docker("one") + &docker("two"))),
        "one\ntwo\n",
        "a collector cut the line ends off"
    );
}

#[test]
fn layers_inside_parts_are_removed_from_the_whole_line() {
    let docker = |log: &str| format!("{{\"log\":\"{log}\",\"stream\":\"stdout\",\"time\":\"t\"}}\n");
    let long = format!("12:34:56 {}", "x".repeat(16 * 1024));
    let text = docker(&long) + &docker("12:34:56 y\\n");
    let chain = envelope("time inside docker");
    assert_eq!(unwrapped(chain, &text), format!("\n{}12:34:56 y\n", &long[9..]));
    assert_eq!(chain.first_open_part(docker(&long).as_bytes(), usize::MAX), 0);
    assert_eq!(chain.first_open_part(text.as_bytes(), usize::MAX), text.len());
}

#[test]
fn a_line_whose_last_part_is_missing_is_where_its_first_part_was() {
    let text = "2023-10-10T13:55:36.1Z stdout P one\n2023-10-10T13:55:36.1Z stderr P error\n2023-10-10T13:55:36.1Z stdout P two";
    assert_eq!(unwrapped(envelope("cri"), text), "onetwo\nerror\n\n");
}

#[test]
fn parts_that_span_more_than_a_line_may_have_are_not_joined() {
    let line = |tag: &str, text: &str| format!("2023-10-10T13:55:36.1Z stdout {tag} {text}\n");
    let other = "2023-10-10T13:55:36.1Z stderr F other\n";
    let text = line("P", "one") + other + &line("F", "two") + &line("P", "three") + &line("F", "four");
    let span = text.find("two").expect("a part") + 4;
    let inside = |longest| {
        let inside = envelope("cri").unwrap_within(text.as_bytes(), longest).text;
        String::from_utf8(inside).expect("text stays text")
    };
    assert_eq!(inside(span), "\nother\nonetwo\n\nthreefour\n");
    assert_eq!(inside(span - 1), "one\nother\ntwo\n\nthreefour\n");
    // A text may end where that is known.
    let (before, after) = text.split_at(text.find("2023-10-10T13:55:36.1Z stdout F two").expect("a part"));
    assert_eq!(envelope("cri").first_open_part(before.as_bytes(), span - 1), 0);
    assert_eq!(envelope("cri").first_open_part(before.as_bytes(), before.len()), 0);
    assert_eq!(envelope("cri").first_open_part(before.as_bytes(), before.len() - 1), before.len(), "too far apart");
    let more = after.find("2023-10-10T13:55:36.1Z stdout F four").expect("a part");
    let third = text.find("2023-10-10T13:55:36.1Z stdout P three").expect("a part");
    assert_eq!(envelope("cri").first_open_part(&text.as_bytes()[..before.len() + more], span - 1), third);
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
        assert_eq!(envelope("cri").first_open_part(text.as_bytes(), usize::MAX), expected, "{text}");
    }
}

proptest! {
    #[test]
    fn as_many_lines_come_out_as_go_in(
        lines in prop::collection::vec((prop::sample::select(Layer::all().collect::<Vec<_>>()), any::<prop::sample::Index>(), any::<u8>(), any::<bool>()), 0..6),
        reader in prop::collection::vec(prop::sample::select(Layer::all().collect::<Vec<_>>()), 1..4),
    ) {
        let reader = Envelope::of(&reader).expect("few layers");
        let mut text = Vec::new();
        for (layer, place, byte, truncate) in lines {
            let mut line = in_layer(layer, LINE).into_bytes();
            let at = place.index(line.len());
            if truncate { line.truncate(at) } else { line[at] = byte }
            text.extend(line);
            text.push(b'\n');
        }
        let count = |text: &[u8]| text.iter().filter(|byte| **byte == b'\n').count();
        prop_assert_eq!(count(&reader.unwrap(&text).text), count(&text));
        prop_assert!(reader.first_open_part(&text, 100) <= text.len());
    }

    #[test]
    fn any_bytes_stay_lines(text in prop::collection::vec(any::<u8>(), 0..200)) {
        let count = |text: &[u8]| text.iter().filter(|byte| **byte == b'\n').count();
        for layer in Layer::all() {
            prop_assert_eq!(count(&Envelope::of(&[layer]).expect("one layer").unwrap(&text).text), count(&text));
        }
    }
}
