//! Zones: of times that are logged without one, and of times that are shown.

use std::fmt;
use std::str::FromStr;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::parts;
use super::point::SECOND;

/// A time zone: a fixed offset, or one of the built-in IANA database.
#[derive(Clone, PartialEq, Eq)]
pub struct Zone {
    name: String,
    rules: TimeZone,
}

/// The name of the zone in which times are the clocks of the lines.
const OF_LINES: &str = "log";

impl Zone {
    /// UTC.
    pub fn utc() -> Zone {
        Zone { name: "UTC".to_owned(), rules: TimeZone::UTC }
    }

    /// The clocks of the lines, whatever their zones: a time is what its line shows, counted as if it were UTC.
    pub fn of_lines() -> Zone {
        Zone { name: OF_LINES.to_owned(), rules: TimeZone::UTC }
    }

    /// The zone of a job: like a zone by name, or [`Zone::of_lines`] for `log`.
    ///
    /// # Errors
    /// [`NoSuchZone`].
    pub fn of_job(name: &str) -> Result<Zone, NoSuchZone> {
        if name == OF_LINES { Ok(Zone::of_lines()) } else { name.parse() }
    }

    /// Whether times are the clocks of the lines.
    pub fn is_of_lines(&self) -> bool {
        self.name == OF_LINES
    }

    /// The name as written.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it is UTC.
    pub fn is_utc(&self) -> bool {
        self.rules == TimeZone::UTC
    }

    /// The UTC time in microseconds since 1970 at which a clock of the zone shows `shown` (counted as if it were UTC).
    ///
    /// In a repeated hour the first is meant; in a skipped hour clocks are assumed to go on. Times within a day of the ends of the years
    /// 0 to 9999 are not changed.
    pub fn to_utc(&self, shown: i64) -> i64 {
        let utc = || {
            let shown = Timestamp::from_microsecond(shown).ok()?.to_zoned(TimeZone::UTC).datetime();
            self.rules.to_ambiguous_timestamp(shown).compatible().ok()
        };
        utc().map_or(shown, Timestamp::as_microsecond)
    }
}

/// A clock of a zone: what it shows at points in time, fast for those that are close together.
pub struct ZoneClock<'z> {
    zone: &'z Zone,
    /// The offset in `from..until`, in microseconds; the range is empty at first.
    offset: i64,
    from: i64,
    until: i64,
}

impl<'z> ZoneClock<'z> {
    /// A clock of the zone.
    pub fn new(zone: &'z Zone) -> ZoneClock<'z> {
        let (from, until) = if zone.is_utc() { (i64::MIN, i64::MAX) } else { (0, 0) };
        ZoneClock { zone, offset: 0, from, until }
    }

    /// Its zone.
    pub fn zone(&self) -> &'z Zone {
        self.zone
    }

    /// What it shows at a time in UTC, counted as if that were UTC.
    #[inline]
    pub fn shown(&mut self, utc: i64) -> i64 {
        if !(self.from..self.until).contains(&utc) {
            self.look_up(utc);
        }
        utc.saturating_add(self.offset)
    }

    /// How many microseconds it is ahead of UTC at a time in UTC.
    pub fn offset(&mut self, utc: i64) -> i64 {
        self.shown(utc);
        self.offset
    }

    #[inline(never)]
    fn look_up(&mut self, utc: i64) {
        let Ok(time) = Timestamp::from_microsecond(utc) else {
            (self.offset, self.from, self.until) = (0, utc, utc.saturating_add(1));
            return;
        };
        let rules = &self.zone.rules;
        self.offset = i64::from(rules.to_offset(time).seconds()) * SECOND;
        let micros = |time: Timestamp| time.as_microsecond();
        // The offset holds from the last change, which may be at this very time, to the next one.
        self.from = rules.preceding(time).next().map_or(i64::MIN, |change| micros(change.timestamp())).min(utc);
        self.until = rules.following(time).next().map_or(i64::MAX, |change| micros(change.timestamp()));
        if rules.to_offset(Timestamp::from_microsecond(self.from).unwrap_or(time)) != rules.to_offset(time) {
            self.from = utc;
        }
    }
}

impl FromStr for Zone {
    type Err = NoSuchZone;

    fn from_str(name: &str) -> Result<Zone, NoSuchZone> {
        let none = || NoSuchZone { name: name.to_owned() };
        let rules = if name.eq_ignore_ascii_case("UTC") || name == "Z" {
            TimeZone::UTC
        } else if name.starts_with(['+', '-']) {
            let (micros, _) =
                parts::offset(name.as_bytes()).filter(|(_, length)| *length == name.len()).ok_or_else(none)?;
            let offset = jiff::tz::Offset::try_from(SignedDuration::from_micros(micros)).map_err(|_| none())?;
            if micros == 0 { TimeZone::UTC } else { TimeZone::fixed(offset) }
        } else {
            TimeZone::get(name).map_err(|_| none())?
        };
        Ok(Zone { name: name.to_owned(), rules })
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

/// A text that does not name a time zone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{name}` is not a time zone: give UTC, an offset such as +02:00, or a name such as Europe/Berlin")]
pub struct NoSuchZone {
    /// The text.
    pub name: String,
}
