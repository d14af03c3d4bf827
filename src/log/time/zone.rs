//! The zone of times that are logged without one.

use std::fmt;
use std::str::FromStr;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::parts;

/// A time zone: a fixed offset, or one of the built-in IANA database.
#[derive(Clone, PartialEq, Eq)]
pub struct Zone {
    name: String,
    rules: TimeZone,
}

impl Zone {
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
