//! One JSON object (RFC 8259), member by member, on the bytes of its line: nothing is copied or unescaped, and nothing recurses.
//!
//! What servers write and RFC 8259 does not allow is accepted where it has one meaning only: `\xhh` in a text (nginx with
//! `escape=default`), control characters in a text (`escape=none`), a number that begins with zeroes (`"status":000`), and a bare `-` or
//! nothing at all for a value that does not exist (`"upstream_response_time":,`).

use crate::log::reject::{Fault, RejectReason};

/// How deeply objects and arrays may be nested. No log needs a tenth of it.
pub const MAX_DEPTH: u32 = 128;

const _: () = assert!(MAX_DEPTH <= u128::BITS, "a bit for each level");

/// The members of an object that is being read.
pub struct Scanner<'l> {
    line: &'l [u8],
    /// The next byte to be read.
    at: usize,
    /// Objects and arrays that are open.
    depth: u32,
    /// A bit for each of them, the innermost lowest: whether it is an array.
    arrays: u128,
    /// Whether the innermost one was opened just now.
    is_fresh: bool,
    /// Whether a text held a `\xhh`.
    has_hex: bool,
}

/// What comes next in an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// A member of an object or, without key, an element of an array.
    Member(Option<Token>, JsonValue),
    /// The innermost object or array ends; not reported for the outermost.
    Close,
}

/// A value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JsonValue {
    /// A text, a number, `true` or `false`.
    Scalar(Token),
    /// `null`, a bare `-`, or nothing between the colon and what follows.
    Nothing(Token),
    /// An object, whose members come next.
    Object,
    /// An array, whose elements come next.
    Array,
}

/// A stretch of the line: of a text, what is between its quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// First byte.
    pub start: usize,
    /// Byte after the last one.
    pub end: usize,
    /// Whether there is a backslash in it.
    pub is_escaped: bool,
}

impl<'l> Scanner<'l> {
    /// Enters the object that a line is.
    ///
    /// # Errors
    /// [`RejectReason::BadJson`] when the line does not begin with `{`.
    pub fn new(line: &'l [u8]) -> Result<Scanner<'l>, Fault> {
        let mut scanner = Scanner { line, at: 0, depth: 0, arrays: 0, is_fresh: true, has_hex: false };
        match line.first() {
            Some(b'{') => scanner.open(false).map(|_| scanner),
            _ => Err(scanner.fault()),
        }
    }

    /// What comes next; `None` after the end of the object.
    ///
    /// # Errors
    /// [`RejectReason::BadJson`] at the first byte that is not allowed.
    #[inline]
    pub fn next(&mut self) -> Result<Option<Event>, Fault> {
        self.skip_whitespace();
        let is_array = self.arrays & 1 == 1;
        match self.peek() {
            Some(b'}') if !is_array => return self.close(),
            Some(b']') if is_array => return self.close(),
            Some(b',') if !self.is_fresh => {
                self.at += 1;
                self.skip_whitespace();
            }
            Some(_) if self.is_fresh => {}
            _ => return Err(self.fault()),
        }
        self.is_fresh = false;
        if is_array {
            return Ok(Some(Event::Member(None, self.value()?)));
        }
        let key = self.key()?;
        let value = match self.peek() {
            Some(b',' | b'}') => JsonValue::Nothing(self.taken(0)),
            _ => self.value()?,
        };
        Ok(Some(Event::Member(Some(key), value)))
    }

    /// Skips the rest of the object or array that was opened last.
    ///
    /// # Errors
    /// As [`Scanner::next`].
    pub fn skip(&mut self) -> Result<(), Fault> {
        let outside = self.depth - 1;
        while self.depth > outside {
            self.next()?;
        }
        Ok(())
    }

    /// Whether a text so far held a `\xhh`, which JSON does not have.
    pub fn has_hex(&self) -> bool {
        self.has_hex
    }

    fn open(&mut self, is_array: bool) -> Result<JsonValue, Fault> {
        if self.depth == MAX_DEPTH {
            return Err(self.fault());
        }
        self.at += 1;
        self.depth += 1;
        self.arrays = self.arrays << 1 | u128::from(is_array);
        self.is_fresh = true;
        Ok(if is_array { JsonValue::Array } else { JsonValue::Object })
    }

    /// Closes the innermost object or array; only whitespace may follow the outermost.
    fn close(&mut self) -> Result<Option<Event>, Fault> {
        self.at += 1;
        self.depth -= 1;
        self.arrays >>= 1;
        self.is_fresh = false;
        if self.depth > 0 {
            return Ok(Some(Event::Close));
        }
        self.skip_whitespace();
        if self.at == self.line.len() { Ok(None) } else { Err(self.fault()) }
    }

    #[inline]
    fn key(&mut self) -> Result<Token, Fault> {
        let key = self.text()?;
        self.skip_whitespace();
        if self.peek() != Some(b':') {
            return Err(self.fault());
        }
        self.at += 1;
        self.skip_whitespace();
        Ok(key)
    }

    #[inline]
    fn value(&mut self) -> Result<JsonValue, Fault> {
        match self.peek() {
            Some(b'"') => self.text().map(JsonValue::Scalar),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b'{') => self.open(false),
            Some(b'[') => self.open(true),
            Some(b't') => self.literal(b"true").map(JsonValue::Scalar),
            Some(b'f') => self.literal(b"false").map(JsonValue::Scalar),
            Some(b'n') => self.literal(b"null").map(JsonValue::Nothing),
            _ => Err(self.fault()),
        }
    }

    fn literal(&mut self, name: &[u8]) -> Result<Token, Fault> {
        if !self.line[self.at..].starts_with(name) {
            return Err(self.fault());
        }
        Ok(self.taken(name.len()))
    }

    /// `-12`, `0.5`, `1e400`, `007`; or `-`, which is nothing.
    fn number(&mut self) -> Result<JsonValue, Fault> {
        let start = self.at;
        let is_negative = self.line[start] == b'-';
        self.at += usize::from(is_negative);
        let whole = self.digits();
        if whole == 0 && !(is_negative && self.is_at_delimiter()) {
            return Err(self.fault());
        }
        if whole > 0 && self.peek() == Some(b'.') {
            self.at += 1;
            self.some_digits()?;
        }
        if whole > 0 && matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            self.at += usize::from(matches!(self.peek(), Some(b'+' | b'-')));
            self.some_digits()?;
        }
        let number = Token { start, end: self.at, is_escaped: false };
        Ok(if whole == 0 { JsonValue::Nothing(number) } else { JsonValue::Scalar(number) })
    }

    fn digits(&mut self) -> usize {
        let length = self.line[self.at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.at += length;
        length
    }

    fn some_digits(&mut self) -> Result<(), Fault> {
        if self.digits() > 0 { Ok(()) } else { Err(self.fault()) }
    }

    fn is_at_delimiter(&self) -> bool {
        self.peek().is_none_or(|byte| matches!(byte, b',' | b'}' | b']' | b' ' | b'\t'))
    }

    /// The text between the quote that is next and the one that closes it.
    #[inline]
    fn text(&mut self) -> Result<Token, Fault> {
        if self.peek() != Some(b'"') {
            return Err(self.fault());
        }
        let start = self.at + 1;
        let mut is_escaped = false;
        self.at = start;
        loop {
            self.at += special(&self.line[self.at..]);
            match self.peek() {
                Some(b'"') => {
                    let text = Token { start, end: self.at, is_escaped };
                    self.at += 1;
                    return Ok(text);
                }
                Some(_) => self.escape()?,
                None => return Err(self.fault()),
            }
            is_escaped = true;
        }
    }

    /// Skips the escape that is next.
    fn escape(&mut self) -> Result<(), Fault> {
        let (length, is_hex) = escape(&self.line[self.at..]).ok_or_else(|| self.fault())?;
        self.has_hex |= is_hex;
        self.at += length;
        Ok(())
    }

    fn taken(&mut self, length: usize) -> Token {
        let start = self.at;
        self.at += length;
        Token { start, end: self.at, is_escaped: false }
    }

    #[inline]
    fn peek(&self) -> Option<u8> {
        self.line.get(self.at).copied()
    }

    #[inline]
    fn skip_whitespace(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r')) {
            self.at += 1;
        }
    }

    #[cold]
    fn fault(&self) -> Fault {
        Fault { reason: RejectReason::BadJson, at: self.at }
    }
}

/// The length of the escape with which a text begins, and whether it is a `\xhh`; `None` when it is not an escape.
pub fn escape(text: &[u8]) -> Option<(usize, bool)> {
    let is_hex = |digits: Option<&[u8]>| digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit));
    match text.get(1)? {
        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Some((2, false)),
        b'u' if is_hex(text.get(2..6)) => Some((6, false)),
        b'x' if is_hex(text.get(2..4)) => Some((4, true)),
        _ => None,
    }
}

/// The number, `true`, `false` or `null` at a place of a line, or the absent value of a member; `None` for anything else.
#[inline]
pub fn bare(line: &[u8], at: usize) -> Option<JsonValue> {
    if let Some(end) = decimal(line, at) {
        return Some(JsonValue::Scalar(Token { start: at, end, is_escaped: false }));
    }
    let mut scanner = Scanner { line, at, depth: 0, arrays: 0, is_fresh: false, has_hex: false };
    match line.get(at)? {
        b'-' | b'0'..=b'9' | b't' | b'f' | b'n' => scanner.value().ok(),
        b',' | b'}' if line[..at].ends_with(b":") => Some(JsonValue::Nothing(scanner.taken(0))),
        _ => None,
    }
}

/// The end of the number at a place of a line, if that has digits, with or without a point, and nothing else.
#[inline(always)]
fn decimal(line: &[u8], at: usize) -> Option<usize> {
    let digits = |at: usize| line[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let mut end = at + digits(at);
    if end > at && line.get(end) == Some(&b'.') {
        let fraction = digits(end + 1);
        end += if fraction > 0 { 1 + fraction } else { 0 };
    }
    (end > at && matches!(line.get(end), Some(b',' | b'}' | b']'))).then_some(end)
}

/// The place of the first quote or backslash of a text, or its length.
///
/// Most texts end within a few words, for which a call of a vector search costs more than it saves.
#[inline]
fn special(text: &[u8]) -> usize {
    const WORDS: usize = 4;
    let mut at = 0;
    for word in text.as_chunks::<8>().0.iter().take(WORDS) {
        let word = u64::from_le_bytes(*word);
        let found = zeroes(word ^ repeated(b'"')) | zeroes(word ^ repeated(b'\\'));
        if found != 0 {
            return at + found.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    at + memchr::memchr2(b'"', b'\\', &text[at..]).unwrap_or(text.len() - at)
}

const fn repeated(byte: u8) -> u64 {
    u64::MAX / 0xff * byte as u64
}

/// The top bit of every byte that is zero; bytes above the lowest such one may be marked too.
const fn zeroes(word: u64) -> u64 {
    word.wrapping_sub(repeated(1)) & !word & repeated(0x80)
}

#[cfg(test)]
mod tests;
