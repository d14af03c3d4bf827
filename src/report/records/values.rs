//! The values of a batch's columns as text.

use std::io::Write;

use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{Array, Int64Array, RecordBatch};

use crate::log::zone::{Zone, ZoneClock};
use crate::log::{Column, MissingColumn, Numbers, Views, calendar};

/// The values of one column.
pub enum Values<'a> {
    Text(Views<'a>),
    Numbers(Numbers<'a>),
}

impl<'a> Values<'a> {
    pub fn of(batch: &'a RecordBatch, column: Column) -> Result<Values<'a>, MissingColumn> {
        if column.is_text() {
            Views::of(batch, column).map(Values::Text)
        } else {
            Numbers::of(batch, column).map(Values::Numbers)
        }
    }
}

/// How far the clocks of the lines are ahead of UTC, if a batch has that.
pub struct ClockOffsets<'a>(Option<&'a Int64Array>);

impl<'a> ClockOffsets<'a> {
    pub fn of(batch: &'a RecordBatch) -> ClockOffsets<'a> {
        let array = batch.column_by_name(Column::ClockOffset.name());
        ClockOffsets(array.and_then(|array| array.as_primitive_opt::<Int64Type>()))
    }

    /// The offset of a record in seconds.
    pub fn get(&self, row: usize) -> Option<i64> {
        self.0.filter(|array| array.is_valid(row)).map(|array| array.value(row))
    }
}

/// A value that is not text and needs no escaping.
pub enum Plain {
    Null,
    Number(u64),
    Time(i64),
    Day(i32),
}

impl Plain {
    pub fn of(numbers: Numbers<'_>, row: usize) -> Plain {
        match numbers {
            Numbers::U8(array) if array.is_valid(row) => Plain::Number(array.value(row).into()),
            Numbers::U16(array) if array.is_valid(row) => Plain::Number(array.value(row).into()),
            Numbers::U64(array) if array.is_valid(row) => Plain::Number(array.value(row)),
            Numbers::Time(array) if array.is_valid(row) => Plain::Time(array.value(row)),
            Numbers::Day(array) if array.is_valid(row) => Plain::Day(array.value(row)),
            _ => Plain::Null,
        }
    }
}

pub fn push_number(number: u64, out: &mut Vec<u8>) {
    out.extend_from_slice(itoa::Buffer::new().format(number).as_bytes());
}

/// Writes times of a zone fast when most are in the same minute as the time before.
pub struct TimeWriter<'z> {
    clock: ZoneClock<'z>,
    minute: i64,
    /// `YYYY-MM-DDTHH:MM:` of the minute; empty before the first time.
    start: Vec<u8>,
    /// The offset in that minute.
    end: String,
}

const SECOND: i64 = 1_000_000;
const MINUTE: i64 = 60 * SECOND;

impl<'z> TimeWriter<'z> {
    /// A writer of times in a zone.
    pub fn new(zone: &'z Zone) -> TimeWriter<'z> {
        TimeWriter { clock: ZoneClock::new(zone), minute: 0, start: Vec::new(), end: String::new() }
    }

    /// Writes what the clock of a line showed, with the offset of that, if it is known.
    pub fn push_clock(&mut self, shown: i64, offset: Option<i64>, out: &mut Vec<u8>) {
        self.push(shown, out);
        if let Some(seconds) = offset {
            out.extend_from_slice(calendar::offset_of_seconds(seconds).as_bytes());
        }
    }

    /// Writes a time as RFC 3339 with the offset of the zone, and with a fraction only when it is not zero.
    pub fn push(&mut self, micros: i64, out: &mut Vec<u8>) {
        let shown = self.clock.shown(micros);
        // A minute in which the offset changes belongs to two of them.
        let (minute, rest) = (shown.div_euclid(MINUTE), shown.rem_euclid(MINUTE));
        let end = calendar::offset_text(&mut self.clock, micros);
        if self.start.is_empty() || minute != self.minute || end != self.end {
            let text = calendar::local_text(minute.saturating_mul(MINUTE));
            (self.minute, self.end) = (minute, end);
            self.start = text.strip_suffix("00").unwrap_or(&text).as_bytes().to_vec();
        }
        out.extend_from_slice(&self.start);
        let second = (rest / SECOND) as u8;
        out.extend([b'0' + second / 10, b'0' + second % 10]);
        let fraction = rest % SECOND;
        if fraction != 0 {
            // Writing to memory cannot fail.
            let _ = write!(out, ".{fraction:06}");
        }
        out.extend_from_slice(self.end.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_those_of_the_calendar() {
        let utc = Zone::utc();
        let mut clock = TimeWriter::new(&utc);
        let minutes = [0, 1, -1, 59, 60, 3_600, 1_700_000_000, 1_700_000_001, -62_135_596_800, 253_402_300_799];
        for seconds in minutes {
            for fraction in [0, 1, 500_000] {
                let micros = seconds * SECOND + fraction;
                let mut out = Vec::new();
                clock.push(micros, &mut out);
                assert_eq!(String::from_utf8(out).unwrap(), calendar::time_text(micros));
            }
        }
    }

    #[test]
    fn times_have_the_offset_of_their_zone() {
        let written = |zone: Zone, seconds: &[i64]| {
            let mut clock = TimeWriter::new(&zone);
            let mut out = Vec::new();
            seconds.iter().for_each(|seconds| {
                clock.push(seconds * SECOND, &mut out);
                out.push(b' ');
            });
            String::from_utf8(out).expect("text")
        };
        let berlin = || "Europe/Berlin".parse::<Zone>().expect("a zone");
        // Clocks went back at 01:00 UTC: the same minute comes twice.
        assert_eq!(
            written(berlin(), &[1_698_539_400, 1_698_543_000]),
            "2023-10-29T02:30:00+02:00 2023-10-29T02:30:00+01:00 "
        );
        assert_eq!(written("-05:30".parse().expect("a zone"), &[0]), "1969-12-31T18:30:00-05:30 ");
        assert_eq!(written(Zone::of_lines(), &[90]), "1970-01-01T00:01:30 ");
    }
}
