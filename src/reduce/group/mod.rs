//! Groups records by columns and measures each group: `GROUP BY`, `ORDER BY` and `LIMIT` in one.

mod encoding;
mod finish;
mod key;
pub mod measure;
mod restrict;
mod table;

use std::fmt;

use arrow_array::RecordBatch;
use arrow_buffer::BooleanBuffer;
use serde::Deserialize;

use super::{Keep, ReduceError, Reducer, State, StateError, Table};
use crate::log::{Column, Columns};
use key::Keys;
pub use measure::{Measure, MeasureError};
use table::{CHUNK, Entry, KeyTable};

/// The settings of a [`Group`].
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupSettings {
    /// The columns whose values make a group; empty for one row about all records. Required. Example:
    /// `group_by = ["path"]`.
    pub group_by: Vec<Column>,
    /// What is measured: `count`, `sum(column)`, `min(column)`, `max(column)`, `avg(column)`. The first one orders the
    /// rows, largest first, unless `sort` says otherwise. Default `["count"]`. Example: `measures = ["count", "sum(bytes)"]`.
    #[serde(default = "default_measures")]
    pub measures: Vec<Measure>,
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
    /// The key, ascending, absent values first.
    Key,
}

fn default_measures() -> Vec<Measure> {
    vec![Measure::Count]
}

fn default_top() -> usize {
    20
}

/// Why settings make no [`Group`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GroupError {
    /// No measure: nothing would order the rows.
    #[error("measures = []: name at least one measure, or omit it for 'count'")]
    NoMeasures,
    /// A column stands twice in the key.
    #[error("group_by: '{column}' is named twice; name it once")]
    RepeatedColumn {
        /// The column.
        column: Column,
    },
    /// A measure stands twice.
    #[error("measures: '{measure}' is named twice; name it once")]
    RepeatedMeasure {
        /// The measure.
        measure: Measure,
    },
}

/// Measures the groups of records that have the same values in some columns.
///
/// An absent value makes a group of its own. Rows are ordered by the first measure, descending, then by the key, absent
/// values first, or by the key alone. Sums are exact beyond 64 bits.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "GroupSettings")]
pub struct Group {
    settings: GroupSettings,
}

/// The groups seen so far.
pub struct GroupState(KeyTable);

impl fmt::Debug for GroupState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "GroupState({} groups)", self.0.len())
    }
}

impl TryFrom<GroupSettings> for Group {
    type Error = GroupError;

    fn try_from(settings: GroupSettings) -> Result<Group, GroupError> {
        if settings.measures.is_empty() {
            return Err(GroupError::NoMeasures);
        }
        if let Some(column) = repeated(&settings.group_by) {
            return Err(GroupError::RepeatedColumn { column });
        }
        if let Some(measure) = repeated(&settings.measures) {
            return Err(GroupError::RepeatedMeasure { measure });
        }
        Ok(Group { settings })
    }
}

fn repeated<T: Copy + PartialEq>(items: &[T]) -> Option<T> {
    items.iter().enumerate().find(|(i, item)| items[..*i].contains(item)).map(|(_, item)| *item)
}

impl State<Group> for GroupState {
    fn encode(&self, out: &mut Vec<u8>) -> Result<(), StateError> {
        encoding::write(&self.0, out);
        Ok(())
    }

    fn absorb(&mut self, group: &Group, encoded: &[u8]) -> Result<(), StateError> {
        encoding::absorb(&group.settings.measures, &mut self.0, encoded)
    }
}

impl Reducer for Group {
    type State = GroupState;

    /// Every group is kept, so which rows are shown, and in which order, can be said later.
    const FINISH_KEYS: &'static [&'static str] = &["sort", "top"];

    fn columns(&self) -> Columns {
        let measured = self.settings.measures.iter().filter_map(|measure| measure.column());
        self.settings.group_by.iter().copied().chain(measured).collect()
    }

    fn identity(&self) -> GroupState {
        GroupState(KeyTable::new(self.settings.measures.iter().map(|measure| measure.words()).sum()))
    }

    fn fold(&self, state: &mut GroupState, batch: &RecordBatch, selected: &BooleanBuffer) -> Result<(), ReduceError> {
        let keys = Keys::of(batch, &self.settings.group_by)?;
        let mut inputs = Vec::with_capacity(self.settings.measures.len());
        let mut at = 0;
        for measure in &self.settings.measures {
            inputs.push((*measure, at, measure.input(batch)?));
            at += measure.words();
        }
        let mut scratch = Vec::new();
        let mut entries = [Entry::default(); CHUNK];
        let mut rows = [0; CHUNK];
        let mut indices = selected.set_indices_u32();
        loop {
            let taken = rows.iter_mut().zip(&mut indices).map(|(row, index)| *row = index).count();
            let rows = &rows[..taken];
            if rows.is_empty() {
                return Ok(());
            }
            keys.with(rows, &mut scratch, |keys| state.0.find_or_insert_all(keys, &mut entries));
            for (measure, at, input) in &inputs {
                measure.update(state.0.arena_mut(), &entries[..rows.len()], *at, *input, rows);
            }
        }
    }

    fn merge(&self, state: &mut GroupState, mut other: GroupState) {
        // The order does not matter to the answer: the larger table stays.
        if other.0.len() > state.0.len() {
            std::mem::swap(state, &mut other);
        }
        for entry in other.0.entries() {
            let own = state.0.find_or_insert(other.0.key(entry));
            measure::merge_all(&self.settings.measures, state.0.accumulators_mut(own), other.0.accumulators(entry));
        }
    }

    fn finish(&self, mut state: GroupState) -> Table {
        if self.settings.group_by.is_empty() {
            // Totals are a row even when no record was seen: the empty key's accumulators are then as they start.
            state.0.find_or_insert(&[]);
        }
        finish::finish(&self.settings, &state.0)
    }

    fn kept_columns(&self) -> Columns {
        self.settings.group_by.iter().copied().collect()
    }

    fn restrict(&self, state: GroupState, keep: Keep<'_>) -> GroupState {
        GroupState(restrict::restrict(&self.settings.group_by, &state.0, keep))
    }

    fn state_bytes(&self, state: &GroupState) -> usize {
        state.0.bytes()
    }
}

#[cfg(test)]
mod tests;
