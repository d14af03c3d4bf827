//! JSON that is not one object a line.

use super::*;
use crate::source::head_of;

const FRAMED: &str = "framed: contains ";

/// Batches of one file with these bytes, and its outcomes.
fn read_framed(bytes: &[u8]) -> (Vec<RawBatch>, Vec<FileOutcome>) {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let path = folder.path().join("framed");
    fs::write(&path, bytes).expect("there is room for a file");
    let mut reader = reader(vec![file(&path, 0, fixed())], 64, never()).with_line_numbers();
    let mut batches = Vec::new();
    while let Ok(batch) = reader.next_batch(Spare::default()) {
        batches.push(batch);
    }
    (batches, reader.finish())
}

fn text_of(batches: &[RawBatch]) -> String {
    batches.iter().map(|batch| String::from_utf8_lossy(batch.lines())).collect()
}

fn warnings_of(outcome: &FileOutcome) -> Vec<String> {
    outcome.warnings.iter().map(ToString::to_string).collect()
}

#[test]
fn json_lines_are_read_as_they_are() {
    let text = "{\"a\": 1}\r\n {\"a\":2}{\"a\":3}\n\n{\"a\":\n{\"a\":4}";
    let (batches, outcomes) = read_framed(text.as_bytes());
    assert_eq!((text_of(&batches).as_str(), warnings_of(&outcomes[0])), (text, vec![]));
}

#[test]
fn every_framing_gives_one_object_a_line_and_says_so() {
    let (one, two) = (r#"{"a":1,"b":[{"c":"} "}]}"#, r#"{"a":2}"#);
    let lines = format!("{one}\n{two}\n");
    for (text, framing) in [
        (format!("[{one},{two}]"), "a JSON array"),
        (format!("{one}{two}"), "JSON objects that are not one a line"),
        (format!("{{\"records\": [ {one} , {two} ] }}"), "a JSON object with the records in `records`"),
    ] {
        for bytes in [text.clone().into_bytes(), gzip(text.as_bytes())] {
            let (batches, outcomes) = read_framed(&bytes);
            assert_eq!(text_of(&batches), lines);
            let expected = format!("{FRAMED}{framing}; each object is read as a line, and line numbers count objects");
            assert_eq!(warnings_of(&outcomes[0]), [expected]);
            assert!(outcomes[0].complete && outcomes[0].text_bytes == lines.len() as u64, "{outcomes:?}");
        }
    }
}

#[test]
fn an_object_that_is_longer_than_a_line_may_be_is_too_long_and_costs_no_other() {
    for length in [1_100, 70_000, 1_000_000] {
        let long = format!("{{\"a\":1,\"b\":\"{}\",\"c\":[{{\"a\":1}}]}}", "x".repeat(length));
        let (batches, outcomes) = read_framed(format!("[{{\"a\":1}},\n{long},\n{{\"a\":3}}]").as_bytes());
        assert_eq!(text_of(&batches), "{\"a\":1}\n{\"a\":3}\n");
        let oversize: Vec<u64> = batches.iter().filter_map(|batch| Some(batch.oversize.as_ref()?.bytes)).collect();
        assert_eq!(oversize, [long.len() as u64 + 1]);
        assert!(outcomes[0].complete, "{outcomes:?}");
        assert!(batches.iter().all(|batch| batch.text.len() <= 1002), "memory is bounded");
    }
}

#[test]
fn an_array_that_is_cut_off_keeps_its_objects_and_says_so() {
    let (batches, outcomes) = read_framed(b"[{\"a\":1},\n{\"a\":2},\n{\"a\":");
    assert_eq!(text_of(&batches), "{\"a\":1}\n{\"a\":2}\n{\"a\":");
    assert_eq!(outcomes[0].warnings.len(), 2);
    assert!(warnings_of(&outcomes[0])[1].contains("is not closed at the end"), "{outcomes:?}");
    let stored = gzip(format!("[{}]", "{\"a\":1},".repeat(5000)).as_bytes());
    let (batches, outcomes) = read_framed(&stored[..stored.len() / 2]);
    assert!(text_of(&batches).lines().count() > 1000);
    assert!(error_of(&outcomes[0]).contains("is cut off after"), "{outcomes:?}");
}

#[test]
fn zero_bytes_around_objects_are_counted_and_cost_none() {
    let (batches, _) = read_framed(b"\0\0\0[{\"a\":1},\0\0{\"a\":2}]");
    let nuls: u64 = batches.iter().map(|batch| batch.nul_bytes).sum();
    let kept = text_of(&batches).matches('\0').count() as u64;
    assert_eq!((text_of(&batches).replace('\0', "").as_str(), nuls + kept), ("{\"a\":1}\n{\"a\":2}\n", 5));
}

#[test]
fn lines_are_numbered_by_objects() {
    let text = format!("[\n{}\n]", "{\n\"a\": 12345678\n},\n".repeat(20));
    let (batches, _) = read_framed(text.as_bytes());
    let before: Vec<u64> = batches.iter().map(|batch| batch.lines_before).collect();
    assert_eq!(before, [0, 4, 8, 12, 16]);
}

#[test]
fn only_json_lines_can_be_cut_into_parts() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let path = folder.path().join("framed");
    for (text, expected) in [("{\"a\":1}\n{\"a\":2}\n", true), ("{\"a\":1}{\"a\":2}\n", false), ("[{\"a\":1}]", false)]
    {
        fs::write(&path, text).expect("there is room for a file");
        assert_eq!(head_of(&file(&path, 0, fixed()), detect_by_size).is_some(), expected, "{text}");
    }
}

#[test]
fn a_member_of_an_archive_may_be_framed() {
    let mut archive = tar::Builder::new(Vec::new());
    for (name, content) in [("a.json", "[{\"a\":1},{\"a\":2}]"), ("b.json", "{\"a\":3}{\"a\":4}")] {
        let mut header = tar::Header::new_ustar();
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        header.set_path(name).expect("a short name");
        header.set_cksum();
        archive.append(&header, content.as_bytes()).expect("writing to memory succeeds");
    }
    let (batches, outcomes) = read_framed(&archive.into_inner().expect("writing to memory succeeds"));
    assert_eq!(text_of(&batches), "{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n{\"a\":4}\n");
    assert!(outcomes.iter().all(|outcome| outcome.complete), "{outcomes:?}");
}
