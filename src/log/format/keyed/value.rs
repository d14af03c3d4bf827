//! A value as the line has it, and its text without escapes where that is needed to understand it.

use std::borrow::Cow;

use crate::log::fields::Span;

/// A value of a line: of a text, what stands between its quotes.
#[derive(Debug, Clone, Copy)]
pub struct Value<'l> {
    /// As logged, escapes kept.
    pub raw: &'l [u8],
    /// Where it stands in its line.
    pub at: usize,
    /// Where it stands in its batch.
    pub span: Span,
    /// Whether there are backslashes in it that escape something.
    pub is_escaped: bool,
}

impl<'l> Value<'l> {
    /// The value between two places of a line that stands at `base` in its batch.
    pub fn new(line: &'l [u8], base: usize, start: usize, end: usize, is_escaped: bool) -> Value<'l> {
        Value { raw: &line[start..end], at: start, span: Span::new(base + start, base + end), is_escaped }
    }

    /// Whether it says that there is none: servers write `-` or nothing.
    pub fn is_absent(&self) -> bool {
        matches!(self.raw, b"" | b"-")
    }

    /// The part of it that begins and ends at two places.
    pub fn part(&self, start: usize, end: usize) -> Span {
        Span::new(self.span.start() + start, self.span.start() + end)
    }

    /// The text that it stands for.
    pub fn plain(&self) -> Cow<'l, [u8]> {
        if self.is_escaped { Cow::Owned(unescaped(self.raw)) } else { Cow::Borrowed(self.raw) }
    }
}

/// A text without its escapes: those of JSON strings (RFC 8259 section 7), and `\xhh`. What is none stays as it is.
pub fn unescaped(raw: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = memchr::memchr(b'\\', rest) {
        text.extend_from_slice(&rest[..at]);
        rest = &rest[at + 1..];
        let Some((name, behind)) = rest.split_first() else { break };
        let simple = match name {
            b'b' => Some(8),
            b'f' => Some(12),
            b'n' => Some(b'\n'),
            b'r' => Some(b'\r'),
            b't' => Some(b'\t'),
            b'x' => hexadecimal(behind, 2).map(|byte| byte as u8),
            b'u' => None,
            other => Some(*other),
        };
        rest = match simple {
            Some(byte) => {
                text.push(byte);
                &behind[if *name == b'x' { 2 } else { 0 }..]
            }
            None => unicode(behind, &mut text),
        };
    }
    text.extend_from_slice(rest);
    text
}

/// Adds the character that `hhhh`, or `hhhh\uhhhh` for one outside the basic plane, stands for; what follows it.
fn unicode<'l>(digits: &'l [u8], text: &mut Vec<u8>) -> &'l [u8] {
    let Some(first) = hexadecimal(digits, 4) else { return digits };
    let second = digits.get(4..6).filter(|next| *next == b"\\u").and_then(|_| hexadecimal(&digits[6..], 4));
    let (char, length) = match second {
        Some(low @ 0xdc00..0xe000) if (0xd800..0xdc00).contains(&first) => {
            (char::from_u32(0x1_0000 + ((first - 0xd800) << 10) + (low - 0xdc00)), 10)
        }
        _ => (char::from_u32(first), 4),
    };
    text.extend_from_slice(char.unwrap_or(char::REPLACEMENT_CHARACTER).encode_utf8(&mut [0; 4]).as_bytes());
    &digits[length..]
}

/// The number that a text begins with, of so many hexadecimal digits.
fn hexadecimal(text: &[u8], digits: usize) -> Option<u32> {
    let text = text.get(..digits).filter(|text| text.iter().all(u8::is_ascii_hexdigit))?;
    u32::from_str_radix(std::str::from_utf8(text).ok()?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_become_what_they_stand_for() {
        for (raw, text) in [
            (r"plain", "plain".as_bytes()),
            (r#"\"\\\/\b\f\n\r\t"#, b"\"\\/\x08\x0c\n\r\t"),
            (r"\u0041\u00e9\uD83D\ude00!", "Aé😀!".as_bytes()),
            (r"\xe3\x41b", b"\xe3Ab"),
            (r"\ud800x\udc00\ud800\u0041", "\u{fffd}x\u{fffd}\u{fffd}A".as_bytes()),
        ] {
            assert_eq!(unescaped(raw.as_bytes()), text, "{raw}");
        }
    }

    #[test]
    fn broken_escapes_harm_nothing() {
        for raw in [r"\", r"a\", r"\x", r"\x1", r"\u", r"\u12", r"\ud800\u", r"\ud800\u12"] {
            assert!(unescaped(raw.as_bytes()).len() <= raw.len() + 2, "{raw}");
        }
    }
}
