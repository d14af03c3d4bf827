//! Choosing a format from a sample of a file.

use super::format::Format;
use super::parser::{Parser, RawText};
use super::schema::Columns;
use super::tally::Note;

/// The format that reads a sample best.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detection {
    /// The choice.
    pub format: Format,
    /// Lines of the sample that it reads.
    pub matched: u64,
    /// Lines of the sample, blank ones and comments not counted.
    pub sampled: u64,
}

/// Longest line of a sample: a longer one says nothing.
const MAX_LINE_BYTES: usize = 64 * 1024;

/// Tries every format on whole lines of text.
///
/// The best one reads the most lines with nothing missing and nothing left over; among equals, the most lines at all, then the
/// first of [`Format::all`] wins, so that a sample that says nothing gives that one.
pub fn detect(sample: &[u8]) -> Detection {
    let buffer = arrow_buffer::Buffer::from(sample);
    let mut parser = Parser::new(Columns::NONE, MAX_LINE_BYTES);
    let mut best: Option<((u64, u64), Detection)> = None;
    for format in Format::all() {
        let tally = parser.parse(&format, RawText::all(&buffer), Vec::new()).tally;
        let imperfect = tally.notes.get(Note::ShortLine) + tally.notes.get(Note::ExtraFields);
        let score = (tally.parsed.saturating_sub(imperfect), tally.parsed);
        if best.as_ref().is_none_or(|(highest, _)| score > *highest) {
            let sampled = tally.lines - tally.skipped;
            best = Some((score, Detection { format, matched: tally.parsed, sampled }));
        }
    }
    best.expect("there is at least one format").1
}
