//! Times as a user describes them: the directives of strftime(3) that read back, times of servers, and numbers since 1970.

use crate::log::calendar::days_from_civil;
use crate::log::time::{self, DAY, HOUR, LoggedTime, SECOND};

/// How a stretch of a line writes a time, or a part of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimePattern(Vec<Piece>);

/// A part of a time, read from the beginning of what is left of the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece {
    /// This byte.
    Byte(u8),
    /// Any run of spaces and tabs, an empty one too.
    Blanks,
    /// A whole time as Apache's `%t` and nginx's `$time_local` or `$time_iso8601` write it.
    Logged,
    /// Four digits.
    Year,
    /// Two digits: 1969 to 2068.
    ShortYear,
    /// One or two digits.
    Month,
    /// English, of three letters or in full.
    MonthName,
    /// One or two digits, a space before a single one.
    Day,
    /// 1 to 366, three digits.
    DayOfYear,
    /// 0 to 23.
    Hour,
    /// 1 to 12, with [`Piece::Half`].
    HalfHour,
    /// `AM` or `PM`.
    Half,
    /// Two digits.
    Minute,
    /// Two digits; 60 counts as 59.
    Second,
    /// Digits behind the decimal point of seconds, at least one, and at most as many as that.
    Fraction(u8),
    /// `±hhmm`, `±hh:mm` or `Z`.
    Zone,
    /// What stands in the place of a zone, up to a blank or bracket; it need not be one.
    AnyZone,
    /// Letters: a weekday, or a zone by its name, which only counts when it is UTC or GMT.
    Name,
    /// Since 1970, in units of that many microseconds.
    Epoch(i64),
    /// Seconds since 1970, with a decimal point or not.
    EpochSeconds,
}

/// What is known of a time.
#[derive(Debug, Clone, Copy, Default)]
pub struct TimeParts {
    whole: Option<LoggedTime>,
    year: i64,
    month: i64,
    day: i64,
    day_of_year: Option<i64>,
    hour: i64,
    is_afternoon: Option<bool>,
    minute: i64,
    second: i64,
    fraction: i64,
    zone: Option<i64>,
}

/// Why a description of a time cannot be used: at a character of it, from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownPiece {
    /// The character.
    pub at: usize,
    /// What stands there.
    pub written: String,
}

/// The directives of strftime(3) that are read.
pub const STRFTIME: [&str; 22] = [
    "%Y", "%y", "%m", "%b", "%B", "%h", "%d", "%e", "%j", "%H", "%I", "%p", "%M", "%S", "%T", "%R", "%F", "%D", "%z",
    "%Z", "%s", "%f",
];

impl TimePattern {
    /// A pattern of such pieces.
    pub fn new(pieces: Vec<Piece>) -> TimePattern {
        TimePattern(pieces)
    }

    /// A pattern that strftime(3) would write. `micros` is what `%f` means.
    ///
    /// # Errors
    /// The first directive that cannot be read back.
    pub fn strftime(text: &str, micros: Piece) -> Result<TimePattern, UnknownPiece> {
        let mut pieces = Vec::new();
        let mut chars = text.chars().enumerate();
        while let Some((index, char)) = chars.next() {
            if char != '%' {
                let mut bytes = [0; 4];
                let bytes = char.encode_utf8(&mut bytes).bytes();
                pieces.extend(bytes.map(|byte| if byte == b' ' { Piece::Blanks } else { Piece::Byte(byte) }));
                continue;
            }
            let mut directive = chars.next().map(|(_, char)| char);
            // Modifiers of glibc and of POSIX that only change how a number is padded or which digits write it.
            while let Some('-' | '_' | 'E' | 'O') = directive {
                directive = chars.next().map(|(_, char)| char);
            }
            let unknown = || UnknownPiece {
                at: index + 1,
                written: directive.iter().fold("%".to_owned(), |t, c| t + &c.to_string()),
            };
            pieces.extend_from_slice(&directive_pieces(directive, micros).ok_or_else(unknown)?);
        }
        Ok(TimePattern(pieces))
    }

    /// The pieces.
    pub fn pieces(&self) -> &[Piece] {
        &self.0
    }

    /// Whether a time is `dd/Mon/yyyy:HH:MM:SS ±hhmm`.
    pub fn is_clf(&self) -> bool {
        const CLF: [Piece; 12] = [
            Piece::Day,
            Piece::Byte(b'/'),
            Piece::MonthName,
            Piece::Byte(b'/'),
            Piece::Year,
            Piece::Byte(b':'),
            Piece::Hour,
            Piece::Byte(b':'),
            Piece::Minute,
            Piece::Byte(b':'),
            Piece::Second,
            Piece::Blanks,
        ];
        match self.pieces() {
            [Piece::Logged] => true,
            [clf @ .., Piece::Zone | Piece::AnyZone] => clf == CLF,
            _ => false,
        }
    }

    /// Reads the beginning of a text; how much of it that took.
    #[inline]
    pub fn read(&self, text: &[u8], parts: &mut TimeParts) -> Option<usize> {
        let mut at = 0;
        for piece in &self.0 {
            at += parts.read(*piece, text.get(at..)?)?;
        }
        Some(at)
    }
}

fn directive_pieces(directive: Option<char>, micros: Piece) -> Option<Vec<Piece>> {
    let colon = Piece::Byte(b':');
    let dash = Piece::Byte(b'-');
    let slash = Piece::Byte(b'/');
    Some(match directive? {
        'Y' => vec![Piece::Year],
        'y' => vec![Piece::ShortYear],
        'm' => vec![Piece::Month],
        'b' | 'B' | 'h' => vec![Piece::MonthName],
        'd' | 'e' => vec![Piece::Day],
        'j' => vec![Piece::DayOfYear],
        'H' | 'k' => vec![Piece::Hour],
        'I' | 'l' => vec![Piece::HalfHour],
        'p' | 'P' => vec![Piece::Half],
        'M' => vec![Piece::Minute],
        'S' => vec![Piece::Second],
        'T' => vec![Piece::Hour, colon, Piece::Minute, colon, Piece::Second],
        'R' => vec![Piece::Hour, colon, Piece::Minute],
        'F' => vec![Piece::Year, dash, Piece::Month, dash, Piece::Day],
        'D' => vec![Piece::Month, slash, Piece::Day, slash, Piece::ShortYear],
        'z' => vec![Piece::Zone],
        'Z' | 'a' | 'A' => vec![Piece::Name],
        's' => vec![Piece::Epoch(SECOND)],
        'f' => vec![micros],
        '*' => vec![Piece::Epoch(1_000)],
        'n' | 't' => vec![Piece::Blanks],
        '%' => vec![Piece::Byte(b'%')],
        _ => return None,
    })
}

impl TimeParts {
    /// Reads a piece at the beginning of a text; how long it is.
    fn read(&mut self, piece: Piece, text: &[u8]) -> Option<usize> {
        let mut number = |shortest, longest, into: fn(&mut TimeParts) -> &mut i64| {
            let (value, length) = digits(text, shortest, longest)?;
            *into(self) = value;
            Some(length)
        };
        match piece {
            Piece::Byte(byte) => (*text.first()? == byte).then_some(1),
            Piece::Blanks => Some(text.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count()),
            Piece::Logged => self.read_logged(text),
            Piece::Year => number(4, 4, |parts| &mut parts.year),
            Piece::Month => number(1, 2, |parts| &mut parts.month),
            Piece::Hour => number(1, 2, |parts| &mut parts.hour),
            Piece::Minute => number(2, 2, |parts| &mut parts.minute),
            Piece::Second => number(2, 2, |parts| &mut parts.second),
            Piece::Day => {
                let space = usize::from(text.first() == Some(&b' '));
                let (day, length) = digits(&text[space..], 1, 2 - space)?;
                self.day = day;
                Some(space + length)
            }
            Piece::HalfHour => {
                let (hour, length) = digits(text, 1, 2).filter(|(hour, _)| (1..=12).contains(hour))?;
                self.hour = hour % 12;
                Some(length)
            }
            Piece::ShortYear => {
                let (year, length) = digits(text, 2, 2)?;
                // As POSIX has it.
                self.year = if year < 69 { 2000 + year } else { 1900 + year };
                Some(length)
            }
            Piece::DayOfYear => {
                let (day, length) = digits(text, 3, 3).filter(|(day, _)| (1..=366).contains(day))?;
                self.day_of_year = Some(day);
                Some(length)
            }
            Piece::MonthName => self.read_month_name(text),
            Piece::Half => self.read_half(text),
            Piece::Fraction(longest) => {
                let (_, length) = digits(text, 1, usize::from(longest))?;
                self.fraction = time::fraction_micros(&text[..length])?;
                Some(length)
            }
            Piece::Zone => self.read_zone(text),
            Piece::AnyZone => {
                let end = text.iter().position(|byte| matches!(byte, b' ' | b'\t' | b']' | b'"'));
                Some(self.read_zone(text).unwrap_or(end.unwrap_or(text.len())))
            }
            Piece::Name => {
                let length = text.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
                if matches!(&text[..length], b"UTC" | b"GMT") {
                    self.zone = Some(0);
                }
                (length > 0).then_some(length)
            }
            Piece::Epoch(unit) => self.read_epoch(text, unit),
            Piece::EpochSeconds => self.read_epoch_seconds(text),
        }
    }

    fn read_logged(&mut self, text: &[u8]) -> Option<usize> {
        let length = logged_length(text);
        self.whole = Some(time::parse(&text[..length])?);
        Some(length)
    }

    fn read_month_name(&mut self, text: &[u8]) -> Option<usize> {
        const NAMES: [&str; 12] = [
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
        ];
        let short = text.first_chunk::<3>()?;
        let month = NAMES.iter().position(|name| name.as_bytes()[..3].eq_ignore_ascii_case(short))?;
        let full = NAMES[month].len();
        self.month = month as i64 + 1;
        let is_full = text.get(..full).is_some_and(|text| text.eq_ignore_ascii_case(NAMES[month].as_bytes()));
        Some(if is_full { full } else { short.len() })
    }

    fn read_half(&mut self, text: &[u8]) -> Option<usize> {
        let half = text.first_chunk::<2>()?;
        let is_afternoon = half.eq_ignore_ascii_case(b"pm");
        self.is_afternoon = Some(is_afternoon);
        (is_afternoon || half.eq_ignore_ascii_case(b"am")).then_some(2)
    }

    fn read_zone(&mut self, text: &[u8]) -> Option<usize> {
        if matches!(text.first()?, b'Z' | b'z') {
            self.zone = Some(0);
            return Some(1);
        }
        let length = if text.get(3) == Some(&b':') { 6 } else { 5 };
        self.zone = Some(time::zone_micros(text.get(..length)?)?);
        Some(length)
    }

    fn read_epoch(&mut self, text: &[u8], unit: i64) -> Option<usize> {
        // The largest number is that of the year 9999 in microseconds.
        let (number, length) = digits(text, 1, 18)?;
        let micros = number.checked_mul(unit).filter(|micros| *micros < time::END_OF_9999)?;
        self.whole = Some(LoggedTime { micros, has_zone: true });
        Some(length)
    }

    fn read_epoch_seconds(&mut self, text: &[u8]) -> Option<usize> {
        let length = text.iter().take_while(|byte| byte.is_ascii_digit() || **byte == b'.').count();
        self.whole = Some(LoggedTime { micros: time::parse_epoch_seconds(&text[..length])?, has_zone: true });
        Some(length)
    }

    /// The time that the parts make; none when there is no such time.
    pub fn finish(&self) -> Option<LoggedTime> {
        if let Some(whole) = self.whole {
            return Some(LoggedTime { micros: whole.micros + self.fraction, ..whole });
        }
        let day = match self.day_of_year {
            Some(day) => days_from_civil(self.year, 1, 1)? + day - 1,
            None => days_from_civil(self.year, self.month, self.day)?,
        };
        let hour = self.hour + if self.is_afternoon == Some(true) { 12 } else { 0 };
        if hour > 23 || self.minute > 59 || self.second > 60 {
            return None;
        }
        let clock = hour * HOUR + (self.minute * 60 + self.second.min(59)) * SECOND + self.fraction;
        let micros = day * DAY + clock - self.zone.unwrap_or(0);
        Some(LoggedTime { micros, has_zone: self.zone.is_some() })
    }
}

/// How long the time of a server is that a text begins with: as far as its shape goes.
fn logged_length(text: &[u8]) -> usize {
    const CLF: usize = 20;
    const RFC_3339: usize = 19;
    let count = |from: usize| text.iter().skip(from).take_while(|byte| byte.is_ascii_digit()).count();
    let mut length = if text.get(2) == Some(&b'/') { CLF } else { RFC_3339 };
    if length == RFC_3339 && matches!(text.get(length), Some(b'.' | b',')) && count(length + 1) > 0 {
        length += 1 + count(length + 1);
    }
    let space = usize::from(length == CLF && text.get(length) == Some(&b' '));
    length += match text.get(length + space) {
        Some(b'+' | b'-') if count(length + space + 1) == 4 => space + 5,
        Some(b'+' | b'-') if count(length + space + 1) == 2 && text.get(length + space + 3) == Some(&b':') => space + 6,
        Some(b'Z' | b'z') if space == 0 => 1,
        _ => 0,
    };
    length.min(text.len())
}

/// The number of at least and at most so many digits that a text begins with, and how many they are.
#[inline]
fn digits(text: &[u8], shortest: usize, longest: usize) -> Option<(i64, usize)> {
    let length = text.iter().take(longest).take_while(|byte| byte.is_ascii_digit()).count();
    let number = text[..length].iter().fold(0, |number, byte| number * 10 + i64::from(byte - b'0'));
    (length >= shortest).then_some((number, length))
}

#[cfg(test)]
mod tests;
