//! What must hold for any bytes at all: the bodies of the fuzz targets, which the tests call as well.

use std::io::Write;
use std::sync::Arc;

use arrow_buffer::Buffer;
use logmill::Registry;
use logmill::config::{ConfigInput, FormatChoice, NameChoice, Request, load};
use logmill::engine::Partials;
use logmill::log::{Columns, Fate, Format, Parsed, Parser, RawText, detect};
use logmill::message::Spare;
use logmill::source::{BatchReader, Input, InputFile, ReadLimits};

/// Longest line: short, so that lines that are too long are met.
const MAX_LINE_BYTES: usize = 2_000;

/// Every format reads any text, and accounts for every line of it.
pub fn lines(text: &[u8]) {
    for format in Format::all() {
        let parsed = parse(&format, text);
        let lines = text.split_inclusive(|byte| *byte == b'\n').count() as u64;
        assert!(parsed.tally.closes() && parsed.tally.lines == lines, "{format:?}: {:?}", parsed.tally);
        assert_eq!(parsed.tally.bytes, text.len() as u64, "{format:?}");
        assert_eq!(parsed.records.num_rows() as u64, parsed.tally.parsed, "{format:?}");
        let count = |is: fn(&Fate) -> bool| parsed.fates.iter().filter(|fate| is(fate)).count() as u64;
        let fates = [
            count(|fate| matches!(fate, Fate::Record(_))),
            count(|fate| matches!(fate, Fate::Malformed(..))),
            count(|fate| matches!(fate, Fate::Skipped(_))),
        ];
        assert_eq!(fates, [parsed.tally.parsed, parsed.tally.malformed, parsed.tally.skipped], "{format:?}");
        for array in parsed.records.columns() {
            array.to_data().validate_full().unwrap_or_else(|error| panic!("{format:?}: {error}"));
        }
    }
    detect(&[text]);
}

fn parse(format: &Format, text: &[u8]) -> Parsed {
    let buffer = Buffer::from(text);
    Parser::new(Columns::all(), MAX_LINE_BYTES).with_fates().parse(format, RawText::all(&buffer), Vec::new())
}

/// Any file is read to its end or to an error, and what was handed out is what counts.
pub fn inputs(content: &[u8]) {
    let mut file = tempfile::NamedTempFile::new().expect("a temporary file");
    file.write_all(content).expect("a temporary file can be written");
    let (files, queue) = crossbeam::channel::unbounded();
    let listed = InputFile {
        source: 0,
        file: 0,
        input: Input::Path(file.path().to_owned()),
        shown: "fuzzed".to_owned(),
        format: FormatChoice::Auto,
        choice: NameChoice::default(),
        range: None,
    };
    files.send(listed).expect("the queue is open");
    drop(files);
    let limits = ReadLimits { batch_bytes: 512, max_line_bytes: MAX_LINE_BYTES };
    let mut reader = BatchReader::new(queue, limits, detect, Arc::new(|| false));
    let mut bytes = 0;
    while let Ok(batch) = reader.next_batch(Spare::default()) {
        bytes += batch.nul_bytes + batch.len as u64 + batch.oversize.as_ref().map_or(0, |line| line.bytes);
    }
    let outcomes = reader.finish();
    // An archive has one for each of its members, too, and what is wrong is told of one of them.
    assert_eq!(outcomes.iter().map(|outcome| outcome.text_bytes).sum::<u64>(), bytes);
    let is_complete = outcomes.iter().all(|outcome| outcome.complete);
    assert_eq!(is_complete, outcomes.iter().all(|outcome| outcome.error.is_none()), "{outcomes:?}");
}

/// Any text is a plan or has errors.
pub fn configuration(text: &[u8]) {
    let request = Request::new(ConfigInput::text("fuzzed.toml", text));
    if let Err(errors) = load(&request, &Registry::builtin()) {
        assert!(!errors.to_string().is_empty());
    }
}

/// Any bytes are refused as a partial result, or are one.
pub fn partials(bytes: &[u8]) {
    let request = Request::new(ConfigInput::text("job.toml", JOB));
    let plan = load(&request, &Registry::builtin()).expect("a good job");
    if let Ok(partials) = Partials::decode(&plan, bytes) {
        let again = partials.encode(&plan, &request).expect("what was read can be written");
        Partials::decode(&plan, &again).map(drop).expect("what was written can be read");
    }
}

/// The job of [`partials`].
pub const JOB: &str = "[[sources]]\npath = \"a.log\"\n\n[[reducers]]\ngroup_by = [\"path\", \"status\"]\nmeasures = [\"count\", \"max(bytes)\"]\n";
