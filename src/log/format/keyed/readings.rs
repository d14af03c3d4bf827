//! What the text of a value says, by what it is meant to be.

use crate::log::bytes;
use crate::log::duration::{self, Unit};
use crate::log::fields::Span;

use super::value::Value;

/// A status: up to three digits, whatever stands behind a blank (`200 OK`). A number has lost its zeroes, `0` is `000`; and it may be
/// written with a fraction or an exponent that leave it whole (`200.0`).
pub fn code(text: &[u8]) -> Option<u16> {
    let end = text.iter().position(|byte| *byte == b' ').unwrap_or(text.len());
    let digits = &text[..end];
    let code = bytes::number(digits).filter(|_| end <= 3).and_then(|code| u16::try_from(code).ok());
    code.or_else(|| whole(digits))
}

#[cold]
fn whole(text: &[u8]) -> Option<u16> {
    if !text.iter().any(|byte| matches!(byte, b'.' | b'e' | b'E')) {
        return None;
    }
    let number: f64 = std::str::from_utf8(text).ok()?.parse().ok()?;
    ((0.0..1000.0).contains(&number) && number.fract() == 0.0).then_some(number as u16)
}

/// The last status of a list such as nginx writes for several upstreams: `502, 200`, `502 : 200`.
pub fn last_code(value: &Value<'_>) -> Option<u16> {
    let entries = value.raw.rsplit(|byte| matches!(byte, b',' | b':')).map(<[u8]>::trim_ascii);
    entries.into_iter().find(|entry| !entry.is_empty() && *entry != b"-").and_then(code)
}

/// A port.
pub fn port(value: &Value<'_>) -> Option<u16> {
    bytes::number(value.raw).and_then(|port| u16::try_from(port).ok())
}

/// A number of bytes; of one with a fraction or an exponent (`1.5e3`), the whole ones.
pub fn size(value: &Value<'_>) -> Option<u64> {
    bytes::number(value.raw).or_else(|| duration::parse(value.raw, Unit::Microseconds))
}

/// Whether a text says in the way of servers that there is no such number: `-1`, or a list of dashes.
pub fn is_none_as_number(value: &Value<'_>) -> bool {
    value.raw == b"-1" || value.raw.iter().all(|byte| matches!(byte, b'-' | b',' | b':' | b' '))
}

/// The first of a list of addresses: the client.
pub fn first_of_list(value: &Value<'_>) -> Span {
    let end = value.raw.iter().position(|byte| *byte == b',').unwrap_or(value.raw.len());
    let first = value.raw[..end].trim_ascii();
    let start = value.raw[..end].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    if first.is_empty() { Span::NONE } else { value.part(start, start + first.len()) }
}

/// Whether what is called a protocol is the scheme of an address: `https`, not `HTTP/1.1`.
pub fn is_scheme(text: &[u8]) -> bool {
    ["http", "https", "ws", "wss"].iter().any(|scheme| text.eq_ignore_ascii_case(scheme.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Value<'_> {
        Value::new(text.as_bytes(), 0, 0, text.len(), text.contains('\\'))
    }

    #[test]
    fn a_status_has_at_most_three_digits() {
        assert_eq!(
            [code(b"200"), code(b"000"), code(b"0"), code(b"404 Not Found")],
            [Some(200), Some(0), Some(0), Some(404)]
        );
        assert_eq!([code(b"2000"), code(b"ok"), code(b""), code(b"20x"), code(b"-20")], [None; 5]);
        assert_eq!([code(b"200.0"), code(b"2e2"), code(b"4.04E2")], [Some(200), Some(200), Some(404)]);
        assert_eq!([code(b"200.5"), code(b"2e3"), code(b"1e400"), code(b"-2e2"), code(b".")], [None; 5]);
        assert_eq!(last_code(&value("502, 200")), Some(200));
        assert_eq!(last_code(&value("502 : -")), Some(502));
        assert_eq!(last_code(&value("-")), None);
    }

    #[test]
    fn sizes_are_read_as_servers_write_them() {
        assert_eq!([size(&value("18446744073709551615")), size(&value("1.5e3"))], [Some(u64::MAX), Some(1_500)]);
        assert_eq!([size(&value("-5")), size(&value("12kB"))], [None, None]);
        assert!(is_none_as_number(&value("-, -")) && is_none_as_number(&value("-1")));
        assert!(!is_none_as_number(&value("-2")));
    }

    #[test]
    fn the_client_is_the_first_of_a_list() {
        let first = |text: &'static str| first_of_list(&value(text)).of(text.as_bytes());
        assert_eq!(first("192.0.2.1, 10.0.0.1"), Some(&b"192.0.2.1"[..]));
        assert_eq!(first(" 192.0.2.1"), Some(&b"192.0.2.1"[..]));
        assert_eq!(first(", 10.0.0.1"), None);
    }
}
