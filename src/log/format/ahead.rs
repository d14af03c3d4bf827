//! What a format is given to read quickly: text with the places of its marks.

use crate::log::fields::Span;

/// The text of a batch where a line begins.
#[derive(Clone, Copy)]
pub struct Ahead<'t> {
    /// The text of the batch, also that before the line.
    pub text: &'t [u8],
    /// Where the line begins.
    pub start: usize,
    /// Where its quotes, backslashes and end are, and those behind it.
    pub marks: &'t [u32],
}

impl<'t> Ahead<'t> {
    /// The same of that line alone, without what ends it, when it has so many quotes and no backslash.
    #[inline(always)]
    pub fn quoted_line(self, quotes: usize) -> Option<Ahead<'t>> {
        let Ahead { text, start, marks } = self;
        let (newline, quotes) = marks.get(..=quotes)?.split_last()?;
        let end = *newline as usize;
        if text[end] != b'\n' || quotes.iter().any(|at| text[*at as usize] != b'"') {
            return None;
        }
        let end = end - usize::from(text[..end].ends_with(b"\r"));
        Some(Ahead { text: &text[..end], start, marks: quotes })
    }

    /// What stands inside the quotes of a field of a [quoted line](Ahead::quoted_line), the first being number 0.
    #[inline(always)]
    pub fn quoted(&self, number: usize) -> Span {
        Span::new(self.marks[2 * number] as usize + 1, self.marks[2 * number + 1] as usize)
    }
}
