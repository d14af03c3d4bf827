//! Values in an order that never changes, with a byte between them, in quotes or not: RFC 4180 and its relatives.
//!
//! Servers add values at the end: those after the last column are `extra`. A line may end early after its status.

use super::declared::{Draft, Layout, Place, fill};
use super::{About, LineFormat, Meaning};
use crate::log::column::Column;
use crate::log::duration::Unit;
use crate::log::fields::{Fields, FieldsMut};
use crate::log::reject::{Fault, Refusal, RejectReason, SkipReason};
use crate::log::schema::Columns;
use crate::log::tally::Note;

/// A format of values with the byte `SEPARATOR` between them.
pub struct Separated<const SEPARATOR: u8> {
    /// Name, documentation and example.
    pub about: About,
    /// Beginnings of a line that names the columns: it is skipped.
    pub headings: &'static [&'static str],
    /// What means no value, besides nothing.
    pub nothing: &'static [u8],
    /// What the values mean, in their order.
    pub columns: &'static [Meaning],
}

impl<const SEPARATOR: u8> LineFormat for Separated<SEPARATOR> {
    fn about(&self) -> &About {
        &self.about
    }

    fn columns(&self) -> Columns {
        self.columns.iter().map(|meaning| meaning.columns()).fold(Columns::of(&[Column::Extra]), Columns::union)
    }

    fn read_line(&self, line: &[u8], base: usize) -> Result<Fields, Refusal> {
        Fields::filled_by(|fields| self.read_into(line, base, fields))
    }

    fn read_into(&self, line: &[u8], base: usize, fields: &mut FieldsMut<'_>) -> Result<(), Refusal> {
        if self.headings.iter().any(|heading| line.starts_with(heading.as_bytes())) {
            return Err(Refusal::Skipped(SkipReason::NotAccess));
        }
        let mut values = Values::<SEPARATOR> { line, at: Some(0), unclosed: None, stray: false };
        let mut draft = Draft::new(fields, self.nothing, Unit::Seconds);
        let filled = fill(&mut draft, self.columns, Layout::Growing, (line, base), &mut values);
        filled.map_err(|fault| match values.unclosed {
            Some(at) if fault.reason == RejectReason::ColumnCount => {
                Fault { reason: RejectReason::UnterminatedQuote, at }
            }
            _ => fault,
        })?;
        if values.unclosed.is_some() {
            draft.fields.notes.add(Note::ShortLine);
        }
        if values.stray {
            draft.fields.notes.add(Note::UnescapedQuote);
        }
        Ok(draft.finish(None).map_err(|reason| Fault { reason, at: 0 })?)
    }
}

/// The values of a line.
struct Values<'l, const SEPARATOR: u8> {
    line: &'l [u8],
    /// Where the next one begins; `None` after the last.
    at: Option<usize>,
    /// The quote that nothing closes: what follows it is the last value.
    unclosed: Option<usize>,
    /// Whether a quote inside quotes was not doubled.
    stray: bool,
}

impl<const SEPARATOR: u8> Values<'_, SEPARATOR> {
    /// The end of the value whose opening quote is before `from`: a quote that is not doubled, before a separator or the end of the line.
    fn closing(&mut self, mut from: usize) -> Option<usize> {
        loop {
            let quote = from + memchr::memchr(b'"', &self.line[from..])?;
            match self.line.get(quote + 1) {
                None => return Some(quote),
                Some(byte) if *byte == SEPARATOR => return Some(quote),
                Some(b'"') => from = quote + 2,
                Some(_) => {
                    self.stray = true;
                    from = quote + 1;
                }
            }
        }
    }
}

impl<const SEPARATOR: u8> Iterator for Values<'_, SEPARATOR> {
    type Item = Place;

    #[inline(always)]
    fn next(&mut self) -> Option<Place> {
        let start = self.at?;
        if self.line.get(start) != Some(&b'"') {
            let end = memchr::memchr(SEPARATOR, &self.line[start..]).map(|length| start + length);
            self.at = end.map(|end| end + 1);
            return Some((start, end.unwrap_or(self.line.len())));
        }
        let Some(quote) = self.closing(start + 1) else {
            (self.at, self.unclosed) = (None, Some(start));
            return Some((start + 1, self.line.len()));
        };
        self.at = (quote + 1 < self.line.len()).then_some(quote + 2);
        Some((start + 1, quote))
    }
}
