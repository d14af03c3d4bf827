//! The parts of written times. Each function examines a bounded number of bytes at the beginning of a text.

use super::point::{HOUR, SECOND, WrittenZone, ZoneSource, midnight};

/// The first three letters of the months; [`REST_OF_MONTHS`] completes their names.
const MONTHS: &[u8] = b"jan feb mar apr may jun jul aug sep oct nov dec ";
const REST_OF_MONTHS: [&str; 12] =
    ["uary", "ruary", "ch", "il", "", "e", "y", "ust", "tember", "ober", "ember", "ember"];
const WEEKDAYS: &[u8] = b"mon tue wed thu fri sat sun ";
const REST_OF_WEEKDAYS: [&str; 7] = ["day", "sday", "nesday", "rsday", "day", "urday", "day"];

/// Zones by name: those of RFC 5322 section 4.3, and names in the IANA database with one meaning. A question mark marks those with
/// several: China and Cuba, Cuba, the Philippines, Israel and Ireland, Bangladesh.
const ZONES: &str = "UTC+00 GMT+00 Z+00 z+00 UT+00 CET+01 CEST+02 WET+00 WEST+01 MET+01 MEST+02 EET+02 EEST+03 MSK+03 EST-05 EDT-04 \
    CST?-06 CDT?-05 MST-07 MDT-06 PST?-08 PDT-07 IST?+0530 BST?+01 AKST-09 AKDT-08 HST-10 JST+09 KST+09 HKT+08 AEST+10 AEDT+11 \
    NZST+12 NZDT+13 SAST+02";

/// The month at the beginning of `text`, 1 to 12, and the length of its English name: three letters or all, in any case.
#[inline]
pub fn month(text: &[u8]) -> Option<(i64, usize)> {
    name(text, MONTHS, &REST_OF_MONTHS).map(|(index, length)| (index as i64 + 1, length))
}

/// The length of the weekday at the beginning of `text`, spelt like a [`month`].
pub fn weekday(text: &[u8]) -> Option<usize> {
    name(text, WEEKDAYS, &REST_OF_WEEKDAYS).map(|(_, length)| length)
}

#[inline]
fn name(text: &[u8], names: &[u8], rests: &[&str]) -> Option<(usize, usize)> {
    let [a, b, c] = text.first_chunk::<3>()?.map(|byte| byte | b' ');
    let index = names.as_chunks::<4>().0.iter().position(|name| *name == [a, b, c, b' '])?;
    let rest = rests[index].as_bytes();
    let is_full = text[3..].get(..rest.len()).is_some_and(|text| text.eq_ignore_ascii_case(rest));
    Some((index, if is_full { 3 + rest.len() } else { 3 }))
}

/// The zone with that name.
pub fn zone_named(name: &[u8]) -> Option<WrittenZone> {
    const LONGEST: usize = 4;
    let is_name = (1..=LONGEST).contains(&name.len()) && name.iter().all(u8::is_ascii_alphabetic);
    let after = |zone: &'static str| zone.as_bytes().strip_prefix(name).filter(|rest| !rest[0].is_ascii_alphabetic());
    let rest = is_name.then(|| ZONES.split_ascii_whitespace().find_map(after))??;
    let (source, written) = match rest {
        [b'?', written @ ..] => (ZoneSource::Ambiguous, written),
        _ => (ZoneSource::Written, rest),
    };
    offset(written).map(|(offset, _)| WrittenZone { offset, source })
}

/// The offset at the beginning of `text` in microseconds, and its length: `±hhmm`, `±hh:mm` or `±hh`; hours to 23, minutes to 59 (RFC 3339
/// section 5.6).
#[inline]
pub fn offset(text: &[u8]) -> Option<(i64, usize)> {
    let sign = match text.first()? {
        b'+' => SECOND,
        b'-' => -SECOND,
        _ => return None,
    };
    let hours = number([*text.get(1)?, *text.get(2)?])?;
    let (minutes, length) = match text[3..] {
        [b':', m1, m2, ..] => (number([m1, m2])?, 6),
        [m1 @ b'0'..=b'9', m2 @ b'0'..=b'9', ..] => (number([m1, m2])?, 5),
        _ => (0, 3),
    };
    (hours < 24 && minutes < 60).then_some((sign * (hours * 60 + minutes) * 60, length))
}

/// Midnight of `dd/Mon/yyyy:`.
#[inline]
pub fn clf_date(date: &[u8; 12]) -> Option<i64> {
    let &[d1, d2, b'/', m1, m2, m3, b'/', y1, y2, y3, y4, b':'] = date else { return None };
    midnight(number([y1, y2, y3, y4])?, month(&[m1, m2, m3])?.0, number([d1, d2])?)
}

/// Midnight of `yyyy-mm-dd`.
#[inline]
pub fn iso_date(date: &[u8; 10]) -> Option<i64> {
    let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = date else { return None };
    midnight(number([y1, y2, y3, y4])?, number([m1, m2])?, number([d1, d2])?)
}

/// `HH:MM:SS` in microseconds since midnight, all eight bytes at once. The leap second 60 counts as 59.
#[inline(always)]
pub fn clock(clock: &[u8; 8]) -> Option<i64> {
    /// Midnight.
    const ZERO: u64 = u64::from_le_bytes(*b"00:00:00");
    /// Overflows into a byte's high half when added to a digit above nine or to anything but a colon.
    const OVER: u64 = u64::from_le_bytes([6, 6, 15, 6, 6, 15, 6, 6]);
    const HIGH_HALVES: u64 = 0xf0f0_f0f0_f0f0_f0f0;
    let values = u64::from_le_bytes(*clock) ^ ZERO;
    if (values | values.wrapping_add(OVER)) & HIGH_HALVES != 0 {
        return None;
    }
    let [h1, h2, _, m1, m2, _, s1, s2] = values.to_le_bytes().map(i64::from);
    clock_of(h1 * 10 + h2, m1 * 10 + m2, s1 * 10 + s2)
}

/// Microseconds since midnight.
#[inline(always)]
pub fn clock_of(hour: i64, minute: i64, second: i64) -> Option<i64> {
    let is_clock = hour < 24 && minute < 60 && second <= 60;
    is_clock.then_some(hour * HOUR + (minute * 60 + second.min(59)) * SECOND)
}

/// The hours to add for `AM` or `PM`, and its length.
pub fn half(text: &[u8]) -> Option<(i64, usize)> {
    match text.first_chunk()? {
        [b'A' | b'a', b'M' | b'm'] => Some((0, 2)),
        [b'P' | b'p', b'M' | b'm'] => Some((12, 2)),
        _ => None,
    }
}

/// The digits after a decimal point as microseconds, and their count, at most 18. Smaller fractions are truncated.
#[inline]
pub fn fraction(text: &[u8]) -> Option<(i64, usize)> {
    const PLACES: usize = 6;
    const LONGEST: usize = 18;
    const SCALES: [i64; PLACES + 1] = [1_000_000, 100_000, 10_000, 1_000, 100, 10, 1];
    let length = text.iter().take(LONGEST + 1).take_while(|byte| byte.is_ascii_digit()).count();
    let (kept, places) = digits(text, 1, PLACES)?;
    (length <= LONGEST).then_some((kept * SCALES[places], length))
}

/// The number at the beginning of `text` and its count of digits, from `shortest` to `longest`.
#[inline]
pub fn digits(text: &[u8], shortest: usize, longest: usize) -> Option<(i64, usize)> {
    let length = text.iter().take(longest).take_while(|byte| byte.is_ascii_digit()).count();
    let number = text[..length].iter().fold(0, |number, byte| number * 10 + i64::from(byte - b'0'));
    (length >= shortest).then_some((number, length))
}

/// Parses a fixed number of digits.
#[inline(always)]
fn number<const DIGITS: usize>(text: [u8; DIGITS]) -> Option<i64> {
    let (mut number, mut odd) = (0, 0);
    for byte in text {
        let digit = byte.wrapping_sub(b'0');
        odd |= u8::from(digit > 9);
        number = number * 10 + i64::from(digit);
    }
    (odd == 0).then_some(number)
}
