//! When the requests come: more by day than by night, never back in time.

use jiff::SignedDuration;
use jiff::civil::Date;

/// How busy each hour of the day is.
const RHYTHM: [u64; 24] = [18, 12, 9, 7, 7, 9, 14, 24, 38, 52, 60, 63, 60, 62, 64, 62, 58, 56, 58, 62, 60, 50, 38, 26];

const DAY_SECONDS: u64 = 86_400;
/// 9999-12-31, in days since 1970: used for all later days.
const LAST_DAY: u64 = 2_932_896;

/// Spreads lines over a span of days.
#[derive(Debug)]
pub(super) struct Clock {
    start: u64,
    lines: u64,
    days: u64,
    /// The second that `text` shows.
    shown: Option<u64>,
    text: [u8; 28],
}

impl Clock {
    /// A clock for `lines` lines in `days` days; `start` is in seconds since 1970.
    pub(super) fn new(start: u64, lines: u64, days: u64) -> Clock {
        Clock { start, lines: lines.max(1), days, shown: None, text: *b"[00/Jan/1970:00:00:00 +0000]" }
    }

    /// The time of a line, by its number from 0, as servers write it. `chance` is below 65,536: it moves the line within its
    /// own share of the span, so that the order is kept.
    pub(super) fn show(&mut self, line: u64, chance: u64) -> &[u8] {
        let seconds = self.start + self.seconds(line, chance);
        if self.shown != Some(seconds) {
            self.write(seconds);
            self.shown = Some(seconds);
        }
        &self.text
    }

    /// Seconds from the start to a line.
    fn seconds(&self, line: u64, chance: u64) -> u64 {
        let day_weight: u64 = RHYTHM.iter().sum::<u64>() * 3600;
        let place = (u128::from(line) << 16) + u128::from(chance);
        let weight = place * u128::from(self.days * day_weight) / (u128::from(self.lines) << 16);
        // Below the weight of the span, which is far below 2^64.
        let weight = weight as u64;
        let mut rest = weight % day_weight;
        let mut hour = 0;
        for (number, busy) in (0..).zip(RHYTHM) {
            hour = number;
            if rest < busy * 3600 {
                rest /= busy;
                break;
            }
            rest -= busy * 3600;
        }
        weight / day_weight * DAY_SECONDS + hour * 3600 + rest
    }

    fn write(&mut self, seconds: u64) {
        let (day, second) = (seconds / DAY_SECONDS, seconds % DAY_SECONDS);
        if self.shown.is_none_or(|shown| shown / DAY_SECONDS != day) {
            let since = SignedDuration::from_hours(24 * day.min(LAST_DAY) as i64);
            let date = Date::constant(1970, 1, 1).saturating_add(since);
            self.text[1..12].copy_from_slice(date.strftime("%d/%b/%Y").to_string().as_bytes());
        }
        self.two_digits(13, second / 3600);
        self.two_digits(16, second / 60 % 60);
        self.two_digits(19, second % 60);
    }

    fn two_digits(&mut self, at: usize, number: u64) {
        self.text[at] = b'0' + (number / 10 % 10) as u8;
        self.text[at + 1] = b'0' + (number % 10) as u8;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_fill_the_span_in_order_and_mostly_by_day() {
        let clock = Clock::new(0, 10_000, 2);
        let times: Vec<u64> = (0..10_000).map(|line| clock.seconds(line, line * 7919 % 65_536)).collect();
        assert!(times.is_sorted());
        assert!(times[0] < 200 && times[9_999] > 2 * DAY_SECONDS - 200 && times[9_999] < 2 * DAY_SECONDS);
        let at_night = times.iter().filter(|time| (2..6).contains(&(*time / 3600 % 24))).count();
        assert!(at_night < 500, "{at_night}");
    }

    #[test]
    fn a_time_is_written_as_servers_do() {
        let mut clock = Clock::new(1_704_067_200, 1, 1);
        assert_eq!(clock.show(0, 0), b"[01/Jan/2024:00:00:00 +0000]");
        assert_eq!(Clock::new(951_868_799, 1, 1).show(0, 0), b"[29/Feb/2000:23:59:59 +0000]");
        assert_eq!(Clock::new(u64::MAX / 2, 1, 1).show(0, 0)[..13], *b"[31/Dec/9999:");
    }
}
