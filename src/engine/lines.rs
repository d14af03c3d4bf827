//! Parses raw batches to records and fates, including lines that the parser does not see: too long, or truncated by an error.

use std::borrow::Cow;

use arrow_buffer::Buffer;
use logmill_actors::catch;

use crate::log::directives::Directives;
use crate::log::reject::{SHOWN_LINES, shown};
use crate::log::{Columns, Fate, Parsed, Parser, RawText, Reject, RejectReason};
use crate::message::{Oversize, RawBatch};

/// Parses batches from readers.
pub struct LineParser {
    parser: Parser,
    fates: bool,
}

impl LineParser {
    /// A parser that fills `columns`.
    pub fn new(columns: Columns, max_line_bytes: usize) -> LineParser {
        LineParser { parser: Parser::new(columns, max_line_bytes), fates: false }
    }

    /// Also reports the outcome of each line.
    #[must_use]
    pub fn with_fates(self) -> LineParser {
        LineParser { parser: self.parser.with_fates(), fates: true }
    }

    /// Parses a batch, reusing its memory for text columns. Lines in `poisoned` (numbers from 0, ascending) are set aside.
    pub fn parse(&mut self, raw: &mut RawBatch, poisoned: &[u32]) -> Parsed {
        let header = raw.header.as_deref().unwrap_or_default();
        let whole = whole_lines(raw);
        let text = RawText { buffer: &raw.text, len: whole, header, poisoned };
        let mut parsed = self.parser.parse(&raw.format, text, std::mem::take(&mut raw.spare.views));
        parsed.tally.bytes += raw.nul_bytes;
        parsed.tally.nul_bytes += raw.nul_bytes;
        let mask = raw.format.anonymize();
        let beginning = |text| mask.map_or(Cow::Borrowed(text), |mask| mask.beginning(text));
        let half = &raw.text[whole..raw.len];
        if !half.is_empty() {
            let column = u32::try_from(half.len()).unwrap_or(u32::MAX - 1) + 1;
            let reject =
                Reject { line: 0, column, reason: RejectReason::Truncated, text: shown(&beginning(half), true) };
            self.add_unread(&mut parsed, reject, half.len() as u64);
        }
        if let Some(Oversize { start, bytes }) = &raw.oversize {
            let reject =
                Reject { line: 0, column: 1, reason: RejectReason::TooLong, text: shown(&beginning(start), true) };
            self.add_unread(&mut parsed, reject, *bytes);
        }
        parsed
    }

    /// Finds the lines on which the parser panics by trying each alone.
    pub fn poisoned(&mut self, raw: &RawBatch) -> Vec<u32> {
        let mut directives = Directives::default();
        directives.obey(raw.header.as_deref().unwrap_or_default());
        let lines = raw.text[..whole_lines(raw)].split_inclusive(|byte| *byte == b'\n').zip(0..);
        let panics = lines.filter(|(line, _)| {
            let buffer = Buffer::from(*line);
            let header = directives.lines();
            directives.obey_lines_of(&raw.format, line);
            let text = RawText { header: header.as_deref().unwrap_or_default(), ..RawText::all(&buffer) };
            catch(|| self.parser.parse(&raw.format, text, Vec::new())).is_err()
        });
        panics.map(|(_, number)| number).collect()
    }

    /// Counts the unparsed line after the others.
    fn add_unread(&self, parsed: &mut Parsed, reject: Reject, bytes: u64) {
        let line = parsed.tally.lines as u32;
        parsed.tally.lines += 1;
        parsed.tally.bytes += bytes;
        parsed.tally.reject(reject.reason);
        if self.fates {
            parsed.fates.push(Fate::Malformed(reject.reason, reject.column));
        }
        if parsed.rejects.len() < SHOWN_LINES {
            parsed.rejects.push(Reject { line, ..reject });
        }
    }
}

/// Bytes of the complete lines.
fn whole_lines(raw: &RawBatch) -> usize {
    if !raw.is_cut {
        return raw.len;
    }
    memchr::memrchr(b'\n', raw.lines()).map_or(0, |newline| newline + 1)
}
