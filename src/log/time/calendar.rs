//! Days and times in UTC as text, for the years 0 to 9999.

use jiff::SignedDuration;
use jiff::civil::Time;

use super::parts;
use super::point::{DAY, EPOCH, SECOND};

/// A day, counted from 1970-01-01, as `YYYY-MM-DD`; the number itself when it is too far away to be one of a log.
pub fn day_text(days: i32) -> String {
    let day = EPOCH.checked_add(SignedDuration::from_hours(24 * i64::from(days)));
    day.map_or_else(|_| days.to_string(), |day| day.to_string())
}

/// A time in microseconds since 1970-01-01T00:00:00Z by RFC 3339, in UTC; the fraction only when there is one. The number itself when it
/// is too far away to be one of a log.
pub fn time_text(micros: i64) -> String {
    match EPOCH.to_datetime(Time::midnight()).checked_add(SignedDuration::from_micros(micros)) {
        Ok(time) if micros % SECOND == 0 => format!("{time}Z"),
        Ok(time) => format!("{time:.6}Z"),
        Err(_) => micros.to_string(),
    }
}

/// The day that a text such as `2026-01-31` names, counted from 1970-01-01; `None` when there is no such day.
pub fn parse_day(text: &str) -> Option<i32> {
    let midnight = parts::iso_date(text.as_bytes().try_into().ok()?)?;
    i32::try_from(midnight / DAY).ok()
}
