//! The settings of a group reducer.

use serde::Deserialize;

use super::key::AnyKey;
use super::measure::{AnyMeasure, Count};

/// The settings of a [`Group`](super::Group).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupSettings {
    /// What makes a group: columns whose values are equal, and keys computed from them: `time/WIDTH` (`time/hour`, `time/5min`), the
    /// network `host/BITS` (`host/24`), and the beginning `path/SEGMENTS` (`path/2`). Empty for one row about all records. Required.
    /// Example: `group_by = ["path"]`.
    pub group_by: Vec<AnyKey>,
    /// What is measured: `count`, `sum(column)`, `min(column)`, `max(column)`, `avg(column)`. The first one orders the rows, largest
    /// first, unless `sort` is "key". Default `["count"]`. Example: `measures = ["count", "sum(bytes)"]`.
    #[serde(default = "default_measures")]
    pub measures: Vec<AnyMeasure>,
    /// What orders the rows: "measure" (the first one, descending) or "key" (ascending, for days and hours). Default "measure".
    #[serde(default)]
    pub sort: Sort,
    /// How many rows are shown; 0 shows all. Default 20. Example: `top = 100`.
    #[serde(default = "default_top")]
    pub top: usize,
}

/// What orders the rows of a table.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// The first measure, descending; among equals the key, ascending.
    #[default]
    Measure,
    /// The key, ascending, null first.
    Key,
}

fn default_measures() -> Vec<AnyMeasure> {
    vec![Count.into()]
}

fn default_top() -> usize {
    20
}

/// Why settings do not make a [`Group`](super::Group).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GroupError {
    /// No measure: nothing would order the rows.
    #[error("measures = []: name at least one measure, or omit it for 'count'")]
    NoMeasures,
    /// A key is named twice.
    #[error("group_by[{index}]: '{key}' is named twice; name it once")]
    RepeatedKey {
        /// Place in the list, from 0.
        index: usize,
        /// The key.
        key: AnyKey,
    },
    /// A measure is named twice.
    #[error("measures[{index}]: '{measure}' is named twice; name it once")]
    RepeatedMeasure {
        /// Place in the list, from 0.
        index: usize,
        /// The measure.
        measure: AnyMeasure,
    },
}

impl GroupSettings {
    /// Checks what each key alone cannot know.
    ///
    /// # Errors
    /// [`GroupError`] for the first thing that is wrong.
    pub(super) fn check(&self) -> Result<(), GroupError> {
        if self.measures.is_empty() {
            return Err(GroupError::NoMeasures);
        }
        if let Some((index, key)) = repeated(&self.group_by) {
            return Err(GroupError::RepeatedKey { index, key: key.clone() });
        }
        if let Some((index, measure)) = repeated(&self.measures) {
            return Err(GroupError::RepeatedMeasure { index, measure: measure.clone() });
        }
        Ok(())
    }
}

/// The first item that came before.
fn repeated<T: PartialEq>(items: &[T]) -> Option<(usize, &T)> {
    items.iter().enumerate().find(|(index, item)| items[..*index].contains(item))
}
