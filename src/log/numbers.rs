//! One type for all numeric and time columns, for code that learns at run time which column to read.

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, TimestampMicrosecondType, UInt8Type, UInt16Type, UInt64Type};
use arrow_array::{Array, PrimitiveArray, RecordBatch};

use super::column::ColumnKind;
use super::{Column, MissingColumn};

/// The values of a column that is not text.
#[derive(Clone, Copy)]
pub enum Numbers<'a> {
    /// `hour`.
    U8(&'a PrimitiveArray<UInt8Type>),
    /// Codes and ports.
    U16(&'a PrimitiveArray<UInt16Type>),
    /// Sizes and durations.
    U64(&'a PrimitiveArray<UInt64Type>),
    /// `time`, in microseconds.
    Time(&'a PrimitiveArray<TimestampMicrosecondType>),
    /// `day`, in days.
    Day(&'a PrimitiveArray<Date32Type>),
}

/// Flips the sign bit, so that signed order becomes unsigned order.
const SIGN: u64 = 1 << 63;

impl<'a> Numbers<'a> {
    /// The values of a column.
    ///
    /// # Errors
    /// [`MissingColumn`] if the batch lacks the column, or it is text.
    pub fn of(batch: &'a RecordBatch, column: Column) -> Result<Numbers<'a>, MissingColumn> {
        let array = batch.column_by_name(column.name());
        array.and_then(|array| Numbers::of_array(array, column.kind())).ok_or(MissingColumn { column })
    }

    /// The values of an array of a column's kind; `None` if the types differ or the kind is text.
    pub fn of_array(array: &'a dyn Array, kind: ColumnKind) -> Option<Numbers<'a>> {
        match kind {
            ColumnKind::Hour => array.as_primitive_opt().map(Numbers::U8),
            ColumnKind::Code | ColumnKind::Port => array.as_primitive_opt().map(Numbers::U16),
            ColumnKind::Size | ColumnKind::Duration | ColumnKind::Number => array.as_primitive_opt().map(Numbers::U64),
            ColumnKind::Time => array.as_primitive_opt().map(Numbers::Time),
            ColumnKind::Day => array.as_primitive_opt().map(Numbers::Day),
            ColumnKind::Text => None,
        }
    }

    /// The value of a row; `None` if it is null.
    #[inline]
    pub fn get(self, row: usize) -> Option<i128> {
        match self {
            Numbers::U8(array) => array.is_valid(row).then(|| array.value(row).into()),
            Numbers::U16(array) => array.is_valid(row).then(|| array.value(row).into()),
            Numbers::U64(array) => array.is_valid(row).then(|| array.value(row).into()),
            Numbers::Time(array) => array.is_valid(row).then(|| array.value(row).into()),
            Numbers::Day(array) => array.is_valid(row).then(|| array.value(row).into()),
        }
    }

    /// The value of a row as a word whose unsigned order is the order of the values; [`from_word`] is the inverse.
    #[inline]
    pub fn word(self, row: usize) -> Option<u64> {
        match self {
            Numbers::U8(array) => array.is_valid(row).then(|| array.value(row).into()),
            Numbers::U16(array) => array.is_valid(row).then(|| array.value(row).into()),
            Numbers::U64(array) => array.is_valid(row).then(|| array.value(row)),
            Numbers::Time(array) => array.is_valid(row).then(|| array.value(row) as u64 ^ SIGN),
            Numbers::Day(array) => array.is_valid(row).then(|| i64::from(array.value(row)) as u64 ^ SIGN),
        }
    }
}

/// Inverse of [`Numbers::word`].
pub fn from_word(kind: ColumnKind, word: u64) -> i128 {
    match kind {
        ColumnKind::Time | ColumnKind::Day => i128::from((word ^ SIGN) as i64),
        _ => i128::from(word),
    }
}
