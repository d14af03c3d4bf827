//! Quotes around whole lines, which exports and test tools leave behind.

use std::borrow::Cow;

use super::Opened;

/// A line in quotes. When all quotes inside are doubled, or all stand behind a backslash, they become single ones.
pub fn open(line: &[u8]) -> Option<Opened<'_>> {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let inside = line.strip_prefix(b"\"")?.strip_suffix(b"\"")?;
    Some(Opened { prefix: 1, inside, undo: plain, is_part: false, stream: 0 })
}

fn plain(inside: &[u8]) -> Cow<'_, [u8]> {
    let mut quotes = memchr::memchr_iter(b'"', inside).peekable();
    if quotes.peek().is_none() {
        return Cow::Borrowed(inside);
    }
    if quotes.clone().all(|at| at > 0 && inside[at - 1] == b'\\') {
        return Cow::Owned(without_escapes(inside, |byte| byte == b'\\'));
    }
    let mut doubled = std::iter::from_fn(|| {
        let first = quotes.next()?;
        Some(quotes.next() == Some(first + 1))
    });
    if doubled.all(|is_doubled| is_doubled) {
        return Cow::Owned(without_escapes(inside, |byte| byte == b'"'));
    }
    Cow::Borrowed(inside)
}

/// Leaves out the byte before each quote, and before each backslash where it is a backslash itself.
fn without_escapes(text: &[u8], escapes: impl Fn(u8) -> bool) -> Vec<u8> {
    let mut plain = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let next = text.get(at + 1).copied();
        if escapes(text[at]) && (next == Some(b'"') || (next == Some(b'\\') && text[at] == b'\\')) {
            at += 1;
        }
        plain.push(text[at]);
        at += 1;
    }
    plain
}
