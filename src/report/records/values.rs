//! The values of a batch's columns as text.

use std::io::Write;

use arrow_array::{Array, RecordBatch};

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

/// Writes times fast when most are in the same minute as the time before.
#[derive(Default)]
pub struct TimeWriter {
    minute: i64,
    /// `YYYY-MM-DDTHH:MM:` of the minute; empty before the first time.
    start: Vec<u8>,
}

const SECOND: i64 = 1_000_000;
const MINUTE: i64 = 60 * SECOND;

impl TimeWriter {
    /// Writes a time as RFC 3339 in UTC, with a fraction only when it is not zero.
    pub fn push(&mut self, micros: i64, out: &mut Vec<u8>) {
        let (minute, rest) = (micros.div_euclid(MINUTE), micros.rem_euclid(MINUTE));
        if self.start.is_empty() || minute != self.minute {
            let text = calendar::time_text(minute.saturating_mul(MINUTE));
            self.minute = minute;
            self.start = text.trim_end_matches("00Z").as_bytes().to_vec();
        }
        out.extend_from_slice(&self.start);
        let second = (rest / SECOND) as u8;
        out.extend([b'0' + second / 10, b'0' + second % 10]);
        let fraction = rest % SECOND;
        if fraction != 0 {
            // Writing to memory cannot fail.
            let _ = write!(out, ".{fraction:06}");
        }
        out.push(b'Z');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_those_of_the_calendar() {
        let mut clock = TimeWriter::default();
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
}
