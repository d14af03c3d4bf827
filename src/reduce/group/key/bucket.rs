//! `time/WIDTH`: the start of the record's time bucket. Buckets are counted from midnight, UTC.

use std::fmt;
use std::sync::Arc;

use arrow_array::types::{Date32Type, TimestampMicrosecondType};
use arrow_array::{Array, ArrayRef, PrimitiveArray, RecordBatch};
use arrow_buffer::BooleanBuffer;

use super::definition::{AnyKey, Key};
use crate::log::column::ColumnKind;
use crate::log::{Column, Columns, MissingColumn, schema};

const SECOND: i64 = 1_000_000;
const DAY: i64 = 86_400 * SECOND;

/// Units by the names that settings use, alone and after a number, the largest first.
const UNITS: [(&str, &str, i64); 4] =
    [("day", "d", DAY), ("hour", "h", 3_600 * SECOND), ("minute", "min", 60 * SECOND), ("second", "s", SECOND)];

/// The width as messages describe it.
pub(super) const FORM: &str = "second, minute, hour or day, or a number of them (s, min, h) that divides a day";

/// The start of a time bucket. A bucket of a day is a day; others are times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeBucket {
    /// In microseconds; a day is a whole number of widths, so that each day has the same buckets.
    width: i64,
}

/// The key of that width; `None` when it does not divide a day.
pub(super) fn parse(width: &str) -> Option<AnyKey> {
    let unit_alone = UNITS.iter().find(|(name, short, _)| [*name, *short].contains(&width)).map(|(_, _, unit)| *unit);
    let counted = || {
        let (number, name) = width.split_at(width.find(|char: char| !char.is_ascii_digit())?);
        let (_, _, unit) = UNITS.iter().find(|(_, short, _)| *short == name.trim_start())?;
        number.parse::<i64>().ok()?.checked_mul(*unit)
    };
    let width = unit_alone.or_else(counted).filter(|width| *width > 0 && DAY % width == 0)?;
    Some(TimeBucket { width }.into())
}

impl fmt::Display for TimeBucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = UNITS.iter().find(|(_, _, unit)| self.width % unit == 0);
        let (name, short, unit) = unit.expect("the width is a number of seconds");
        match self.width / unit {
            1 => write!(f, "time/{name}"),
            number => write!(f, "time/{number}{short}"),
        }
    }
}

impl Key for TimeBucket {
    fn columns(&self) -> Columns {
        Columns::of(&[Column::Time])
    }

    fn kind(&self) -> ColumnKind {
        if self.width == DAY { ColumnKind::Day } else { ColumnKind::Time }
    }

    fn values(&self, batch: &RecordBatch, _: &BooleanBuffer) -> Result<ArrayRef, MissingColumn> {
        let times = schema::time(batch)?;
        if self.width == DAY {
            // 2^63 microseconds are 107 million days: they fit.
            return Ok(Arc::new(times.unary::<_, Date32Type>(|time| time.div_euclid(DAY) as i32)));
        }
        // The first bucket of all begins before the first time that there is.
        let begin = |time: i64| time.div_euclid(self.width).saturating_mul(self.width);
        let begins: PrimitiveArray<TimestampMicrosecondType> = times.unary(begin);
        Ok(Arc::new(begins.with_data_type(times.data_type().clone())))
    }
}
