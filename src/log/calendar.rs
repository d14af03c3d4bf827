//! Days and times of the proleptic Gregorian calendar, UTC, as text.

use std::fmt::Write;

const DAYS_PER_ERA: i64 = 146_097;
const YEARS_PER_ERA: i64 = 400;
/// Days from 0000-03-01 to 1970-01-01.
const EPOCH: i64 = 719_468;
const MICROS_PER_SECOND: i64 = 1_000_000;
const MICROS_PER_DAY: i64 = 86_400 * MICROS_PER_SECOND;

/// The year, month (1 to 12) and day (1 to 31) of a day counted from 1970-01-01.
pub fn date(days: i32) -> (i64, u32, u32) {
    // Years that begin in March put the leap day last, and eras of 400 years are all alike.
    let shifted = i64::from(days) + EPOCH;
    let (era, day) = (shifted.div_euclid(DAYS_PER_ERA), shifted.rem_euclid(DAYS_PER_ERA));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = era * YEARS_PER_ERA + year + i64::from(month <= 2);
    (year, month as u32, day as u32)
}

/// A day as `YYYY-MM-DD`; years below 0 have a sign, those above 9999 more digits.
pub fn day_text(days: i32) -> String {
    let (year, month, day) = date(days);
    let sign = if year < 0 { "-" } else { "" };
    format!("{sign}{:04}-{month:02}-{day:02}", year.abs())
}

/// A time in microseconds since 1970-01-01T00:00:00Z by RFC 3339, in UTC; the fraction only when there is one.
pub fn time_text(micros: i64) -> String {
    let (day, rest) = (micros.div_euclid(MICROS_PER_DAY), micros.rem_euclid(MICROS_PER_DAY));
    let (seconds, fraction) = (rest / MICROS_PER_SECOND, rest % MICROS_PER_SECOND);
    // 2^63 microseconds are 107 million days: they fit.
    let mut text = day_text(day as i32);
    let _ = write!(text, "T{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if fraction != 0 {
        let _ = write!(text, ".{fraction:06}");
    }
    text + "Z"
}

/// The day that a text such as `2026-01-31` names, counted from 1970-01-01; None when there is no such day.
pub fn parse_day(text: &str) -> Option<i32> {
    let digits = |range: std::ops::Range<usize>| {
        let part = text.get(range)?;
        part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse::<i64>().ok())?
    };
    if text.len() != 10 || text.as_bytes()[4] != b'-' || text.as_bytes()[7] != b'-' {
        return None;
    }
    let (year, month, day) = (digits(0..4)?, digits(5..7)?, digits(8..10)?);
    i32::try_from(days_from_civil(year, month, day)?).ok()
}

/// Days from 1970-01-01 to a date of the Gregorian calendar; `None` when there is no such date.
pub fn days_from_civil(year: i64, month: i64, day: i64) -> Option<i64> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        1..=12 => 31,
        _ => return None,
    };
    if !(1..=length).contains(&day) {
        return None;
    }
    // Years are taken to begin in March, so that the leap day is the last day of its year.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days_before_year = 365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    let days_before_month = (153 * month + 2) / 5;
    Some(days_before_year + days_before_month + day - 1 - EPOCH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_written_as_dates_from_year_minus_one_to_9999() {
        let cases = [
            (0, "1970-01-01"),
            (-1, "1969-12-31"),
            (16_572, "2015-05-17"),
            (11_016, "2000-02-29"),
            (-25_509, "1900-02-28"),
            (-25_508, "1900-03-01"),
            (-719_528, "0000-01-01"),
            (-719_529, "-0001-12-31"),
            (2_932_896, "9999-12-31"),
            (2_932_897, "10000-01-01"),
        ];
        for (days, text) in cases {
            assert_eq!(day_text(days), text);
        }
    }

    #[test]
    fn each_day_follows_the_one_before() {
        let mut last = date(-800_000);
        for days in -799_999..3_000_000 {
            let (year, month, day) = date(days);
            let next_day = (year, month) == (last.0, last.1) && day == last.2 + 1;
            let next_month =
                day == 1 && last.2 >= 28 && (year * 12 + i64::from(month)) == last.0 * 12 + i64::from(last.1) + 1;
            assert!(next_day || next_month, "{last:?} is followed by {:?}", (year, month, day));
            last = (year, month, day);
        }
    }

    #[test]
    fn days_agree_with_counting_them_one_by_one() {
        let mut expected = days_from_civil(1600, 1, 1).unwrap();
        assert_eq!(days_from_civil(1970, 1, 1), Some(0));
        assert_eq!(days_from_civil(1969, 12, 31), Some(-1));
        for year in 1600..2100 {
            for month in 1..=12 {
                for day in 1..=31 {
                    if let Some(days) = days_from_civil(year, month, day) {
                        assert_eq!(days, expected, "{year}-{month}-{day}");
                        expected += 1;
                    }
                }
            }
        }
    }

    #[test]
    fn a_date_is_read_back() {
        for days in (-719_528..2_932_897).step_by(37) {
            assert_eq!(parse_day(&day_text(days)), Some(days));
        }
    }

    #[test]
    fn a_date_that_is_none_is_not_read() {
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
        assert_eq!(time_text(i64::MIN), "-290308-12-21T19:59:05.224192Z");
    }
}
