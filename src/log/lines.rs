//! The loop over a batch's lines: which are blank, comments or too long, which are regular, and the account of them all.

use super::columns::RecordColumns;
use super::fields::Span;
use super::format::{LineFormat, Memo};
use super::reject::{Fault, Reject, RejectReason, SHOWN_LINES, shown};
use super::tally::{Note, Tally};
use super::text::Text;

/// The lines of one batch on their way to columns.
pub struct Lines<'t, 'l> {
    /// The text.
    pub(super) text: &'t Text,
    /// The positions of its marks.
    pub(super) marks: &'l [u32],
    /// Longest line that can be a record, its end not counted.
    pub(super) max_line_bytes: usize,
    /// Lines to set aside unread, ascending: reading them panicked.
    pub(super) poisoned: &'l [u32],
    /// Where records go.
    pub(super) columns: RecordColumns<'t>,
    /// The account.
    pub(super) tally: Tally,
    /// The first malformed lines.
    pub(super) rejects: Vec<Reject>,
}

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

impl Lines<'_, '_> {
    /// Reads every line with a format.
    pub(super) fn read_with<F: LineFormat + ?Sized>(&mut self, format: &F) {
        let text = self.text.bytes();
        let mut memo = Memo::default();
        // A batch with lines to set aside is read line by line, so that these are met by their number.
        let is_whole = self.poisoned.is_empty();
        let (mut start, mut next_mark) = (0, 0);
        while start < text.len() {
            let marks = &self.marks[next_mark..];
            let fields = self.columns.slot();
            if let Some(taken) = format.read_regular(text, start, marks, &mut memo, fields) {
                let end = marks[taken - 1] as usize;
                if end - start <= self.max_line_bytes && is_whole {
                    self.tally.notes.add(fields.notes);
                    self.columns.keep();
                    self.tally.parsed += 1;
                    self.tally.lines += 1;
                    (start, next_mark) = (end + 1, next_mark + taken);
                    continue;
                }
            }
            let taken = marks.iter().position(|at| text[*at as usize] == b'\n');
            let end = taken.map_or(text.len(), |last| marks[last] as usize);
            self.read_line(format, start, end);
            next_mark += taken.map_or(marks.len(), |last| last + 1);
            start = end + 1;
        }
        self.columns.flush();
    }

    /// Reads the line between two places by the format's definition.
    fn read_line<F: LineFormat + ?Sized>(&mut self, format: &F, start: usize, end: usize) {
        let line = &self.text.bytes()[start..end];
        let number = self.tally.lines as u32;
        self.tally.lines += 1;
        let trimmed = trim(line);
        if self.text.raw_len(start, end) > self.max_line_bytes {
            return self.reject(number, start, end, Fault { reason: RejectReason::TooLong, at: 0 });
        }
        if self.poisoned.binary_search(&number).is_ok() {
            return self.reject(number, start, end, Fault { reason: RejectReason::Panic, at: 0 });
        }
        if matches!(line[trimmed.clone()], [] | [b'#', ..]) {
            self.tally.skipped += 1;
            return;
        }
        let indent = trimmed.start;
        match format.read_line(&line[trimmed], start + indent) {
            Ok(mut fields) => {
                if self.text.is_repaired(Span::new(start, end)) {
                    fields.notes.add(Note::InvalidUtf8);
                }
                self.columns.push(&fields);
                self.tally.notes.add(fields.notes);
                self.tally.parsed += 1;
            }
            Err(Fault { reason, at }) => self.reject(number, start, end, Fault { reason, at: at + indent }),
        }
    }

    fn reject(&mut self, line: u32, start: usize, end: usize, fault: Fault) {
        self.tally.reject(fault.reason);
        if self.rejects.len() < SHOWN_LINES {
            let column = self.text.raw_len(start, start + fault.at) as u32 + 1;
            let text = shown(self.text.raw(start, end), false);
            self.rejects.push(Reject { line, column, reason: fault.reason, text });
        }
    }
}

/// A line without byte order mark and blanks before it, and without the rest of a line end behind it.
fn trim(line: &[u8]) -> std::ops::Range<usize> {
    let mut start = if line.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 };
    start += line[start..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let mut end = line.len();
    if line[start..].ends_with(b"\r") {
        end -= 1;
    }
    start..end
}
