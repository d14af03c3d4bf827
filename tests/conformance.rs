use std::env;
use std::fs;

use arrow_buffer::Buffer;
use logmill::log::{Column, Columns, Format, Note, Parsed, Parser, RawText, Record, Records, RejectReason, calendar};
use serde_json::{Map, Value};

use crate::world::World;

/// Keys of an expectation that say nothing of the parser: remarks, and duties of the renderers.
const REMARKS: [&str; 4] = ["hosts", "render_must_escape", "extra", "note"];

#[test]
fn every_case_of_a_given_collection_is_read_as_it_says() {
    let Some(file) = env::var_os("LOGMILL_CONFORMANCE") else {
        println!("not asked for: LOGMILL_CONFORMANCE names no file of cases");
        return;
    };
    let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let cases: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("a case is JSON")).collect();
    assert!(!cases.is_empty(), "{} holds no case", file.display());
    let wrong: Vec<String> = cases.iter().filter_map(fault).collect();
    println!("{} of {} cases", cases.len() - wrong.len(), cases.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_given_real_log_has_no_malformed_line() {
    let Some(file) = env::var_os("LOGMILL_REAL_LOG") else {
        println!("not asked for: LOGMILL_REAL_LOG names no log");
        return;
    };
    let world = World::new();
    let file = fs::canonicalize(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    world.write(
        "config.toml",
        "[[sources]]\npath = \"-\"\nformat = \"combined\"\n\n[[reducers]]\ngroup_by = [\"path\"]\n",
    );
    let ran = world.run(world.logmill(["run".as_ref(), "-o".as_ref(), "json".as_ref(), file.as_os_str()]), b"");
    ran.assert_code(0);
    let input = &ran.report()["input"];
    assert!(input["lines"].as_u64().is_some_and(|lines| lines > 0), "{} is empty", file.display());
    assert_eq!((&input["malformed"], &input["parsed"]), (&Value::from(0), &input["lines"]), "{ran}");
    if input["lines"] == 10_000 {
        assert_eq!(input["notes"].to_string(), "{\"short_line\":1}", "{ran}");
    }
}

/// What is wrong with the reading of a case; none when it is as it should be.
fn fault(case: &Value) -> Option<String> {
    let text = |key: &str| case[key].as_str().unwrap_or_else(|| panic!("`{key}` of {case} is no text"));
    let (name, line) = (text("name"), latin1(text("line")));
    let format = Format::by_name(if name.contains("vhost") { "vhost_combined" } else { "combined" });
    let buffer = Buffer::from(line.as_slice());
    let mut parser = Parser::new(Columns::all(), 1 << 20);
    let parsed = parser.parse(&format.expect("a format"), RawText::all(&buffer), Vec::new());
    let mut expected = case["expect"].as_object().expect("an expectation is an object").clone();
    let class = expected.remove("class").unwrap_or_default();
    let actual = ["record", "malformed", "ignored"];
    let counts = [parsed.tally.parsed, parsed.tally.malformed, parsed.tally.skipped];
    let actual = actual.into_iter().zip(counts).find(|(_, count)| *count == 1).map_or("nothing", |(class, _)| class);
    let wrong = if class != actual { vec![format!("it is {actual}")] } else { wrong_parts(&parsed, &expected) };
    (!wrong.is_empty()).then(|| format!("{name}: {}\n    {case}", wrong.join(", ")))
}

fn wrong_parts(parsed: &Parsed, expected: &Map<String, Value>) -> Vec<String> {
    let of = |(key, expected): (&String, &Value)| {
        let actual = actual(parsed, key)?;
        let expected = match expected {
            Value::String(text) => Value::from(as_column(&latin1(text))),
            other => other.clone(),
        };
        (actual != expected).then(|| format!("{key} is {actual}"))
    };
    expected.iter().filter_map(of).collect()
}

/// What the parser made of the part that a key names; none for remarks.
fn actual(parsed: &Parsed, key: &str) -> Option<Value> {
    if REMARKS.contains(&key) {
        return None;
    }
    let records = Records::new(&parsed.records);
    let record = (!records.is_empty()).then(|| records.get(0));
    let text = |column| record.as_ref().and_then(|record: &Record<'_>| record.text(column)).map(str::to_owned);
    let decoded = |column| text(column).map(|text| as_column(&undone(&text)));
    Some(match key {
        "reason" if record.is_some() => Value::Null,
        "reason" if parsed.tally.skipped > 0 => Value::from("comment"),
        "reason" => {
            let found = RejectReason::ALL.into_iter().zip(parsed.tally.reasons).find(|(_, count)| *count > 0);
            found.map(|(reason, _)| reason.name()).into()
        }
        // Notes of other kinds may stand beside it.
        "flag" => {
            let notes: Vec<&str> = parsed.tally.notes.iter().map(|(note, _): (Note, u64)| note.name()).collect();
            let known = ["opaque_request", "short_line", "unescaped_quote"];
            notes.into_iter().find(|note| known.contains(note)).into()
        }
        "path" => text(Column::Target).into(),
        "path_decoded" => decoded(Column::Target).into(),
        "path_len" => text(Column::Target).map(|text| text.len()).into(),
        "proto" => text(Column::Protocol).into(),
        "ua" => text(Column::UserAgent).into(),
        "ua_decoded" => decoded(Column::UserAgent).into(),
        "ua_len_decoded" => text(Column::UserAgent).map(|text| undone(&text).len()).into(),
        "size" => record.and_then(|record| record.bytes()).into(),
        "status" => record.and_then(|record| record.status()).into(),
        "port" => {
            record.and_then(|record| record.number(Column::Port)).and_then(|port| u16::try_from(port).ok()).into()
        }
        "time_utc" => record.and_then(|record| record.time()).map(calendar::time_text).into(),
        column => text(column.parse().unwrap_or_else(|_| panic!("unknown key `{column}`"))).into(),
    })
}

/// Every character as a byte.
fn latin1(text: &str) -> Vec<u8> {
    text.chars().map(|char| u8::try_from(char).unwrap_or_else(|_| panic!("{char:?} is no byte"))).collect()
}

/// Bytes as a text column holds them: what is not UTF-8 as `\xhh`.
fn as_column(bytes: &[u8]) -> String {
    let chunk = |chunk: std::str::Utf8Chunk<'_>| {
        let escaped: String = chunk.invalid().iter().map(|byte| format!("\\x{byte:02x}")).collect();
        chunk.valid().to_owned() + &escaped
    };
    bytes.utf8_chunks().map(chunk).collect()
}

/// The bytes that the server escaped as `\"`, `\\` and `\xhh`.
fn undone(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hexadecimal = after.get(1..3).and_then(|digits| std::str::from_utf8(digits).ok());
        let hexadecimal = hexadecimal.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        (rest, _) = match (first, after.first(), hexadecimal) {
            (b'\\', Some(b'x'), Some(byte)) => (&after[3..], bytes.push(byte)),
            (b'\\', Some(escaped @ (b'"' | b'\\')), _) => (&after[1..], bytes.push(*escaped)),
            _ => (after, bytes.push(*first)),
        };
    }
    bytes
}

#[test]
fn escapes_of_servers_are_undone_for_comparison() {
    assert_eq!(undone(r#"a\"b\\c\x41\xfF\n\x4"#), b"a\"b\\cA\xff\\n\\x4");
    assert_eq!(as_column(b"caf\xe9"), r"caf\xe9");
}
