//! Groups records by keys and measures each group: `GROUP BY`, `HAVING`, `ORDER BY` and `LIMIT` in one.

mod encoding;
mod error;
mod fill;
mod finish;
pub mod key;
pub(in crate::reduce) mod key_bytes;
mod layout;
pub mod measure;
mod on_disk;
mod operands;
mod output;
mod pivot;
mod restrict;
pub mod settings;
mod sort;
mod spill;
mod state;
pub(in crate::reduce) mod table;
mod totals;

use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_buffer::BooleanBuffer;

use super::{Disk, Keep, ReduceError, Reducer, State, StateError, Table};
use crate::expression::{Context, Expression, Scope};
use crate::log::Columns;
use crate::log::numbers::ValueType;
use crate::log::zone::Zone;
pub use error::GroupError;
use key_bytes::{KeyScratch, Keys};
use layout::WordLayout;
use operands::Operands;
use output::Design;
pub use settings::GroupSettings;
pub use sort::Sort;
pub use state::GroupState;
use table::{CHUNK, Entry};

/// Measures the groups of records that have the same keys.
///
/// A null key makes a group of its own. Rows are ordered by a measure or by keys, and then by all keys, null first. Sums are exact beyond
/// 64 bits.
#[derive(Debug, Clone)]
pub struct Group {
    design: Design,
    sort: Sort,
    /// Most rows; 0 for all.
    top: usize,
    /// Whether the other groups make a row.
    other: bool,
    /// Whether the last key makes columns.
    pivots: bool,
    /// The zone of times in headings.
    zone: Zone,
    /// The types of the keys.
    types: Vec<ValueType>,
    /// The accumulators of a group.
    layout: Arc<WordLayout>,
}

impl Group {
    /// The reducer of some settings.
    ///
    /// # Errors
    /// [`GroupError`] for the first thing that is wrong. Its text begins with the key that it is about.
    ///
    /// ```
    /// use logmill::expression::Context;
    /// use logmill::reduce::{Group, GroupSettings};
    ///
    /// let settings = GroupSettings { group_by: vec!["path".into()], sort: Some("-count".into()), ..GroupSettings::default() };
    /// assert!(Group::new(settings, &Context::default()).is_ok());
    /// ```
    pub fn new(settings: GroupSettings, context: &Context) -> Result<Group, GroupError> {
        Group::over(settings, &context.columns(), context)
    }

    /// The reducer of some settings over records that are not those of a log: expressions use the names of a scope.
    ///
    /// # Errors
    /// [`GroupError`], as for [`Group::new`].
    pub fn over(settings: GroupSettings, records: &dyn Scope, context: &Context) -> Result<Group, GroupError> {
        Group::checked(&settings, records, context)
            .map_err(|problems| problems.into_iter().next().expect("what is refused has a problem"))
    }

    /// The reducer of some settings over records with the names of a scope, or everything that is wrong with them.
    ///
    /// # Errors
    /// [`GroupError`] for each key and measure that is wrong. What uses their names is checked when they are right.
    pub fn checked(settings: &GroupSettings, records: &dyn Scope, context: &Context) -> Result<Group, Vec<GroupError>> {
        let design = Design::new(settings, records, context)?;
        let sort = Sort::parse(settings.sort.as_deref(), &design, records, context).map_err(|problem| vec![problem])?;
        let types = design.keys.iter().map(Expression::value_type).collect();
        let layout = Arc::new(WordLayout::new(&design.measures));
        let top = settings.top.unwrap_or(context.rows);
        let pivots = settings.pivot.is_some();
        let zone = context.zone.clone();
        Ok(Group { design, sort, top, other: settings.other, pivots, zone, types, layout })
    }

    /// The order of the rows of a matrix, which have all keys but the last.
    fn sort_of_rows(&self) -> Sort {
        match &self.sort {
            Sort::Key { index, .. } if *index + 1 == self.design.keys.len() => Sort::Keys,
            sort => sort.clone(),
        }
    }

    /// The keys.
    pub fn keys(&self) -> &[Expression] {
        &self.design.keys
    }
}

impl State<Group> for GroupState {
    fn encode(&self, group: &Group, out: &mut Vec<u8>) -> Result<(), StateError> {
        if self.spilled.is_none() {
            encoding::write(&group.layout, self, out);
            return Ok(());
        }
        let whole = spill::whole(group, self).map_err(|error| StateError::Unreadable { error: error.to_string() })?;
        encoding::write(&group.layout, &whole, out);
        Ok(())
    }

    fn absorb(&mut self, group: &Group, encoded: &[u8]) -> Result<(), StateError> {
        encoding::absorb(&group.layout, self, encoded)
    }
}

impl Reducer for Group {
    type State = GroupState;

    /// Every group is kept, so which rows are shown, and in which order, can be decided later. A condition of groups may need measures of
    /// its own.
    const FINISH_KEYS: &'static [&'static str] = &["sort", "top", "other"];

    fn columns(&self) -> Columns {
        let keys = self.design.keys.iter().map(Expression::columns);
        let measures = self.layout.measures().map(measure::AnyMeasure::columns);
        keys.chain(measures).fold(Columns::NONE, Columns::union)
    }

    fn expressions(&self) -> Vec<&Expression> {
        let measures = &self.design.measures;
        let operands = measures.iter().flat_map(|measure| measure.operands.iter().chain(&measure.filter));
        self.design.keys.iter().chain(operands).collect()
    }

    fn identity(&self) -> GroupState {
        GroupState::new(&self.layout)
    }

    fn fold(&self, state: &mut GroupState, batch: &RecordBatch, selected: &BooleanBuffer) -> Result<(), ReduceError> {
        let GroupState { table, sketches, failures, .. } = state;
        let operands = Operands::of(&self.design, batch, selected, failures)?;
        let keys = Keys::of(&self.types, &operands.keys).map_err(|error| ReduceError::Other(error.into()))?;
        let inputs = operands.inputs();
        let mut scratch = KeyScratch::default();
        let mut entries = [Entry::default(); CHUNK];
        let mut found = [Entry::default(); CHUNK];
        let mut rows = [0; CHUNK];
        let mut indices = selected.set_indices_u32();
        loop {
            let taken = rows.iter_mut().zip(&mut indices).map(|(row, index)| *row = index).count();
            let rows = &rows[..taken];
            if rows.is_empty() {
                return Ok(());
            }
            keys.with(rows, &mut scratch, |keys, places| {
                table.find_or_insert_all(keys, &mut found);
                entries.iter_mut().zip(places).for_each(|(entry, place)| *entry = found[usize::from(*place)]);
            });
            self.layout.add(table.arena_mut(), &entries[..rows.len()], sketches, &inputs, rows);
        }
    }

    fn merge(&self, state: &mut GroupState, other: GroupState) {
        state.merge(&self.layout, other);
    }

    fn finish(&self, mut state: GroupState) -> Table {
        if self.design.keys.is_empty() {
            // Totals are a row even when no record was seen: the accumulators of the empty key are then as they start.
            state.table.find_or_insert(&[]);
        }
        if self.pivots { pivot::matrix(self, &state) } else { finish::finish(self, &state) }
    }

    fn can_spill(&self) -> bool {
        !self.pivots
    }

    fn spill(&self, state: &mut GroupState, disk: &dyn Disk) -> Result<(), ReduceError> {
        spill::spill(self, state, disk)
    }

    fn gather(&self, state: GroupState, disk: &dyn Disk) -> Result<GroupState, ReduceError> {
        spill::gather(self, state, disk)
    }

    fn kept_columns(&self) -> Columns {
        self.design.keys.iter().filter_map(Expression::column).collect()
    }

    fn restrict(&self, state: GroupState, keep: Keep<'_>) -> GroupState {
        restrict::restrict(self, &state, keep)
    }

    fn state_bytes(&self, state: &GroupState) -> usize {
        state.bytes(&self.layout)
    }
}

#[cfg(test)]
mod tests;
