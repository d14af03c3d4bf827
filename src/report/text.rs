//! Text of a log made safe to show, and its width on a terminal.

use std::borrow::Cow;
use std::fmt::Write;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Whether a character controls a terminal instead of being shown: C0, DEL, C1, and characters that change the direction of
/// text or end a line.
pub fn drives_terminal(char: char) -> bool {
    char.is_control()
        || matches!(char, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The text with such characters written as `\x1b`, or as `\u{202e}` when they need more than two digits.
pub fn escape(text: &str) -> Cow<'_, str> {
    if !text.chars().any(drives_terminal) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 8);
    for char in text.chars() {
        // Writing to a string cannot fail.
        let _ = match u32::from(char) {
            _ if !drives_terminal(char) => escaped.write_char(char),
            code @ 0..=0xFF => write!(escaped, "\\x{code:02x}"),
            code => write!(escaped, "\\u{{{code:x}}}"),
        };
    }
    Cow::Owned(escaped)
}

/// Terminal columns of a text without control characters.
pub fn width(text: &str) -> usize {
    text.width()
}

/// The text, or its beginning and end that fit into `columns` together with a `…` between them: long paths differ at both.
pub fn truncate_middle(text: &str, columns: usize) -> Cow<'_, str> {
    if width(text) <= columns {
        return Cow::Borrowed(text);
    }
    let room = columns.saturating_sub(1);
    let end_room = room - room / 3;
    let fitting = |chars: &mut dyn Iterator<Item = char>, room: usize| -> String {
        let mut used = 0;
        let fits = |char: &char| {
            used += char.width().unwrap_or(0);
            used <= room
        };
        chars.take_while(fits).collect()
    };
    let end: String = fitting(&mut text.chars().rev(), end_room).chars().rev().collect();
    let start = fitting(&mut text.chars(), room - width(&end));
    Cow::Owned(format!("{start}…{end}"))
}

/// The text, or the beginning of it that fits into `columns` together with a final `…`.
pub fn truncate(text: &str, columns: usize) -> Cow<'_, str> {
    if width(text) <= columns {
        return Cow::Borrowed(text);
    }
    let mut used = 0;
    let room = columns.saturating_sub(1);
    let fits = |char: &char| {
        used += char.width().unwrap_or(0);
        used <= room
    };
    let mut cut: String = text.chars().take_while(fits).collect();
    cut.push('…');
    Cow::Owned(cut)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_drives_a_terminal_is_left() {
        let all: String = (0..=0x2_FFFF).filter_map(char::from_u32).collect();
        assert!(!escape(&all).chars().any(drives_terminal));
        assert_eq!(escape("a\x1b[31mb\u{9b}\u{202e}\r\n\t\0"), r"a\x1b[31mb\x9b\u{202e}\x0d\x0a\x09\x00");
        assert_eq!(escape("/grüße/日本/\\x41"), "/grüße/日本/\\x41");
    }

    #[test]
    fn a_text_is_cut_by_the_columns_it_takes() {
        assert_eq!(truncate("/abcdef", 7), "/abcdef");
        assert_eq!(truncate("/abcdef", 6), "/abcd…");
        assert_eq!(truncate("日本語", 5), "日本…");
        assert_eq!(truncate("日本語", 4), "日…");
    }
}
