use std::fs;
use std::io::Write;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use crossbeam::channel::unbounded;
use flate2::{Compression, write::GzEncoder};

use super::super::sample::{HEAD_BYTES, later_parts, samples};
use super::*;
use crate::config::NameChoice;
use crate::source::Input;

fn nginx() -> Format {
    Format::by_name("nginx").expect("the format exists")
}

/// A detection whose numbers are the lines and bytes of the samples.
fn detect_by_size(samples: &[&[u8]]) -> Detection {
    let sample = samples.concat();
    let lines = sample.split_inclusive(|byte| *byte == b'\n').count();
    Detection { format: nginx(), matched: lines as u64, sampled: sample.len() as u64, scores: Vec::new() }
}

fn file(path: &Path, number: u32, format: FormatChoice) -> InputFile {
    let shown = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let input = Input::Path(path.to_owned());
    InputFile { source: 7, file: number, input, shown, format, choice: NameChoice::default(), range: None }
}

fn reader(files: Vec<InputFile>, batch_bytes: usize, cancelled: Cancelled) -> BatchReader {
    let (sender, queue) = unbounded();
    for file in files {
        sender.send(file).expect("the queue is open");
    }
    let limits = ReadLimits { batch_bytes, max_line_bytes: 1000 };
    BatchReader::new(queue, limits, detect_by_size, cancelled)
}

fn never() -> Cancelled {
    Arc::new(|| false)
}

/// Reads all files in recycled memory.
fn read_all(mut reader: BatchReader) -> (Vec<(BatchId, u64, String)>, Vec<FileOutcome>) {
    let mut batches = Vec::new();
    let mut spare = Spare::default();
    loop {
        match reader.next_batch(spare) {
            Ok(batch) => {
                batches.push((batch.id, batch.offset, String::from_utf8_lossy(batch.lines()).into_owned()));
                let text = batch.text.into_vec().expect("the text has no other holder");
                spare = Spare { text, views: batch.spare.views };
            }
            Err(_) => return (batches, reader.finish()),
        }
    }
}

/// The text and the outcome of one file with these bytes.
fn read_bytes(bytes: &[u8], format: FormatChoice) -> (String, FileOutcome) {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let path = folder.path().join("site.log");
    fs::write(&path, bytes).expect("there is room for a file");
    let (batches, mut outcomes) = read_all(reader(vec![file(&path, 0, format)], 64, never()));
    assert_eq!(outcomes.len(), 1);
    (batches.into_iter().map(|(_, _, text)| text).collect(), outcomes.remove(0))
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text).and_then(|()| encoder.finish()).expect("writing to memory succeeds")
}

fn some_lines(count: usize) -> String {
    (0..count).map(|number| format!("line {} of some\n", number * number)).collect()
}

fn error_of(outcome: &FileOutcome) -> String {
    outcome.error.as_ref().map(ToString::to_string).unwrap_or_default()
}

fn fixed() -> FormatChoice {
    FormatChoice::Fixed(nginx())
}

#[test]
fn batches_are_numbered_and_located_in_each_file() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let paths = ["a", "b"].map(|name| folder.path().join(name));
    for path in &paths {
        fs::write(path, "one\ntwo\nthree\nfour").expect("there is room for a file");
    }
    let files = vec![file(&paths[0], 0, fixed()), file(&paths[1], 1, fixed())];
    let (batches, outcomes) = read_all(reader(files, 9, never()));
    let of = |file, seq, offset, text: &str| (BatchId { source: 7, file, member: 0, seq }, offset, text.to_owned());
    let expected =
        [0, 1].map(|file| [of(file, 0, 0, "one\ntwo\n"), of(file, 1, 8, "three\n"), of(file, 2, 14, "four")]);
    assert_eq!(batches, expected.concat());
    let complete: Vec<_> = outcomes.iter().map(|end| (end.file, end.text_bytes, end.complete)).collect();
    assert_eq!(complete, [(0, 18, true), (1, 18, true)]);
}

#[test]
fn readers_that_share_a_queue_read_each_file_once() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let (sender, queue) = unbounded();
    for number in 0..20 {
        let path = folder.path().join(number.to_string());
        fs::write(&path, some_lines(50)).expect("there is room for a file");
        sender.send(file(&path, number, fixed())).expect("the queue is open");
    }
    drop(sender);
    let limits = ReadLimits { batch_bytes: 100, max_line_bytes: 100 };
    let read = |queue| read_all(BatchReader::new(queue, limits, detect_by_size, never()));
    let (first, second) = std::thread::scope(|scope| {
        let other = scope.spawn(|| read(queue.clone()));
        (read(queue.clone()), other.join().expect("the reader does not panic"))
    });
    let mut files: Vec<u32> = first.1.iter().chain(&second.1).map(|outcome| outcome.file).collect();
    files.sort_unstable();
    assert_eq!(files, (0..20).collect::<Vec<u32>>());
    let bytes: usize = first.0.iter().chain(&second.0).map(|(_, _, text)| text.len()).sum();
    assert_eq!(bytes, 20 * some_lines(50).len());
}

#[test]
fn detection_sees_the_same_whole_lines_whatever_the_batch_size() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let text = some_lines(10_000);
    for (number, stored) in [text.as_bytes().to_vec(), gzip(text.as_bytes())].into_iter().enumerate() {
        let path = folder.path().join(number.to_string());
        fs::write(&path, stored).expect("there is room for a file");
        // Of compressed text only the beginning is seen.
        let parts = if number == 0 { later_parts(&Input::Path(path.clone())) } else { Vec::new() };
        let seen = samples(&text.as_bytes()[..HEAD_BYTES], &parts).concat().len() as u64;
        let seen = Some(seen);
        for batch_bytes in [1, 1000, 1 << 20] {
            let (batches, outcomes) = read_all(reader(vec![file(&path, 0, FormatChoice::Auto)], batch_bytes, never()));
            assert_eq!(outcomes[0].detection.as_ref().map(|detection| detection.sampled), seen);
            assert_eq!(outcomes[0].format, Some(nginx()));
            assert!(batches.into_iter().map(|(_, _, text)| text).collect::<String>() == text);
        }
    }
}

#[test]
fn every_batch_knows_its_first_line_when_lines_are_counted() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let path = folder.path().join("site.log");
    let long = "x".repeat(5000);
    fs::write(&path, format!("a\nb\r\n\n{long}\nc\nd")).expect("there is room for a file");
    for batch_bytes in [1, 3, 4, 100] {
        let mut reader = reader(vec![file(&path, 0, fixed())], batch_bytes, never()).with_line_numbers();
        let mut lines = Vec::new();
        while let Ok(batch) = reader.next_batch(Spare::default()) {
            assert_eq!(batch.lines_before, lines.len() as u64, "in batches of {batch_bytes}");
            lines.extend(batch.lines().split_inclusive(|byte| *byte == b'\n').map(<[u8]>::len));
            lines.extend(batch.oversize.iter().map(|line| line.bytes as usize));
        }
        assert_eq!(lines, [2, 3, 1, 5001, 2, 1]);
    }
}

#[test]
fn the_half_line_before_a_fault_is_marked_unlike_a_last_line_without_end() {
    let is_cut = |bytes: &[u8]| {
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let path = folder.path().join("site.log");
        fs::write(&path, bytes).expect("there is room for a file");
        let mut reader = reader(vec![file(&path, 0, fixed())], 1 << 16, never());
        let mut batches = Vec::new();
        while let Ok(batch) = reader.next_batch(Spare::default()) {
            batches.push((batch.is_cut, batch.lines().ends_with(b"\n")));
        }
        batches
    };
    let stored = gzip(some_lines(500).as_bytes());
    assert_eq!(is_cut(&stored[..stored.len() / 2]), [(true, false)]);
    assert_eq!(is_cut(&gzip(b"one\ntwo")), [(false, false)]);
    assert_eq!(is_cut(b"one\ntwo"), [(false, false)]);
}

#[test]
fn line_ends_of_an_old_mac_are_a_warning() {
    for format in [FormatChoice::Auto, fixed()] {
        let (_, outcome) = read_bytes(b"one\rtwo\rthree\r", format);
        let [SourceWarning::OldLineEnds { count: 3, .. }] = outcome.warnings[..] else {
            panic!("{:?}", outcome.warnings);
        };
    }
    assert!(read_bytes(b"one\r\ntwo\r\n", fixed()).1.warnings.is_empty());
}

#[test]
fn an_empty_file_has_no_batch_and_no_format() {
    for bytes in [&b""[..], &gzip(b"")] {
        let (text, outcome) = read_bytes(bytes, FormatChoice::Auto);
        assert_eq!((text.as_str(), &outcome.format, &outcome.detection), ("", &None, &None));
        assert!(outcome.complete && outcome.error.is_none(), "{outcome:?}");
    }
}

#[test]
fn all_members_of_a_gzip_file_are_read() {
    let text = some_lines(300);
    let (head, tail) = text.split_at(777);
    let stored = [gzip(head.as_bytes()), gzip(b""), gzip(tail.as_bytes())].concat();
    let (read, outcome) = read_bytes(&stored, fixed());
    assert_eq!(read, text);
    assert!(outcome.complete && outcome.warnings.is_empty(), "{outcome:?}");
}

#[test]
fn what_follows_the_last_member_is_a_warning() {
    let text = some_lines(20);
    let zeros = read_bytes(&[gzip(text.as_bytes()), vec![0; 500]].concat(), fixed());
    assert_eq!(zeros.1.warnings, [SourceWarning::ZeroPadding { shown: "site.log".to_owned(), codec: "gzip" }]);
    for garbage in [&b"\x1f"[..], b"garbage", b"\0\0\0x"] {
        let (read, outcome) = read_bytes(&[&gzip(text.as_bytes())[..], garbage].concat(), fixed());
        assert_eq!(read, text);
        assert_eq!(outcome.warnings, [SourceWarning::TrailingGarbage { shown: "site.log".to_owned(), codec: "gzip" }]);
        assert!(outcome.complete);
    }
}

#[test]
fn a_gzip_file_that_is_cut_off_anywhere_keeps_its_lines_and_says_so() {
    let text = some_lines(200);
    let stored = gzip(text.as_bytes());
    for length in 2..stored.len() {
        let (read, outcome) = read_bytes(&stored[..length], fixed());
        assert!(text.starts_with(&read), "cut at {length}");
        assert!(matches!(outcome.error, Some(SourceError::CutOff { .. })), "cut at {length}: {outcome:?}");
        assert!(!outcome.complete);
    }
    let (read, outcome) = read_bytes(&stored[..stored.len() - 8], fixed());
    assert_eq!(read, text);
    let expected = format!(
        "site.log: the gzip data is cut off after {} bytes of text; the lines up to there are counted",
        text.len()
    );
    assert_eq!(error_of(&outcome), expected);
}

#[test]
fn a_wrong_checksum_keeps_the_lines_and_says_so() {
    let text = some_lines(200);
    let mut stored = gzip(text.as_bytes());
    let checksum = stored.len() - 8;
    stored[checksum] ^= 1;
    let (read, outcome) = read_bytes(&stored, fixed());
    assert_eq!(read, text);
    assert!(error_of(&outcome).contains("incorrect data check"), "{outcome:?}");
}

#[test]
fn damage_anywhere_in_gzip_data_is_noticed() {
    let text = some_lines(100);
    let stored = gzip(text.as_bytes());
    for at in 10..stored.len() {
        let mut damaged = stored.clone();
        damaged[at] ^= 0x55;
        let (_, outcome) = read_bytes(&damaged, fixed());
        assert!(outcome.error.is_some(), "a changed byte at {at} was not noticed");
    }
}

#[test]
fn what_is_not_text_is_refused_with_advice() {
    let cases: [(&[u8], &str); 10] = [
        (b"PK\x03\x04\0", "unzip -p site.log | logmill run -"),
        (b"\x02\x21\x4c\x18\0", "lz4cat site.log | logmill run -"),
        (b"\xff\xfe1\0", "iconv -f UTF-16 -t UTF-8 site.log | logmill run -"),
        (&gzip(b"\xff\xfe1\0"), "zcat site.log | iconv -f UTF-16 -t UTF-8 | logmill run -"),
        (b"\xff\xfe\0\x001\0\0\0", "is UTF-32 text; use `iconv -f UTF-32 -t UTF-8 site.log | logmill run -"),
        (b"\0\0\xfe\xff\0\0\x001", "iconv -f UTF-32 -t UTF-8 site.log | logmill run -"),
        (b"\x1f\x9d\x90text", "is compress data, which is not read directly; use `zcat site.log | logmill run -"),
        (b"\x5d\0\0\x80\0", "is lzma data, which is not read directly; use `lzcat site.log | logmill run -"),
        (&gzip(&gzip(b"text")), "zcat site.log | zcat | logmill run -"),
        (&gzip(b"\xfd7zXZ\0\0"), "is xz data inside gzip data, which is not read directly; use `zcat site.log | xzcat"),
    ];
    for (bytes, advice) in cases {
        let (text, outcome) = read_bytes(bytes, fixed());
        assert_eq!(text, "");
        assert!(error_of(&outcome).contains(advice), "{outcome:?}");
        assert!(!outcome.complete);
    }
}

#[test]
fn a_file_that_is_gone_does_not_stop_the_others() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let path = folder.path().join("here");
    fs::write(&path, "line\n").expect("there is room for a file");
    let files = vec![file(&folder.path().join("gone"), 0, fixed()), file(&path, 1, fixed())];
    let (batches, outcomes) = read_all(reader(files, 100, never()));
    assert_eq!(batches.len(), 1);
    assert_eq!(error_of(&outcomes[0]), "gone: cannot be opened: no such file or directory");
    assert!(outcomes[1].complete);
}

#[cfg(target_os = "linux")]
#[test]
fn an_error_of_the_operating_system_in_mid_file_is_reported() {
    // Its first page is never mapped, so that reading it fails.
    let memory = InputFile { shown: "memory".to_owned(), ..file(Path::new("/proc/self/mem"), 0, fixed()) };
    let (batches, outcomes) = read_all(reader(vec![memory], 100, never()));
    assert!(batches.is_empty());
    assert_eq!(error_of(&outcomes[0]), "memory: reading failed after 0 bytes of text: input/output error");
}

#[test]
fn a_cancelled_run_ends_between_batches() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let path = folder.path().join("log");
    fs::write(&path, some_lines(100)).expect("there is room for a file");
    let flag = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&flag);
    let cancelled: Cancelled = Arc::new(move || seen.load(Ordering::Relaxed));
    let mut reader = reader(vec![file(&path, 0, fixed())], 100, cancelled);
    assert!(reader.next_batch(Spare::default()).is_ok());
    flag.store(true, Ordering::Relaxed);
    let spare = Spare { text: vec![0; 5], views: Vec::new() };
    assert_eq!(reader.next_batch(spare).err().map(|spare| spare.text.len()), Some(5));
    let outcomes = reader.finish();
    assert!(!outcomes[0].complete && outcomes[0].error.is_none(), "{outcomes:?}");
}

#[test]
fn a_cancelled_run_ends_inside_a_line_that_never_ends() {
    const LENGTH: usize = 2_000_000;
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let path = folder.path().join("log");
    fs::write(&path, vec![b'x'; LENGTH]).expect("there is room for a file");
    let checks = std::sync::atomic::AtomicU32::new(0);
    let cancelled: Cancelled = Arc::new(move || checks.fetch_add(1, Ordering::Relaxed) >= 5);
    let (_, outcomes) = read_all(reader(vec![file(&path, 0, fixed())], 100, cancelled));
    assert!(!outcomes[0].complete && outcomes[0].text_bytes < LENGTH as u64, "{outcomes:?}");
}

mod framed;
#[cfg(target_os = "linux")]
mod pipes;
mod skipped;

#[test]
fn each_batch_begins_with_the_directives_of_those_before() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let text = "#Software: IIS\n#Fields: a b\nx y\nx y\n#Date: now\n#Fields: c\nz\n";
    let header = |format: &str, batch_bytes| {
        let path = folder.path().join("log");
        fs::write(&path, text).expect("there is room for a file");
        let format = FormatChoice::Fixed(Format::by_name(format).expect("the format exists"));
        let mut reader = reader(vec![file(&path, 0, format.clone()), file(&path, 1, format)], batch_bytes, never());
        let batches = std::iter::from_fn(|| reader.next_batch(Spare::default()).ok());
        let header = |batch: RawBatch| String::from_utf8_lossy(&batch.header.unwrap_or_default()).into_owned();
        batches.map(header).collect::<Vec<_>>()
    };
    // 15 and 13 bytes, then 4, 4 and 11, then the rest.
    let of_file = ["", "#Fields: a b\n#Software: IIS\n", "#Fields: a b\n#Date: now\n#Software: IIS\n"];
    assert_eq!(header("w3c", 28), of_file.repeat(2));
    assert_eq!(header("w3c", 1 << 20), ["", ""]);
    assert_eq!(header("nginx", 28), [""; 6]);
}
