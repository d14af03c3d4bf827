//! Days and times in UTC as text, for the years 0 to 9999.

use jiff::SignedDuration;
use jiff::civil::Time;

use super::parts;
use super::point::{DAY, EPOCH, SECOND};
use super::zone::ZoneClock;

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

/// Formats a time as a clock of the zone shows it, with its offset: `2026-01-31T14:20:00+02:00`, `Z` in UTC, and none for
/// [the clocks of lines](super::zone::Zone::of_lines).
pub fn zoned_text(micros: i64, clock: &mut ZoneClock<'_>) -> String {
    let text = local_text(clock.shown(micros));
    text + &offset_text(clock, micros)
}

/// The offset of a clock at a time in UTC, as times end with it.
pub fn offset_text(clock: &mut ZoneClock<'_>, micros: i64) -> String {
    if clock.zone().is_of_lines() {
        return String::new();
    }
    if clock.zone().is_utc() {
        return "Z".to_owned();
    }
    offset_of_seconds(clock.offset(micros) / SECOND)
}

/// An offset in seconds, as times end with it: `+02:00`, or `Z` for none.
pub fn offset_of_seconds(seconds: i64) -> String {
    if seconds == 0 {
        return "Z".to_owned();
    }
    let (sign, ahead) = if seconds < 0 { ('-', -seconds) } else { ('+', seconds) };
    let text = format!("{sign}{:02}:{:02}", ahead / 3600, ahead / 60 % 60);
    // Before zones were made, clocks showed the time of the sun.
    if ahead % 60 == 0 { text } else { format!("{text}:{:02}", ahead % 60) }
}

/// Parses a day such as `2026-01-31` to days since 1970-01-01; `None` if it does not exist.
pub fn parse_day(text: &str) -> Option<i32> {
    let midnight = parts::iso_date(text.as_bytes().try_into().ok()?)?;
    i32::try_from(midnight / DAY).ok()
}
