//! Groups records by keys and measures each group: `GROUP BY`, `ORDER BY` and `LIMIT` in one.

mod bytes;
mod encoding;
mod finish;
pub mod key;
mod key_bytes;
mod layout;
pub mod measure;
mod restrict;
pub mod settings;
mod state;
mod table;

use arrow_array::RecordBatch;
use arrow_buffer::BooleanBuffer;
use serde::Deserialize;

use super::{Keep, ReduceError, Reducer, State, StateError, Table};
use crate::log::column::ColumnKind;
use crate::log::{Columns, MissingColumn};
use key_bytes::Keys;
use layout::WordLayout;
pub use settings::{GroupError, GroupSettings, Sort};
pub use state::GroupState;
use table::{CHUNK, Entry};

/// Measures the groups of records that have the same keys.
///
/// A null key makes a group of its own. Rows are ordered by the first measure, descending, then by the key, null first; or by
/// the key alone. Sums are exact beyond 64 bits.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "GroupSettings")]
pub struct Group {
    settings: GroupSettings,
    /// The kinds of the keys.
    kinds: Vec<ColumnKind>,
    /// The accumulators of a group.
    layout: WordLayout,
}

impl TryFrom<GroupSettings> for Group {
    type Error = GroupError;

    fn try_from(settings: GroupSettings) -> Result<Group, GroupError> {
        settings.check()?;
        let kinds = settings.group_by.iter().map(|key| key.kind()).collect();
        Ok(Group { kinds, layout: WordLayout::new(&settings.measures), settings })
    }
}

impl State<Group> for GroupState {
    fn encode(&self, group: &Group, out: &mut Vec<u8>) -> Result<(), StateError> {
        encoding::write(&group.layout, self, out);
        Ok(())
    }

    fn absorb(&mut self, group: &Group, encoded: &[u8]) -> Result<(), StateError> {
        encoding::absorb(&group.layout, self, encoded)
    }
}

impl Reducer for Group {
    type State = GroupState;

    /// Every group is kept, so which rows are shown, and in which order, can be decided later.
    const FINISH_KEYS: &'static [&'static str] = &["sort", "top"];

    fn columns(&self) -> Columns {
        let keys = self.settings.group_by.iter().map(|key| key.columns());
        let measured = self.settings.measures.iter().filter_map(|measure| measure.column());
        keys.fold(measured.collect(), Columns::union)
    }

    fn identity(&self) -> GroupState {
        GroupState::new(&self.layout)
    }

    fn fold(&self, state: &mut GroupState, batch: &RecordBatch, selected: &BooleanBuffer) -> Result<(), ReduceError> {
        let arrays = self.settings.group_by.iter().map(|key| key.values(batch, selected));
        let arrays = arrays.collect::<Result<Vec<_>, MissingColumn>>()?;
        let keys = Keys::of(&self.kinds, &arrays).map_err(|error| ReduceError::Other(error.into()))?;
        let inputs = self.layout.inputs(batch)?;
        let GroupState { table, sketches } = state;
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
            keys.with(rows, &mut scratch, |keys| table.find_or_insert_all(keys, &mut entries));
            self.layout.add(table.arena_mut(), &entries[..rows.len()], sketches, &inputs, rows);
        }
    }

    fn merge(&self, state: &mut GroupState, other: GroupState) {
        state.merge(&self.layout, other);
    }

    fn finish(&self, mut state: GroupState) -> Table {
        if self.settings.group_by.is_empty() {
            // Totals are a row even when no record was seen: the accumulators of the empty key are then as they start.
            state.table.find_or_insert(&[]);
        }
        finish::finish(&self.settings, &self.kinds, &self.layout, &state)
    }

    fn kept_columns(&self) -> Columns {
        self.settings.group_by.iter().filter_map(|key| key.kept_column()).collect()
    }

    fn restrict(&self, state: GroupState, keep: Keep<'_>) -> GroupState {
        restrict::restrict(&self.settings.group_by, &self.layout, &state, keep)
    }

    fn state_bytes(&self, state: &GroupState) -> usize {
        state.bytes(&self.layout)
    }
}

#[cfg(test)]
mod tests;
