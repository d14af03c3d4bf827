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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_is_written_as_its_date_and_read_back() {
        let cases = [(0, "1970-01-01"), (-1, "1969-12-31"), (11_016, "2000-02-29"), (-25_509, "1900-02-28")];
        let ends = [(-719_528, "0000-01-01"), (2_932_896, "9999-12-31"), (i32::MAX, "2147483647")];
        for (days, text) in cases.into_iter().chain(ends) {
            assert_eq!(day_text(days), text);
        }
        for days in (-719_528..2_932_897).step_by(37) {
            assert_eq!(parse_day(&day_text(days)), Some(days));
        }
    }

    #[test]
    fn a_text_that_is_no_date_is_no_day() {
        for text in ["2026-02-29", "2026-13-01", "2026-00-10", "2026-01-00", "2026-1-1", "2026-01-0é", "+026-01-01", ""]
        {
            assert_eq!(parse_day(text), None, "{text}");
        }
    }

    #[test]
    fn times_have_a_fraction_only_when_there_is_one() {
        assert_eq!(time_text(1_431_857_103_000_000), "2015-05-17T10:05:03Z");
        assert_eq!(time_text(1_431_857_103_000_120), "2015-05-17T10:05:03.000120Z");
        assert_eq!(time_text(-1), "1969-12-31T23:59:59.999999Z");
        assert_eq!(time_text(i64::MIN), "-9223372036854775808");
    }
}
