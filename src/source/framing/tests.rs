use proptest::prelude::*;
use serde_json::Value;

use super::*;

/// A text in memory that comes in chunks of one size, with a pause before each, and then perhaps an error.
struct Memory<'a> {
    text: &'a [u8],
    chunk: usize,
    has_paused: bool,
    fails: bool,
}

impl ByteStream for Memory<'_> {
    fn read(&mut self, into: &mut [u8]) -> Result<ReadOutcome, ReadFault> {
        self.has_paused = !self.has_paused;
        if self.has_paused {
            return Ok(ReadOutcome::Pending);
        }
        let bytes = self.text.len().min(self.chunk).min(into.len());
        if bytes == 0 && self.fails {
            return Err(ReadFault::CutOff("gzip"));
        }
        into[..bytes].copy_from_slice(&self.text[..bytes]);
        self.text = &self.text[bytes..];
        Ok(if bytes == 0 { ReadOutcome::Eof } else { ReadOutcome::Data(bytes) })
    }
}

/// The framing of a text.
#[track_caller]
fn framing(text: &[u8]) -> Framing {
    match recognize(&text[..text.len().min(64 * 1024)], true) {
        Recognized::Framed(framing) => framing,
        other => panic!("{other:?}: {}", String::from_utf8_lossy(text)),
    }
}

/// The lines of a text, and whether it is unclosed.
fn read(text: &[u8], framing: &Framing, chunk: usize) -> (Vec<u8>, bool) {
    let memory = Memory { text, chunk, has_paused: false, fails: false };
    let mut lines = ObjectLines::new(ReadBuffer::new(memory, b""), framing);
    let (mut read, mut into) = (Vec::new(), [0; 7]);
    loop {
        match lines.read(&mut into) {
            Ok(ReadOutcome::Data(bytes)) => read.extend_from_slice(&into[..bytes]),
            Ok(ReadOutcome::Eof) => return (read, lines.is_unclosed()),
            Ok(_) => {}
            Err(fault) => panic!("{fault:?}"),
        }
    }
}

/// The lines of a text of a framing, in chunks of any size.
#[track_caller]
fn lines_of(text: &str, framing: &Framing) -> (String, bool) {
    let whole = read(text.as_bytes(), framing, usize::MAX);
    for chunk in 1..text.len().min(40) {
        let (lines, is_unclosed) = read(text.as_bytes(), framing, chunk);
        assert_eq!(String::from_utf8_lossy(&lines), String::from_utf8_lossy(&whole.0), "chunks of {chunk}: {text}");
        assert_eq!(is_unclosed, whole.1);
    }
    (String::from_utf8(whole.0).expect("the text is UTF-8"), whole.1)
}

#[track_caller]
fn assert_lines(text: &str, expected: &[&str]) {
    let (lines, is_unclosed) = lines_of(text, &framing(text.as_bytes()));
    assert_eq!(lines.split_terminator('\n').collect::<Vec<_>>(), expected, "{text}");
    assert!(!is_unclosed, "{text}");
}

#[track_caller]
fn assert_unclosed(text: &str, expected: &[&str]) {
    let (lines, is_unclosed) = lines_of(text, &framing(text.as_bytes()));
    assert_eq!(lines.split_terminator('\n').collect::<Vec<_>>(), expected, "{text}");
    assert!(is_unclosed, "{text}");
}

#[test]
fn an_array_is_read_as_its_objects() {
    assert_lines(r#"[{"a":1},{"a":2}]"#, &[r#"{"a":1}"#, r#"{"a":2}"#]);
    assert_lines("[\n  {\n    \"a\" : 1\r\n  },\n\t{ \"a\": [ 2, {} ] }\n]\n", &[r#"{"a":1}"#, r#"{"a":[2,{}]}"#]);
    assert_lines("[\n{\"a\":1},\n{\"a\":2},\n]", &[r#"{"a":1}"#, r#"{"a":2}"#]);
    assert_lines("[]", &[]);
    assert_lines("[[], [{}], [[{\"a\":1}], {\"a\":2}]]", &["{}", r#"{"a":1}"#, r#"{"a":2}"#]);
    assert_lines("[{\"a\":1}]\n[{\"a\":2}][]\n[{\"a\":3}]", &[r#"{"a":1}"#, r#"{"a":2}"#, r#"{"a":3}"#]);
}

#[test]
fn objects_need_no_line_ends_between_them_and_may_have_them_inside() {
    assert_lines(r#"{"a":1}{"a":2}  {"a":3}"#, &[r#"{"a":1}"#, r#"{"a":2}"#, r#"{"a":3}"#]);
    assert_lines("{\n \"a\": 1\n}\n{\n \"a\": 2\n}", &[r#"{"a":1}"#, r#"{"a":2}"#]);
    assert_lines("{\"a\":1},\n{\"a\":2},\n", &[r#"{"a":1}"#, r#"{"a":2}"#]);
}

#[test]
fn strings_stay_as_they_are() {
    let object = r#"{"a \"b\"":"} ]\\","[{":"{\"x\": [1, 2]} , \u00e9é\t\\\"","":{"{":"}"}}"#;
    assert_lines(&format!("[{object},{object}]"), &[object, object]);
    assert_lines(&format!("{object}{object}"), &[object, object]);
    let code = r#"{"js":"function() {"}"#;
    assert_lines(&format!("{code}{code} {code}"), &[code, code, code]);
}

#[test]
fn records_are_taken_out_of_the_object_that_holds_them() {
    assert_lines(r#"{"records":[{"a":1},{"a":2}]}"#, &[r#"{"a":1}"#, r#"{"a":2}"#]);
    let text = "{\n \"n\": 2, \"Records\": [\n  {\"a\": 1},\n  {\"a\": 2}\n ],\n \"next\": [1, null]\n}\n";
    assert_lines(&format!("{text}{text}").replacen("\"n\": 2, ", "", 1), &[r#"{"a":1}"#, r#"{"a":2}"#].repeat(2));
    assert_lines(
        r#"{"records":[{"a":1}]}{"records":[]}{"error":"none","records":1}{"records":[{"a":2}]}"#,
        &[r#"{"a":1}"#, r#"{"error":"none","records":1}"#, r#"{"a":2}"#],
    );
    let (lines, _) = lines_of(r#"{"records":[{"a":1}],"failed":[{"a":2}]}"#, &Framing::Wrapped("records".to_owned()));
    assert_eq!(lines, "{\"a\":1}\n\"failed\":[\n{\"a\":2}\n]}");
}

#[test]
fn an_array_in_a_record_is_part_of_it() {
    let record = r#"{"a":1,"events":[{"b":1},{"b":2}]}"#;
    assert_lines(&format!("[{record},{record}]"), &[record, record]);
    assert_lines(&format!("{record}{record}"), &[record, record]);
}

#[test]
fn what_is_cut_off_is_a_line_and_the_array_is_unclosed() {
    assert_unclosed("[{\"a\":1},\n", &[r#"{"a":1}"#]);
    assert_unclosed("[{\"a\":1}", &[r#"{"a":1}"#]);
    assert_unclosed(r#"[{"a":1},{"a":"b"#, &[r#"{"a":1}"#, r#"{"a":"b"#]);
    assert_unclosed("[{\"a\":1},{\"a\":\"b\\", &[r#"{"a":1}"#, r#"{"a":"b\"#]);
    assert_unclosed("[{\"a\":1},{\"a\":\"b\n", &[r#"{"a":1}"#, r#"{"a":"b\n"#]);
    assert_unclosed(r#"{"records":[{"a":1}]"#, &[r#"{"a":1}"#]);
    assert_lines(r#"{"records":[{"a":1}],"ne"#, &[r#"{"a":1}"#, r#""ne"#]);
    assert_lines("{\n\"a\":1}{\"a\":", &[r#"{"a":1}"#, r#"{"a":"#]);
}

#[test]
fn text_between_objects_is_a_line() {
    assert_lines("[{\"a\":1}, oops, {\"a\":2}, null]", &[r#"{"a":1}"#, "oops", r#"{"a":2}"#, "null"]);
    assert_lines("{\"a\":1}{\"a\":2} oops {\"a\":3}", &[r#"{"a":1}"#, r#"{"a":2}"#, "oops ", r#"{"a":3}"#]);
    let line = r#"192.0.2.1 - - [10/Oct/2023:13:55:36 +0000] "GET /{id}, HTTP/1.1" 200 5"#;
    let text = format!("{{\n\"a\":1\n}}\n{line}\n{{\n\"a\":2\n}}\n");
    assert_lines(&text, &[r#"{"a":1}"#, line, r#"{"a":2}"#]);
    assert_lines("[{\"a\":1}]]\n}\n{\"a\":2}", &[r#"{"a":1}"#, "]", "}", r#"{"a":2}"#]);
    assert_lines("{\"a\":1}{{\"a\":2}", &[r#"{"a":1}"#, "{", r#"{"a":2}"#]);
}

#[test]
fn zero_bytes_and_byte_order_marks_cost_no_object() {
    assert_lines("\u{feff}[{\"a\":1}]\u{feff}[{\"a\":2}]", &[r#"{"a":1}"#, r#"{"a":2}"#]);
    assert_lines("{\"a\":1}{\"a\":2}\0\0\0{\"a\":3}", &[r#"{"a":1}"#, r#"{"a":2}"#, "\0\0\0{\"a\":3}"]);
    assert_lines("{\"a\":1}{\"a\":\"cut\0\0{\"a\":3}", &[r#"{"a":1}"#, "{\"a\":\"cut\0\0", r#"{"a":3}"#]);
    assert_lines("{\"a\":1}{\"a\":\0\0{\"a\":3}", &[r#"{"a":1}"#, "{\"a\":\0\0", r#"{"a":3}"#]);
    assert_lines("{\"a\":1}{\"a\":2}é{\"a\":3}", &[r#"{"a":1}"#, r#"{"a":2}"#, "é", r#"{"a":3}"#]);
}

/// Cuts an object at every byte before whole ones, in all layouts.
#[test]
fn an_object_that_was_cut_off_anywhere_costs_no_other() {
    let victim = r#"{"time":"10:00","request":{"method":"GET","path":"/a{b}","list":[{"x":"\"{"},2]},"status":200}"#;
    let good = r#"{"time":"11:00","request":{"method":"PUT"},"status":404}"#;
    let layouts =
        [("", "", ""), ("[", "", "]"), ("[", ",", "]"), ("[\n", ",\n", "\n]"), ("", "\n", "\n"), ("", " ", "")];
    for end in 1..victim.len() {
        let cut = &victim[..end];
        for (before, between, after) in layouts {
            let text = format!("{before}{good}{between}{cut}{between}{good}{between}{good}{after}");
            let framing = if before.is_empty() { Framing::Objects } else { Framing::Array };
            let (lines, _) = lines_of(&text, &framing);
            let whole: Vec<&str> = lines.lines().filter(|line| serde_json::from_str::<Value>(line).is_ok()).collect();
            assert_eq!(whole, [good; 3], "{text}\n{lines}");
        }
    }
}

#[test]
fn quotes_that_are_not_escaped_or_missing_cost_no_other_object() {
    let good = r#"{"a":{"b":1}}"#;
    for bad in [
        r#"{"ua":"he said "hi" ok","x":{"y":1}}"#,
        r#"{"ua":"no end,"x":{"y":1}}"#,
        r#"{"ua":no start","x":{"y":1}}"#,
        r#"{"ua" "no colon","x":{"y":1}}"#,
        r#"{"ua":"no comma" "x":{"y":1}}"#,
    ] {
        assert_lines(&format!("[{good},{bad},{good}]"), &[good, bad, good]);
        assert_lines(&format!("{good}{bad}{good}"), &[good, bad, good]);
    }
    assert_lines("[{\"a\":\"no end},{\"a\":2},{\"a\":3}]", &[r#"{"a":"no end},"#, r#"{"a":2}"#, r#"{"a":3}"#]);
    assert_lines("[\n{\"a\":\"no end,\n{\"a\":2},\n{\"a\":3}]", &[r#"{"a":"no end,"#, r#"{"a":2}"#, r#"{"a":3}"#]);
}

#[test]
fn a_line_feed_in_a_string_becomes_an_escape() {
    assert_lines("[{\"a\":\"two\n  lines\"},{\"a\":2}]", &[r#"{"a":"two\n  lines"}"#, r#"{"a":2}"#]);
    assert_lines(
        "{\n\"a\": \"cut\n \"b\": {\"c\": 1}\n}\n{\n\"a\":2}",
        &["{\"a\":\"cut\\n \"b\":{\"c\":1}}", r#"{"a":2}"#],
    );
}

#[test]
fn scalars_that_are_separated_stay_so() {
    assert_lines("{\"a\":1}{\"a\": 1 2 , \"b\" : tru e}", &[r#"{"a":1}"#, "{\"a\":1 2,\"b\":tru e}"]);
    assert_lines("{\"a\":1}{\"a\":\"b\" \"c\"}", &[r#"{"a":1}"#, "{\"a\":\"b\" \"c\"}"]);
}

#[test]
fn deep_arrays_cannot_forge_a_record() {
    let deep = format!("{}1{}", "[".repeat(200), "]".repeat(200));
    let record = format!("{{\"a\":[{deep},{{\"forged\":true}}],\"b\":{deep}}}");
    assert_lines(&format!("[{record},{record}]"), &[record.as_str(), record.as_str()]);
}

#[test]
fn a_long_object_is_passed_on_while_it_is_read() {
    let mut splitter = Splitter::new(&Framing::Array);
    let (chunk, mut out) = ([b'x'; 100_000], Vec::new());
    let begin = [b"[{\"a\":1}{\"b\":\"", &chunk[..]].concat();
    assert_eq!(splitter.split(&begin, false, &mut out), begin.len());
    for _ in 0..100 {
        out.clear();
        assert_eq!(splitter.split(&chunk, false, &mut out), chunk.len());
        assert_eq!(out, chunk);
    }
    out.clear();
    assert_eq!(splitter.split(b"\"}{\"a\":3}", false, &mut out), 9);
    assert_eq!(out, b"\"}\n{\"a\":3}\n");
}

#[test]
fn an_object_that_takes_others_for_its_values_is_ended_where_they_begin() {
    let good = r#"{"a":1,"b":"..............................................................................."}"#;
    let many = format!("[{good},{{\"b\":[{}]", format!("{good},").repeat(2000));
    let (lines, is_unclosed) = read(many.as_bytes(), &Framing::Array, 10_000);
    let lines = String::from_utf8(lines).expect("the text is UTF-8");
    assert_eq!(lines.lines().filter(|line| *line == good).count(), 2001);
    assert_eq!((lines.lines().nth(1), is_unclosed), (Some(r#"{"b":["#), false));
}

#[test]
fn an_error_comes_after_the_lines_before_it() {
    let memory = Memory { text: b"[{\"a\":1},{\"a\":\"{", chunk: 5, has_paused: false, fails: true };
    let mut lines = ObjectLines::new(ReadBuffer::new(memory, b""), &Framing::Array);
    let (mut read, mut into) = (Vec::new(), [0; 100]);
    let fault = loop {
        match lines.read(&mut into) {
            Ok(ReadOutcome::Data(bytes)) => read.extend_from_slice(&into[..bytes]),
            Ok(ReadOutcome::Pending) => {}
            Ok(other) => panic!("{other:?}"),
            Err(fault) => break fault,
        }
    };
    assert!(matches!(fault, ReadFault::CutOff(_)));
    assert_eq!(read, b"{\"a\":1}\n{\"a\":\"{");
}

/// Each of these would take minutes if the time were not linear.
#[test]
fn hostile_text_is_read_to_its_end() {
    let texts = [
        "{\"a\":1}{\"a\":".to_owned() + &"{\"a\":".repeat(200_000),
        "{\"a\":1}{\"b\":[".to_owned() + &"{\"a\":1},{\"b\":[".repeat(70_000),
        "{\"a\":1}{\"a\":\"".to_owned() + &"\n".repeat(1_000_000),
        "{\"a\":1}{\"a\":\"".to_owned() + &"{  ".repeat(300_000),
        "{\"a\":1}{\"a\":\"".to_owned() + &"\"{x\\".repeat(200_000),
        "{\"a\":\"".to_owned() + &"\n".repeat(1_000_000),
        "{\"a\":".to_owned() + &"\n{".repeat(500_000),
        "[".repeat(1_000_000),
        "[{\"a\":1}".to_owned() + &" { x".repeat(200_000),
    ];
    for text in texts {
        recognize(&text.as_bytes()[..64 * 1024], true);
        let (lines, _) = read(text.as_bytes(), &Framing::Wrapped("a".to_owned()), 10_000);
        assert!(lines.len() <= 2 * text.len() + 2);
    }
}

/// Any JSON object.
fn object() -> impl Strategy<Value = Value> {
    let text = || {
        proptest::collection::vec(
            prop_oneof![
                Just('"'),
                Just('\\'),
                Just('{'),
                Just('}'),
                Just('['),
                Just(']'),
                Just(':'),
                Just(','),
                Just(' '),
                Just('\n'),
                any::<char>()
            ],
            0..6,
        )
    };
    let text = move || text().prop_map(|letters| letters.into_iter().collect::<String>());
    let scalar = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    let value = scalar.prop_recursive(3, 12, 4, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::vec((text(), inner), 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    });
    let key = text_key();
    proptest::collection::vec((key, value), 0..4).prop_map(|members| Value::Object(members.into_iter().collect()))
}

fn text_key() -> impl Strategy<Value = String> {
    prop_oneof![Just("status".to_owned()), "[a-z{\"]{0,4}"]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases * 2))]

    #[test]
    fn what_is_decided_before_the_end_is_not_changed_by_more_bytes(
        parts in proptest::collection::vec(proptest::sample::select(vec![
            "{\"a\":1}", "{\"a\":\"", "{\"b\":[{\"a\":1}", "{\"records\":[", "]}", "{", "}", "[", "]", "\n", ",", " ", "\"", "x", "{\n\"a\":1\n}",
        ]), 0..12),
    ) {
        let text = parts.concat();
        let decided = (0..=text.len()).map(|end| recognize(&text.as_bytes()[..end], false));
        let first = decided.into_iter().find(|recognized| *recognized != Recognized::Undecided);
        if let Some(first) = first {
            prop_assert_eq!(first, recognize(text.as_bytes(), true), "{}", text);
        }
    }

    #[test]
    fn objects_in_any_layout_give_the_same_lines(
        objects in proptest::collection::vec(object(), 2..6),
        chunk in 1_usize..50,
        layout in 0..7,
    ) {
        let compact: Vec<String> = objects.iter().map(Value::to_string).collect();
        let pretty: Vec<String> = objects.iter().map(|object| format!("{object:#}")).collect();
        let (text, framing) = match layout {
            0 => (compact.concat(), Framing::Objects),
            1 => (pretty.join("\n"), Framing::Objects),
            2 => (pretty.concat(), Framing::Objects),
            3 => (format!("[{}]", compact.join(",")), Framing::Array),
            4 => (format!("[\n{}\n]\n", pretty.join(",\r\n")), Framing::Array),
            5 => (compact.join(",\n"), Framing::Objects),
            _ => (format!("{{\"n\":1,\"records\":[{}],\"x\":[]}}", pretty.join(" ,")), Framing::Wrapped("records".to_owned())),
        };
        let (lines, is_unclosed) = read(text.as_bytes(), &framing, chunk);
        prop_assert!(!is_unclosed);
        let lines = String::from_utf8(lines).expect("the text is UTF-8");
        let expected: String = compact.iter().map(|object| format!("{object}\n")).collect();
        prop_assert_eq!(lines, expected, "{}", text);
    }

    #[test]
    fn any_bytes_give_the_same_lines_in_chunks_of_any_size_and_lose_nothing(
        text in proptest::collection::vec(prop_oneof![
            6 => proptest::sample::select(b"{}[]\":,\\ \n\0".to_vec()),
            2 => proptest::sample::select(b"a1".to_vec()),
            1 => any::<u8>(),
        ], 0..80),
        chunk in 1_usize..20,
        wrapped in any::<bool>(),
    ) {
        let framing = if wrapped { Framing::Wrapped("a".to_owned()) } else { Framing::Objects };
        let (whole, _) = read(&text, &framing, usize::MAX);
        prop_assert_eq!(&read(&text, &framing, chunk).0, &whole);
        // Nothing but punctuation, space and the escapes of line feeds is dropped or added.
        let kept = |bytes: &[u8]| bytes.iter().filter(|byte| !b"{}[]\":,\\ \n\r\tn\xef\xbb\xbf".contains(byte)).copied().collect::<Vec<_>>();
        if !wrapped {
            prop_assert_eq!(kept(&whole), kept(&text));
        }
    }
}
