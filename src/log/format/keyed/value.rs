//! A value as the line has it, and its text without escapes where that is needed to understand it.

use std::borrow::Cow;

use crate::log::escape::unescape_bytes;
use crate::log::fields::Span;
use crate::log::format::Escaping;

/// A value of a line: of a text, what is between its quotes.
#[derive(Debug, Clone, Copy)]
pub struct KeyValue<'l> {
    /// As logged, escapes kept.
    pub raw: &'l [u8],
    /// Where it begins in its line.
    pub at: usize,
    /// Where it is in its batch.
    pub span: Span,
    /// Whether backslashes in it escape something.
    pub is_escaped: bool,
}

impl<'l> KeyValue<'l> {
    /// The value between two places of a line that begins at `base` in its batch.
    pub fn new(line: &'l [u8], base: usize, start: usize, end: usize, is_escaped: bool) -> KeyValue<'l> {
        KeyValue { raw: &line[start..end], at: start, span: Span::new(base + start, base + end), is_escaped }
    }

    /// Whether it is how servers write that there is no value: `-` or nothing.
    pub fn is_absent(&self) -> bool {
        matches!(self.raw, b"" | b"-")
    }

    /// The part of it between two places, as a value of its own.
    pub fn inside(&self, start: usize, end: usize) -> KeyValue<'l> {
        KeyValue { raw: &self.raw[start..end], at: self.at + start, span: self.part(start, end), ..*self }
    }

    /// The part of it between two places.
    pub fn part(&self, start: usize, end: usize) -> Span {
        Span::new(self.span.start() + start, self.span.start() + end)
    }

    /// The text without escapes.
    pub fn plain(&self) -> Cow<'l, [u8]> {
        if self.is_escaped { unescape_bytes(self.raw, Escaping::Json) } else { Cow::Borrowed(self.raw) }
    }
}
