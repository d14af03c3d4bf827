//! What the fast path reads: the text of a batch with its structural index.

use crate::log::fields::Span;

/// The text of a batch where a line begins.
#[derive(Clone, Copy)]
pub struct IndexedLine<'t> {
    /// The text of the batch, also that before the line.
    pub text: &'t [u8],
    /// Where the line begins.
    pub start: usize,
    /// Positions of its quotes, backslashes and end, then those of the text after it.
    pub marks: &'t [u32],
}

impl<'t> IndexedLine<'t> {
    /// This line alone, without its line end, when it has exactly `quotes` quotes and no backslash.
    #[inline(always)]
    pub fn quoted_line(self, quotes: usize) -> Option<IndexedLine<'t>> {
        let IndexedLine { text, start, marks } = self;
        let (newline, quotes) = marks.get(..=quotes)?.split_last()?;
        let end = *newline as usize;
        if text[end] != b'\n' || quotes.iter().any(|at| text[*at as usize] != b'"') {
            return None;
        }
        let end = end - usize::from(text[..end].ends_with(b"\r"));
        Some(IndexedLine { text: &text[..end], start, marks: quotes })
    }

    /// The content of a quoted field of a [quoted line](IndexedLine::quoted_line), counted from 0.
    #[inline(always)]
    pub fn quoted(&self, number: usize) -> Span {
        Span::new(self.marks[2 * number] as usize + 1, self.marks[2 * number + 1] as usize)
    }
}
