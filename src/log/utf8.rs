//! Arbitrary bytes as UTF-8 text, and back (pure).

use std::borrow::Cow;

/// The brackets around a byte that is not UTF-8.
const OPEN: &str = "\u{2039}";
const CLOSE: &str = "\u{203a}";

/// Bytes of a mark, and so the largest factor by which a text grows.
pub const MARK_BYTES: usize = OPEN.len() + 2 + CLOSE.len();

/// Bytes as text. A byte that is not UTF-8 becomes a mark, `‹hh›`, with its value in lower-case hexadecimal.
///
/// Different bytes give different texts: servers do not write such marks, and if a text contains one, the three bytes of its `‹` become
/// marks themselves. [`raw`] is the inverse.
///
/// ```
/// use logmill::log::escape::{raw, readable};
///
/// assert_eq!(readable(b"caf\xc3\xa9 \xff \\xff"), r"café ‹ff› \xff");
/// assert_eq!(readable("‹ff›".as_bytes()), "‹e2›‹80›‹b9›ff›");
/// assert_eq!(&*raw(&readable(b"\xff")), b"\xff");
/// ```
pub fn readable(bytes: &[u8]) -> Cow<'_, str> {
    as_it_is(bytes).map_or_else(
        || {
            let mut text = String::new();
            write_readable(bytes, &mut text);
            Cow::Owned(text)
        },
        Cow::Borrowed,
    )
}

/// The bytes as text, if they are UTF-8 without a mark.
pub fn as_it_is(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok().filter(|_| find_mark(bytes).is_none())
}

/// Appends bytes to a text as [`readable`] writes them.
pub fn write_readable(bytes: &[u8], text: &mut String) {
    if let Some(bytes) = as_it_is(bytes) {
        return text.push_str(bytes);
    }
    text.reserve(2 * bytes.len());
    for chunk in bytes.utf8_chunks() {
        let mut valid = chunk.valid();
        while let Some((at, _)) = find_mark(valid.as_bytes()) {
            text.push_str(&valid[..at]);
            push_marks(text, OPEN.as_bytes());
            valid = &valid[at + OPEN.len()..];
        }
        text.push_str(valid);
        push_marks(text, chunk.invalid());
    }
}

fn push_marks(text: &mut String, bytes: &[u8]) {
    for byte in bytes {
        let at = usize::from(byte - 0x80) * MARK_BYTES;
        text.push_str(&MARKS[at..at + MARK_BYTES]);
    }
}

/// The marks of all non-ASCII bytes, in order. Precomputed: a line may consist of such bytes, and formatting is slow.
const MARKS: &str = match std::str::from_utf8(&MARK_TABLE) {
    Ok(marks) => marks,
    Err(_) => panic!("marks are characters"),
};

static MARK_TABLE: [u8; 0x80 * MARK_BYTES] = {
    let (open, close, digits) = (OPEN.as_bytes(), CLOSE.as_bytes(), b"0123456789abcdef");
    let mut marks = [[0; MARK_BYTES]; 0x80];
    let mut byte = 0x80;
    while byte <= 0xff {
        marks[byte - 0x80] =
            [open[0], open[1], open[2], digits[byte >> 4], digits[byte & 0xf], close[0], close[1], close[2]];
        byte += 1;
    }
    *marks.as_flattened().first_chunk().expect("as many bytes")
};

/// The inverse of [`readable`].
pub fn raw(text: &str) -> Cow<'_, [u8]> {
    let mut rest = text.as_bytes();
    if find_mark(rest).is_none() {
        return Cow::Borrowed(rest);
    }
    let mut bytes = Vec::with_capacity(rest.len());
    while let Some((at, byte)) = find_mark(rest) {
        bytes.extend_from_slice(&rest[..at]);
        bytes.push(byte);
        rest = &rest[at + MARK_BYTES..];
    }
    bytes.extend_from_slice(rest);
    Cow::Owned(bytes)
}

/// The first mark of a text: its position, and the non-ASCII byte that it represents.
fn find_mark(text: &[u8]) -> Option<(usize, u8)> {
    // Many values are shorter than a mark.
    if text.len() < MARK_BYTES {
        return None;
    }
    let digit = |byte: u8| char::from(byte).to_digit(16).filter(|_| !byte.is_ascii_uppercase());
    memchr::memchr_iter(OPEN.as_bytes()[0], text).find_map(|at| {
        let [high, low, rest @ ..] = text[at..].strip_prefix(OPEN.as_bytes())? else { return None };
        let byte = (digit(*high)? << 4 | digit(*low)?) as u8;
        (rest.starts_with(CLOSE.as_bytes()) && !byte.is_ascii()).then_some((at, byte))
    })
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Characters, parts of marks and whole marks among arbitrary bytes.
    pub fn bytes(length: usize) -> impl Strategy<Value = Vec<u8>> {
        let pieces = ["\u{2039}", "\u{203a}", "\u{2039}ff\u{203a}", "ff", "é", "a", " "].map(str::as_bytes);
        let piece = prop_oneof![
            prop::sample::select(pieces.to_vec()).prop_map(<[u8]>::to_vec),
            prop::sample::select(vec![0xe2, 0x80, 0xb9, 0xba, 0xc3, 0xff, b'e']).prop_map(|byte| vec![byte]),
            any::<u8>().prop_map(|byte| vec![byte]),
        ];
        prop::collection::vec(piece, 0..length).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn different_bytes_are_different_texts(one in bytes(20), other in bytes(20)) {
            let text = readable(&one);
            prop_assert_eq!(&*raw(&text), &*one);
            prop_assert_eq!(text == readable(&other), one == other);
            prop_assert_eq!(matches!(text, Cow::Borrowed(_)), text.as_bytes() == one);
        }
    }

    #[test]
    fn a_byte_that_is_not_utf8_differs_from_every_escape_of_a_server() {
        let texts =
            [&b"\xff"[..], b"\\xff", b"\\xFF", "\u{ff}".as_bytes(), "\u{2039}ff\u{203a}".as_bytes()].map(readable);
        assert_eq!(texts, ["\u{2039}ff\u{203a}", "\\xff", "\\xFF", "ÿ", "‹e2›‹80›‹b9›ff›"]);
        // Only non-ASCII bytes in lower case are marks.
        for text in ["‹41›", "‹FF›", "‹ff", "‹fg›", "‹›", "›ff‹"] {
            assert!(matches!(readable(text.as_bytes()), Cow::Borrowed(_)), "{text}");
        }
    }
}
