//! What the formats of blank-separated fields have in common: a cursor over a line, and small readers of numbers.

use super::clf;
use crate::log::fields::{CoreFields, Span};
use crate::log::marks::{self, BLOCK};
use crate::log::reject::{Fault, RejectReason};

/// A place in a line that is being read.
pub struct Cursor<'l> {
    /// The line.
    pub line: &'l [u8],
    /// Where it stands in its batch.
    pub base: usize,
    /// The next byte to be read.
    pub at: usize,
    /// The block of the line whose blanks are known.
    block: usize,
    /// These, one bit a byte.
    blanks: u64,
}

impl<'l> Cursor<'l> {
    /// The beginning of a line that stands at `base` in its batch.
    pub fn new(line: &'l [u8], base: usize) -> Cursor<'l> {
        Cursor::behind(line, base, 0)
    }

    /// A place in such a line, so many bytes behind its beginning.
    #[inline(always)]
    pub fn behind(line: &'l [u8], base: usize, at: usize) -> Cursor<'l> {
        Cursor { line, base, at, block: usize::MAX, blanks: 0 }
    }

    /// Whether nothing is left.
    pub fn is_at_end(&self) -> bool {
        self.at >= self.line.len()
    }

    /// A malformed line, for a reason, here.
    pub fn fault(&self, reason: RejectReason) -> Fault {
        Fault { reason, at: self.at }
    }

    /// Takes what stands between two double quotes, the first of which is next; a quote behind an odd number of backslashes closes
    /// nothing. None, and nothing taken, when there is no such thing.
    #[inline]
    pub fn quoted(&mut self) -> Option<Span> {
        let start = self.rest().first().filter(|byte| **byte == b'"').map(|_| self.at + 1)?;
        let mut from = start;
        loop {
            let quote = from + memchr::memchr(b'"', &self.line[from..])?;
            let backslashes = self.line[from..quote].iter().rev().take_while(|byte| **byte == b'\\').count();
            if backslashes % 2 == 0 {
                self.at = quote + 1;
                return Some(self.span(start, quote));
            }
            from = quote + 1;
        }
    }

    /// Steps over blanks and takes the next field, which reaches up to a blank or the end.
    ///
    /// # Errors
    /// [`RejectReason::MissingField`] at the end of the line.
    #[inline(always)]
    pub fn field(&mut self) -> Result<Span, Fault> {
        self.skip_blanks();
        if self.is_at_end() { Err(self.fault(RejectReason::MissingField)) } else { Ok(self.token()) }
    }

    /// Steps over blanks and takes the next field, be it in quotes or not: without them. One whose closing quote is missing reaches up
    /// to the end, and is told as such. None at the end of the line.
    #[inline]
    pub fn value(&mut self) -> Option<Value> {
        self.skip_blanks();
        let start = self.at + 1;
        match self.rest().first()? {
            b'"' => Some(self.quoted().map_or_else(
                || {
                    self.at = self.line.len();
                    Value { text: self.span(start, self.at), is_cut: true }
                },
                |text| Value { text, is_cut: false },
            )),
            _ => Some(Value { text: self.token(), is_cut: false }),
        }
    }

    /// Takes what stands between two bytes, the first of which is next. None, and nothing taken, when there is no such thing.
    pub fn between(&mut self, open: u8, close: u8) -> Option<Span> {
        let start = self.rest().first().filter(|byte| **byte == open).map(|_| self.at + 1)?;
        let end = start + memchr::memchr(close, &self.line[start..])?;
        self.at = end + 1;
        Some(self.span(start, end))
    }

    /// Steps over spaces and tabs.
    #[inline(always)]
    pub fn skip_blanks(&mut self) {
        self.at += blanks(&self.line[self.at..]);
    }

    /// Takes the bytes up to a blank or the end.
    #[inline(always)]
    pub fn token(&mut self) -> Span {
        let start = self.at;
        let known = if start / BLOCK == self.block { self.blanks >> (start % BLOCK) } else { 0 };
        self.at = if known != 0 { start + known.trailing_zeros() as usize } else { self.next_blank() };
        self.span(start, self.at)
    }

    /// The place of the next blank, or of the line's end, when it is not among the blanks known, or these are of another block.
    #[inline(never)]
    fn next_blank(&mut self) -> usize {
        let mut at = self.at;
        while at < self.line.len() {
            self.block = at / BLOCK;
            let rest = &self.line[self.block * BLOCK..];
            self.blanks = rest.first_chunk().map_or_else(|| marks::blanks_of_rest(rest), marks::blanks);
            let found = self.blanks >> (at % BLOCK);
            if found != 0 {
                return at + found.trailing_zeros() as usize;
            }
            at = (self.block + 1) * BLOCK;
        }
        self.line.len()
    }

    /// A stretch of the line as a stretch of the batch.
    pub fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.base + start, self.base + end)
    }

    /// The text of a stretch of this line.
    pub fn bytes(&self, span: Span) -> &[u8] {
        &self.line[span.start() - self.base..span.end() - self.base]
    }

    /// What is still to be read.
    pub fn rest(&self) -> &[u8] {
        &self.line[self.at..]
    }
}

/// A field that may stand in quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Value {
    /// What it holds, without quotes.
    pub text: Span,
    /// Whether its closing quote is missing.
    pub is_cut: bool,
}

/// Whether a byte is a space or a tab.
pub fn is_blank(byte: u8) -> bool {
    byte == b' ' || byte == b'\t'
}

/// The number of bytes before the first space or tab. Most fields are so short that calling a search costs more than the search.
#[inline]
pub fn first_blank(text: &[u8]) -> usize {
    first_of(BLANKS, text)
}

/// The number of bytes before the first space or tab, 8 when there is none; the first byte is the lowest.
#[inline(always)]
pub fn first_blank_of(word: u64) -> usize {
    first_in_word(BLANKS, word)
}

const BLANKS: [u8; 2] = [b' ', b'\t'];

/// The number of bytes before the first that is one of a few, in a text in which that is not far; all when there is none.
#[inline(always)]
pub fn first_of<const N: usize>(wanted: [u8; N], text: &[u8]) -> usize {
    let (words, rest) = text.as_chunks();
    for (number, word) in words.iter().enumerate() {
        let length = first_in_word(wanted, u64::from_le_bytes(*word));
        if length < 8 {
            return 8 * number + length;
        }
    }
    8 * words.len() + rest.iter().position(|byte| wanted.contains(byte)).unwrap_or(rest.len())
}

/// The same in the eight bytes of a word, the first of which is the lowest.
#[inline(always)]
fn first_in_word<const N: usize>(wanted: [u8; N], word: u64) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGHS: u64 = 0x8080_8080_8080_8080;
    // The lowest flag is exact; flags above it may be false.
    let zeroes = |word: u64| word.wrapping_sub(ONES) & !word & HIGHS;
    let flags = wanted.iter().fold(0, |flags, byte| flags | zeroes(word ^ (ONES * u64::from(*byte))));
    flags.trailing_zeros() as usize / 8
}

/// How many spaces and tabs a text begins with: mostly one or none.
#[inline(always)]
pub fn blanks(text: &[u8]) -> usize {
    let mut count = 0;
    while count < text.len() && is_blank(text[count]) {
        count += 1;
    }
    count
}

/// Sets the request and its parts: absent for `-`; one that cannot be split is kept whole, and noted.
pub fn set_request(cursor: &Cursor<'_>, request: Span, fields: &mut CoreFields) {
    let text = cursor.bytes(request);
    clf::read_quick_request(text, request.start(), fields);
}

/// A name and the port behind its last colon, when it has one: `example.com:80`, `1.2.3.4:567`, `[2001:db8::1]:80`.
///
/// A colon in a bare IPv6 address parts nothing.
pub fn split_port(name: &[u8]) -> (&[u8], Option<u16>) {
    let Some(colon) = memchr::memrchr(b':', name) else { return (name, None) };
    let (host, port) = (&name[..colon], &name[colon + 1..]);
    let is_name = !host.is_empty() && (host.ends_with(b"]") || !host.contains(&b':'));
    match port_number(port) {
        Some(port) if is_name => (host, Some(port)),
        _ => (name, None),
    }
}

/// Sets host and port from a client that is always logged as `address:port`, IPv6 with or without brackets (`2001:db8::1:443`).
pub fn set_client(cursor: &Cursor<'_>, client: Span, fields: &mut CoreFields) {
    let text = cursor.bytes(client);
    // It is a few bytes before the end.
    let colon = text.iter().rposition(|byte| *byte == b':');
    let port = colon.and_then(|colon| port_number(&text[colon + 1..]));
    let length = colon.filter(|_| port.is_some()).unwrap_or(text.len());
    fields.host = Span::new(client.start(), client.start() + length);
    fields.port = port;
}

fn port_number(digits: &[u8]) -> Option<u16> {
    number(digits)?.try_into().ok()
}

/// The number at a place, unless there is none or it needs more than 64 bits, and where its digits end.
pub fn number_at(line: &[u8], place: usize) -> (Option<u64>, usize) {
    let length = line[place..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    (number(&line[place..place + length]), place + length)
}

/// A text of digits as a number below 2^64.
#[inline]
pub fn number(digits: &[u8]) -> Option<u64> {
    // Up to nineteen digits, nothing can overflow.
    if (1..20).contains(&digits.len()) {
        let (mut number, mut odd) = (0u64, 0u8);
        for byte in digits {
            let digit = byte.wrapping_sub(b'0');
            odd |= u8::from(digit > 9);
            number = number.wrapping_mul(10).wrapping_add(u64::from(digit));
        }
        return (odd == 0).then_some(number);
    }
    let digit = |digit: &u8| digit.is_ascii_digit().then(|| u64::from(digit - b'0'));
    let add = |number: u64, byte| number.checked_mul(10)?.checked_add(digit(byte)?);
    digits.iter().try_fold(0, add).filter(|_| !digits.is_empty())
}

/// A status of exactly three digits; `Some(None)` for `-`, `None` for anything else.
pub fn status(text: &[u8]) -> Option<Option<u16>> {
    match text {
        b"-" => Some(None),
        [_, _, _] => number(text).map(|status| Some(status as u16)),
        _ => None,
    }
}

/// A size in bytes, 0 for `-`; none for anything else.
pub fn size(text: &[u8]) -> Option<u64> {
    if text == b"-" { Some(0) } else { number(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quoted_field_ends_at_the_first_quote_that_is_not_escaped() {
        let line = br#""a \"b\" \\" rest"#;
        let mut cursor = Cursor::new(line, 0);
        let span = cursor.quoted().expect("a quoted field");
        assert_eq!(span.of(line), Some(&br#"a \"b\" \\"#[..]));
        assert_eq!(cursor.rest(), b" rest");
        assert_eq!(Cursor::new(br#""open \""#, 0).quoted(), None);
    }

    #[test]
    fn a_client_is_parted_from_its_port_at_the_last_colon() {
        for (client, host, port) in [
            ("192.0.2.1:443", "192.0.2.1", Some(443)),
            ("[2001:db8::1]:443", "[2001:db8::1]", Some(443)),
            ("2001:db8::1:443", "2001:db8::1", Some(443)),
            ("192.0.2.1:99999", "192.0.2.1:99999", None),
            ("-", "-", None),
        ] {
            let mut fields = CoreFields::default();
            let cursor = Cursor::new(client.as_bytes(), 0);
            set_client(&cursor, cursor.span(0, client.len()), &mut fields);
            assert_eq!((fields.host.of(client.as_bytes()), fields.port), (Some(host.as_bytes()), port));
        }
    }

    #[test]
    fn a_value_loses_its_quotes_and_says_when_one_is_missing() {
        let line = br#" "a b"  c "d e"#;
        let mut cursor = Cursor::new(line, 0);
        let values: Vec<_> = std::iter::from_fn(|| cursor.value()).map(|v| (v.text.of(line), v.is_cut)).collect();
        assert_eq!(values, [(Some(&b"a b"[..]), false), (Some(&b"c"[..]), false), (Some(&b"d e"[..]), true)]);
    }

    #[test]
    fn the_first_blank_is_found_wherever_it_stands() {
        for length in 0..30 {
            for blank in [b' ', b'\t'] {
                let mut text = vec![b'!'; 30];
                text[length] = blank;
                assert_eq!(first_blank(&text), length);
                assert_eq!(first_blank(&text[..length]), length, "there is none");
                assert_eq!(first_blank(&text[..=length]), length);
            }
        }
    }

    #[test]
    fn what_is_no_number_below_2_to_the_64_is_none() {
        assert_eq!(number(b"18446744073709551615"), Some(u64::MAX));
        assert_eq!([number(b"18446744073709551616"), number(b""), number(b"-5"), number(b"1e3")], [None; 4]);
        assert_eq!(
            [status(b"204"), status(b"-"), status(b"20"), status(b"2o0")],
            [Some(Some(204)), Some(None), None, None]
        );
    }
}
