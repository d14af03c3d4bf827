//! The fast path and the definition agree on every line, also on almost regular ones.

use arrow_buffer::Buffer;
use proptest::prelude::*;

use super::*;

/// Whether a format has a fast path: it takes the format's example.
fn is_quick(format: &Format) -> bool {
    quick_marks(format.functions(), format.example()).is_some()
}

/// Checks that no format panics on a text or loses a line.
fn assert_accounted_for(text: &[u8]) {
    for format in Format::all() {
        parse_with(format, text);
    }
}

fn assert_agreement(text: &[u8]) {
    Format::all().filter(is_quick).for_each(|format| assert_agreement_of(&format, text));
}

/// Checks that fast path and definition give the same result.
pub fn assert_agreement_of(format: &Format, text: &[u8]) {
    let buffer = Buffer::from(text);
    let read = |mut parser: Parser| parser.parse(format, RawText::all(&buffer), Vec::new());
    let quick = read(Parser::new(Columns::all(), 4_000));
    let slow = read(Parser::new(Columns::all(), 4_000).by_definition());
    let shown = String::from_utf8_lossy(text);
    assert_eq!(quick.tally, slow.tally, "{format:?} {shown}");
    assert_eq!(quick.rejects, slow.rejects, "{format:?} {shown}");
    assert_eq!(quick.records, slow.records, "{format:?} {shown}");
}

/// The same for two copies of a line, truncated at every position.
pub fn assert_agreement_of_cuts(format: &Format, line: &str) {
    let twice = [line, "\n", line].concat();
    (0..twice.len()).for_each(|end| assert_agreement_of(format, &twice.as_bytes()[..end]));
}

#[test]
fn a_line_truncated_anywhere_is_read_by_the_definition() {
    Format::all().filter(is_quick).for_each(|format| assert_agreement_of_cuts(&format, format.example()));
}

fn host() -> impl Strategy<Value = String> {
    prop_oneof![
        "[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}",
        "[0-9a-f]{1,4}(:[0-9a-f]{1,4}){1,7}",
        "[a-z.,:#\\[\\]-]{1,20}",
    ]
}

fn time() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "(0[1-9]|[12][0-9])/(Jan|Feb|Dec)/20[12][0-9]:(0[0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9] [+-]0[0-9](00|30)",
        1 => "[0-9]{2}/(Jan|Feb|Nov)/[0-9]{4}:[0-9]{2}:[0-9]{2}:[0-9]{2} [+-][0-9]{4}",
    ]
}

fn request() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "(GET|POST|HEAD) /[a-z/.]{0,30}(\\?[a-z=&]{0,9})?(#[a-z]{1,3})? HTTP/[123]\\.[01]",
        1 => "(CONNECT|GET) (http://)?[a-z.]{1,9}(:443)?(/[a-z?#]{0,5})? HTTP/1\\.1",
        1 => "[A-Z ]{0,5}[ /a-z]{0,9}( HTTP/[0-9.]{0,3})?",
        1 => "-?",
    ]
}

prop_compose! {
    fn regular()(
        vhost in prop::option::weighted(0.3, "[a-z.]{1,9}(:[0-9]{1,6})?"),
        host in host(),
        ident in "-|[a-z]{1,3}",
        user in prop_oneof![4 => Just("-".to_owned()), 1 => "[a-z\\[\\]]{1,9}".boxed(), 1 => "[a-z \\[\\]\"]{0,9}".boxed()],
        time in time(),
        request in request(),
        status in prop_oneof!["[0-9]{3}", "-", "[0-9]{1,4}"],
        size in prop_oneof!["[0-9]{1,9}", "-", "[0-9]{15,22}"],
        tail in prop::option::weighted(0.8, ("[a-z:/.-]{0,20}", "[A-Za-z0-9 ();/.]{0,40}")),
        proxy in prop_oneof![
            3 => Just(String::new()),
            2 => " \"(-|[0-9., ]{0,20})\"".boxed(),
            2 => " [0-9]{1,4} [0-9.]{1,5} \\[[a-z]{0,4}\\] \\[\\] [0-9.:]{1,9}(, [0-9.:-]{1,9})? [0-9-](, [0-9])? [0-9.]{1,5}( : -)? [0-9-]{1,3} [0-9a-f]{0,4}".boxed(),
            2 => " ([0-9]{1,4}|-) \"[a-z@-]{0,9}\" \"(http://|-)[0-9a-z.:]{0,9}\" [0-9]{1,5}ms".boxed(),
        ],
        end in prop_oneof![4 => Just("\n"), 1 => Just("\r\n")],
    ) -> String {
        let vhost = vhost.map(|vhost| format!("{vhost} ")).unwrap_or_default();
        let tail = tail.map(|(referer, agent)| format!(" \"{referer}\" \"{agent}\"")).unwrap_or_default();
        format!("{vhost}{host} {ident} {user} [{time}] \"{request}\" {status} {size}{tail}{proxy}{end}")
    }
}

/// Changes of single bytes to ones with a meaning in some format.
fn damage() -> impl Strategy<Value = Vec<(prop::sample::Index, Option<u8>, bool)>> {
    let byte = prop::sample::select(b"\"\\ []\t-:/#,?0129\n\r\xff\xc3\xa9\xef+.<{|\x1b\0".to_vec());
    prop::collection::vec((any::<prop::sample::Index>(), prop::option::of(byte), any::<bool>()), 0..4)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases * 2))]

    #[test]
    fn fast_path_and_definition_agree(lines in prop::collection::vec((regular(), damage()), 1..4)) {
        let mut text = Vec::new();
        for (line, damage) in lines {
            let mut line = line.into_bytes();
            for (place, byte, insert) in damage {
                let place = place.index(line.len());
                match (byte, insert) {
                    (Some(byte), true) => line.insert(place, byte),
                    (Some(byte), false) => line[place] = byte,
                    (None, _) => {
                        line.truncate(place.max(1));
                    }
                }
            }
            text.extend_from_slice(&line);
        }
        assert_agreement(&text);
    }

    #[test]
    fn any_bytes_agree(text in prop::collection::vec(any::<u8>(), 0..300)) {
        assert_agreement(&text);
    }
}

#[test]
fn regular_lines_take_the_fast_path() {
    let head = "203.0.113.9 - - [10/Oct/2023:13:55:36 +0000] \"GET /x HTTP/1.1\" 200 5";
    for (name, tail, expected) in [
        ("common", "", 3),
        ("combined", r#" "-" "UA""#, 7),
        ("nginx_main", r#" "-" "UA" "1.2.3.4, 5.6.7.8""#, 9),
        ("ingress_nginx", r#" "-" "UA" 38 0.1 [web] [] 10.0.0.4:80, 10.0.0.5:80 0, 5 0.004, - 502, 200 6f3f"#, 7),
        ("traefik", r#" "-" "UA" 12 "web@docker" "http://10.0.0.4:80" 7ms"#, 11),
    ] {
        let format = Format::by_name(name).unwrap();
        assert_eq!(quick_marks(format.functions(), &format!("{head}{tail}")), Some(expected), "{name}");
    }
}

proptest! {
    #[test]
    fn any_bytes_are_accounted_for(text in prop::collection::vec(any::<u8>(), 0..300)) {
        assert_accounted_for(&text);
    }

    #[test]
    fn damaged_examples_are_accounted_for_by_every_format(number in any::<prop::sample::Index>(), damage in damage(), bad in any::<bool>()) {
        let formats: Vec<Format> = Format::all().collect();
        let mut line = formats[number.index(formats.len())].example().as_bytes().to_vec();
        for (place, byte, insert) in damage {
            let place = place.index(line.len());
            match byte {
                Some(byte) if insert => line.insert(place, byte),
                Some(byte) => line[place] = if bad { 0xff } else { byte },
                None => line.truncate(place.max(1)),
            }
        }
        assert_accounted_for(&line);
    }

    #[test]
    fn escaped_values_are_kept_as_logged(
        path in prop::collection::vec(any::<u8>(), 1..20),
        referer in prop::collection::vec(any::<u8>(), 0..20),
        agent in prop::collection::vec(any::<u8>(), 0..20),
        upper in any::<bool>(),
    ) {
        let escape = |bytes: &[u8]| bytes.iter().map(|byte| match byte {
            b'"' if !upper => "\\\"".to_owned(),
            b'\\' if !upper => "\\\\".to_owned(),
            b' '..=b'~' if !b"\"\\".contains(byte) => char::from(*byte).to_string(),
            byte if upper => format!("\\x{byte:02X}"),
            byte => format!("\\x{byte:02x}"),
        }).collect::<String>();
        let (path, referer, agent) = (escape(&path), escape(&referer), escape(&agent));
        let text = format!("h - - [10/Oct/2023:13:55:36 +0000] \"GET /{path} HTTP/1.1\" 200 5 \"{referer}\" \"{agent}\"\n");
        let parsed = parse("combined", text.as_bytes());
        let unless_dash = |text: String| (text != "-").then_some(text);
        prop_assert_eq!(value(&parsed, 0, Column::Target), Some(format!("/{path}")));
        prop_assert_eq!(value(&parsed, 0, Column::Referer), unless_dash(referer));
        prop_assert_eq!(value(&parsed, 0, Column::UserAgent), unless_dash(agent));
    }
}

/// Values of a line must not leak into a later, shorter one.
#[test]
fn a_line_holds_nothing_of_the_line_before() {
    for format in Format::all() {
        let line = format.example().lines().next_back().expect("an example has a line");
        let lines = (1..=line.len()).rev().filter(|end| line.is_char_boundary(*end)).map(|end| &line[..end]);
        let shorter = lines.flat_map(|shorter| [line, shorter]).collect::<Vec<_>>().join("\n");
        assert_same_alone(&format, shorter.as_bytes());
    }
}

/// Checks that each line of a text is read as if it were alone.
fn assert_same_alone(format: &Format, text: &[u8]) {
    let mut parser = Parser::new(Columns::all(), 4_000).with_fates();
    let mut parse = |text: &[u8]| parser.parse(format, RawText::all(&Buffer::from(text)), Vec::new());
    let together = parse(text);
    let mut row = 0;
    for (line, fate) in text.split_inclusive(|byte| *byte == b'\n').zip(&together.fates) {
        let alone = parse(line);
        let shown = String::from_utf8_lossy(line);
        assert_eq!(alone.fates, [*fate], "{format:?} {shown}");
        let rows = alone.records.num_rows();
        assert_eq!(alone.records, together.records.slice(row, rows), "{format:?} {shown}");
        row += rows;
    }
}

proptest! {
    #[test]
    fn damaged_examples_mean_the_same_alone(
        number in any::<prop::sample::Index>(),
        damages in prop::collection::vec(damage(), 1..5),
    ) {
        let formats: Vec<Format> = Format::all().collect();
        let format = &formats[number.index(formats.len())];
        let example = format.example().lines().next_back().expect("an example has a line").as_bytes();
        let mut text = Vec::new();
        for damage in damages {
            let mut line = example.to_vec();
            for (place, byte, insert) in damage {
                let place = place.index(line.len());
                match byte {
                    Some(byte) if insert => line.insert(place, byte),
                    Some(byte) => line[place] = byte,
                    None => line.truncate(place.max(1)),
                }
            }
            text.extend(line.into_iter().chain([b'\n']));
        }
        assert_same_alone(format, &text);
    }
}
