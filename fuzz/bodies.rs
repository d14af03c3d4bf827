//! What must hold for any bytes at all: the bodies of the fuzz targets, which the tests call as well.

use std::io::Write;
use std::sync::Arc;
use std::time::{Duration, Instant};

use arrow_array::RecordBatch;
use arrow_buffer::Buffer;
use logmill::Registry;
use logmill::config::{ConfigInput, FormatChoice, NameChoice, Request, load};
use logmill::engine::Partials;
use logmill::log::directives::Directives;
use logmill::log::{Columns, Envelope, Fate, Format, Parsed, Parser, RawText, Tally, detect};
use logmill::message::Spare;
use logmill::source::{BatchReader, Input, InputFile, ReadLimits};

/// Longest line: short, so that lines that are too long are met.
const MAX_LINE_BYTES: usize = 2_000;

/// Every format reads any text, and accounts for every line of it.
pub fn lines(text: &[u8]) {
    let mut readers = Readers::new();
    for format in Format::all() {
        readers.check(&format, text);
    }
    detect(&[text]);
}

/// Parsers of all columns: one that takes the fast path where it can, and one that reads by definition.
pub struct Readers {
    quick: Parser,
    defined: Parser,
}

impl Readers {
    pub fn new() -> Readers {
        let parser = || Parser::new(Columns::all(), MAX_LINE_BYTES).with_fates();
        Readers { quick: parser(), defined: parser().by_definition() }
    }

    /// A text is read alike on both paths, in one batch and line by line, and every line of it is accounted for.
    pub fn check(&mut self, format: &Format, text: &[u8]) {
        let buffer = Buffer::from(text);
        let quick = self.quick.parse(format, RawText::all(&buffer), Vec::new());
        assert_accounted(format, text, &quick);
        let defined = self.defined.parse(format, RawText::all(&buffer), Vec::new());
        assert_eq!(quick.fates, defined.fates, "{format:?}: the fast path has other fates");
        assert_eq!((quick.tally, &quick.rejects), (defined.tally, &defined.rejects), "{format:?}");
        assert!(quick.records == defined.records, "{format:?}: {}", difference(&quick.records, &defined.records));
        // Parts of a line that an envelope cut are read together.
        if !format.envelope().is_some_and(Envelope::has_parts) {
            self.check_alone(format, text, &quick);
        }
    }

    fn check_alone(&mut self, format: &Format, text: &[u8], together: &Parsed) {
        let (mut directives, mut tally, mut row) = (Directives::default(), Tally::default(), 0);
        for (line, fate) in text.split_inclusive(|byte| *byte == b'\n').zip(&together.fates) {
            let (buffer, header) = (Buffer::from(line), directives.lines().unwrap_or_default());
            let raw = RawText { header: &header, ..RawText::all(&buffer) };
            let alone = self.quick.parse(format, raw, vec![vec![u128::MAX]; 3]);
            assert_eq!(alone.fates, [*fate], "{format:?}: alone, a line has another fate");
            let rows = alone.records.num_rows();
            let same = together.records.slice(row, rows);
            assert!(alone.records == same, "{format:?}: alone, {}", difference(&alone.records, &same));
            row += rows;
            tally += alone.tally;
            directives.obey_lines_of(format, line);
        }
        assert_eq!(tally, together.tally, "{format:?}: alone, the lines have another account");
    }
}

/// The least time that reading the columns of a format takes in a few attempts, which end when it is below a limit.
pub fn time(format: &Format, text: &[u8], limit: Duration) -> Duration {
    let (buffer, mut parser) = (Buffer::from(text), Parser::new(format.columns(), 1 << 20));
    let mut least = Duration::MAX;
    for _ in 0..25 {
        let start = Instant::now();
        std::hint::black_box(parser.parse(format, RawText::all(&buffer), Vec::new()));
        least = least.min(start.elapsed());
        if least < limit {
            break;
        }
    }
    least
}

/// Every line of a text has one fate, and what is counted adds up.
fn assert_accounted(format: &Format, text: &[u8], parsed: &Parsed) {
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

/// The first column of two batches that differs.
fn difference(one: &RecordBatch, other: &RecordBatch) -> String {
    let columns = one.columns().iter().zip(other.columns()).zip(one.schema_ref().fields());
    let mut differing = columns.filter(|((one, other), _)| one != other);
    let ((one, other), field) = differing.next().expect("batches of one schema differ in a column");
    format!("{} differs: {one:?} and {other:?}", field.name())
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
