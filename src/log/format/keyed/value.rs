//! A value as the line has it, its text without escapes where that is needed to understand it, and the members of an object that is such
//! a text.

use std::borrow::Cow;

use crate::log::escape::unescape_bytes;
use crate::log::fields::Span;
use crate::log::format::Escaping;

/// A value of a line: of a text, what is between its quotes.
#[derive(Debug, Clone, Copy)]
pub struct KeyValue<'l> {
    /// As logged, escapes kept.
    pub raw: &'l [u8],
    /// Where it begins in its batch, which is at most 1 GiB.
    start: u32,
    /// Whether backslashes in it escape something.
    pub is_escaped: bool,
}

impl<'l> KeyValue<'l> {
    /// The value between two places of a line that begins at `base` in its batch.
    #[inline(always)]
    pub fn new(line: &'l [u8], base: usize, start: usize, end: usize, is_escaped: bool) -> KeyValue<'l> {
        KeyValue { raw: &line[start..end], start: (base + start) as u32, is_escaped }
    }

    /// Whether it is absent: empty, or the `-` that servers write instead.
    #[inline(always)]
    pub fn is_absent(&self) -> bool {
        matches!(self.raw, b"" | b"-")
    }

    /// Where it is in its batch.
    #[inline(always)]
    pub fn span(&self) -> Span {
        Span::new(self.start as usize, self.start as usize + self.raw.len())
    }

    /// The part of it between two places, as a value of its own.
    fn inside(&self, start: usize, end: usize) -> KeyValue<'l> {
        KeyValue { raw: &self.raw[start..end], start: self.start + start as u32, ..*self }
    }

    /// The text without escapes.
    #[inline(always)]
    pub fn plain(&self) -> Cow<'l, [u8]> {
        if self.is_escaped { unescape_bytes(self.raw, Escaping::Json) } else { Cow::Borrowed(self.raw) }
    }
}

/// The members of an object that is the text of a value, as Azure's App Service writes it: `"properties": "{\"CsMethod\":\"GET\",..}"`. Ends at
/// the first one that is an object or array.
///
/// Each quote has a backslash before it, one that is inside a text three.
pub struct Members<'l> {
    object: KeyValue<'l>,
    at: usize,
}

impl<'l> Members<'l> {
    /// The members of an object; `None` when the value does not begin like one.
    pub fn of(object: &KeyValue<'l>) -> Option<Members<'l>> {
        object.raw.starts_with(b"{\\\"").then_some(Members { object: *object, at: 1 })
    }

    /// The bytes from here to the one before which the next member, or the end, is.
    fn bare(&mut self) -> KeyValue<'l> {
        let rest = &self.object.raw[self.at..];
        let length = rest.iter().position(|byte| matches!(byte, b',' | b'}')).unwrap_or(rest.len());
        let start = self.at;
        self.at += length;
        self.object.inside(start, start + rest[..length].trim_ascii_end().len())
    }

    /// A text, without its quotes.
    fn text(&mut self) -> Option<KeyValue<'l>> {
        let raw = self.object.raw;
        let start = self.at + raw.get(self.at..)?.strip_prefix(b"\\\"").map(|_| 2)?;
        let mut from = start;
        loop {
            let quote = from + memchr::memchr(b'"', &raw[from..])?;
            let backslashes = raw[start..quote].iter().rev().take_while(|byte| **byte == b'\\').count();
            if backslashes % 4 == 1 {
                self.at = quote + 1;
                return Some(self.object.inside(start, quote - 1));
            }
            from = quote + 1;
        }
    }

    fn skip(&mut self, bytes: &[u8]) {
        self.at += self.object.raw[self.at..].iter().take_while(|byte| bytes.contains(byte)).count();
    }
}

impl<'l> Iterator for Members<'l> {
    /// A key and its value.
    type Item = (&'l [u8], KeyValue<'l>);

    fn next(&mut self) -> Option<Self::Item> {
        self.skip(b", ");
        let key = self.text()?.raw;
        self.skip(b": ");
        let value = if self.object.raw.get(self.at) == Some(&b'\\') { self.text()? } else { self.bare() };
        (!value.raw.starts_with(b"{") && !value.raw.starts_with(b"[")).then_some((key, value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_read_up_to_the_first_that_is_no_scalar() {
        let read = |text: &str| -> Option<Vec<String>> {
            let value = KeyValue::new(text.as_bytes(), 0, 0, text.len(), true);
            let pair = |(key, value): (&[u8], KeyValue<'_>)| {
                format!("{}={}", String::from_utf8_lossy(key), String::from_utf8_lossy(value.raw))
            };
            Members::of(&value).map(|members| members.map(pair).collect())
        };
        assert_eq!(
            read(r#"{\"a\":\"x\\\"y\\\\\", \"b\": 12 ,\"c\":null,\"d\":{\"e\":1}}"#),
            Some(vec![r#"a=x\\\"y\\\\"#.to_owned(), "b=12".to_owned(), "c=null".to_owned()])
        );
        assert_eq!(read(r#"{\"a\":\"open"#), Some(vec![]));
        assert_eq!(read(r#"{\"a\""#), Some(vec!["a=".to_owned()]));
        assert_eq!([read("{}"), read("text")], [None, None]);
    }
}
