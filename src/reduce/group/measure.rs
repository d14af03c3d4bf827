//! What is measured in each group, as settings write it, and the words that accumulate it.

use std::fmt;
use std::str::FromStr;

use arrow_array::RecordBatch;
use serde::{Deserialize, Serialize};

use super::table::{CHUNK, Entry};
use crate::log::column::ColumnKind;
use crate::log::named::{self, NoSuchColumn};
use crate::log::numbers::{self, Numbers};
use crate::log::{Column, MissingColumn};
use crate::reduce::Value;

/// A number about the records of a group. Records without the column's value do not take part, except in `count`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub enum Measure {
    /// `count`: the number of records.
    Count,
    /// `sum(column)`, exact.
    Sum(Column),
    /// `min(column)`.
    Min(Column),
    /// `max(column)`.
    Max(Column),
    /// `avg(column)`: one division of exact sums.
    Avg(Column),
}

/// Whether the values of a column add up: sizes and durations do, a status code does not.
fn is_summable(column: Column) -> bool {
    matches!(column.kind(), ColumnKind::Size | ColumnKind::Duration)
}

/// Whether the values of a column have a smallest and a largest one.
fn is_ordered(column: Column) -> bool {
    !column.is_text()
}

/// Why a text is no measure.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MeasureError {
    /// It is not of the form of a measure.
    #[error("'{text}' is not a measure; write count, sum(..), min(..), max(..) or avg(..), such as 'sum(bytes)'")]
    NotAMeasure {
        /// The text as given.
        text: String,
    },
    /// It names no column.
    #[error("'{text}': {source}")]
    NoSuchColumn {
        /// The text as given.
        text: String,
        /// What is wrong with the name.
        source: NoSuchColumn,
    },
    /// It names a column that cannot be measured so.
    #[error("'{text}': {function} is not possible for '{column}'; it is for {}", named::list(possible.iter().copied()))]
    NotPossible {
        /// The text as given.
        text: String,
        /// The function: `sum`, `min`, `max` or `avg`.
        function: &'static str,
        /// The column.
        column: Column,
        /// The columns for which the function is possible.
        possible: Vec<Column>,
    },
}

impl FromStr for Measure {
    type Err = MeasureError;

    fn from_str(text: &str) -> Result<Measure, MeasureError> {
        let not_a_measure = || MeasureError::NotAMeasure { text: text.to_owned() };
        let text = text.trim();
        if text == "count" {
            return Ok(Measure::Count);
        }
        let (name, rest) = text.split_once('(').ok_or_else(not_a_measure)?;
        let argument = rest.strip_suffix(')').ok_or_else(not_a_measure)?.trim();
        type Make = fn(Column) -> Measure;
        let (make, function, fits): (Make, _, fn(Column) -> bool) = match name.trim() {
            "sum" => (Measure::Sum, "sum", is_summable),
            "avg" => (Measure::Avg, "avg", is_summable),
            "min" => (Measure::Min, "min", is_ordered),
            "max" => (Measure::Max, "max", is_ordered),
            _ => return Err(not_a_measure()),
        };
        let column =
            Column::named(argument).map_err(|source| MeasureError::NoSuchColumn { text: text.to_owned(), source })?;
        if fits(column) {
            return Ok(make(column));
        }
        let possible = Column::ALL.into_iter().filter(|column| fits(*column)).collect();
        Err(MeasureError::NotPossible { text: text.to_owned(), function, column, possible })
    }
}

impl TryFrom<String> for Measure {
    type Error = MeasureError;

    fn try_from(text: String) -> Result<Measure, MeasureError> {
        text.parse()
    }
}

impl From<Measure> for String {
    fn from(measure: Measure) -> String {
        measure.to_string()
    }
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Measure::Count => f.write_str("count"),
            Measure::Sum(column) => write!(f, "sum({column})"),
            Measure::Min(column) => write!(f, "min({column})"),
            Measure::Max(column) => write!(f, "max({column})"),
            Measure::Avg(column) => write!(f, "avg({column})"),
        }
    }
}

/// A sum in two words, low one first.
fn sum(words: &[u64]) -> u128 {
    u128::from(words[0]) | u128::from(words[1]) << 64
}

#[inline]
fn add(words: &mut [u64], value: u128) {
    // 2^64 values of 64 bits cannot exceed 128 bits.
    let total = sum(words).wrapping_add(value);
    words[0] = total as u64;
    words[1] = (total >> 64) as u64;
}

/// Keeps the better of two values, each behind a word that says whether there is one.
#[inline]
fn improve(words: &mut [u64], value: u64, better: impl Fn(u64, u64) -> bool) {
    if words[0] == 0 || better(value, words[1]) {
        words[0] = 1;
        words[1] = value;
    }
}

impl Measure {
    /// The column that is read.
    pub fn column(self) -> Option<Column> {
        match self {
            Measure::Count => None,
            Measure::Sum(column) | Measure::Min(column) | Measure::Max(column) | Measure::Avg(column) => Some(column),
        }
    }

    /// Words of an accumulator; all of them zero when nothing was seen.
    pub(super) fn words(self) -> usize {
        match self {
            Measure::Count => 1,
            Measure::Sum(_) | Measure::Min(_) | Measure::Max(_) => 2,
            Measure::Avg(_) => 3,
        }
    }

    /// The values that are read from a batch.
    ///
    /// # Errors
    /// [`MissingColumn`] when the batch does not hold the column.
    pub(super) fn input(self, batch: &RecordBatch) -> Result<Option<Numbers<'_>>, MissingColumn> {
        self.column().map(|column| Numbers::of(batch, column)).transpose()
    }

    /// Adds rows to the accumulators that stand `at` words into their entries.
    pub(super) fn update(
        self,
        arena: &mut [u64],
        entries: &[Entry],
        at: usize,
        input: Option<Numbers<'_>>,
        rows: &[u32],
    ) {
        let Some(numbers) = input else {
            for entry in entries {
                arena[entry.start + at] += 1;
            }
            return;
        };
        let mut values = [None; CHUNK];
        for (value, row) in values.iter_mut().zip(rows) {
            *value = numbers.word(*row as usize);
        }
        let known = entries.iter().zip(values).filter_map(|(entry, value)| Some((entry.start + at, value?)));
        match self {
            Measure::Count => {}
            Measure::Sum(_) => known.for_each(|(at, value)| add(&mut arena[at..at + 2], value.into())),
            Measure::Min(_) => known.for_each(|(at, value)| improve(&mut arena[at..at + 2], value, |a, b| a < b)),
            Measure::Max(_) => known.for_each(|(at, value)| improve(&mut arena[at..at + 2], value, |a, b| a > b)),
            Measure::Avg(_) => known.for_each(|(at, value)| {
                add(&mut arena[at..at + 2], value.into());
                arena[at + 2] += 1;
            }),
        }
    }

    /// Adds another accumulator to one.
    pub(super) fn merge(self, words: &mut [u64], other: &[u64]) {
        match self {
            // Saturating, for what was read from a file may be any number.
            Measure::Count => words[0] = words[0].saturating_add(other[0]),
            Measure::Sum(_) => add(words, sum(other)),
            Measure::Avg(_) => {
                add(words, sum(other));
                words[2] = words[2].saturating_add(other[2]);
            }
            Measure::Min(_) if other[0] != 0 => improve(words, other[1], |a, b| a < b),
            Measure::Max(_) if other[0] != 0 => improve(words, other[1], |a, b| a > b),
            Measure::Min(_) | Measure::Max(_) => {}
        }
    }

    /// A number whose order is that of the accumulators; nothing seen comes first.
    pub(super) fn rank(self, words: &[u64]) -> u128 {
        match self {
            Measure::Count => words[0].into(),
            Measure::Sum(_) => sum(words),
            Measure::Min(_) | Measure::Max(_) => u128::from(words[0]) << 64 | u128::from(words[1]),
            // Floats that are not negative have the order of their bits.
            Measure::Avg(_) => average(words).map_or(0, |average| 1 << 64 | u128::from(average.to_bits())),
        }
    }

    /// What adds up over groups, for the measures that do.
    pub(super) fn addend(self, words: &[u64]) -> Option<i128> {
        match self {
            Measure::Count => Some(words[0].into()),
            Measure::Sum(_) => Some(whole(sum(words))),
            Measure::Min(_) | Measure::Max(_) | Measure::Avg(_) => None,
        }
    }

    /// The value that a table shows.
    pub(super) fn value(self, words: &[u64]) -> Value {
        match self {
            Measure::Count => Value::Int(words[0].into()),
            Measure::Sum(_) => Value::Int(whole(sum(words))),
            Measure::Avg(_) => average(words).map_or(Value::Null, Value::Float),
            Measure::Min(column) | Measure::Max(column) if words[0] != 0 => typed(column, words[1]),
            Measure::Min(_) | Measure::Max(_) => Value::Null,
        }
    }
}

/// Adds the accumulators of one entry to those of another, measure by measure.
pub(super) fn merge_all(measures: &[Measure], mut words: &mut [u64], mut more: &[u64]) {
    for measure in measures {
        let (first, rest) = words.split_at_mut(measure.words());
        let (first_more, rest_more) = more.split_at(measure.words());
        measure.merge(first, first_more);
        (words, more) = (rest, rest_more);
    }
}

fn average(words: &[u64]) -> Option<f64> {
    (words[2] != 0).then(|| sum(words) as f64 / words[2] as f64)
}

/// More than 2^63 records are needed to exceed the range.
fn whole(sum: u128) -> i128 {
    i128::try_from(sum).unwrap_or(i128::MAX)
}

/// The value of a column that [`Numbers::word`] made a word of.
pub(super) fn typed(column: Column, word: u64) -> Value {
    let value = numbers::from_word(column, word);
    match column {
        // Both were widened from the type that they go back to.
        Column::Time => Value::Time(value as i64),
        Column::Day => Value::Day(value as i32),
        _ => Value::Int(value),
    }
}
