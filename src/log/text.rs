//! The text of a batch, known to be UTF-8, and columns of views into it.
//!
//! One of the two modules with `unsafe` code: Arrow's check of every value would cost more than parsing it, and is not
//! needed, since the whole text was checked once and every view is cut here, inside it, between characters.
#![allow(unsafe_code)]

use std::fmt::Write;

use arrow_array::StringViewArray;
use arrow_buffer::{Buffer, ScalarBuffer};

use super::fields::Span;
use super::marks::Marks;
use super::nulls::{Nulls, extend};

/// Text of whole lines, in which a byte that is not UTF-8 has become `\xhh`, as Apache and nginx write it.
#[derive(Debug)]
pub struct Text {
    /// What the file has; the same buffer unless something was repaired.
    raw: Buffer,
    buffer: Buffer,
    /// The text is the buffer's first `len` bytes, and these are UTF-8.
    len: usize,
    ascii: bool,
    /// Where in this text a `\xhh` stands for one raw byte, ascending.
    repairs: Vec<usize>,
}

/// Bytes of `\xhh`.
const REPAIR: usize = 4;

impl Text {
    /// Takes the first `len` bytes of a buffer as text and indexes it. The buffer is copied only when it is not UTF-8.
    pub fn new(buffer: Buffer, len: usize, marks: &mut Marks) -> Text {
        let raw = &buffer[..len];
        let ascii = marks.index(raw);
        if ascii || std::str::from_utf8(raw).is_ok() {
            return Text { raw: buffer.clone(), buffer, len, ascii, repairs: Vec::new() };
        }
        let (repaired, repairs) = repair(raw);
        let ascii = marks.index(repaired.as_bytes());
        Text { raw: buffer, len: repaired.len(), buffer: Buffer::from_vec(repaired.into_bytes()), ascii, repairs }
    }

    /// The text.
    pub fn bytes(&self) -> &[u8] {
        &self.buffer[..self.len]
    }

    /// Whether a place stands inside a repair, or a stretch holds one.
    pub fn is_repaired(&self, span: Span) -> bool {
        !self.repairs.is_empty() && {
            let first = self.repairs.partition_point(|at| *at < span.start());
            self.repairs.get(first).is_some_and(|at| *at < span.end())
        }
    }

    /// How many bytes the text between two places had before repairs.
    pub fn raw_len(&self, start: usize, end: usize) -> usize {
        let before = |place: usize| self.repairs.partition_point(|at| *at < place);
        (end - start).saturating_sub((before(end) - before(start)) * (REPAIR - 1))
    }

    /// The raw bytes that a stretch stands for.
    pub fn raw(&self, start: usize, end: usize) -> &[u8] {
        let raw_start = self.raw_len(0, start);
        &self.raw[raw_start..raw_start + self.raw_len(start, end)]
    }
}

fn repair(raw: &[u8]) -> (String, Vec<usize>) {
    let mut text = String::with_capacity(raw.len() + raw.len() / 16);
    let mut repairs = Vec::new();
    for chunk in raw.utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            repairs.push(text.len());
            write!(text, "\\x{byte:02x}").expect("writing to a string cannot fail");
        }
    }
    (text, repairs)
}

/// A text column in the making: one 16-byte view a value, no text copied.
pub struct TextColumn<'t> {
    text: &'t Text,
    views: Vec<u128>,
    nulls: Nulls,
    /// Values that stand nowhere in the text as a whole.
    joined: Vec<u8>,
}

/// The longest value that a view holds inside itself.
const INLINE: usize = 12;

impl<'t> TextColumn<'t> {
    /// An empty column of the text. `memory` is used for its views.
    pub fn new(text: &'t Text, memory: Vec<u128>) -> TextColumn<'t> {
        TextColumn { text, views: memory, nulls: Nulls::default(), joined: Vec::new() }
    }

    /// Adds at most 64 values: the text between two places, or null for [`Span::NONE`].
    ///
    /// # Panics
    /// When there are more, and when a span reaches beyond the text or cuts a character: a defect of the parser.
    #[inline(always)]
    pub fn extend(&mut self, spans: impl ExactSizeIterator<Item = Span>) {
        // Taken out of the loop, in which the compiler could not know that they stay as they are.
        let text = self.cut();
        extend(&mut self.views, &mut self.nulls, spans, |span| span.is_some().then(|| view(text, span)));
    }

    /// Adds a null.
    #[inline]
    pub fn push_null(&mut self) {
        self.views.push(0);
        self.nulls.append(0, 1);
    }

    /// Adds a value that is not in the text, of at most 12 bytes.
    ///
    /// # Panics
    /// When it is longer.
    #[inline]
    pub fn push_short(&mut self, value: &str) {
        assert!(value.len() <= INLINE, "a short value has at most {INLINE} bytes");
        let mut view = [0; 16];
        view[0] = value.len() as u8;
        view[4..4 + value.len()].copy_from_slice(value.as_bytes());
        self.views.push(u128::from_le_bytes(view));
        self.nulls.append(1, 1);
    }

    /// Adds a value made of two stretches of the text with an ASCII character between them.
    ///
    /// # Panics
    /// When a span reaches beyond the text, cuts a character or is none: a defect of the parser.
    pub fn push_joined(&mut self, first: Span, by: u8, second: Span) {
        assert!(by.is_ascii(), "what joins two texts is one character");
        let offset = self.joined.len();
        for (span, joint) in [(first, Some(by)), (second, None)] {
            assert_boundaries(self.cut(), span.start(), span.end());
            let part = span.of(self.text.bytes()).expect("a value lies inside its text");
            self.joined.extend(part.iter().copied().chain(joint));
        }
        let value = &self.joined[offset..];
        let Ok(short) = std::str::from_utf8(value) else { unreachable!("both parts are whole characters") };
        if short.len() <= INLINE {
            let short = short.to_owned();
            self.joined.truncate(offset);
            return self.push_short(&short);
        }
        let ahead = value.first_chunk().map_or(0, |bytes| u128::from(u32::from_le_bytes(*bytes)));
        self.views.push(value.len() as u128 | ahead << 32 | 1 << 64 | (offset as u128) << 96);
        self.nulls.append(1, 1);
    }

    fn cut(&self) -> Cut<'t> {
        Cut { buffer: self.text.buffer.as_slice(), len: self.text.len, ascii: self.text.ascii }
    }

    /// The column as an Arrow array that shares the text.
    pub fn finish(self) -> StringViewArray {
        let views = ScalarBuffer::from(self.views);
        let mut buffers = vec![self.text.buffer.clone()];
        if !self.joined.is_empty() {
            buffers.push(Buffer::from_vec(self.joined));
        }
        // SAFETY: every view was made by `view`, `push_short` or `push_joined`, or is a null's: it is zero, holds at most 12 bytes of text
        // inside itself with zeroes behind, or names buffer 0 (the text) or 1 (the joined values, when there are any), an offset, a length
        // inside it, and the first four bytes of it. The text is UTF-8 (`Text` is only made so) and was cut between characters, joined
        // values are checked one by one; `&'t Text` kept the text in place meanwhile.
        unsafe { StringViewArray::new_unchecked(views, buffers, self.nulls.finish()) }
    }
}

/// A text that views are cut from: what [`Text`] holds, ready to hand.
#[derive(Clone, Copy)]
struct Cut<'t> {
    buffer: &'t [u8],
    len: usize,
    ascii: bool,
}

/// The view of a value: its length, then the whole value when it is short, else its first four bytes, buffer 0, and its offset.
#[inline(always)]
fn view(text: Cut<'_>, span: Span) -> u128 {
    let (start, end) = (span.start(), span.end());
    assert!(end <= text.len && start <= end, "a value lies inside its text");
    if !text.ascii {
        assert_boundaries(text, start, end);
    }
    let length = end - start;
    let ahead = match text.buffer.get(start..).and_then(<[u8]>::first_chunk) {
        Some(bytes) => u128::from_le_bytes(*bytes),
        None => ahead_of_end(text, start, end),
    };
    let (kept, offset) = PARTS[length.min(INLINE + 1)];
    length as u128 | (ahead & kept) << 32 | ((start as u128) << 96) & offset
}

/// For each length up to [`INLINE`], and for any longer one: which bytes of the value and of its offset a view holds. A table,
/// since lengths to either side of the limit come in no order that a processor could guess.
const PARTS: [(u128, u128); INLINE + 2] = {
    let mut parts = [(0xffff_ffff, !0); INLINE + 2];
    let mut length = 0;
    while length <= INLINE {
        parts[length] = ((1 << (8 * length)) - 1, 0);
        length += 1;
    }
    parts
};

#[cold]
fn ahead_of_end(text: Cut<'_>, start: usize, end: usize) -> u128 {
    let mut bytes = [0; 16];
    let length = (end - start).min(16);
    bytes[..length].copy_from_slice(&text.buffer[start..start + length]);
    u128::from_le_bytes(bytes)
}

fn assert_boundaries(text: Cut<'_>, start: usize, end: usize) {
    let is_boundary = |at: usize| text.buffer[..text.len].get(at).is_none_or(|byte| byte & 0xc0 != 0x80);
    assert!(is_boundary(start) && is_boundary(end), "a value is cut between characters");
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow_array::Array;
    use proptest::prelude::*;

    fn text_of(raw: &[u8]) -> Text {
        Text::new(Buffer::from_vec(raw.to_vec()), raw.len(), &mut Marks::default())
    }

    proptest! {
        #[test]
        fn arrow_finds_nothing_wrong_with_the_columns(
            raw in prop::collection::vec(prop_oneof![any::<u8>(), Just(0xc3), Just(0xa9), 32u8..127], 0..200),
            cuts in prop::collection::vec((0usize..200, 0usize..200), 0..40),
        ) {
            let text = text_of(&raw);
            let string = std::str::from_utf8(text.bytes()).expect("a text is UTF-8");
            let mut column = TextColumn::new(&text, Vec::new());
            let mut expected = Vec::new();
            for (a, b) in cuts {
                let (start, end) = (a.min(b), a.max(b));
                match string.get(start..end) {
                    Some(value) => {
                        column.extend(std::iter::once(Span::new(start, end)));
                        expected.push(Some(value));
                    }
                    None => {
                        column.extend(std::iter::once(Span::NONE));
                        expected.push(None);
                    }
                }
            }
            let array = column.finish();
            prop_assert_eq!(array.iter().collect::<Vec<_>>(), expected);
            array.to_data().validate_full().expect("a valid array");
        }

        #[test]
        fn no_byte_is_lost_in_a_repair(raw in prop::collection::vec(any::<u8>(), 0..100)) {
            let text = text_of(&raw);
            prop_assert_eq!(text.raw_len(0, text.bytes().len()), raw.len());
        }
    }

    #[test]
    fn a_byte_that_is_not_utf8_becomes_an_escape() {
        let text = text_of(b"caf\xc3\xa9 \xff\xfe.");
        assert_eq!(text.bytes(), "café \\xff\\xfe.".as_bytes());
        assert!(text.is_repaired(Span::new(6, 14)));
        assert!(!text.is_repaired(Span::new(0, 6)));
    }

    #[test]
    #[should_panic(expected = "between characters")]
    fn a_cut_inside_a_character_is_refused() {
        let text = text_of("é".as_bytes());
        TextColumn::new(&text, Vec::new()).extend(std::iter::once(Span::new(1, 2)));
    }

    #[test]
    #[should_panic(expected = "inside its text")]
    fn a_view_beyond_the_text_is_refused() {
        let buffer = Buffer::from_vec(vec![b'a'; 32]);
        let text = Text::new(buffer, 8, &mut Marks::default());
        TextColumn::new(&text, Vec::new()).extend(std::iter::once(Span::new(4, 9)));
    }

    #[test]
    fn a_value_may_be_joined_of_two_stretches() {
        let text = text_of("/straße/index.html x=1&y=é /a b".as_bytes());
        let mut column = TextColumn::new(&text, Vec::new());
        column.push_joined(Span::new(0, 19), b'?', Span::new(20, 28));
        column.push_joined(Span::new(29, 31), b'?', Span::new(32, 33));
        column.push_null();
        let array = column.finish();
        assert_eq!(array.iter().collect::<Vec<_>>(), [Some("/straße/index.html?x=1&y=é"), Some("/a?b"), None]);
        array.to_data().validate_full().expect("a valid array");
    }

    #[test]
    fn short_values_need_no_text() {
        let text = text_of(b"");
        let mut column = TextColumn::new(&text, Vec::new());
        column.push_short("2xx");
        column.push_null();
        assert_eq!(column.finish().iter().collect::<Vec<_>>(), [Some("2xx"), None]);
    }
}
