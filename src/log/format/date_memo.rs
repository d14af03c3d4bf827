//! The time of the Common Log Format, read quickly: date and zone are compared with those of the line before.

use crate::log::time;

/// The parts of a time field that the next line probably repeats, already checked.
#[derive(Debug, Default)]
pub struct DateMemo {
    date: [u8; 12],
    /// Microseconds at the beginning of the date.
    date_micros: i64,
    zone: [u8; 8],
    /// Offset of the zone in microseconds.
    zone_micros: i64,
}

/// `dd/Mon/yyyy:HH:MM:SS ±hhmm] `: what stands between the opening bracket and the request's quote.
pub const TIME_FRAME: usize = 28;

/// The time, by comparing date and zone with those of the line before.
#[inline(always)]
pub fn read(frame: &[u8; TIME_FRAME], known: &mut DateMemo) -> Option<i64> {
    let (date, rest) = frame.split_first_chunk::<12>()?;
    let (clock, zone) = rest.split_first_chunk::<8>()?;
    let zone: &[u8; 8] = zone.try_into().ok()?;
    if date != &known.date || zone != &known.zone {
        known.learn(date, zone)?;
    }
    Some(known.date_micros + read_clock(clock)? - known.zone_micros)
}

impl DateMemo {
    #[cold]
    #[inline(never)]
    fn learn(&mut self, date: &[u8; 12], zone: &[u8; 8]) -> Option<()> {
        let date_micros = time::clf_day(date)? * time::DAY;
        let zone_micros = time::framed_zone(zone)?;
        (self.date, self.date_micros) = (*date, date_micros);
        (self.zone, self.zone_micros) = (*zone, zone_micros);
        Some(())
    }
}

/// `HH:MM:SS` as microseconds since midnight, all eight bytes at once.
#[inline(always)]
fn read_clock(clock: &[u8; 8]) -> Option<i64> {
    /// What the clock is at midnight.
    const ZERO: u64 = u64::from_le_bytes(*b"00:00:00");
    /// Added to a digit above nine, or to a colon that is none, this reaches the byte's high half.
    const OVER: u64 = u64::from_le_bytes([6, 6, 15, 6, 6, 15, 6, 6]);
    const HIGH_HALVES: u64 = 0xf0f0_f0f0_f0f0_f0f0;
    let values = u64::from_le_bytes(*clock) ^ ZERO;
    if (values | values.wrapping_add(OVER)) & HIGH_HALVES != 0 {
        return None;
    }
    let [h1, h2, _, m1, m2, _, s1, s2] = values.to_le_bytes().map(i64::from);
    let (hour, minute, second) = (h1 * 10 + h2, m1 * 10 + m2, s1 * 10 + s2);
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    Some((hour * 3600 + minute * 60 + second.min(59)) * time::SECOND)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_agrees_with_its_definition_for_every_change_of_a_byte() {
        for clock in [*b"00:00:00", *b"23:59:60", *b"19:29:39"] {
            for place in 0..8 {
                for byte in 0..=255 {
                    let mut text = clock;
                    text[place] = byte;
                    assert_eq!(read_clock(&text), time::clock_micros(&text), "{text:?}");
                }
            }
        }
    }
}
