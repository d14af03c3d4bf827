//! A point in time as logged: microseconds since 1970 in UTC, from the year 0 to 9999.

use jiff::civil::Date;

/// Microseconds in a second.
pub const SECOND: i64 = 1_000_000;
/// Microseconds in an hour.
pub const HOUR: i64 = 3_600 * SECOND;
/// Microseconds in a day.
pub const DAY: i64 = 24 * HOUR;
/// The first microsecond of the year 0.
const START: i64 = -719_528 * DAY;
/// The first microsecond of the year 10000. Larger numbers since 1970 have another unit.
pub const END_OF_9999: i64 = 253_402_300_800 * SECOND;
/// The day with number 0.
pub(super) const EPOCH: Date = Date::constant(1970, 1, 1);

/// A time and how its zone was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LoggedTime {
    /// Microseconds since 1970-01-01T00:00:00Z.
    pub micros: i64,
    /// How many seconds the clock that was logged is ahead of UTC.
    pub offset: i32,
    /// Where the zone comes from.
    pub zone: ZoneSource,
}

/// The text is not a time; absent times are not errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotATime;

/// Where the zone of a time comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ZoneSource {
    /// The line: an offset, or a name with one meaning.
    Written,
    /// The line, by a name that several zones share, such as `CST`.
    Ambiguous,
    /// The default: the line has no zone, or an unknown name. UTC is assumed.
    Missing,
}

/// A zone as a line writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct WrittenZone {
    /// Microseconds to subtract from what the clock shows.
    pub offset: i64,
    /// Where the offset comes from.
    pub source: ZoneSource,
}

impl WrittenZone {
    /// No zone, or an unknown one.
    pub const MISSING: WrittenZone = WrittenZone { offset: 0, source: ZoneSource::Missing };

    /// A zone with this offset.
    pub fn at(offset: i64) -> WrittenZone {
        WrittenZone { offset, source: ZoneSource::Written }
    }
}

impl LoggedTime {
    /// A time in UTC.
    pub fn utc(micros: i64) -> LoggedTime {
        LoggedTime { micros, offset: 0, zone: ZoneSource::Written }
    }

    /// The time at which a clock of the zone shows `local` (counted as if it were UTC); `None` outside the years 0 to 9999.
    #[inline]
    pub(super) fn from_local(local: i64, zone: WrittenZone) -> Option<LoggedTime> {
        let micros = local - zone.offset;
        // Less than a day.
        let offset = (zone.offset / SECOND) as i32;
        is_in_range(micros).then_some(LoggedTime { micros, offset, zone: zone.source })
    }

    /// What the clock showed, counted as if it were UTC.
    pub fn shown(self) -> i64 {
        self.micros + i64::from(self.offset) * SECOND
    }

    /// Whether the line has a zone.
    pub fn has_zone(self) -> bool {
        self.zone != ZoneSource::Missing
    }
}

/// Whether a time is in the years 0 to 9999.
#[inline]
pub(super) fn is_in_range(micros: i64) -> bool {
    (START..END_OF_9999).contains(&micros)
}

/// Midnight in UTC of a Gregorian date; `None` if it does not exist.
#[inline]
pub(super) fn midnight(year: i64, month: i64, day: i64) -> Option<i64> {
    let date = Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?).ok()?;
    Some(date.duration_since(EPOCH).as_secs() * SECOND)
}
