//! Fast path for the time of the Common Log Format: the next line probably has the same date and zone.

use super::parts;
use super::point::{DAY, SECOND, is_in_range};

/// Bytes between the opening bracket and the request's quote: `dd/Mon/yyyy:HH:MM:SS ±hhmm] `.
pub const TIME_FRAME: usize = 28;

/// A date and a zone with their values. Both are always valid: initially 1970-01-01 in UTC.
#[derive(Debug)]
pub struct DateMemo {
    date: [u8; 12],
    /// Midnight of the date in microseconds.
    date_micros: i64,
    zone: [u8; 8],
    /// Offset of the zone in microseconds.
    zone_micros: i64,
}

impl Default for DateMemo {
    fn default() -> DateMemo {
        DateMemo { date: *b"01/Jan/1970:", date_micros: 0, zone: *b" +0000] ", zone_micros: 0 }
    }
}

impl DateMemo {
    /// Reads a time like [`parse`](super::parse), or returns `None` to leave it to that function.
    #[inline(always)]
    pub fn read(&mut self, frame: &[u8; TIME_FRAME]) -> Option<i64> {
        let (date, rest) = frame.split_first_chunk::<12>()?;
        let (clock, zone) = rest.split_first_chunk::<8>()?;
        let zone: &[u8; 8] = zone.try_into().ok()?;
        if date != &self.date || zone != &self.zone {
            self.learn(date, zone)?;
        }
        Some(self.date_micros + parts::clock(clock)? - self.zone_micros)
    }

    /// Reads the time at the beginning of `dd/Mon/yyyy:HH:MM:SS ±hhmm` and two bytes of anything, as [`DateMemo::read`] does.
    #[inline(always)]
    pub fn read_open(&mut self, window: &[u8; TIME_FRAME]) -> Option<i64> {
        /// What follows the zone in a frame.
        const END: u64 = u64::from_le_bytes(*b"\0\0\0\0\0\0] ");
        let (date, rest) = window.split_first_chunk::<12>()?;
        let (clock, zone) = rest.split_first_chunk::<8>()?;
        let zone = u64::from_le_bytes(zone.try_into().ok()?) & u64::MAX >> 16 | END;
        if date != &self.date || zone != u64::from_le_bytes(self.zone) {
            self.learn(date, &zone.to_le_bytes())?;
        }
        Some(self.date_micros + parts::clock(clock)? - self.zone_micros)
    }

    /// How many seconds the clock of the time that was read last is ahead of UTC.
    #[inline(always)]
    pub fn offset(&self) -> i32 {
        // Less than a day.
        (self.zone_micros / SECOND) as i32
    }

    #[cold]
    #[inline(never)]
    fn learn(&mut self, date: &[u8; 12], zone: &[u8; 8]) -> Option<()> {
        let date_micros = parts::clf_date(date)?;
        let [b' ', offset @ .., b']', b' '] = zone else { return None };
        let (zone_micros, _) = parts::offset(offset).filter(|(_, length)| *length == offset.len())?;
        // Every time of the day is in range, so the clock need not be checked.
        if !is_in_range(date_micros - zone_micros) || !is_in_range(date_micros - zone_micros + DAY) {
            return None;
        }
        *self = DateMemo { date: *date, date_micros, zone: *zone, zone_micros };
        Some(())
    }
}
