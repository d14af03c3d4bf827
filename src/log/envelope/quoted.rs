//! Quotes around whole lines, as exports and test tools write them.

use super::opened::{Opened, Undo};

/// A line in quotes. If all quotes inside are doubled, or all follow a backslash, they are unescaped.
pub fn open(line: &[u8]) -> Option<Opened> {
    let content = line.strip_suffix(b"\r").unwrap_or(line);
    let inside = content.strip_prefix(b"\"")?.strip_suffix(b"\"")?;
    (!is_field(inside)).then_some(Opened { undo: undo_of(inside), ..Opened::between(1, content.len() - 1) })
}

/// Whether the first quote inside closes a field; then the outer quotes belong to the first and last fields.
fn is_field(inside: &[u8]) -> bool {
    let Some(quote) = memchr::memchr(b'"', inside) else { return false };
    let closes = matches!(inside.get(quote + 1), Some(b' ' | b'\t' | b',' | b';'));
    let opens = quote > 0 && matches!(inside[quote - 1], b' ' | b'\t' | b'\\');
    closes && !opens
}

/// The function that unescapes the quotes inside.
fn undo_of(inside: &[u8]) -> Option<Undo> {
    let mut quotes = memchr::memchr_iter(b'"', inside).peekable();
    quotes.peek()?;
    if quotes.clone().all(|at| at > 0 && inside[at - 1] == b'\\') {
        return Some(|inside, plain| leave_out(inside, b'\\', plain));
    }
    let mut doubled = std::iter::from_fn(|| {
        let first = quotes.next()?;
        Some(quotes.next() == Some(first + 1))
    });
    let is_doubled = doubled.all(|is_doubled| is_doubled);
    is_doubled.then_some(|inside, plain| leave_out(inside, b'"', plain))
}

/// Removes the escape before each quote, and before each backslash if the backslash is the escape.
fn leave_out(text: &[u8], escape: u8, plain: &mut Vec<u8>) {
    let mut at = 0;
    while at < text.len() {
        let next = text.get(at + 1).copied();
        if text[at] == escape && (next == Some(b'"') || (next == Some(b'\\') && escape == b'\\')) {
            at += 1;
        }
        plain.push(text[at]);
        at += 1;
    }
}
