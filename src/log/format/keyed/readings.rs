//! What the text of a value says, by what it is meant to be.

use crate::log::bytes;
use crate::log::duration::{self, Unit};
use crate::log::fields::Span;
use crate::log::time::{self, LoggedTime, SECOND};

use super::value::Value;

/// A point in time: as a text (CLF, RFC 3339, or RFC 3339 with slashes in the date as Go's loggers write it), or as a number since 1970.
///
/// Without unit, the length of a number tells: seconds have up to 11 digits before the point (until the year 5138), milliseconds up to
/// 14, microseconds up to 17.
pub fn time(value: &Value<'_>, unit: Option<Unit>) -> Option<LoggedTime> {
    let text = value.plain();
    if text.iter().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E' | b'+')) {
        return epoch(&text, unit);
    }
    time::parse(&text).or_else(|| with_slashes(&text))
}

/// Whether a text is a time.
pub fn readable_time(text: &str) -> bool {
    time(&Value::new(text.as_bytes(), 0, 0, text.len(), false), None).is_some()
}

fn epoch(number: &[u8], unit: Option<Unit>) -> Option<LoggedTime> {
    const YEAR_10000: u64 = 253_402_300_800 * SECOND as u64;
    let digits = number.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(number.len());
    let unit = unit.unwrap_or(match digits {
        ..12 => Unit::Seconds,
        12..15 => Unit::Milliseconds,
        15..18 => Unit::Microseconds,
        _ => Unit::Nanoseconds,
    });
    let micros = duration::parse(number, unit).filter(|micros| *micros < YEAR_10000)?;
    Some(LoggedTime { micros: micros as i64, has_zone: true })
}

/// `2023/10/10 13:55:36.250`.
fn with_slashes(text: &[u8]) -> Option<LoggedTime> {
    const LONGEST: usize = "2023/10/10 13:55:36.123456789 +00:00".len();
    let mut dashed = [0; LONGEST];
    let dashed = dashed.get_mut(..text.len())?;
    dashed.copy_from_slice(text);
    for slash in [4, 7] {
        *dashed.get_mut(slash).filter(|byte| **byte == b'/')? = b'-';
    }
    time::parse(dashed)
}

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

/// A duration in microseconds: the sum of a list, or one with units behind its numbers; without any, milliseconds unless `unit` says
/// otherwise.
pub fn duration(value: &Value<'_>, unit: Option<Unit>) -> Option<u64> {
    let unit = unit.unwrap_or(Unit::Milliseconds);
    let text = value.plain();
    if text.iter().any(|byte| matches!(byte, b',' | b':')) {
        return duration::sum(&text, unit);
    }
    duration::parse_with_unit(&text, unit)
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
    fn a_time_may_be_a_text_or_a_number_of_any_unit() {
        const TIME: i64 = 1_696_946_136 * SECOND;
        for (text, micros) in [
            ("2023-10-10T13:55:36Z", TIME),
            ("2023/10/10 13:55:36.250", TIME + 250_000),
            (r"10\/Oct\/2023:13:55:36 +0000", TIME),
            ("1696946136", TIME),
            ("1696946136.25", TIME + 250_000),
            ("1.696946136E9", TIME),
            ("1696946136250", TIME + 250_000),
            ("1696946136250000", TIME + 250_000),
            ("1696946136250000999", TIME + 250_000),
        ] {
            assert_eq!(time(&value(text), None).map(|time| time.micros), Some(micros), "{text}");
        }
        assert_eq!(time(&value("86400"), Some(Unit::Milliseconds)).map(|time| time.micros), Some(86_400_000));
        for text in ["soon", "2023/10-10 13:55:36", "2023/10/10", "1e400", "", "99999999999999999999999", "1.2.3", "/"]
        {
            assert_eq!(time(&value(text), None), None, "{text}");
        }
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
    fn sizes_and_durations_are_read_as_servers_write_them() {
        assert_eq!([size(&value("18446744073709551615")), size(&value("1.5e3"))], [Some(u64::MAX), Some(1_500)]);
        assert_eq!([size(&value("-5")), size(&value("12kB"))], [None, None]);
        assert_eq!(duration(&value("0.1, 0.2"), Some(Unit::Seconds)), Some(300_000));
        assert_eq!(duration(&value("18ms"), Some(Unit::Seconds)), Some(18_000));
        assert_eq!(duration(&value("18"), None), Some(18_000));
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
