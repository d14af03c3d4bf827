//! Times, durations and zones as servers log them.
//!
//! A time is read by [`parse`] when it is written with a date, and by [`read`] when it may also be a number since 1970, absent, or in
//! brackets. Both look at a bounded number of bytes. All times are microseconds since 1970 in UTC, from the year 0 to the year 9999; digits
//! below a microsecond are cut off, and a leap second counts as the second before it.
//!
//! # Dates
//! - `10/Oct/2023`, with any month by its English name: the day has one or two digits, and the separators are two of `/`, `-`, `.` or blanks.
//!   Also `Oct 10, 2023` and `Oct 10 2023`.
//! - `2023-10-10`, `2023/10/10`, `2023.10.10`; the month and the day may have one digit.
//! - `20231010`, with a clock of the same kind: `20231010T135536Z` (ISO 8601).
//! - `13/10/2023`, `10/13/2023` and `10/10/2023`, where only one order of day and month makes a date or both make the same.
//!   `09/10/2023` is not a time: nothing in the line says which order it has. With dots, `09.10.2023`, the day comes first.
//! - A weekday may precede: HTTP dates (RFC 9110 section 5.6.7: IMF-fixdate, RFC 850 with its year of two digits, and asctime, whose year
//!   follows the clock), and mail dates (RFC 5322 section 3.3). It is not checked.
//!
//! # Clocks
//! `13:55:36` or `13:55`, after `:`, `T`, `_`, a comma or blanks. A fraction follows a point, a comma, or a colon with 3, 6 or 9 digits;
//! then `AM` or `PM` may follow.
//!
//! # Zones
//! `+0200`, `+02:00`, `+02`, `Z`, or a name: `GMT`, `UTC`, `UT`, those of RFC 5322 section 4.3 (`EST` to `PDT`), and those with one meaning
//! in the IANA's database, such as `CEST` or `JST`. `CST`, `CDT`, `PST` (read as American), `IST` (India) and `BST` (Britain) have
//! several: [`ZoneSource::Ambiguous`]. Other names of three to five capitals are unknown, so that the time has no zone
//! ([`ZoneSource::Missing`]). `Europe/Berlin` is a zone of the IANA's database. After an offset, a zone's name counts nothing (Go, Java,
//! JavaScript).

pub mod calendar;
pub mod days;
pub mod duration;
mod memo;
mod parts;
pub mod pattern;
mod point;
mod scan;
pub mod zone;

use duration::Unit;
pub use memo::{DateMemo, TIME_FRAME};
pub use point::{DAY, END_OF_9999, HOUR, LoggedTime, NotATime, SECOND, ZoneSource};
pub use scan::{is_bsd_stamp, parse, parse_clock, parse_date, parse_prefix};

/// Reads the text of a field that is a time: as for [`parse`], with or without brackets, or as a number since 1970.
///
/// Without a unit, the length of a number decides: seconds have up to 11 digits before the point (until the year 5138), milliseconds up
/// to 14, microseconds up to 17, and nanoseconds more. In brackets a number has at least 10 digits, since a shorter one may be anything.
/// `Ok(None)` is a time that is absent: an empty text or `-`.
///
/// # Errors
/// The text is not a time, or a time outside the years 0 to 9999.
pub fn read(text: &[u8], unit: Option<Unit>) -> Result<Option<LoggedTime>, NotATime> {
    let text = text.trim_ascii();
    let inside = text.strip_prefix(b"[").and_then(|text| text.strip_suffix(b"]"));
    let is_number = |byte: &u8| byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E' | b'+');
    let time = match (inside.unwrap_or(text), inside) {
        (b"" | b"-", _) => return Ok(None),
        (text, None) if text.iter().all(is_number) => epoch(text, unit),
        (text, Some(_))
            if text.len() >= 10 && text.iter().all(is_number) && text[..10].iter().all(u8::is_ascii_digit) =>
        {
            epoch(text, unit)
        }
        (text, _) => parse(text),
    };
    time.map(Some).ok_or(NotATime)
}

/// A number since 1970, below the year 10000.
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
