//! The parts of written times. Each function looks at a bounded number of bytes at the beginning of a text.

use super::point::{HOUR, SECOND, WrittenZone, ZoneSource, midnight};

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Zones by name, with their minutes east of UTC: those of RFC 5322 section 4.3, and those of the IANA's database that have one meaning.
const ZONES: [(&str, i64); 35] = [
    ("UTC", 0),
    ("GMT", 0),
    ("UT", 0),
    ("Z", 0),
    ("z", 0),
    ("WET", 0),
    ("WEST", 60),
    ("CET", 60),
    ("CEST", 120),
    ("MET", 60),
    ("MEST", 120),
    ("EET", 120),
    ("EEST", 180),
    ("MSK", 180),
    ("EST", -300),
    ("EDT", -240),
    ("CST", -360),
    ("CDT", -300),
    ("MST", -420),
    ("MDT", -360),
    ("PST", -480),
    ("PDT", -420),
    ("AKST", -540),
    ("AKDT", -480),
    ("HST", -600),
    ("IST", 330),
    ("BST", 60),
    ("JST", 540),
    ("KST", 540),
    ("HKT", 480),
    ("AEST", 600),
    ("AEDT", 660),
    ("NZST", 720),
    ("NZDT", 780),
    ("SAST", 120),
];
/// Those that are also: China and Cuba, Cuba, Israel and Ireland, Bangladesh, the Philippines.
const AMBIGUOUS: [&str; 5] = ["CST", "CDT", "IST", "BST", "PST"];

/// The month that a text begins with, 1 to 12, and the length of its English name: three letters or all of it, in any case.
#[inline]
pub fn month(text: &[u8]) -> Option<(i64, usize)> {
    const SHORT: [u32; 12] = short(MONTHS);
    name(text, &MONTHS, &SHORT).map(|(index, length)| (index as i64 + 1, length))
}

/// The length of the weekday that a text begins with, written like a [`month`].
pub fn weekday(text: &[u8]) -> Option<usize> {
    const SHORT: [u32; 7] = short(WEEKDAYS);
    name(text, &WEEKDAYS, &SHORT).map(|(_, length)| length)
}

/// The first three letters of names as numbers, to compare them at once.
const fn short<const NAMES: usize>(names: [&str; NAMES]) -> [u32; NAMES] {
    let mut short = [0; NAMES];
    let mut at = 0;
    while at < NAMES {
        let name = names[at].as_bytes();
        short[at] = u32::from_le_bytes([name[0], name[1], name[2], 0]);
        at += 1;
    }
    short
}

#[inline]
fn name<const NAMES: usize>(text: &[u8], names: &[&str; NAMES], short: &[u32; NAMES]) -> Option<(usize, usize)> {
    const LOWER_CASE: u8 = 0x20;
    let letters = text.first_chunk::<3>()?.map(|byte| byte | LOWER_CASE);
    let wanted = u32::from_le_bytes([letters[0], letters[1], letters[2], 0]);
    let index = short.iter().position(|name| *name == wanted)?;
    let full = names[index].as_bytes();
    let is_full = text.get(..full.len()).is_some_and(|text| text.eq_ignore_ascii_case(full));
    Some((index, if is_full { full.len() } else { letters.len() }))
}

/// The zone of this name.
pub fn zone_named(name: &[u8]) -> Option<WrittenZone> {
    let (name, minutes) = ZONES.iter().find(|(known, _)| known.as_bytes() == name)?;
    let source = if AMBIGUOUS.contains(name) { ZoneSource::Ambiguous } else { ZoneSource::Written };
    Some(WrittenZone { offset: minutes * 60 * SECOND, source })
}

/// The offset that a text begins with, in microseconds, and its length: `±hhmm`, `±hh:mm` or `±hh`; hours to 23, minutes to 59 (RFC 3339
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

/// The beginning of the day `dd/Mon/yyyy:`.
#[inline]
pub fn clf_date(date: &[u8; 12]) -> Option<i64> {
    let &[d1, d2, b'/', m1, m2, m3, b'/', y1, y2, y3, y4, b':'] = date else { return None };
    midnight(number([y1, y2, y3, y4])?, month(&[m1, m2, m3])?.0, number([d1, d2])?)
}

/// The beginning of the day `yyyy-mm-dd`.
#[inline]
pub fn iso_date(date: &[u8; 10]) -> Option<i64> {
    let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = date else { return None };
    midnight(number([y1, y2, y3, y4])?, number([m1, m2])?, number([d1, d2])?)
}

/// `HH:MM:SS` in microseconds since midnight, all eight bytes at once; second 60, a leap second, counts as 59.
#[inline(always)]
pub fn clock(clock: &[u8; 8]) -> Option<i64> {
    /// What the clock is at midnight.
    const ZERO: u64 = u64::from_le_bytes(*b"00:00:00");
    /// Added to a digit above nine, or to a byte that is no colon, this reaches the byte's high half.
    const OVER: u64 = u64::from_le_bytes([6, 6, 15, 6, 6, 15, 6, 6]);
    const HIGH_HALVES: u64 = 0xf0f0_f0f0_f0f0_f0f0;
    let values = u64::from_le_bytes(*clock) ^ ZERO;
    if (values | values.wrapping_add(OVER)) & HIGH_HALVES != 0 {
        return None;
    }
    let [h1, h2, _, m1, m2, _, s1, s2] = values.to_le_bytes().map(i64::from);
    clock_of(h1 * 10 + h2, m1 * 10 + m2, s1 * 10 + s2)
}

/// Microseconds since midnight of an hour, a minute and a second.
#[inline(always)]
pub fn clock_of(hour: i64, minute: i64, second: i64) -> Option<i64> {
    let is_clock = hour < 24 && minute < 60 && second <= 60;
    is_clock.then_some(hour * HOUR + (minute * 60 + second.min(59)) * SECOND)
}

/// The digits after the decimal point of seconds in microseconds, and their count, at most 18; what is below a microsecond is cut off.
#[inline]
pub fn fraction(text: &[u8]) -> Option<(i64, usize)> {
    const PLACES: usize = 6;
    const LONGEST: usize = 18;
    const SCALES: [i64; PLACES + 1] = [1_000_000, 100_000, 10_000, 1_000, 100, 10, 1];
    let length = text.iter().take(LONGEST + 1).take_while(|byte| byte.is_ascii_digit()).count();
    let (kept, places) = digits(text, 1, PLACES)?;
    (length <= LONGEST).then_some((kept * SCALES[places], length))
}

/// The number that a text begins with, and how many digits it has, at least `shortest` and at most `longest`.
#[inline]
pub fn digits(text: &[u8], shortest: usize, longest: usize) -> Option<(i64, usize)> {
    let length = text.iter().take(longest).take_while(|byte| byte.is_ascii_digit()).count();
    let number = text[..length].iter().fold(0, |number, byte| number * 10 + i64::from(byte - b'0'));
    (length >= shortest).then_some((number, length))
}

/// The number that a few digits write.
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
