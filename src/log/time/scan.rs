//! Parses times of all known shapes from left to right.
//!
//! Every step examines a bounded number of bytes, so that a time may be tried at each position of a line.

use super::parts;
use super::point::{LoggedTime, WrittenZone, midnight};
use super::zone::Zone;

/// Parses a text that is entirely a time. The [module](super) lists the shapes.
#[inline]
pub fn parse(text: &[u8]) -> Option<LoggedTime> {
    let is_all = |(_, length): &(LoggedTime, usize)| *length == text.len();
    let time = parse_common(text).filter(is_all).or_else(|| parse_any(text, true).filter(is_all));
    time.map(|(time, _)| time)
}

/// Parses the time at the beginning of a text; also returns its length. Zone names must be known.
#[inline]
pub fn parse_prefix(text: &[u8]) -> Option<(LoggedTime, usize)> {
    parse_common(text).or_else(|| parse_any(text, false))
}

/// The common definition.
pub(super) fn parse_any(text: &[u8], is_whole: bool) -> Option<(LoggedTime, usize)> {
    let mut scanner = Scanner { text, at: 0, is_whole, is_compact: false };
    let time = scanner.time()?;
    Some((time, scanner.at))
}

/// Parses a date to its midnight, in microseconds since 1970.
pub fn parse_date(text: &[u8]) -> Option<i64> {
    let iso = text.try_into().ok().and_then(parts::iso_date);
    iso.or_else(|| {
        Scanner::all_of(text, |scanner| {
            let (year, month, day) = scanner.date()?;
            midnight(year?, month, day)
        })
    })
}

/// Parses a time of day to microseconds since midnight; seconds may be missing.
pub fn parse_clock(text: &[u8]) -> Option<i64> {
    let plain = text.try_into().ok().and_then(parts::clock);
    plain.or_else(|| Scanner::all_of(text, Scanner::clock))
}

/// Whether a text is `Mon dd HH:MM:SS`, the time of RFC 3164 section 4.1.2 without year.
pub fn is_bsd_stamp(text: &[u8; 15]) -> bool {
    let [m1, m2, m3, b' ', d1, d2, b' ', clock @ ..] = text else { return false };
    let is_day = matches!((d1, d2), (b' ' | b'0', b'1'..=b'9') | (b'1'..=b'2', b'0'..=b'9') | (b'3', b'0'..=b'1'));
    is_day && parts::month(&[*m1, *m2, *m3]).is_some() && parts::clock(clock).is_some()
}

/// Fast path for the two most frequent shapes: `dd/Mon/yyyy:HH:MM:SS ±hhmm` and RFC 3339.
#[inline]
pub(super) fn parse_common(text: &[u8]) -> Option<(LoggedTime, usize)> {
    let (midnight, rest) = match text.split_first_chunk::<12>()? {
        (date @ [_, _, b'/', ..], rest) => (parts::clf_date(date)?, rest),
        _ => match text.split_first_chunk::<10>()? {
            (date, [b'T' | b' ', rest @ ..]) => (parts::iso_date(date)?, rest),
            _ => return None,
        },
    };
    let (clock, mut rest) = rest.split_first_chunk::<8>()?;
    let mut local = midnight + parts::clock(clock)?;
    if let [b'.', digits @ ..] = rest {
        let (fraction, length) = parts::fraction(digits)?;
        (local, rest) = (local + fraction, &digits[length..]);
    }
    let (zone, rest) = match rest {
        [] => (WrittenZone::MISSING, rest),
        [b'Z', rest @ ..] => (WrittenZone::at(0), rest),
        [b' ', zone @ ..] | zone => {
            let (offset, length) = parts::offset(zone).filter(|(_, length)| *length > 3)?;
            (WrittenZone::at(offset), &zone[length..])
        }
    };
    let is_ended = !rest.first().is_some_and(u8::is_ascii_alphanumeric);
    Some((LoggedTime::from_local(local, zone).filter(|_| is_ended)?, text.len() - rest.len()))
}

/// A text and the read position.
struct Scanner<'t> {
    text: &'t [u8],
    at: usize,
    /// Whether the time must be the whole text.
    is_whole: bool,
    /// Whether the date is `yyyymmdd`; the clock may then lack colons too.
    is_compact: bool,
}

/// Year, month and day; the year is `None` if it follows the clock.
type Date = (Option<i64>, i64, i64);

impl<'t> Scanner<'t> {
    /// The result of `read`, if it consumes the whole text.
    fn all_of<T>(text: &'t [u8], read: impl FnOnce(&mut Scanner<'t>) -> Option<T>) -> Option<T> {
        let mut scanner = Scanner { text, at: 0, is_whole: true, is_compact: false };
        let value = read(&mut scanner)?;
        (scanner.at == text.len()).then_some(value)
    }

    /// `[weekday[,]] date clock [zone] [year]`.
    fn time(&mut self) -> Option<LoggedTime> {
        let (year, month, day) = self.date()?;
        self.before_clock()?;
        let clock = self.clock()?;
        let mut zone = self.zone(year.and_then(|year| Some(midnight(year, month, day)? + clock)));
        let year = match year {
            Some(year) => year,
            None => {
                self.blanks();
                let (year, _) = self.number(4).filter(|(_, length)| *length == 4)?;
                zone = zone.or_else(|| self.zone(None));
                year
            }
        };
        LoggedTime::from_local(midnight(year, month, day)? + clock, zone.unwrap_or(WrittenZone::MISSING))
    }

    fn date(&mut self) -> Option<Date> {
        self.blanks();
        if self.peek(0).is_some_and(|byte| byte.is_ascii_digit()) {
            return self.date_by_number(false);
        }
        let weekday = parts::weekday(self.rest()).filter(|length| matches!(self.peek(*length), Some(b' ' | b',')));
        if let Some(length) = weekday {
            self.at += length;
            self.eat(b',');
            self.blanks();
        }
        match self.month() {
            Some(month) => self.date_after_month(month),
            None => self.date_by_number(true),
        }
    }

    /// After `Oct`: ` 10, 2023`, ` 10 2023`, or ` 10` with the year after the clock.
    fn date_after_month(&mut self, month: i64) -> Option<Date> {
        self.separator()?;
        let (day, _) = self.number(2)?;
        let end = self.at;
        self.eat(b',');
        let year = self.separator().and_then(|_| self.number(4)).filter(|(_, length)| *length == 4);
        if year.is_none() {
            self.at = end;
        }
        Some((year.map(|(year, _)| year), month, day))
    }

    /// A date that begins with the day, the year or, if unambiguous, the month.
    fn date_by_number(&mut self, has_weekday: bool) -> Option<Date> {
        let (first, length) = self.number(8)?;
        if length == 8 {
            self.is_compact = true;
            return Some((Some(first / 10_000), first / 100 % 100, first % 100));
        }
        let separator = self.separator()?;
        let named = self.month();
        let second = named.or_else(|| self.number(2).filter(|_| separator != b' ').map(|(number, _)| number))?;
        let (third, third_length) = (self.separator()? == separator).then(|| self.number(4))??;
        let (year, month, day) = match (length, third_length) {
            (4, 1 | 2) => (first, second, third),
            // RFC 850, with the century of POSIX: 1969 to 2068.
            (1 | 2, 2) if named.is_some() && has_weekday => (full_year(third), second, first),
            (1 | 2, 4) if named.is_some() || separator == b'.' => (third, second, first),
            // Only one order makes a date, or both make the same.
            (1 | 2, 4) if first > 12 || first == second => (third, second, first),
            (1 | 2, 4) if second > 12 => (third, first, second),
            _ => return None,
        };
        Some((Some(year), month, day))
    }

    /// The separator of date and clock: `:`, `T`, `_`, a comma, whitespace, or ` @ `.
    fn before_clock(&mut self) -> Option<()> {
        let has_comma = self.eat(b',');
        if self.blanks() {
            let _ = self.eat(b'@') && self.blanks();
            return Some(());
        }
        (has_comma || b":Tt_".iter().any(|byte| self.eat(*byte))).then_some(())
    }

    /// `HH:MM[:SS[.fraction]][ AM]`; colons may be missing after a date without dashes.
    fn clock(&mut self) -> Option<i64> {
        let (first, length) = self.number(6)?;
        let (hour, minute, second) = match length {
            1 | 2 => {
                let minute = self.eat(b':').then(|| self.two_digits())??;
                (first, minute, if self.eat(b':') { Some(self.two_digits()?) } else { None })
            }
            4 if self.is_compact => (first / 100, first % 100, None),
            6 if self.is_compact => (first / 10_000, first / 100 % 100, Some(first % 100)),
            _ => return None,
        };
        let fraction = second.map_or(0, |_| self.fraction());
        Some(parts::clock_of(self.half(hour)?, minute, second.unwrap_or(0))? + fraction)
    }

    /// `.250`, `,250`, or after a colon three, six or nine digits.
    fn fraction(&mut self) -> i64 {
        let read = match self.rest() {
            [b'.' | b',', digits @ ..] => parts::fraction(digits),
            [b':', digits @ ..] => parts::fraction(digits).filter(|(_, length)| matches!(length, 3 | 6 | 9)),
            _ => None,
        };
        let (fraction, length) = read.map_or((0, 0), |(fraction, length)| (fraction, length + 1));
        self.at += length;
        fraction
    }

    /// The hour of the day, adjusted if `AM` or `PM` follows.
    fn half(&mut self, hour: i64) -> Option<i64> {
        let blanks = usize::from(self.peek(0) == Some(b' '));
        let Some((after_noon, _)) = self.text.get(self.at + blanks..).and_then(parts::half) else { return Some(hour) };
        if self.peek(blanks + 2).is_some_and(|byte| byte.is_ascii_alphanumeric()) {
            return Some(hour);
        }
        self.at += blanks + 2;
        (1..=12).contains(&hour).then_some(hour % 12 + after_noon)
    }

    /// The zone of a time whose clock shows `local`, if that is already known.
    fn zone(&mut self, local: Option<i64>) -> Option<WrittenZone> {
        let start = self.at;
        let has_blanks = self.blanks();
        let zone = self.offset(has_blanks).or_else(|| self.named_zone(local));
        match zone {
            None => self.at = start,
            Some(_) if self.is_whole => self.skip_comment(),
            Some(_) => {}
        }
        zone
    }

    fn offset(&mut self, has_blanks: bool) -> Option<WrittenZone> {
        let (offset, length) = parts::offset(self.rest())?;
        let is_ended = !self.peek(length).is_some_and(|byte| byte.is_ascii_alphanumeric());
        // `+02` after a space may be the next field of a line.
        if !is_ended || (length == 3 && has_blanks && !self.is_whole) {
            return None;
        }
        self.at += length;
        Some(WrittenZone::at(offset))
    }

    /// `CET`, `UTC+02:00`, or, if the time is the whole text, `Europe/Berlin` and `[Europe/Berlin]`. Other names of three to five capitals
    /// at the end are unknown zones.
    fn named_zone(&mut self, local: Option<i64>) -> Option<WrittenZone> {
        const LONGEST: usize = 40;
        let has_bracket = self.is_whole && self.eat(b'[');
        let is_name = |byte: &&u8| byte.is_ascii_alphanumeric() || (self.is_whole && matches!(byte, b'/' | b'_'));
        let length = self.rest().iter().take(LONGEST).take_while(is_name).count();
        let name = &self.rest()[..length];
        let is_unknown = self.is_whole && (3..=5).contains(&length) && name.iter().all(u8::is_ascii_uppercase);
        let is_utc = matches!(name, b"UTC" | b"GMT");
        let zone = match parts::zone_named(name).or(is_unknown.then_some(WrittenZone::MISSING)) {
            Some(zone) => zone,
            None => {
                let rules: Zone = std::str::from_utf8(name).ok().filter(|name| name.contains('/'))?.parse().ok()?;
                WrittenZone::at(local? - rules.to_utc(local?))
            }
        };
        self.at += length;
        if has_bracket && !self.eat(b']') {
            return None;
        }
        if is_utc && matches!(self.peek(0), Some(b'+' | b'-')) { self.offset(false) } else { Some(zone) }
    }

    /// Skips what may follow a zone without a meaning: `(..)`, `[Europe/Berlin]`, or Go's ` UTC m=+0.1`.
    fn skip_comment(&mut self) {
        let rest = self.rest().trim_ascii_start();
        let name = rest.split(|byte| *byte == b' ').next().unwrap_or_default();
        let is_name = matches!(name, [b'A'..=b'Z' | b'+' | b'-', ..]) && name.len() < 7;
        let is_clock = |rest: &[u8]| rest.is_empty() || rest.starts_with(b" m=");
        if matches!(rest, [b'(', .., b')'] | [b'[', .., b']']) || (is_name && is_clock(&rest[name.len()..])) {
            self.at = self.text.len();
        }
    }

    fn month(&mut self) -> Option<i64> {
        let (month, length) = parts::month(self.rest())?;
        self.at += length;
        Some(month)
    }

    /// A separator of the parts of a date.
    fn separator(&mut self) -> Option<u8> {
        if self.blanks() {
            return Some(b' ');
        }
        let byte = self.peek(0).filter(|byte| matches!(byte, b'/' | b'-' | b'.'))?;
        self.at += 1;
        Some(byte)
    }

    /// Parses up to `longest` digits; also returns their count.
    fn number(&mut self, longest: usize) -> Option<(i64, usize)> {
        let (number, length) = parts::digits(self.rest(), 1, longest)?;
        if self.peek(length).is_some_and(|byte| byte.is_ascii_digit()) {
            return None;
        }
        self.at += length;
        Some((number, length))
    }

    /// Skips spaces; returns whether there were any.
    fn blanks(&mut self) -> bool {
        const MOST: usize = 8;
        let length = self.rest().iter().take(MOST).take_while(|byte| **byte == b' ').count();
        self.at += length;
        length > 0
    }

    fn two_digits(&mut self) -> Option<i64> {
        self.number(2).filter(|(_, length)| *length == 2).map(|(number, _)| number)
    }

    fn eat(&mut self, byte: u8) -> bool {
        let is_there = self.peek(0) == Some(byte);
        self.at += usize::from(is_there);
        is_there
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.text.get(self.at + ahead).copied()
    }

    fn rest(&self) -> &[u8] {
        &self.text[self.at..]
    }
}

/// Completes a year of two digits as POSIX does.
pub fn full_year(year: i64) -> i64 {
    if year < 69 { 2000 + year } else { 1900 + year }
}
