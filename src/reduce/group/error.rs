//! What can be wrong with the settings of a group reducer.

use super::key::KeyError;
use crate::expression::ExpressionError;
use crate::log::spelling::quoted;

/// Why settings do not make a [`Group`](super::Group).
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum GroupError {
    /// No measure: a table without one would have nothing to show.
    #[error("measures = []: name at least one measure, or omit it for 'count'")]
    NoMeasures,
    /// A key is not one.
    #[error("group_by[{index}]: {source}")]
    Key {
        /// Place in the list, from 0.
        index: usize,
        /// What is wrong with it.
        source: Box<KeyError>,
    },
    /// What makes the columns of a matrix is no key.
    #[error("pivot: {source}")]
    Pivot {
        /// What is wrong with it.
        source: Box<KeyError>,
    },
    /// A measure is not one.
    #[error("measures[{index}]: {source}")]
    Measure {
        /// Place in the list, from 0.
        index: usize,
        /// What is wrong with it.
        source: Box<ExpressionError>,
    },
    /// A measure does not measure anything.
    #[error("measures[{index}]: {} has no measure in it; write count(), sum(..), max(..) or another", quoted(text))]
    NotAMeasure {
        /// Place in the list, from 0.
        index: usize,
        /// The text as written.
        text: String,
    },
    /// The condition of groups is not one.
    #[error("having: {source}")]
    Having {
        /// What is wrong with it.
        source: Box<ExpressionError>,
    },
    /// The expression of `having` is not true or false.
    #[error("having: {} is not a condition; compare it, such as count() > 100", quoted(text))]
    HavingIsNoCondition {
        /// The text as written.
        text: String,
    },
    /// Two keys have one name.
    #[error("group_by[{index}]: {} is named twice; name it once, or give it another name with AS", quoted(key))]
    RepeatedKey {
        /// Place in the list, from 0.
        index: usize,
        /// The name.
        key: String,
    },
    /// What makes the columns of a matrix is a key already.
    #[error("pivot: {} is already a key; leave it out of the keys, or give it another name with AS", quoted(key))]
    RepeatedPivot {
        /// The name.
        key: String,
    },
    /// Two measures have one name.
    #[error("measures[{index}]: {} is named twice; name it once", quoted(measure))]
    RepeatedMeasure {
        /// Place in the list, from 0.
        index: usize,
        /// The name.
        measure: String,
    },
    /// The rows cannot be ordered so.
    #[error(
        "sort: {} is not a column of the table; there are {names}; add it to the measures to sort by it",
        quoted(text)
    )]
    UnknownSort {
        /// The name as written.
        text: String,
        /// The columns of the table.
        names: String,
    },
}
