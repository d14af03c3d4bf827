//! What a reducer becomes: named columns and rows of typed values.

use crate::expression::Failures;
use crate::log::column::ColumnKind;
use crate::log::numbers::{Number, ValueType, WordForm, float_word, signed_word};

/// A value of a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// No value: the field was absent.
    Null,
    /// Text, as logged.
    Text(String),
    /// A whole number; sums of 64-bit values fit.
    Int(i128),
    /// A quotient of exact sums, computed once, at the end.
    Float(f64),
    /// Microseconds since 1970-01-01T00:00:00Z.
    Time(i64),
    /// Days since 1970-01-01.
    Day(i32),
    /// True or false.
    Boolean(bool),
    /// Values with their counts, the most frequent first.
    Counts(Vec<(Value, u64)>),
    /// Counts over time: when the first bucket begins, in microseconds since 1970, the width of each, and the counts.
    Timeline(i64, i64, Vec<u64>),
}

impl Value {
    /// The value of a type that [`Numbers::word`](crate::log::Numbers::word) made a word of.
    pub fn from_word(value_type: ValueType, word: u64) -> Value {
        match (value_type.kind, value_type.form.number(word)) {
            // Both were widened from the type that they go back to.
            (ColumnKind::Time, Number::Whole(micros)) => Value::Time(micros as i64),
            (ColumnKind::Day, Number::Whole(days)) => Value::Day(days as i32),
            (ColumnKind::Boolean, Number::Whole(truth)) => Value::Boolean(truth != 0),
            (_, Number::Whole(number)) => Value::Int(number),
            (_, Number::Float(number)) => Value::Float(number),
        }
    }
}

impl Value {
    /// The word of a number or time, the inverse of [`Value::from_word`]; `None` for other values.
    pub fn word(&self, value_type: ValueType) -> Option<u64> {
        let whole = match self {
            Value::Int(number) => *number,
            Value::Time(micros) => (*micros).into(),
            Value::Day(days) => (*days).into(),
            Value::Boolean(truth) => (*truth).into(),
            Value::Float(number) => return Some(float_word(*number)),
            _ => return None,
        };
        // Made of a word.
        Some(match value_type.form {
            WordForm::Signed => signed_word(whole as i64),
            _ => whole as u64,
        })
    }
}

/// The value that a table is about; `None` is about records without one. Tables are in this order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Part(pub Option<String>);

/// A column of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct TableColumn {
    /// Its heading: a key such as `path` or `host/24`, or a measure such as `count` or `sum(bytes)`.
    pub name: String,
    /// What its values are, and with that their unit: bytes of a size, microseconds of a duration.
    pub kind: ColumnKind,
    /// For a measure that adds up over groups, its sum over all of them, before `top` cut the rows. Shares are of this sum.
    pub total: Option<i128>,
    /// Whether the column is part of the key, as opposed to a measure.
    pub is_key: bool,
    /// Whether its values are estimates.
    pub is_approximate: bool,
}

impl TableColumn {
    /// A part of the key.
    pub fn key(name: impl Into<String>, kind: ColumnKind) -> TableColumn {
        TableColumn { is_key: true, ..TableColumn::measure(name, kind) }
    }

    /// An exact measure that does not add up.
    pub fn measure(name: impl Into<String>, kind: ColumnKind) -> TableColumn {
        TableColumn { name: name.into(), kind, total: None, is_key: false, is_approximate: false }
    }
}

/// The answer of one reducer.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Table {
    /// Key columns, then measures.
    pub columns: Vec<TableColumn>,
    /// One value for each column in every row.
    pub rows: Vec<Vec<Value>>,
    /// Distinct keys, before `having` and `top` cut the rows.
    pub groups: u64,
    /// The measures of all groups that are not shown together; the keys are null. `None` if that was not requested, or all are shown.
    pub other: Option<Vec<Value>>,
    /// Values that could not be computed and count as null.
    pub failures: Failures,
    /// What the numbers mean, in a sentence, where the columns do not tell: how visitors and sessions are told apart.
    pub note: Option<String>,
}

impl Table {
    /// Whether any value is an estimate.
    pub fn is_approximate(&self) -> bool {
        self.columns.iter().any(|column| column.is_approximate)
    }
}
