use std::env;
use std::ffi::OsStr;
use std::fs;

use arrow_buffer::Buffer;
use logmill::log::escape::{readable, unescape_bytes};
use logmill::log::format::Escaping;
use logmill::log::{Column, Columns, Format, Note, Parsed, Parser, RawText, Record, Records, RejectReason, calendar};
use serde_json::{Map, Value};

use crate::world::World;

/// Keys of an expectation that do not concern the parser: remarks, and checks of the program's output.
const REMARKS: [&str; 3] = ["hosts", "render_must_escape", "note"];

#[test]
fn every_case_of_a_given_collection_is_read_as_it_says() {
    assert_no_faults("LOGMILL_CONFORMANCE", fault);
}

/// Lines from public bug reports and manuals, each as a log of its own, with detection.
#[test]
fn every_given_line_of_the_field_is_read_as_it_says() {
    let world = World::new();
    assert_no_faults("LOGMILL_FIELD_CASES", |case| field_fault(&world, case));
}

/// The same lines as one file: each has its class and reason there, too, and none can control a terminal.
#[test]
fn a_given_collection_is_parsed_line_by_line() {
    let Some(cases) = cases("LOGMILL_CONFORMANCE") else { return };
    let cases: Vec<Value> = cases.into_iter().filter(|case| case["format"] == "auto").collect();
    let world = World::new();
    let lines: Vec<Vec<u8>> = cases.iter().map(|case| latin1(case["line"].as_str().expect("a line is text"))).collect();
    world.write("all.log", [lines.join(&b'\n'), b"\n".to_vec()].concat());
    let ran = world.run(world.logmill(["parse", "all.log"]), b"");
    ran.assert_code(0);
    let out = String::from_utf8(ran.stdout.clone()).expect("JSON is UTF-8");
    assert!(!out.chars().any(|char| char.is_control() && char != '\n'), "{ran}");
    let objects: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect();
    assert_eq!(objects.len(), cases.len(), "{ran}");
    for (object, case) in objects.iter().zip(&cases) {
        let class = if object["class"] == "skipped" { "ignored" } else { object["class"].as_str().unwrap_or_default() };
        assert_eq!(case["expect"]["class"], class, "{case}\n{object}");
        let reason = &case["expect"]["reason"];
        assert!(reason.is_null() || *reason == object["reason"], "{case}\n{object}");
        let extra = &case["expect"]["extra"];
        assert!(extra.is_null() || *extra == object["extra"], "{case}\n{object}");
    }
    println!("{} of {} lines", objects.len(), cases.len());
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
    let ran = world.run(world.logmill(["run".as_ref(), "--to".as_ref(), "json".as_ref(), file.as_os_str()]), b"");
    ran.assert_code(0);
    let input = &ran.report()["input"];
    assert!(input["lines"].as_u64().is_some_and(|lines| lines > 0), "{} is empty", file.display());
    assert_eq!((&input["malformed"], &input["parsed"]), (&Value::from(0), &input["lines"]), "{ran}");
    if input["lines"] == 10_000 {
        assert_eq!(input["notes"].to_string(), "{\"short_line\":1}", "{ran}");
    }
}

/// The cases in the file that an environment variable names, if it is set.
fn cases(variable: &str) -> Option<Vec<Value>> {
    let Some(file) = env::var_os(variable) else {
        println!("not requested: {variable} names no file of cases");
        return None;
    };
    let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let cases: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("a case is JSON")).collect();
    assert!(!cases.is_empty(), "{} holds no case", file.display());
    Some(cases)
}

fn assert_no_faults(variable: &str, fault: impl Fn(&Value) -> Option<String>) {
    let Some(cases) = cases(variable) else { return };
    let wrong: Vec<String> = cases.iter().filter_map(fault).collect();
    println!("{} of {} cases", cases.len() - wrong.len(), cases.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Differences between the program's output for a line and the expected one; `None` if there are none.
fn field_fault(world: &World, case: &Value) -> Option<String> {
    let text = |key: &str| case[key].as_str().unwrap_or_else(|| panic!("`{key}` of {case} is no text"));
    let expected = case["expect"].as_object().expect("an expectation is an object");
    let columns: Vec<&str> = expected.keys().map(String::as_str).filter(|key| *key != "class").collect();
    let columns = if columns.is_empty() { "path".to_owned() } else { columns.join(",") };
    let file = world.write("case.log", [latin1(text("line")), b"\n".to_vec()].concat());
    let arguments = ["parse", "-q", "-f", text("format"), "--columns", &columns];
    let ran = world.run(world.logmill(arguments.map(OsStr::new).into_iter().chain([file.as_os_str()])), b"");
    let Ok(got) = serde_json::from_slice::<Value>(&ran.stdout) else {
        return Some(format!("{}: the program gives no record\n{ran}", text("name")));
    };
    let wrong = expected.iter().filter(|(key, value)| got[*key] != **value);
    let wrong: Vec<String> = wrong.map(|(key, value)| format!("{key} is {}, expected {value}", got[key])).collect();
    let line = || format!("{}: {}\n    {}\n    {got}", text("name"), wrong.join("; "), text("line"));
    (!wrong.is_empty()).then(line)
}

/// Differences between the reading of a case and the expected one; `None` if there are none.
fn fault(case: &Value) -> Option<String> {
    let text = |key: &str| case[key].as_str().unwrap_or_else(|| panic!("`{key}` of {case} is no text"));
    let (name, line) = (text("name"), latin1(text("line")));
    let format = match text("format") {
        // One line is ambiguous; in a log, these would be among lines of one family.
        "auto" => Format::by_name("combined").map(|format| format.with_family()),
        name => Format::by_name(name),
    };
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
            Value::String(text) => Value::from(readable(&latin1(text))),
            other => other.clone(),
        };
        (actual != expected).then(|| format!("{key} is {actual}"))
    };
    expected.iter().filter_map(of).collect()
}

/// The parser's result for the part that a key names; `None` for remarks.
fn actual(parsed: &Parsed, key: &str) -> Option<Value> {
    if REMARKS.contains(&key) {
        return None;
    }
    let records = Records::new(&parsed.records);
    let record = (!records.is_empty()).then(|| records.get(0));
    let text = |column| record.as_ref().and_then(|record: &Record<'_>| record.text(column)).map(str::to_owned);
    let undone = |text: String| unescape_bytes(text.as_bytes(), Escaping::Backslash).into_owned();
    let decoded = |column| text(column).map(|text| readable(&undone(text)).into_owned());
    Some(match key {
        "reason" if record.is_some() => Value::Null,
        "reason" if parsed.tally.skipped > 0 => Value::from("comment"),
        "reason" => {
            let found = RejectReason::ALL.into_iter().zip(parsed.tally.reasons).find(|(_, count)| *count > 0);
            found.map(|(reason, _)| reason.name()).into()
        }
        // Other notes may be present.
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
        "ua_len_decoded" => text(Column::UserAgent).map(|text| undone(text).len()).into(),
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
