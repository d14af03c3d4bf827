//! User-defined time patterns: strftime(3) directives that can be parsed, times of servers, and numbers since 1970.
//!
//! Every piece examines a bounded number of bytes, so that a time may be tried at each position of a line.

use super::parts::{self, digits};
use super::point::{DAY, END_OF_9999, LoggedTime, NotATime, SECOND, WrittenZone, midnight};
use super::scan;

/// How a part of a line writes a time or a part of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimePattern(Vec<Piece>);

/// A part of a time, parsed from the beginning of the remaining text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece {
    /// This byte.
    Byte(u8),
    /// Up to 64 spaces and tabs.
    Blanks,
    /// A whole time of any shape that [`parse`](super::parse) reads, such as Apache's `%t` and nginx's `$time_iso8601`.
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
    /// Digits after the decimal point of seconds: from one to that many.
    Fraction(u8),
    /// `±hhmm`, `±hh:mm`, `±hh` or `Z`.
    Zone,
    /// Up to 64 bytes before whitespace, a bracket or quote, where a zone belongs; it may be anything.
    AnyZone,
    /// At most 64 letters: a weekday. The date decides what day it is.
    Weekday,
    /// At most 64 letters: a zone by its name, or another word.
    ZoneName,
    /// A number since 1970, in units of that many microseconds.
    Epoch(i64),
    /// Seconds since 1970, optionally with a fraction.
    EpochSeconds,
}

/// The longest run of whitespace or letters.
const LONGEST: usize = 64;

/// The parts of a time parsed so far.
#[derive(Debug, Clone, Copy, Default)]
pub struct TimeParts {
    whole: Option<LoggedTime>,
    year: i64,
    month: i64,
    day: i64,
    /// 0 means unknown.
    day_of_year: i64,
    hour: i64,
    /// Hours to add for `PM`.
    after_noon: i64,
    minute: i64,
    second: i64,
    fraction: i64,
    zone: Option<WrittenZone>,
    is_absent: bool,
}

/// Why a time pattern is invalid: the character, from 1, that is not understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownPiece {
    /// The character.
    pub at: usize,
    /// The directive there.
    pub written: String,
}

/// The supported directives of strftime(3).
pub const STRFTIME: [&str; 22] = [
    "%Y", "%y", "%m", "%b", "%B", "%h", "%d", "%e", "%j", "%H", "%I", "%p", "%M", "%S", "%T", "%R", "%F", "%D", "%z",
    "%Z", "%s", "%f",
];

impl TimePattern {
    /// A pattern of these pieces.
    pub fn new(pieces: Vec<Piece>) -> TimePattern {
        TimePattern(pieces)
    }

    /// Parses a strftime(3) pattern. `micros` is the meaning of `%f`.
    ///
    /// # Errors
    /// The first directive that is not supported.
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
            // glibc and POSIX modifiers that only change the padding or the digits.
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

    /// Whether the pattern is `dd/Mon/yyyy:HH:MM:SS ±hhmm`.
    pub fn is_clf(&self) -> bool {
        let clf = TimePattern::strftime("%d/%b/%Y:%H:%M:%S ", Piece::Logged);
        match self.pieces() {
            [Piece::Logged] => true,
            [start @ .., Piece::Zone | Piece::AnyZone] => clf.is_ok_and(|clf| clf.pieces() == start),
            _ => false,
        }
    }

    /// Parses the beginning of `text` and returns its length.
    #[inline]
    pub fn read(&self, text: &[u8], parts: &mut TimeParts) -> Option<usize> {
        let mut at = 0;
        for piece in &self.0 {
            at += parts.read(*piece, text.get(at..)?)?;
        }
        Some(at)
    }

    /// Like [`TimePattern::read`]; also accepts `-` for an absent time.
    pub fn read_or_absent(&self, text: &[u8], parts: &mut TimeParts) -> Option<usize> {
        self.read(text, parts).or_else(|| {
            let is_absent = text.starts_with(b"-") && !text.get(1).is_some_and(u8::is_ascii_alphanumeric);
            parts.is_absent |= is_absent;
            is_absent.then_some(1)
        })
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
        'a' | 'A' => vec![Piece::Weekday],
        'Z' => vec![Piece::ZoneName],
        's' => vec![Piece::Epoch(SECOND)],
        'f' => vec![micros],
        '*' => vec![Piece::Epoch(1_000)],
        'n' | 't' => vec![Piece::Blanks],
        '%' => vec![Piece::Byte(b'%')],
        _ => return None,
    })
}

impl TimeParts {
    /// Parses one piece at the beginning of `text` and returns its length.
    fn read(&mut self, piece: Piece, text: &[u8]) -> Option<usize> {
        match piece {
            Piece::Byte(byte) => (*text.first()? == byte).then_some(1),
            Piece::Blanks => Some(text.iter().take(LONGEST).take_while(|byte| matches!(byte, b' ' | b'\t')).count()),
            Piece::Logged => set(&mut self.whole, scan::parse_prefix(text).map(|(time, length)| (Some(time), length))),
            Piece::Year => set(&mut self.year, digits(text, 4, 4)),
            Piece::Month => set(&mut self.month, digits(text, 1, 2)),
            Piece::Hour => set(&mut self.hour, digits(text, 1, 2)),
            Piece::Minute => set(&mut self.minute, digits(text, 2, 2)),
            Piece::Second => set(&mut self.second, digits(text, 2, 2)),
            Piece::Day => {
                let space = usize::from(text.first() == Some(&b' '));
                Some(space + set(&mut self.day, digits(&text[space..], 1, 2 - space))?)
            }
            Piece::HalfHour => {
                let hour = digits(text, 1, 2).filter(|(hour, _)| (1..=12).contains(hour));
                set(&mut self.hour, hour.map(|(hour, length)| (hour % 12, length)))
            }
            Piece::ShortYear => {
                set(&mut self.year, digits(text, 2, 2).map(|(year, length)| (scan::full_year(year), length)))
            }
            Piece::DayOfYear => {
                set(&mut self.day_of_year, digits(text, 3, 3).filter(|(day, _)| (1..=366).contains(day)))
            }
            Piece::MonthName => set(&mut self.month, parts::month(text)),
            Piece::Half => set(&mut self.after_noon, parts::half(text)),
            Piece::Fraction(longest) => {
                set(&mut self.fraction, parts::fraction(&text[..text.len().min(usize::from(longest))]))
            }
            Piece::Zone => self.read_zone(text),
            Piece::AnyZone => {
                let text = &text[..text.len().min(LONGEST)];
                let end = text.iter().position(|byte| matches!(byte, b' ' | b'\t' | b']' | b'"')).unwrap_or(text.len());
                self.zone = parts::zone_named(&text[..end]).or(self.zone);
                Some(self.read_zone(text).unwrap_or(end))
            }
            Piece::Weekday => Some(letters(text)).filter(|length| *length > 0),
            Piece::ZoneName => {
                let length = letters(text);
                self.zone = parts::zone_named(&text[..length]).or(self.zone);
                (length > 0).then_some(length)
            }
            Piece::Epoch(unit) => {
                // The largest value is the year 9999 in microseconds.
                let (number, length) = digits(text, 1, 18)?;
                self.read_epoch(number.checked_mul(unit)?, length)
            }
            Piece::EpochSeconds => {
                let (seconds, length) = digits(text, 1, 12)?;
                let (fraction, more) = match text[length..] {
                    [b'.', ref digits @ ..] => parts::fraction(digits).map(|(fraction, more)| (fraction, more + 1))?,
                    _ => (0, 0),
                };
                self.read_epoch(seconds * SECOND + fraction, length + more)
            }
        }
    }

    fn read_epoch(&mut self, micros: i64, length: usize) -> Option<usize> {
        self.whole = Some(LoggedTime::utc(micros));
        (micros < END_OF_9999).then_some(length)
    }

    fn read_zone(&mut self, text: &[u8]) -> Option<usize> {
        let (offset, length) = match text.first()? {
            b'Z' | b'z' => (0, 1),
            _ => parts::offset(text)?,
        };
        self.zone = Some(WrittenZone::at(offset));
        Some(length)
    }

    /// Combines the parts to a time; `Ok(None)` if one of them is absent.
    ///
    /// # Errors
    /// The time does not exist.
    pub fn finish(&self) -> Result<Option<LoggedTime>, NotATime> {
        if self.is_absent { Ok(None) } else { self.time().map(Some).ok_or(NotATime) }
    }

    fn time(&self) -> Option<LoggedTime> {
        if let Some(whole) = self.whole {
            return Some(LoggedTime { micros: whole.micros + self.fraction, ..whole });
        }
        let day = match self.day_of_year {
            0 => midnight(self.year, self.month, self.day)?,
            366 if midnight(self.year, 2, 29).is_none() => return None,
            day => midnight(self.year, 1, 1)? + (day - 1) * DAY,
        };
        let clock = parts::clock_of(self.hour + self.after_noon, self.minute, self.second)? + self.fraction;
        LoggedTime::from_local(day + clock, self.zone.unwrap_or(WrittenZone::MISSING))
    }
}

/// The number of letters that a text begins with.
fn letters(text: &[u8]) -> usize {
    text.iter().take(LONGEST).take_while(|byte| byte.is_ascii_alphabetic()).count()
}

/// Stores a parsed value and returns its length.
#[inline]
fn set<T>(place: &mut T, read: Option<(T, usize)>) -> Option<usize> {
    let (value, length) = read?;
    *place = value;
    Some(length)
}

#[cfg(test)]
mod tests;
