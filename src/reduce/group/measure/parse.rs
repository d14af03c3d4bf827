//! Measures as text: `count`, `sum(bytes)`.

use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::any::AnyMeasure;
use super::function::{Function, Of};
use super::{avg, count, max, min, sum};
use crate::log::Column;
use crate::log::named::{self, NoSuchColumn};

/// Every function, in the order in which messages list them.
const FUNCTIONS: [Function; 5] = [count::FUNCTION, sum::FUNCTION, min::FUNCTION, max::FUNCTION, avg::FUNCTION];

/// Why a text is not a measure.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MeasureError {
    /// It does not have the form of a measure.
    #[error("'{text}' is not a measure; write {}, such as 'sum(bytes)'", forms())]
    NotAMeasure {
        /// The text as given.
        text: String,
    },
    /// It does not name a column.
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
        /// The function, such as `sum`.
        function: &'static str,
        /// The column.
        column: Column,
        /// The columns for which the function is possible.
        possible: Vec<Column>,
    },
}

/// The forms of all functions: `count, sum(..) or avg(..)`.
fn forms() -> String {
    let form = |function: &Function| match function.of {
        Of::Records(_) => function.name.to_owned(),
        Of::Column { .. } => format!("{}(..)", function.name),
    };
    let forms: Vec<String> = FUNCTIONS.iter().map(form).collect();
    match forms.split_last() {
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => String::new(),
    }
}

impl FromStr for AnyMeasure {
    type Err = MeasureError;

    fn from_str(text: &str) -> Result<AnyMeasure, MeasureError> {
        let not_a_measure = || MeasureError::NotAMeasure { text: text.to_owned() };
        let (name, argument) = match text.split_once('(') {
            Some((name, rest)) => (name, Some(rest.trim_end().strip_suffix(')').ok_or_else(not_a_measure)?.trim())),
            None => (text, None),
        };
        let function = FUNCTIONS.into_iter().find(|function| function.name == name.trim());
        match (function.map(|function| (function.name, function.of)), argument) {
            (Some((_, Of::Records(make))), None) => Ok(make()),
            (Some((name, Of::Column { accepts, make })), Some(argument)) => {
                let column = Column::named(argument)
                    .map_err(|source| MeasureError::NoSuchColumn { text: text.to_owned(), source })?;
                if accepts(column.kind()) {
                    return Ok(make(column));
                }
                let possible = Column::ALL.into_iter().filter(|column| accepts(column.kind())).collect();
                Err(MeasureError::NotPossible { text: text.to_owned(), function: name, column, possible })
            }
            _ => Err(not_a_measure()),
        }
    }
}

impl<'de> Deserialize<'de> for AnyMeasure {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<AnyMeasure, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

impl Serialize for AnyMeasure {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
