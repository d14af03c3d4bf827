//! Counts the days of a log whose lines have a clock but no date, starting with `#Date`.

use super::point::{DAY, HOUR, is_in_range};
use super::{calendar, scan};

/// How late a line may be logged after a later one: clocks are set back an hour in autumn, and requests may take long.
const LATEST_BY: i64 = 2 * HOUR;

/// The column of the clock and the latest time so far.
#[derive(Debug, Clone, Default)]
pub struct DayCount {
    /// The column of the clock, if no column is a date.
    column: Option<usize>,
    latest: Option<i64>,
}

impl DayCount {
    /// No columns and no date.
    pub const fn new() -> DayCount {
        DayCount { column: None, latest: None }
    }

    /// Applies a `#Fields` directive.
    pub fn set_fields(&mut self, names: &[u8]) {
        let position = |wanted: [&[u8]; 2]| {
            tokens(names).position(|name| wanted.iter().any(|wanted| name.eq_ignore_ascii_case(wanted)))
        };
        let clock = position([b"time", b"time-local"]);
        self.column = clock.filter(|_| position([b"date", b"date-local"]).is_none());
    }

    /// Applies a `#Date` directive: a date, or a date and a clock.
    pub fn set_date(&mut self, value: &[u8]) {
        self.latest = scan::parse(value).map(|time| time.micros).or_else(|| scan::parse_date(value));
    }

    /// Whether every line must be passed to [`DayCount::pass`].
    pub fn is_counting(&self) -> bool {
        self.column.is_some() && self.latest.is_some()
    }

    /// The latest time so far; initially that of `#Date`.
    pub fn latest(&self) -> Option<i64> {
        self.latest
    }

    /// The latest time so far, as the value of a `#Date` directive.
    pub fn date(&self) -> Option<String> {
        self.latest.map(calendar::time_text)
    }

    /// Applies a line that is not a directive, trimmed. Values with spaces before the clock hide it; then the next line counts.
    pub fn pass(&mut self, line: &[u8]) {
        let (Some(column), Some(latest)) = (self.column, self.latest) else { return };
        let value = if line.starts_with(b"#") { None } else { tokens(line).nth(column) };
        let clock = value.and_then(|value| {
            let quoted = value.strip_prefix(b"\"").and_then(|value| value.strip_suffix(b"\""));
            scan::parse_clock(quoted.unwrap_or(value))
        });
        let time = clock.and_then(|clock| time_after(latest, clock));
        self.latest = Some(time.map_or(latest, |time| time.max(latest)));
    }
}

/// The time of `clock`, at most two hours before `latest` or less than 22 hours after it.
///
/// So a clock more than two hours earlier means that midnight has passed. `None` outside the years 0 to 9999.
pub fn time_after(latest: i64, clock: i64) -> Option<i64> {
    let earliest = latest - LATEST_BY;
    Some(earliest + (clock - earliest).rem_euclid(DAY)).filter(|time| is_in_range(*time))
}

fn tokens(line: &[u8]) -> impl Iterator<Item = &[u8]> {
    line.split(u8::is_ascii_whitespace).filter(|token| !token.is_empty())
}
