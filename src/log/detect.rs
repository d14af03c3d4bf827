//! Choosing a format from a sample of a file.

use std::borrow::Cow;

use super::envelope::Envelope;
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

/// Tries every format on whole lines of text, as they are and inside every envelope that is around at least half of them.
///
/// The best one reads the most lines with nothing missing and nothing left over; among equals, the most lines at all, then what is
/// inside an envelope, then the first of [`Format::all`] wins, so that a sample that says nothing gives that one.
pub fn detect(sample: &[u8]) -> Detection {
    let envelopes = Envelope::ALL.into_iter().filter(|envelope| envelope.is_around(sample)).map(Some);
    let found = envelopes.map(|envelope| rated(sample, envelope));
    found.fold(rated(sample, None), |best, found| if found.0 >= best.0 { found } else { best }).1
}

/// The same where it is known what stands around the lines.
pub fn detect_inside(sample: &[u8], envelope: Option<Envelope>) -> Detection {
    rated(sample, envelope).1
}

/// How well a format reads a sample: lines with nothing missing and nothing left over, and lines at all.
type Rate = (u64, u64);

fn rated(sample: &[u8], envelope: Option<Envelope>) -> (Rate, Detection) {
    let sample = envelope.map_or(Cow::Borrowed(sample), |envelope| Cow::Owned(envelope.unwrap(sample).text));
    let buffer = arrow_buffer::Buffer::from(&*sample);
    let mut parser = Parser::new(Columns::NONE, MAX_LINE_BYTES);
    let mut best: Option<(Rate, Detection)> = None;
    for format in Format::all() {
        let tally = parser.parse(&format, RawText::all(&buffer), Vec::new()).tally;
        let imperfect = tally.notes.get(Note::ShortLine) + tally.notes.get(Note::ExtraFields);
        let rate = (tally.parsed.saturating_sub(imperfect), tally.parsed);
        if best.as_ref().is_none_or(|(highest, _)| rate > *highest) {
            let sampled = tally.lines - tally.skipped;
            best = Some((rate, Detection { format: format.inside(envelope), matched: tally.parsed, sampled }));
        }
    }
    best.expect("there is at least one format")
}
