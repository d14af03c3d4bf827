//! The engine with faults: poisoned lines, panicking filters, and totals that stay exact.

use std::sync::Arc;

use arrow_array::{BooleanArray, RecordBatch};
use logmill_actors::{Panic, Transform, catch};

use super::ledger::Ledger;
use super::work::{Filtering, Parsing};
use crate::filter::{Filter, FilterError};
use crate::log::fields::Fields;
use crate::log::format::{About, LineFormat};
use crate::log::reject::Refusal;
use crate::log::{Column, Columns, Format, RejectReason, schema};
use crate::message::{BatchId, ParsedBatch, RawBatch, Spare};

/// A format whose parser panics.
struct Explosive;

static ABOUT: About = About::new("explosive", "any line but `boom`", "", "");

impl LineFormat for Explosive {
    fn about(&self) -> &About {
        &ABOUT
    }

    fn columns(&self) -> Columns {
        Columns::NONE
    }

    fn read_line(&self, line: &[u8], _: usize) -> Result<Fields, Refusal> {
        assert_ne!(line, b"boom", "a defect");
        Ok(Fields::default())
    }
}

fn raw(format: Format, seq: u32, text: &str) -> RawBatch {
    RawBatch {
        id: BatchId { source: 0, file: 0, member: 0, seq },
        offset: 0,
        shown: "a.log".into(),
        lines_before: 0,
        text: text.as_bytes().into(),
        len: text.len(),
        oversize: None,
        nul_bytes: 0,
        is_cut: false,
        format,
        header: None,
        spare: Spare::default(),
    }
}

fn combined() -> Format {
    Format::by_name("combined").expect("a format")
}

fn line(path: &str) -> String {
    format!("h - - [10/Oct/2023:13:55:36 +0000] \"GET {path} HTTP/1.1\" 200 5 \"-\" \"UA\"\n")
}

fn panic_of(work: impl FnOnce()) -> Panic {
    catch(work).expect_err("a panic")
}

#[test]
fn a_parser_that_panics_on_a_line_keeps_the_others() {
    for poisoned in [vec![0], vec![4], vec![0, 1, 2, 3, 4], vec![1, 3]] {
        let lines: String = (0..5).map(|line| if poisoned.contains(&line) { "boom\n" } else { "fine\n" }).collect();
        let batch = raw(Format::own(Arc::new(Explosive)), 0, lines.trim_end());
        let mut parsing = Parsing::new(Columns::NONE, 1000);
        let panic = panic_of(|| drop(parsing.apply(batch.clone())));
        let parsed = parsing.salvage(batch, &panic).expect("a batch").batch;
        assert_eq!(parsed.tally.parsed, 5 - poisoned.len() as u64);
        assert_eq!(parsed.tally.reasons[RejectReason::Panic as usize], poisoned.len() as u64);
        assert!(parsed.tally.closes());
        assert_eq!(parsed.rejects.iter().map(|reject| reject.line).collect::<Vec<_>>(), poisoned);
    }
}

#[test]
fn a_salvaged_batch_keeps_its_directives() {
    let w3c = Format::by_name("w3c").expect("a format");
    let header = Some((*b"#Fields: date time\n").into());
    let lines = "2023-10-10 13:55:36\n#Fields: time date c-ip\n13:55:36 2023-10-10 h\n2023-10-10 13:55:36\n";
    let batch = RawBatch { header, ..raw(w3c, 1, lines) };
    let mut parsing = Parsing::new(Columns::NONE, 1000);
    let salvaged = parsing.salvage(batch.clone(), &panic_of(|| panic!("once"))).expect("a batch").batch;
    assert_eq!((salvaged.tally.parsed, salvaged.tally.malformed, salvaged.tally.skipped), (2, 1, 1));
    let set_aside = parsing.parse(batch, &[0]).batch;
    assert_eq!(set_aside.tally.reasons[RejectReason::Panic as usize], 1);
    assert_eq!((set_aside.tally.parsed, set_aside.tally.malformed, set_aside.tally.skipped), (1, 2, 1));
}

/// Drops paths that end in `drop`, and panics on `/boom`.
struct Touchy;

impl Filter for Touchy {
    fn columns(&self) -> Columns {
        Columns::of(&[Column::Path])
    }

    fn keep(&self, batch: &RecordBatch) -> Result<BooleanArray, FilterError> {
        let paths = schema::text(batch, Column::Path)?;
        Ok(paths
            .iter()
            .map(|path| {
                assert_ne!(path, Some("/boom"), "a defect");
                path.map(|path| !path.ends_with("drop"))
            })
            .collect())
    }
}

#[test]
fn a_filter_that_panics_on_a_record_keeps_the_others() {
    let lines: String = ["/a", "/boom", "/b/drop", "/c", "/boom"].map(line).concat();
    let mut parsing = Parsing::new(Touchy.columns(), 1000);
    let batch = parsing.apply(raw(combined(), 0, &lines)).expect("a batch");
    let mut filtering = Filtering::new(Arc::new(Touchy));
    let panic = panic_of(|| drop(filtering.apply(batch.clone())));
    let kept = filtering.salvage(batch, &panic).expect("a batch");
    assert_eq!(kept.selected.set_indices().collect::<Vec<_>>(), [0, 3]);
    let counts = filtering.finish();
    assert_eq!((counts.seen, counts.kept, counts.set_aside), (5, 2, 2));
}

#[test]
fn records_that_were_dropped_before_cannot_make_a_salvage_panic() {
    let lines: String = ["/a", "/boom"].map(line).concat();
    let mut parsing = Parsing::new(Touchy.columns(), 1000);
    let batch = parsing.apply(raw(combined(), 0, &lines)).expect("a batch");
    let narrowed = batch.narrowed(&BooleanArray::from(vec![true, false]).values().clone());
    let mut filtering = Filtering::new(Arc::new(Touchy));
    let panic = panic_of(|| drop(filtering.apply(narrowed.clone())));
    filtering.salvage(narrowed, &panic).expect("a batch");
    let counts = filtering.finish();
    assert_eq!((counts.seen, counts.kept, counts.set_aside), (1, 1, 0));
}

/// Keeps everything, and has no answer for blocks with a path `/boom`.
struct Silent;

impl Filter for Silent {
    fn columns(&self) -> Columns {
        Columns::of(&[Column::Path])
    }

    fn keep(&self, batch: &RecordBatch) -> Result<BooleanArray, FilterError> {
        let paths = schema::text(batch, Column::Path)?;
        match paths.iter().any(|path| path == Some("/boom")) {
            true => Err(FilterError::Unanswered { records: batch.num_rows(), reason: "killed".to_owned() }),
            false => Ok(BooleanArray::from(vec![true; batch.num_rows()])),
        }
    }
}

#[test]
fn records_without_an_answer_are_set_aside_like_those_on_which_a_filter_panics() {
    let lines: String = ["/a", "/boom", "/b", "/boom"].map(line).concat();
    let mut parsing = Parsing::new(Silent.columns(), 1000);
    let batch = parsing.apply(raw(combined(), 0, &lines)).expect("a batch");
    let mut filtering = Filtering::new(Arc::new(Silent));
    let kept = filtering.apply(batch).expect("a batch");
    assert_eq!(kept.selected.set_indices().collect::<Vec<_>>(), [0, 2]);
    assert_eq!((filtering.rejected(&kept), filtering.rejected(&kept)), (2, 0));
    let counts = filtering.finish();
    assert_eq!((counts.seen, counts.kept, counts.set_aside), (4, 2, 2));
}

/// Returns one value too few.
struct Short;

impl Filter for Short {
    fn columns(&self) -> Columns {
        Columns::NONE
    }

    fn keep(&self, batch: &RecordBatch) -> Result<BooleanArray, FilterError> {
        Ok(BooleanArray::from(vec![true; batch.num_rows() - 1]))
    }
}

#[test]
fn an_answer_of_the_wrong_length_is_an_error() {
    let mut parsing = Parsing::new(Columns::NONE, 1000);
    let batch = parsing.apply(raw(combined(), 0, &line("/a"))).expect("a batch");
    let error = Filtering::new(Arc::new(Short)).filter(batch).expect_err("an error");
    assert_eq!(error.to_string(), "the filter answered for 0 records of 1: it must answer for each one");
}

/// Batches of one file, some lines malformed, in a ledger.
fn ledger(batches: &[Arc<ParsedBatch>], order: impl IntoIterator<Item = usize>) -> Ledger {
    let mut ledger = Ledger::default();
    order.into_iter().for_each(|number| ledger.add(&batches[number]));
    ledger
}

#[test]
fn line_numbers_of_rejects_do_not_depend_on_the_order_of_batches() {
    let mut parsing = Parsing::new(Columns::NONE, 1000);
    let batches: Vec<_> = (0..30)
        .map(|seq| {
            let text = format!("{}garbage {seq}\n{}", line("/a").repeat(seq as usize % 4), line("/b"));
            parsing.apply(raw(combined(), seq, &text)).expect("a batch").batch
        })
        .collect();
    let forward = ledger(&batches, 0..30);
    let backward = ledger(&batches, (0..30).rev());
    let mut merged = ledger(&batches, (0..30).step_by(2));
    merged.merge(ledger(&batches, (1..30).step_by(2)));
    assert_eq!(forward, backward);
    assert_eq!(forward, merged);
    let found: Vec<_> = forward.first_rejects().map(|(_, line, reject)| (line, reject.text.clone())).collect();
    // Batch n has n % 4 good lines, the bad one and a good one.
    let mut before = 0;
    for (number, (line, text)) in found.iter().enumerate() {
        let seq = number as u64;
        assert_eq!((*line, text.as_str()), (before + seq % 4 + 1, format!("garbage {seq}").as_str()));
        before += seq % 4 + 2;
    }
    assert_eq!(found.len(), 10);
}

#[test]
fn the_memory_of_a_batch_comes_back_when_its_last_holder_is_done() {
    let text = vec![b'\n'; 4096];
    let pointer = text.as_ptr();
    let batch = RawBatch { text: arrow_buffer::Buffer::from_vec(text), len: 10, ..raw(combined(), 0, "") };
    let parsed = Parsing::new(Columns::all(), 1000).apply(batch).expect("a batch");
    let second = parsed.clone();
    drop(second);
    let spare = Arc::into_inner(parsed.batch).expect("the last holder").into_spare();
    assert_eq!((spare.text.as_ptr(), spare.text.len()), (pointer, 4096));
    assert!(!spare.views.is_empty());
}
