//! One type for all numeric and time arrays, for code that learns at run time which one to read.

use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Float64Type, Int64Type, TimestampMicrosecondType, UInt8Type, UInt16Type, UInt64Type,
};
use arrow_array::{Array, BooleanArray, PrimitiveArray, RecordBatch};
use arrow_schema::{DataType, TimeUnit};

use super::column::ColumnKind;
use super::{Column, MissingColumn};

/// The values of an array that is not text.
#[derive(Clone, Copy)]
pub enum Numbers<'a> {
    /// `hour`.
    U8(&'a PrimitiveArray<UInt8Type>),
    /// Codes and ports.
    U16(&'a PrimitiveArray<UInt16Type>),
    /// Logged sizes and durations.
    U64(&'a PrimitiveArray<UInt64Type>),
    /// Computed whole numbers.
    I64(&'a PrimitiveArray<Int64Type>),
    /// Computed fractions.
    F64(&'a PrimitiveArray<Float64Type>),
    /// Points in time, in microseconds.
    Time(&'a PrimitiveArray<TimestampMicrosecondType>),
    /// Days since 1970.
    Day(&'a PrimitiveArray<Date32Type>),
    /// Computed truths: 0 or 1.
    Boolean(&'a BooleanArray),
}

/// How numbers are written as words whose unsigned order is that of the numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WordForm {
    /// As they are.
    Unsigned,
    /// With the sign bit flipped.
    Signed,
    /// The bits of a float; the sign bit flipped, or all bits of a negative one.
    Float,
}

/// A number that a word was made of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Number {
    /// A whole number.
    Whole(i128),
    /// A fraction.
    Float(f64),
}

/// What a value is, and how it is written as a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ValueType {
    /// What it is.
    pub kind: ColumnKind,
    /// How its numbers are written as words; of no meaning for text.
    pub form: WordForm,
}

impl ValueType {
    /// The type of a computed value, whose whole numbers have a sign.
    pub fn computed(kind: ColumnKind) -> ValueType {
        match ValueType::from(kind) {
            ValueType { form: WordForm::Unsigned, .. } if kind.is_whole_number() => {
                ValueType { kind, form: WordForm::Signed }
            }
            logged => logged,
        }
    }

    /// Whether it is text.
    pub fn is_text(self) -> bool {
        self.kind == ColumnKind::Text
    }
}

/// The type of a logged value.
impl From<ColumnKind> for ValueType {
    fn from(kind: ColumnKind) -> ValueType {
        let form = match kind {
            ColumnKind::Time | ColumnKind::Day | ColumnKind::Integer => WordForm::Signed,
            ColumnKind::Float | ColumnKind::Share => WordForm::Float,
            _ => WordForm::Unsigned,
        };
        ValueType { kind, form }
    }
}

/// The highest bit.
const SIGN: u64 = 1 << 63;

impl WordForm {
    /// The number that [`Numbers::word`] made a word of.
    pub fn number(self, word: u64) -> Number {
        match self {
            WordForm::Unsigned => Number::Whole(word.into()),
            WordForm::Signed => Number::Whole(((word ^ SIGN) as i64).into()),
            WordForm::Float => Number::Float(f64::from_bits(if word & SIGN == 0 { !word } else { word ^ SIGN })),
        }
    }
}

/// The word of a whole number with a sign.
#[inline]
pub fn signed_word(number: i64) -> u64 {
    number as u64 ^ SIGN
}

/// The word of a float. Both zeros have one word, and all that are not numbers have another.
#[inline]
pub fn float_word(number: f64) -> u64 {
    let number = if number.is_nan() { f64::NAN } else { number + 0.0 };
    let bits = number.to_bits();
    if bits & SIGN == 0 { bits ^ SIGN } else { !bits }
}

impl<'a> Numbers<'a> {
    /// The values of a column.
    ///
    /// # Errors
    /// [`MissingColumn`] if the batch lacks the column, or it is text.
    pub fn of(batch: &'a RecordBatch, column: Column) -> Result<Numbers<'a>, MissingColumn> {
        let array = batch.column_by_name(column.name());
        let fits = |array: &&'a arrow_array::ArrayRef| *array.data_type() == column.data_type();
        array.filter(fits).and_then(|array| Numbers::of_array(array)).ok_or(MissingColumn { column })
    }

    /// The values of an array; `None` if it is text or of a type that no value has.
    pub fn of_array(array: &'a dyn Array) -> Option<Numbers<'a>> {
        match array.data_type() {
            DataType::UInt8 => array.as_primitive_opt().map(Numbers::U8),
            DataType::UInt16 => array.as_primitive_opt().map(Numbers::U16),
            DataType::UInt64 => array.as_primitive_opt().map(Numbers::U64),
            DataType::Int64 => array.as_primitive_opt().map(Numbers::I64),
            DataType::Float64 => array.as_primitive_opt().map(Numbers::F64),
            DataType::Timestamp(TimeUnit::Microsecond, _) => array.as_primitive_opt().map(Numbers::Time),
            DataType::Date32 => array.as_primitive_opt().map(Numbers::Day),
            DataType::Boolean => array.as_boolean_opt().map(Numbers::Boolean),
            _ => None,
        }
    }

    /// How [`Numbers::word`] writes these numbers.
    pub fn form(self) -> WordForm {
        match self {
            Numbers::U8(_) | Numbers::U16(_) | Numbers::U64(_) | Numbers::Boolean(_) => WordForm::Unsigned,
            Numbers::I64(_) | Numbers::Time(_) | Numbers::Day(_) => WordForm::Signed,
            Numbers::F64(_) => WordForm::Float,
        }
    }

    /// The whole number of a row; `None` if it is null or a fraction.
    #[inline]
    pub fn get(self, row: usize) -> Option<i128> {
        match self.word(row).map(|word| self.form().number(word)) {
            Some(Number::Whole(number)) => Some(number),
            _ => None,
        }
    }

    /// The number of a row as a float; `None` if it is null.
    #[inline]
    pub fn float(self, row: usize) -> Option<f64> {
        match self.form().number(self.word(row)?) {
            Number::Whole(number) => Some(number as f64),
            Number::Float(number) => Some(number),
        }
    }

    /// The value of a row as a word whose unsigned order is the order of the values; [`WordForm::number`] is the inverse.
    #[inline]
    pub fn word(self, row: usize) -> Option<u64> {
        match self {
            Numbers::U8(array) => array.is_valid(row).then(|| array.value(row).into()),
            Numbers::U16(array) => array.is_valid(row).then(|| array.value(row).into()),
            Numbers::U64(array) => array.is_valid(row).then(|| array.value(row)),
            Numbers::I64(array) => array.is_valid(row).then(|| signed_word(array.value(row))),
            Numbers::F64(array) => array.is_valid(row).then(|| float_word(array.value(row))),
            Numbers::Time(array) => array.is_valid(row).then(|| signed_word(array.value(row))),
            Numbers::Day(array) => array.is_valid(row).then(|| signed_word(array.value(row).into())),
            Numbers::Boolean(array) => array.is_valid(row).then(|| array.value(row).into()),
        }
    }

    /// The words of some rows, as [`Numbers::word`] makes them: the type is looked at once for all of them.
    #[inline]
    pub fn words(self, rows: &[u32], words: &mut [Option<u64>]) {
        match self {
            Numbers::U8(array) => words_of(array, rows, words, u64::from),
            Numbers::U16(array) => words_of(array, rows, words, u64::from),
            Numbers::U64(array) => words_of(array, rows, words, |number| number),
            Numbers::I64(array) => words_of(array, rows, words, signed_word),
            Numbers::F64(array) => words_of(array, rows, words, float_word),
            Numbers::Time(array) => words_of(array, rows, words, signed_word),
            Numbers::Day(array) => words_of(array, rows, words, |day| signed_word(day.into())),
            Numbers::Boolean(_) => rows.iter().zip(words).for_each(|(row, word)| *word = self.word(*row as usize)),
        }
    }
}

#[inline(always)]
fn words_of<T: ArrowPrimitiveType>(
    array: &PrimitiveArray<T>,
    rows: &[u32],
    words: &mut [Option<u64>],
    word_of: impl Fn(T::Native) -> u64,
) {
    let values = array.values();
    let words = rows.iter().zip(words);
    match array.nulls() {
        None => words.for_each(|(row, word)| *word = Some(word_of(values[*row as usize]))),
        Some(nulls) => words.for_each(|(row, word)| {
            *word = nulls.is_valid(*row as usize).then(|| word_of(values[*row as usize]));
        }),
    }
}
