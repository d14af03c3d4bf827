//! Days and times in UTC as text, for the years 0 to 9999.

use jiff::SignedDuration;
use jiff::civil::Time;

use super::parts;
use super::point::{DAY, EPOCH, SECOND};

/// Formats a day, counted from 1970-01-01, as `YYYY-MM-DD`; outside the years 0 to 9999 as the number itself.
pub fn day_text(days: i32) -> String {
    let day = EPOCH.checked_add(SignedDuration::from_hours(24 * i64::from(days)));
    day.map_or_else(|_| days.to_string(), |day| day.to_string())
}

/// Formats microseconds since 1970-01-01T00:00:00Z by RFC 3339 in UTC, with a fraction only if it is not zero. Outside the years 0 to 9999,
/// the number itself.
pub fn time_text(micros: i64) -> String {
    match EPOCH.to_datetime(Time::midnight()).checked_add(SignedDuration::from_micros(micros)) {
        Ok(time) if micros % SECOND == 0 => format!("{time}Z"),
        Ok(time) => format!("{time:.6}Z"),
        Err(_) => micros.to_string(),
    }
}

/// Formats what a clock shows, counted as if it were UTC: a date, a `T` and a time, without a zone.
pub fn local_text(shown: i64) -> String {
    let mut text = time_text(shown);
    if text.ends_with('Z') {
        text.pop();
    }
    text
}

/// Parses a day such as `2026-01-31` to days since 1970-01-01; `None` if it does not exist.
pub fn parse_day(text: &str) -> Option<i32> {
    let midnight = parts::iso_date(text.as_bytes().try_into().ok()?)?;
    i32::try_from(midnight / DAY).ok()
}
