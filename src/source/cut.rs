//! Where to cut text so that only whole lines remain (pure).

use memchr::memrchr;

/// How much of a text is whole lines that are not too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cut {
    /// Bytes of the whole lines.
    pub end: usize,
    /// Whether the line that begins at `end` is certainly longer than a line may be.
    pub too_long: bool,
}

/// Finds the end of the last whole line before the first one that has more than `max_line` bytes, line end not
/// counted.
///
/// Each window of `max_line + 1` bytes is searched from its end, so that short lines, as nearly all are, cost next to
/// nothing, and no byte is searched twice.
pub(super) fn whole_lines(text: &[u8], max_line: usize) -> Cut {
    let mut end = 0;
    loop {
        let rest = &text[end..];
        let window = &rest[..rest.len().min(max_line.saturating_add(1))];
        if let Some(newline) = memrchr(b'\n', window) {
            end += newline + 1;
        } else if window.len() <= max_line {
            return Cut { end, too_long: false };
        } else {
            // A line of the greatest length may be complete but for the newline after its carriage return.
            match (rest[max_line], rest.get(max_line + 1)) {
                (b'\r', Some(b'\n')) => end += max_line + 2,
                (b'\r', None) => return Cut { end, too_long: false },
                _ => return Cut { end, too_long: true },
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, max_line: usize) -> (usize, bool) {
        let Cut { end, too_long } = whole_lines(text.as_bytes(), max_line);
        (end, too_long)
    }

    #[test]
    fn the_half_line_at_the_end_is_left_out() {
        assert_eq!(cut("one\ntwo\nthr", 100), (8, false));
        assert_eq!(cut("", 100), (0, false));
        assert_eq!(cut("\n\n", 100), (2, false));
    }

    #[test]
    fn a_line_of_the_greatest_length_is_whole_with_either_line_end() {
        assert_eq!(cut("abc\nd\n", 3), (6, false));
        assert_eq!(cut("abc\r\nd\n", 3), (7, false));
        assert_eq!(cut("abc\r", 3), (0, false));
    }

    #[test]
    fn one_byte_more_is_too_long() {
        assert_eq!(cut("a\nabcd\nd\n", 3), (2, true));
        assert_eq!(cut("a\nabcd", 3), (2, true));
        assert_eq!(cut("abc\rd\n", 3), (0, true));
        assert_eq!(cut("abcd\r\n", 3), (0, true));
    }

    #[test]
    fn a_line_may_be_forbidden_to_have_any_byte() {
        assert_eq!(cut("\n\r\nx\n", 0), (3, true));
    }
}
