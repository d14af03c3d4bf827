//! The text of a batch, and columns of views into it.
//!
//! One of the two modules with `unsafe` code: one call in [`TextColumn::finish`]. Letting Arrow check every value would cost more than
//! parsing. Instead the text is checked once, and single values only where that is not enough.
#![allow(unsafe_code)]

use arrow_array::StringViewArray;
use arrow_buffer::{Buffer, ScalarBuffer};

use super::fields::Span;
use super::marks::Marks;
use super::nulls::{Nulls, extend};
use super::utf8::{MARK_BYTES, as_it_is, write_readable};

/// Text of whole lines: arbitrary bytes.
#[derive(Debug)]
pub struct Text {
    buffer: Buffer,
    /// The text is the buffer's first `len` bytes.
    len: usize,
    content: Content,
}

/// What is known of all bytes of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Content {
    /// All ASCII: any range is UTF-8.
    Ascii,
    /// UTF-8 without a [mark](super::utf8::readable): any range between characters is UTF-8.
    Utf8,
    /// Unknown: each value is checked.
    Mixed,
}

impl Text {
    /// Takes the first `len` bytes of a buffer as text and indexes it.
    pub fn new(buffer: Buffer, len: usize, marks: &mut Marks) -> Text {
        let bytes = &buffer[..len];
        let content = match marks.index(bytes) {
            true => Content::Ascii,
            false if as_it_is(bytes).is_some() => Content::Utf8,
            false => Content::Mixed,
        };
        Text { buffer, len, content }
    }

    /// The text.
    #[inline(always)]
    pub fn bytes(&self) -> &[u8] {
        &self.buffer[..self.len]
    }

    /// Whether [`readable`](super::utf8::readable) changes the line.
    #[inline(always)]
    pub fn is_repaired(&self, start: usize, end: usize) -> bool {
        self.content == Content::Mixed && as_it_is(&self.bytes()[start..end]).is_none()
    }
}

/// A text column being built: one 16-byte view a value. Only text that is not UTF-8 is copied.
pub struct TextColumn<'t> {
    text: &'t Text,
    views: Vec<u128>,
    nulls: Nulls,
    /// Buffers of values that are not in the text.
    made: Vec<String>,
    /// Scratch memory for such a value.
    scratch: Vec<u8>,
}

/// The longest value stored inside its view.
const INLINE: usize = 12;

/// Size limit of a buffer of such values, and of one value: offsets and lengths must fit 32 bits.
const MADE_BYTES: usize = 1 << 30;

impl<'t> TextColumn<'t> {
    /// An empty column over `text`. `memory` is reused for the views.
    pub fn new(text: &'t Text, mut memory: Vec<u128>) -> TextColumn<'t> {
        // It held views into another text.
        memory.clear();
        TextColumn { text, views: memory, nulls: Nulls::default(), made: Vec::new(), scratch: Vec::new() }
    }

    /// Adds at most 64 values: each span as [`readable`](super::utf8::readable) writes it, or null for [`Span::NONE`].
    ///
    /// # Panics
    /// If there are more, or a span exceeds the text or cuts a character: a defect of the parser.
    #[inline(always)]
    pub fn extend(&mut self, spans: impl ExactSizeIterator<Item = Span>) {
        if self.text.content == Content::Mixed {
            return spans.for_each(|span| self.push_checked(span));
        }
        // Read once: inside the loop the compiler could not prove that they do not change.
        let text = self.cut();
        extend(&mut self.views, &mut self.nulls, spans, |span| span.is_some().then(|| view(text, span)));
    }

    #[cold]
    fn push_checked(&mut self, span: Span) {
        if !span.is_some() {
            return self.push_null();
        }
        match as_it_is(self.bytes_of(span)) {
            // The whole value is UTF-8, so no character is cut.
            Some(_) => self.push_view(view(Cut { has_characters: false, ..self.cut() }, span)),
            None => self.push_made(self.bytes_of(span)),
        }
    }

    /// Adds a null.
    #[inline]
    pub fn push_null(&mut self) {
        self.views.push(0);
        self.nulls.append(0, 1);
    }

    /// Adds a value of at most 12 bytes that is not in the text.
    ///
    /// # Panics
    /// If it is longer.
    #[inline]
    pub fn push_short(&mut self, value: &str) {
        self.push_view(short_view(value.as_bytes()).expect("a short value has at most 12 bytes"));
    }

    /// Adds two ranges of the text joined by a byte.
    ///
    /// # Panics
    /// If a span exceeds the text or is `NONE`: a defect of the parser.
    pub fn push_joined(&mut self, first: Span, by: u8, second: Span) {
        let mut value = std::mem::take(&mut self.scratch);
        value.clear();
        value.extend_from_slice(self.bytes_of(first));
        value.push(by);
        value.extend_from_slice(self.bytes_of(second));
        self.push_made(&value);
        self.scratch = value;
    }

    /// Adds a value that is not in the text.
    fn push_made(&mut self, value: &[u8]) {
        if self.made.last().is_none_or(|made| made.len() + MARK_BYTES * value.len() > MADE_BYTES) {
            self.made.push(String::new());
        }
        // Buffer 0 is the text; these follow.
        let buffer = self.made.len() as u128;
        let made = self.made.last_mut().expect("one was pushed when there was none");
        let offset = made.len();
        write_readable(value, made);
        let written = &made.as_bytes()[offset..];
        if let Some(short) = short_view(written) {
            made.truncate(offset);
            return self.push_view(short);
        }
        let length = u32::try_from(written.len()).expect("lines, and so values, are shorter");
        let prefix = written.first_chunk().map_or(0, |bytes| u32::from_le_bytes(*bytes));
        self.push_view(u128::from(length) | u128::from(prefix) << 32 | buffer << 64 | (offset as u128) << 96);
    }

    fn push_view(&mut self, view: u128) {
        self.views.push(view);
        self.nulls.append(1, 1);
    }

    fn bytes_of(&self, span: Span) -> &'t [u8] {
        span.of(self.text.bytes()).expect("a value lies inside its text")
    }

    fn cut(&self) -> Cut<'t> {
        let Text { buffer, len, content } = self.text;
        Cut { buffer: buffer.as_slice(), len: *len, has_characters: *content != Content::Ascii }
    }

    /// The column as an Arrow array that shares the text.
    pub fn finish(self) -> StringViewArray {
        let views = ScalarBuffer::from(self.views);
        let made = self.made.into_iter().map(|made| Buffer::from_vec(made.into_bytes()));
        let buffers: Vec<Buffer> = std::iter::once(self.text.buffer.clone()).chain(made).collect();
        // SAFETY: Arrow requires that a null's view is valid, that a view of at most 12 bytes holds UTF-8 with zeroes after it, and that a
        // longer one has the first four bytes, the buffer and the place of what is UTF-8.
        // - `views` begins empty, and only `push_null`, `push_view` and `extend` add to it. A null is zero: an empty text.
        // - `push_short` is given a `&str`, which is copied into the view. `push_made` appends one to the last of the made strings, whose
        //   number and former length are the view's buffer and place; only a short one, which is copied into the view, is taken off again.
        // - All others are made by `view`, which asserts that the value lies in the text. That the value is UTF-8 follows from the text:
        //   all of it is ASCII; or all of it is UTF-8, and `view` asserts that no character is cut; or `push_checked` has checked the value.
        // - The text cannot have changed since: `Text` does not lend its buffer mutably, and the array takes a share of that very buffer.
        unsafe { StringViewArray::new_unchecked(views, buffers, self.nulls.finish()) }
    }
}

/// The text that views refer to, with what `view` needs at hand.
#[derive(Clone, Copy)]
struct Cut<'t> {
    buffer: &'t [u8],
    len: usize,
    /// Whether a value might cut a character.
    has_characters: bool,
}

/// The view of a value: its length, then the whole value when it is short, else its first four bytes, buffer 0, and its offset.
#[inline(always)]
fn view(text: Cut<'_>, span: Span) -> u128 {
    let (start, end) = (span.start(), span.end());
    assert!(end <= text.len && start <= end, "a value lies inside its text");
    if text.has_characters {
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

/// The view of a value that fits into it.
fn short_view(value: &[u8]) -> Option<u128> {
    let mut view = [0; 16];
    view[0] = value.len() as u8;
    view.get_mut(4..4 + value.len())?.copy_from_slice(value);
    Some(u128::from_le_bytes(view))
}

/// For each length up to [`INLINE`], and for longer ones: masks of the value's bytes and of its offset in a view. A table, because a branch
/// on the length would be unpredictable.
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

    use crate::log::utf8::readable;
    use crate::log::utf8::tests::bytes;

    fn text_of(raw: &[u8]) -> Text {
        Text::new(Buffer::from_vec(raw.to_vec()), raw.len(), &mut Marks::default())
    }

    proptest! {
        #[test]
        fn a_column_holds_what_safe_code_makes_of_its_values(
            any in bytes(60),
            content in 0..3,
            room in 0usize..40,
            cuts in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0..4), 0..40),
            memory in prop::collection::vec(any::<u128>(), 0..9),
        ) {
            let mut raw = match content {
                0 => any.iter().map(|byte| byte & 0x7f).collect(),
                1 => readable(&any).replace('\u{2039}', "<").into_bytes(),
                _ => any,
            };
            let len = raw.len();
            raw.resize(len + room, 0xff);
            let text = Text::new(Buffer::from_vec(raw.clone()), len, &mut Marks::default());
            let whole = std::str::from_utf8(&raw[..len]).ok().filter(|_| text.content != Content::Mixed);
            let mut column = TextColumn::new(&text, memory);
            let mut expected = Vec::new();
            for (one, other, kind) in cuts {
                let (one, other) = (one.index(len + 1), other.index(len + 1));
                let (start, end) = (one.min(other), one.max(other));
                // Where the text is UTF-8, values are cut between characters.
                let is_value = whole.is_none_or(|whole| whole.is_char_boundary(start) && whole.is_char_boundary(end));
                let span = if is_value { Span::new(start, end) } else { Span::NONE };
                let value = |raw: &[u8]| Some(readable(raw).into_owned());
                match kind {
                    0 if is_value => {
                        column.push_joined(span, b'?', span);
                        expected.push(value(&[&raw[start..end], b"?", &raw[start..end]].concat()));
                    }
                    1 => {
                        column.push_null();
                        expected.push(None);
                    }
                    _ => {
                        column.extend(std::iter::once(span));
                        expected.push(value(&raw[start..end]).filter(|_| is_value));
                    }
                }
            }
            let array = column.finish();
            array.to_data().validate_full().expect("a valid array");
            prop_assert_eq!(array.iter().map(|value| value.map(str::to_owned)).collect::<Vec<_>>(), expected);
        }
    }

    #[test]
    fn a_line_is_repaired_by_itself() {
        let text = text_of(b"caf\xc3\xa9\n\xff\n\xe2\x80\xb9ff\xe2\x80\xba\n");
        assert_eq!([(0, 6), (6, 7), (8, 16)].map(|(start, end)| text.is_repaired(start, end)), [false, true, true]);
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
    fn short_values_need_no_text() {
        let text = text_of(b"");
        let mut column = TextColumn::new(&text, Vec::new());
        column.push_short("2xx");
        column.push_null();
        assert_eq!(column.finish().iter().collect::<Vec<_>>(), [Some("2xx"), None]);
    }
}
