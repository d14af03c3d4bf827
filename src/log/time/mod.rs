//! Times, durations and zones as servers log them.
//!
//! [`parse`] reads a time with a date; [`read`] also reads a number since 1970, an absent time, and brackets. Both examine a bounded number
//! of bytes. Times are microseconds since 1970 in UTC, from the year 0 to 9999. Smaller fractions are truncated, and a leap second counts
//! as the second before it.
//!
//! - **Dates**: `10/Oct/2023`, `Oct 10, 2023`, `2023-10-10` and `20231010`, with other separators and short days too. `10.11.2023` begins
//!   with the day. `13/10/2023` is unambiguous; `09/10/2023` is not, and is refused. A weekday may precede and is not checked: HTTP
//!   dates (RFC 9110 section 5.6.7), and mail dates (RFC 5322 section 3.3).
//! - **Clocks**: `13:55:36` or `13:55`; then a fraction after a point, a comma, or a colon with 3, 6 or 9 digits; then `AM` or `PM`.
//! - **Zones**: `+0200`, `+02:00`, `+02`, `Z`, `Europe/Berlin`, or a short name. [`ZoneSource`] reports ambiguous and unknown names. A
//!   name after an offset is ignored (Go, Java, JavaScript).

pub mod calendar;
pub mod days;
pub mod duration;
mod memo;
mod parts;
pub mod pattern;
mod point;
mod scan;
pub mod zone;

use super::bytes;
use duration::Unit;
pub use memo::{DateMemo, TIME_FRAME};
pub use point::{DAY, END_OF_9999, HOUR, LoggedTime, NotATime, SECOND, ZoneSource};
pub use scan::{is_bsd_stamp, parse, parse_clock, parse_date, parse_prefix};

/// Parses the text of a time field: like [`parse`], with or without brackets, or a number since 1970.
///
/// Without a unit, the length of a number decides: seconds have up to 11 digits before the point (until the year 5138), milliseconds up
/// to 14, microseconds up to 17, and nanoseconds more. In brackets a number needs at least 10 digits, since a shorter one may be anything.
/// `Ok(None)` is an absent time: an empty text or `-`.
///
/// # Errors
/// The text is not a time, or outside the years 0 to 9999.
#[inline]
pub fn read(text: &[u8], unit: Option<Unit>) -> Result<Option<LoggedTime>, NotATime> {
    // Most numbers are digits and nothing else.
    if let Some(time) = unit.and_then(|unit| whole(text, unit)) {
        return Ok(Some(time));
    }
    match scan::parse_common(text) {
        Some((time, length)) if length == text.len() => Ok(Some(time)),
        _ => read_any(text, unit),
    }
}

fn read_any(text: &[u8], unit: Option<Unit>) -> Result<Option<LoggedTime>, NotATime> {
    let text = text.trim_ascii();
    let bracketed = text.strip_prefix(b"[").and_then(|text| text.strip_suffix(b"]"));
    let text = bracketed.unwrap_or(text);
    if matches!(text, b"" | b"-") {
        return Ok(None);
    }
    let digits = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let is_number = text[digits..].iter().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+'));
    let time = if is_number && (digits >= 10 || bracketed.is_none()) { epoch(text, unit) } else { parse(text) };
    time.map(Some).ok_or(NotATime)
}

/// Parses digits since 1970, before the year 10000.
#[inline]
fn whole(digits: &[u8], unit: Unit) -> Option<LoggedTime> {
    let micros = i64::try_from(duration::whole(bytes::number(digits)?, unit)?).ok()?;
    (micros < END_OF_9999).then(|| LoggedTime::utc(micros))
}

/// Parses a number since 1970, before the year 10000.
pub fn epoch(number: &[u8], unit: Option<Unit>) -> Option<LoggedTime> {
    let digits = number.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(number.len());
    let unit = unit.unwrap_or(match digits {
        ..12 => Unit::Seconds,
        12..15 => Unit::Milliseconds,
        15..18 => Unit::Microseconds,
        _ => Unit::Nanoseconds,
    });
    let micros = i64::try_from(duration::parse(number, unit)?).ok()?;
    (micros < END_OF_9999).then(|| LoggedTime::utc(micros))
}

#[cfg(test)]
mod tests;
