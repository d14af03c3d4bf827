//! When the requests come: more by day than by night, never back in time.

/// How busy each hour of the day is.
const RHYTHM: [u64; 24] = [18, 12, 9, 7, 7, 9, 14, 24, 38, 52, 60, 63, 60, 62, 64, 62, 58, 56, 58, 62, 60, 50, 38, 26];

const DAY_SECONDS: u64 = 86_400;
const MONTHS: [&[u8; 3]; 12] =
    [b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec"];

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
    /// A clock that starts at a time in seconds since 1970 and gives so many lines in so many days.
    pub(super) fn new(start: u64, lines: u64, days: u64) -> Clock {
        Clock { start, lines: lines.max(1), days, shown: None, text: *b"[00/Jan/1970:00:00:00 +0000]" }
    }

    /// The time of a line, by its number from 0, as servers write it. The chance is a number below 65,536: it moves the
    /// line inside its own share of the span, so that the order stays.
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
            let (year, month, date) = civil(day);
            self.two_digits(1, date);
            self.text[4..7].copy_from_slice(MONTHS[month]);
            self.two_digits(8, year / 100);
            self.two_digits(10, year % 100);
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

/// Year, month from 0 and day of the month of a day since 1970.
fn civil(day: u64) -> (u64, usize, u64) {
    let mut rest = day;
    let mut year = 1970;
    loop {
        let days = if is_leap(year) { 366 } else { 365 };
        if rest < days {
            break;
        }
        rest -= days;
        year += 1;
    }
    let february = if is_leap(year) { 29 } else { 28 };
    let mut month = 0;
    for days in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30] {
        if rest < days {
            break;
        }
        rest -= days;
        month += 1;
    }
    (year, month, rest + 1)
}

fn is_leap(year: u64) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_those_of_the_calendar() {
        assert_eq!(civil(0), (1970, 0, 1));
        assert_eq!(civil(11_016), (2000, 1, 29));
        assert_eq!(civil(19_723), (2024, 0, 1));
        assert_eq!(civil(20_088), (2024, 11, 31));
    }

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
    }
}
