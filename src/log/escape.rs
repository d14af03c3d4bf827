//! Undoes the escaping that servers apply to the bytes of clients (pure).
//!
//! Parsing keeps escapes; this is for output, on request.

use std::borrow::Cow;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{ArrayRef, RecordBatch, StringViewArray};

use super::format::Escaping;
pub use super::utf8::{raw, readable};

/// Decodes the escapes in the value of a column. Bytes that are not UTF-8 remain [marks](readable).
///
/// Anything that is not an escape of this kind stays as it is. Percent signs are decoded only where the server wrote them.
///
/// ```
/// use logmill::log::escape::unescape;
/// use logmill::log::format::Escaping;
///
/// assert_eq!(unescape(r#"say \"hi\" \xe2\x82\xac \xff"#, Escaping::Backslash), "say \"hi\" € ‹ff›");
/// assert_eq!(unescape("a+b", Escaping::Backslash), "a+b");
/// ```
pub fn unescape(text: &str, escaping: Escaping) -> Cow<'_, str> {
    match unescape_bytes(&raw(text), escaping) {
        Cow::Borrowed(_) => Cow::Borrowed(text),
        Cow::Owned(bytes) => Cow::Owned(readable(&bytes).into_owned()),
    }
}

/// Decodes escapes to the bytes that the client sent.
pub fn unescape_bytes(text: &[u8], escaping: Escaping) -> Cow<'_, [u8]> {
    if markers(escaping).is_none_or(|(one, other)| memchr::memchr2(one, other, text).is_none()) {
        return Cow::Borrowed(text);
    }
    let mut bytes = Vec::with_capacity(text.len());
    unescape_onto(text, escaping, &mut bytes);
    Cow::Owned(bytes)
}

/// Like [`unescape_bytes`], appending to `bytes`.
pub fn unescape_onto(text: &[u8], escaping: Escaping, bytes: &mut Vec<u8>) {
    let Some((one, other)) = markers(escaping) else { return bytes.extend_from_slice(text) };
    let mut rest = text;
    while let Some(at) = memchr::memchr2(one, other, rest) {
        bytes.extend_from_slice(&rest[..at]);
        rest = &rest[at..];
        let taken = undo(rest, escaping, bytes);
        if taken == 0 {
            bytes.push(rest[0]);
        }
        rest = &rest[taken.max(1)..];
    }
    bytes.extend_from_slice(rest);
}

/// Decodes the escapes in all text columns.
pub fn unescape_records(records: &RecordBatch, escaping: Escaping) -> RecordBatch {
    let Some((one, other)) = markers(escaping) else { return records.clone() };
    let column = |column: &ArrayRef| match column.as_string_view_opt() {
        Some(texts) if texts.iter().flatten().any(|text| memchr::memchr2(one, other, text.as_bytes()).is_some()) => {
            let texts = texts.iter().map(|text| text.map(|text| unescape(text, escaping)));
            Arc::new(StringViewArray::from_iter(texts)) as ArrayRef
        }
        _ => Arc::clone(column),
    };
    let columns: Vec<ArrayRef> = records.columns().iter().map(column).collect();
    if columns.is_empty() {
        return records.clone();
    }
    RecordBatch::try_new(records.schema(), columns).expect("columns keep their types and lengths")
}

/// The one or two bytes that escapes begin with.
fn markers(escaping: Escaping) -> Option<(u8, u8)> {
    match escaping {
        Escaping::None => None,
        Escaping::Backslash | Escaping::Json => Some((b'\\', b'\\')),
        Escaping::Hash => Some((b'#', b'#')),
        Escaping::DoubledQuote => Some((b'"', b'"')),
        Escaping::Plus => Some((b'+', b'"')),
        Escaping::Percent => Some((b'%', b'%')),
    }
}

/// Decodes the escape at the beginning of `text` into `bytes`. Returns its length; 0 if there is none.
fn undo(text: &[u8], escaping: Escaping, bytes: &mut Vec<u8>) -> usize {
    let (byte, taken) = match escaping {
        Escaping::None => (None, 0),
        Escaping::Backslash => backslash(text),
        Escaping::Json => match text.get(1) {
            Some(b'u') => return unicode(text, bytes),
            Some(b'/') => (Some(b'/'), 2),
            Some(b'f') => (Some(0x0c), 2),
            Some(b'v') => (None, 0),
            _ => backslash(text),
        },
        Escaping::Hash | Escaping::Percent => (hexadecimal(text, 1), 3),
        Escaping::Plus if text[0] == b'+' => (Some(b' '), 1),
        Escaping::DoubledQuote | Escaping::Plus => ((text.get(1) == Some(&b'"')).then_some(b'"'), 2),
    };
    bytes.extend(byte);
    if byte.is_some() { taken } else { 0 }
}

/// Decodes `\"`, `\\`, `\b`, `\n`, `\r`, `\t`, `\v` and `\xhh`.
fn backslash(text: &[u8]) -> (Option<u8>, usize) {
    match text.get(1) {
        Some(byte @ (b'"' | b'\\')) => (Some(*byte), 2),
        Some(b'b') => (Some(0x08), 2),
        Some(b'n') => (Some(b'\n'), 2),
        Some(b'r') => (Some(b'\r'), 2),
        Some(b't') => (Some(b'\t'), 2),
        Some(b'v') => (Some(0x0b), 2),
        Some(b'x') => (hexadecimal(text, 2), 4),
        _ => (None, 0),
    }
}

/// The byte written as two hexadecimal digits.
fn hexadecimal(text: &[u8], at: usize) -> Option<u8> {
    let digit = |at: usize| char::from(*text.get(at)?).to_digit(16);
    Some((digit(at)? << 4 | digit(at + 1)?) as u8)
}

/// Decodes `\uhhhh`, or a surrogate pair. Half a pair is not an escape.
fn unicode(text: &[u8], bytes: &mut Vec<u8>) -> usize {
    let unit = |at: usize| {
        let escape = text.get(at..at + 6).filter(|escape| escape.starts_with(b"\\u"))?;
        Some(u16::from(hexadecimal(escape, 2)?) << 8 | u16::from(hexadecimal(escape, 4)?))
    };
    let units = [unit(0), unit(6)].into_iter().map_while(|unit| unit);
    let Some(Ok(char)) = char::decode_utf16(units).next() else { return 0 };
    bytes.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes());
    6 * char.len_utf16()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// How a server writes bytes, for each kind of escaping that loses nothing.
    fn escape(bytes: &[u8], escaping: Escaping) -> Vec<u8> {
        let mut text = Vec::new();
        for byte in bytes {
            let is_plain = (b' '..0x7f).contains(byte);
            match (escaping, byte) {
                (Escaping::Backslash | Escaping::Json, b'"' | b'\\') => text.extend([b'\\', *byte]),
                (Escaping::Backslash, b'\n') => text.extend(b"\\n"),
                (Escaping::Backslash, 0x0b) => text.extend(b"\\v"),
                (Escaping::Backslash, byte) if !is_plain => text.extend(format!("\\x{byte:02x}").bytes()),
                (Escaping::Json, b'\t') => text.extend(b"\\t"),
                (Escaping::Json, byte) if *byte < b' ' => text.extend(format!("\\u{byte:04X}").bytes()),
                (Escaping::Hash, byte) if !is_plain || b"#\"{}|".contains(byte) => {
                    text.extend(format!("#{byte:02X}").bytes());
                }
                (Escaping::Percent, byte) if !is_plain || b"% \"".contains(byte) => {
                    text.extend(format!("%{byte:02X}").bytes());
                }
                (Escaping::DoubledQuote, b'"') => text.extend(b"\"\""),
                _ => text.push(*byte),
            }
        }
        text
    }

    /// nginx's default: everything odd as `\xHH`, upper case.
    fn escape_as_nginx(bytes: &[u8]) -> Vec<u8> {
        let byte = |byte: &u8| match byte {
            b'"' | b'\\' | ..b' ' | 0x7f.. => format!("\\x{byte:02X}").into_bytes(),
            byte => vec![*byte],
        };
        bytes.iter().flat_map(byte).collect()
    }

    proptest! {
        #[test]
        fn what_a_server_escaped_is_what_the_client_sent(
            bytes in prop::collection::vec(prop_oneof![any::<u8>(), prop::sample::select(b"\\\"#%x41n+".to_vec())], 0..60),
        ) {
            use Escaping::{Backslash, DoubledQuote, Hash, Json, None, Percent};
            for escaping in [None, Backslash, Json, Hash, DoubledQuote, Percent] {
                let escaped = escape(&bytes, escaping);
                prop_assert_eq!(&*unescape_bytes(&escaped, escaping).into_owned(), &*bytes, "{:?}", escaping);
            }
            prop_assert_eq!(&*unescape_bytes(&escape_as_nginx(&bytes), Backslash).into_owned(), &*bytes);
        }

        #[test]
        fn any_text_can_be_unescaped(text in any::<String>()) {
            use Escaping::{Backslash, DoubledQuote, Hash, Json, None, Percent, Plus};
            for escaping in [None, Backslash, Json, Hash, DoubledQuote, Plus, Percent] {
                prop_assert!(unescape(&text, escaping).len() <= text.len() * 4);
            }
        }
    }

    #[test]
    fn what_is_no_escape_stays_as_it_is() {
        for text in [r"\", r"\q", r"\x4", r"\xZZ", r"\u12", r"100%", "%4"] {
            for escaping in [Escaping::Backslash, Escaping::Json, Escaping::Percent] {
                assert_eq!(unescape(text, escaping), text, "{escaping:?}");
            }
        }
        assert_eq!(unescape(r"\u0041\v", Escaping::Backslash), "\\u0041\u{b}");
        assert_eq!(unescape("a\"b#", Escaping::DoubledQuote), "a\"b#");
    }

    #[test]
    fn characters_beyond_16_bits_are_written_as_two_escapes() {
        assert_eq!(unescape(r"\ud83d\ude00!", Escaping::Json), "\u{1f600}!");
        assert_eq!(unescape(r"\ud83d \ude00", Escaping::Json), r"\ud83d \ude00");
        assert_eq!(unescape(r"a\/b\x41\f", Escaping::Json), "a/bA\u{c}");
    }

    #[test]
    fn bytes_that_are_not_utf8_stay_readable() {
        assert_eq!(unescape(r"caf\xe9 \xc3\xa9 ‹ff›", Escaping::Backslash), "caf‹e9› é ‹ff›");
        assert_eq!(unescape("a+b%20c", Escaping::Plus), "a b%20c");
        assert_eq!(unescape(r#"a+""q"" b" c"#, Escaping::Plus), r#"a "q" b" c"#);
    }

    #[test]
    fn all_texts_of_a_record_are_unescaped() {
        let texts: ArrayRef = Arc::new(StringViewArray::from_iter([Some(r"\x41"), None, Some("b")]));
        let records = RecordBatch::try_from_iter([("path", texts)]).expect("a batch");
        let decoded = unescape_records(&records, Escaping::Backslash);
        let column: Vec<_> = decoded.column(0).as_string_view().iter().collect();
        assert_eq!(column, [Some("A"), None, Some("b")]);
        assert_eq!(unescape_records(&records, Escaping::None), records);
    }
}
