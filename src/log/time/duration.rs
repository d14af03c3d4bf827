//! Durations as servers log them, in microseconds.

use jiff::{Span, SpanRelativeTo};
use serde::{Deserialize, Serialize};

use crate::log::bytes;

/// The unit of a number without one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unit {
    /// Seconds, usually with a fraction: nginx, ALB, the W3C draft, CloudFront.
    #[serde(rename = "s")]
    Seconds,
    /// Milliseconds: IIS, HAProxy, Squid, S3, Traefik.
    #[serde(rename = "ms")]
    Milliseconds,
    /// Microseconds: Apache's `%D`, Google Cloud Storage.
    #[serde(rename = "us")]
    Microseconds,
    /// Nanoseconds: Traefik's JSON.
    #[serde(rename = "ns")]
    Nanoseconds,
    /// Seconds, only with a decimal point: a number without one may have another unit, and is rejected.
    #[serde(rename = "s.")]
    DecimalSeconds,
}

impl Unit {
    /// The names that configuration uses.
    pub const NAMES: [&str; 4] = ["s", "ms", "us", "ns"];

    /// The unit with that name.
    pub fn by_name(name: &str) -> Option<Unit> {
        let units = [Unit::Seconds, Unit::Milliseconds, Unit::Microseconds, Unit::Nanoseconds];
        Unit::NAMES.iter().position(|known| *known == name).map(|index| units[index])
    }

    /// Microseconds in the unit as a power of ten; negative for a smaller unit.
    fn exponent(self) -> i32 {
        match self {
            Unit::Seconds | Unit::DecimalSeconds => 6,
            Unit::Milliseconds => 3,
            Unit::Microseconds => 0,
            Unit::Nanoseconds => -3,
        }
    }
}

/// Parses a decimal number, such as `0.004`, `12`, `1.5e-05`. Fractions of a microsecond are truncated.
///
/// `None` if the text is not a number, is negative (many servers write `-1` for none), or exceeds 2^63 microseconds.
#[inline]
pub fn parse(text: &[u8], unit: Unit) -> Option<u64> {
    if text.starts_with(b"-") {
        return None;
    }
    parse_short(text, unit).or_else(|| parse_any(text, unit))
}

/// Parses the short number between two places of a text.
#[inline(always)]
pub fn read_short(text: &[u8], start: usize, end: usize, unit: Unit) -> Option<u64> {
    let digits = bytes::short_number(text, start, end).and_then(|number| whole(number, unit));
    digits.or_else(|| parse_short(text.get(start..end)?, unit))
}

/// Parses short numbers, which cannot overflow.
#[inline]
pub fn parse_short(text: &[u8], unit: Unit) -> Option<u64> {
    /// Numbers of as many digits fit, microseconds included.
    const LONGEST: usize = 18;
    let (mut number, mut digits, mut point) = (0, 0, None);
    for byte in text.get(..text.len().min(LONGEST + 1))? {
        match byte.wrapping_sub(b'0') {
            digit @ 0..=9 => (number, digits) = (number * 10 + u64::from(digit), digits + 1),
            _ if *byte == b'.' && point.is_none() => point = Some(digits),
            _ => return None,
        }
    }
    let whole = point.unwrap_or(digits);
    let is_short = text.len() <= LONGEST && whole + unit.exponent() <= LONGEST as i32;
    if digits == 0 || !is_short || (unit == Unit::DecimalSeconds && point.is_none()) {
        return None;
    }
    let places = unit.exponent() - (digits - whole);
    let scale = *POWERS.get(places.unsigned_abs() as usize)?;
    Some(if places < 0 { number / scale } else { number * scale })
}

/// A number without a point in microseconds; `None` if one must have a point, and above 2^64.
#[inline(always)]
pub fn whole(number: u64, unit: Unit) -> Option<u64> {
    match unit {
        Unit::Seconds => number.checked_mul(1_000_000),
        Unit::Milliseconds => number.checked_mul(1_000),
        Unit::Microseconds => Some(number),
        Unit::Nanoseconds => Some(number / 1_000),
        Unit::DecimalSeconds => None,
    }
}

/// The powers of ten that fit.
const POWERS: [u64; 20] = {
    let mut powers = [1; 20];
    let mut place = 1;
    while place < powers.len() {
        powers[place] = 10 * powers[place - 1];
        place += 1;
    }
    powers
};

/// Parses any number; see [`parse`].
#[cold]
pub(super) fn parse_any(text: &[u8], unit: Unit) -> Option<u64> {
    let text = text.strip_prefix(b"+").unwrap_or(text);
    let (mantissa, exponent) = match text.iter().position(|byte| matches!(byte, b'e' | b'E')) {
        Some(at) => (&text[..at], std::str::from_utf8(&text[at + 1..]).ok()?.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let point = mantissa.iter().position(|byte| *byte == b'.');
    let (whole, fraction) = point.map_or((mantissa, &[][..]), |at| (&mantissa[..at], &mantissa[at + 1..]));
    if (whole.is_empty() && fraction.is_empty()) || (unit == Unit::DecimalSeconds && point.is_none()) {
        return None;
    }
    // The first `places` digits of whole and fraction are microseconds.
    let places = (whole.len() as i64) + i64::from(exponent) + i64::from(unit.exponent());
    let mut micros = 0u64;
    for (index, byte) in (0i64..).zip(whole.iter().chain(fraction)) {
        if !byte.is_ascii_digit() {
            return None;
        }
        if index < places {
            micros = micros.checked_mul(10)?.checked_add(u64::from(byte - b'0'))?;
        }
    }
    let missing = places - (whole.len() + fraction.len()) as i64;
    let scale = 10u64.checked_pow(u32::try_from(missing.max(0)).ok()?);
    let micros = if micros == 0 { Some(0) } else { micros.checked_mul(scale?) };
    micros.filter(|micros| *micros <= i64::MAX as u64)
}

/// Parses a duration as any server writes it:
///
/// - a number as for [`parse`], in `unit`;
/// - numbers with units: `18ms`, `1.5 s`, `350µs`, `1m2.5s` (Go, HAProxy), `1 hour 2 minutes`, optionally after a label (`Duration: 12ms`);
/// - a clock with hours, minutes and seconds, `00:00:01.500`, or `PT1.5S` (ISO 8601);
/// - the sum of a list of these, as nginx writes for several upstreams, `0.004, 0.120` or `0.004 : 0.120`. A `-` in it is ignored.
///
/// `None` for other texts, negative durations, lists of dashes, and `0,5`, which may be a list or a decimal comma.
#[inline]
pub fn read(text: &[u8], unit: Unit) -> Option<u64> {
    /// Numbers of as many digits fit in any unit.
    const LONGEST: usize = 12;
    let digits = if text.len() > LONGEST { None } else { bytes::number(text) };
    if let Some(micros) = digits.and_then(|number| whole(number, unit)) {
        return Some(micros);
    }
    let has_unit = text.last().is_some_and(u8::is_ascii_alphabetic);
    let short = if has_unit { None } else { parse_short(text, unit) };
    short.or_else(|| match text.contains(&b' ') {
        true => sum(text, unit),
        false => read_one(text, unit).or_else(|| sum(text, unit)),
    })
}

/// Parses a single duration.
fn read_one(text: &[u8], unit: Unit) -> Option<u64> {
    let has_unit = text.last().is_some_and(u8::is_ascii_alphabetic);
    let number = if has_unit { None } else { parse(text, unit) };
    number.or_else(|| read_written(text))
}

/// Parses a duration with units.
fn read_written(text: &[u8]) -> Option<u64> {
    // Most have one short unit. The Greek mu looks like the micro sign.
    let short = match text {
        [number @ .., b'm', b's'] => parse(number.trim_ascii_end(), Unit::Milliseconds),
        [number @ .., b'u' | b'\xb5' | b'\xbc', b's'] => {
            let number = number.strip_suffix(b"\xc2").or(number.strip_suffix(b"\xce")).unwrap_or(number);
            parse(number.trim_ascii_end(), Unit::Microseconds)
        }
        [number @ .., b'n', b's'] => parse(number.trim_ascii_end(), Unit::Nanoseconds),
        [number @ .., b's'] => parse(number.trim_ascii_end(), Unit::Seconds),
        [.., byte] if byte.is_ascii_alphanumeric() => None,
        _ => return None,
    };
    short.or_else(|| {
        let text = std::str::from_utf8(text).ok()?;
        let is_label = |label: &str| label.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b' ');
        let text = text.split_once(": ").filter(|(label, _)| is_label(label)).map_or(text, |(_, rest)| rest);
        let duration = text.trim().parse::<Span>().ok()?.to_duration(SpanRelativeTo::days_are_24_hours()).ok()?;
        u64::try_from(duration.as_micros()).ok()
    })
}

/// The sum of a list; `None` if an entry is invalid, or all are absent.
fn sum(text: &[u8], unit: Unit) -> Option<u64> {
    if !text.iter().any(|byte| matches!(byte, b' ' | b'.')) {
        return None;
    }
    let (mut sum, mut start) = (None, 0);
    for end in memchr::memchr2_iter(b',', b':', text).chain([text.len()]) {
        // The colons inside a clock have no whitespace around them.
        if text.get(end) == Some(&b':') && !(text[..end].ends_with(b" ") && text[end..].starts_with(b": ")) {
            continue;
        }
        let entry = text[start..end].trim_ascii();
        if !matches!(entry, b"" | b"-") {
            sum = Some(read_one(entry, unit)?.checked_add(sum.unwrap_or(0))?);
        }
        start = end + 1;
    }
    sum
}
