//! Constants, and texts that are read as values of another type.

use crate::log::calendar;
use crate::log::column::ColumnKind;
use crate::log::time::LoggedTime;
use crate::log::time::{self, DAY, HOUR, SECOND};
use crate::log::zone::Zone;

/// A value that does not depend on the record.
#[derive(Debug, Clone, PartialEq)]
pub enum Constant {
    /// No value.
    Null,
    /// A text.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A number with a fraction.
    Float(f64),
    /// True or false.
    Boolean(bool),
    /// Microseconds since 1970-01-01T00:00:00Z.
    Time(i64),
    /// Days since 1970-01-01.
    Day(i32),
    /// A span of time.
    Interval(Interval),
}

/// A span of time: months and days have different lengths.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Interval {
    /// Calendar months.
    pub months: i32,
    /// Calendar days.
    pub days: i32,
    /// Microseconds.
    pub micros: i64,
}

/// Names of units, the most usual first; microseconds of each, or days, or months.
const UNITS: [(&[&str], Interval); 9] = [
    (&["s", "sec", "secs", "second", "seconds"], micros(SECOND)),
    (&["min", "mins", "m", "minute", "minutes"], micros(60 * SECOND)),
    (&["h", "hr", "hrs", "hour", "hours"], micros(HOUR)),
    (&["d", "day", "days"], Interval { months: 0, days: 1, micros: 0 }),
    (&["ms", "millisecond", "milliseconds", "msec"], micros(1_000)),
    (&["us", "µs", "microsecond", "microseconds", "usec"], micros(1)),
    (&["w", "week", "weeks"], Interval { months: 0, days: 7, micros: 0 }),
    (&["month", "months", "mon", "mons"], Interval { months: 1, days: 0, micros: 0 }),
    (&["y", "year", "years", "yr", "yrs"], Interval { months: 12, days: 0, micros: 0 }),
];

const fn micros(micros: i64) -> Interval {
    Interval { months: 0, days: 0, micros }
}

impl Interval {
    /// Reads a span such as `5 minutes`, `1h 30min`, `1.5 s` or `-2 days`; a number without a unit is in seconds.
    pub fn parse(text: &str) -> Option<Interval> {
        let mut rest = text.trim();
        let mut sum = Interval::default();
        if rest.is_empty() {
            return None;
        }
        while !rest.is_empty() {
            let digits = rest.find(|char: char| !(char.is_ascii_digit() || ".+-".contains(char))).unwrap_or(rest.len());
            let number: f64 = rest[..digits].parse().ok().filter(|number: &f64| number.is_finite())?;
            rest = rest[digits..].trim_start();
            let letters = rest.find(|char: char| !char.is_alphabetic()).unwrap_or(rest.len());
            let (name, after) = rest.split_at(letters);
            rest = after.trim_start_matches([' ', ',']);
            let name = name.to_lowercase();
            let unit = match name.as_str() {
                "" if rest.is_empty() => micros(SECOND),
                name => UNITS.iter().find(|(names, _)| names.contains(&name)).map(|(_, unit)| *unit)?,
            };
            sum = sum.checked_add(unit.times(number)?)?;
        }
        Some(sum)
    }

    fn times(self, number: f64) -> Option<Interval> {
        let whole = |unit: i32| -> Option<i32> {
            let product = f64::from(unit) * number;
            (product.fract() == 0.0 && product.abs() <= f64::from(i32::MAX)).then_some(product as i32)
        };
        let micros = self.micros as f64 * number;
        // Half a day is twelve hours; half a month is nothing.
        if self.days != 0 && number.fract() != 0.0 {
            let micros = DAY as f64 * f64::from(self.days) * number;
            return (micros.abs() < i64::MAX as f64)
                .then_some(Interval { micros: micros.round() as i64, ..Interval::default() });
        }
        (micros.abs() < i64::MAX as f64).then_some(())?;
        Some(Interval { months: whole(self.months)?, days: whole(self.days)?, micros: micros.round() as i64 })
    }

    fn checked_add(self, other: Interval) -> Option<Interval> {
        Some(Interval {
            months: self.months.checked_add(other.months)?,
            days: self.days.checked_add(other.days)?,
            micros: self.micros.checked_add(other.micros)?,
        })
    }

    /// The span with its direction reversed.
    pub fn negated(self) -> Option<Interval> {
        Some(Interval {
            months: self.months.checked_neg()?,
            days: self.days.checked_neg()?,
            micros: self.micros.checked_neg()?,
        })
    }

    /// Its microseconds, with days of 24 hours; `None` if it has months.
    pub fn fixed_micros(self) -> Option<i64> {
        (self.months == 0).then_some(())?;
        i64::from(self.days).checked_mul(DAY)?.checked_add(self.micros)
    }
}

/// Reads a text as a value of a kind; `None` if it is none. Whole numbers of sizes and durations may have units.
pub fn read(text: &str, kind: ColumnKind, zone: &Zone) -> Option<Constant> {
    let trimmed = text.trim();
    match kind {
        ColumnKind::Text => Some(Constant::Text(text.to_owned())),
        ColumnKind::Boolean => boolean(trimmed).map(Constant::Boolean),
        // Zero has one sign.
        ColumnKind::Float => {
            trimmed.parse().ok().filter(|number: &f64| number.is_finite()).map(|number| Constant::Float(number + 0.0))
        }
        ColumnKind::Time => point(trimmed, zone).map(Constant::Time),
        ColumnKind::Day => day(trimmed).map(Constant::Day),
        ColumnKind::Duration => duration(trimmed).map(Constant::Integer),
        ColumnKind::Size => size(trimmed).map(Constant::Integer),
        _ => trimmed.parse().ok().map(Constant::Integer),
    }
}

/// Reads a number as expressions write it: `500`, `1.5`, `1e6` or `1_000_000`; `None` if it does not fit.
pub fn number(digits: &str) -> Option<Constant> {
    let digits = digits.replace('_', "");
    let fraction = || digits.parse().ok().filter(|number: &f64| number.is_finite()).map(Constant::Float);
    digits.parse().ok().map(Constant::Integer).or_else(fraction)
}

/// Reads a truth as PostgreSQL does: a word, or a beginning of it that is that of no other word.
pub fn boolean(text: &str) -> Option<bool> {
    let words = [("true", true), ("false", false), ("yes", true), ("no", false), ("on", true), ("off", false)];
    match text.to_ascii_lowercase().as_str() {
        "1" => Some(true),
        "0" => Some(false),
        "" | "o" => None,
        text => words.iter().find(|(word, _)| word.starts_with(text)).map(|(_, truth)| *truth),
    }
}

/// Reads a point in time as logs and people write it; without a zone it is in `zone`. A day is its first moment.
pub fn point(text: &str, zone: &Zone) -> Option<i64> {
    let local = |micros: i64| zone.to_utc(micros);
    // Among clocks of lines, a time with a zone is what its clock shows.
    let zoned = |time: LoggedTime| if zone.is_of_lines() { time.shown() } else { time.micros };
    if let Some(time) = time::parse(text.as_bytes()) {
        return Some(if time.has_zone() { zoned(time) } else { local(time.micros) });
    }
    let spaced = text.replacen('T', " ", 1);
    day(text).map(|day| local(i64::from(day) * DAY)).or_else(|| {
        // `2015-05-17 14h` and the like are not times; `2015-05-17 14:20` is one for `time::parse`.
        let time = time::parse(spaced.as_bytes())?;
        Some(if time.has_zone() { zoned(time) } else { local(time.micros) })
    })
}

/// Reads a day: `2026-01-31`, or as logs write dates.
pub fn day(text: &str) -> Option<i32> {
    calendar::parse_day(text).or_else(|| {
        let midnight = time::parse_date(text.as_bytes())?;
        i32::try_from(midnight.div_euclid(DAY)).ok()
    })
}

/// Reads a duration in microseconds: `250ms`, `1.5 s`, or a whole number of microseconds.
fn duration(text: &str) -> Option<i64> {
    match text.parse::<i64>() {
        Ok(micros) => Some(micros),
        Err(_) => Interval::parse(text).filter(|_| text.ends_with(char::is_alphabetic))?.fixed_micros(),
    }
}

/// Reads a size in bytes: `10MB`, `1.5 KiB`, or a whole number of bytes.
fn size(text: &str) -> Option<i64> {
    if let Ok(bytes) = text.parse::<i64>() {
        return Some(bytes);
    }
    let digits = text.find(|char: char| !(char.is_ascii_digit() || ".-".contains(char)))?;
    let (number, unit) = text.split_at(digits);
    let factor: i64 = match unit.trim_start().to_ascii_lowercase().as_str() {
        "b" => 1,
        "kb" | "k" => 1_000,
        "mb" | "m" => 1_000_000,
        "gb" | "g" => 1_000_000_000,
        "tb" | "t" => 1_000_000_000_000,
        "kib" => 1 << 10,
        "mib" => 1 << 20,
        "gib" => 1 << 30,
        "tib" => 1 << 40,
        _ => return None,
    };
    let bytes = number.parse::<f64>().ok()? * factor as f64;
    (bytes.abs() < i64::MAX as f64).then_some(bytes.round() as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_have_any_usual_unit() {
        let span = |months, days, micros| Some(Interval { months, days, micros });
        for (text, expected) in [
            ("5 minutes", span(0, 0, 300 * SECOND)),
            ("1h30min", span(0, 0, 5_400 * SECOND)),
            ("1 hour, 30 min", span(0, 0, 5_400 * SECOND)),
            ("90", span(0, 0, 90 * SECOND)),
            ("1.5 s", span(0, 0, 1_500_000)),
            ("-2 days", span(0, -2, 0)),
            ("0.5 d", span(0, 0, 12 * HOUR)),
            ("1 month", span(1, 0, 0)),
            ("2 years", span(24, 0, 0)),
            ("250ms", span(0, 0, 250_000)),
            ("", None),
            ("soon", None),
            ("5 parsecs", None),
            ("0.5 months", None),
            ("1e400 s", None),
        ] {
            assert_eq!(Interval::parse(text), expected, "{text}");
        }
    }

    #[test]
    fn texts_are_read_as_people_write_values() {
        let zone: Zone = "Europe/Berlin".parse().expect("a zone");
        for (text, kind, expected) in [
            ("2015-05-17", ColumnKind::Time, Some(Constant::Time(1_431_813_600 * SECOND))),
            ("2015-05-17 14:20", ColumnKind::Time, Some(Constant::Time(1_431_865_200 * SECOND))),
            ("2015-05-17T14:20:00Z", ColumnKind::Time, Some(Constant::Time(1_431_872_400 * SECOND))),
            ("17/May/2015:14:20:00 +0000", ColumnKind::Time, Some(Constant::Time(1_431_872_400 * SECOND))),
            ("yesterday", ColumnKind::Time, None),
            ("2015-05-17", ColumnKind::Day, Some(Constant::Day(16_572))),
            ("250ms", ColumnKind::Duration, Some(Constant::Integer(250_000))),
            ("1.5 s", ColumnKind::Duration, Some(Constant::Integer(1_500_000))),
            ("500", ColumnKind::Duration, Some(Constant::Integer(500))),
            ("0.5", ColumnKind::Duration, None),
            ("10 MiB", ColumnKind::Size, Some(Constant::Integer(10 << 20))),
            ("1.5kB", ColumnKind::Size, Some(Constant::Integer(1_500))),
            ("4o4", ColumnKind::Code, None),
            (" 404 ", ColumnKind::Code, Some(Constant::Integer(404))),
            ("yes", ColumnKind::Boolean, Some(Constant::Boolean(true))),
        ] {
            assert_eq!(read(text, kind, &zone), expected, "{text}");
        }
    }
}
