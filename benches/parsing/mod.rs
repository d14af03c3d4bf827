//! Shared by the parsing benchmarks: a log in batches, a parser over them, and the loop of most log tools.
#![allow(dead_code, reason = "each benchmark uses a part of it")]

use std::hint::black_box;
use std::ops::Deref;

use arrow_buffer::Buffer;
use logmill::log::directives::Directives;
use logmill::log::{Format, Parser, RawText};
use logmill::message::Spare;
use regex::bytes::Regex;

/// Text in a batch, as in the default job.
pub const BATCH_BYTES: usize = 1 << 20;
/// Longest line, as in the default job.
pub const MAX_LINE_BYTES: usize = 1 << 20;

/// Whole lines, and the directives in force before them.
#[derive(Clone)]
pub struct Batch {
    pub text: Buffer,
    header: Vec<u8>,
}

impl Deref for Batch {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.text
    }
}

/// A log in batches of at most [`BATCH_BYTES`], as a reader makes them.
pub fn batches(log: &[u8]) -> Vec<Batch> {
    let mut rest = log;
    let mut directives = Directives::default();
    let mut batches = Vec::new();
    while !rest.is_empty() {
        let window = &rest[..rest.len().min(BATCH_BYTES)];
        let end = memchr::memrchr(b'\n', window).expect("a line is shorter than a batch") + 1;
        let header = directives.lines().as_deref().unwrap_or_default().to_vec();
        batches.push(Batch { text: Buffer::from(&rest[..end]), header });
        directives.obey(&rest[..end]);
        rest = &rest[end..];
    }
    batches
}

/// Bytes of all batches.
pub fn bytes(batches: &[Batch]) -> u64 {
    batches.iter().map(|batch| batch.len() as u64).sum()
}

/// Parses all batches, reusing column memory as in a run. Returns the number of records.
pub fn parse(parser: &mut Parser, format: &Format, batches: &[Batch]) -> u64 {
    let mut spare = Spare::default();
    let mut records = 0;
    for Batch { text, header } in batches {
        let parsed = parser.parse(format, RawText { header, ..RawText::all(text) }, spare.views);
        records += parsed.tally.parsed;
        spare = Spare::new(Buffer::from_vec(Vec::<u8>::new()), parsed.records);
    }
    records
}

/// The non-empty lines of all batches.
pub fn lines(batches: &[Batch]) -> impl Iterator<Item = &[u8]> {
    batches.iter().flat_map(|batch| batch.split(|byte| *byte == b'\n')).filter(|line| !line.is_empty())
}

/// Matches every line and looks at every group. Returns the number of lines that match.
pub fn match_lines(expression: &Regex, batches: &[Batch]) -> u64 {
    let mut groups = expression.capture_locations();
    let mut records = 0;
    for line in lines(batches) {
        if expression.captures_read(&mut groups, line).is_some() {
            records += 1;
            for group in 1..groups.len() {
                black_box(groups.get(group));
            }
        }
    }
    records
}
