//! Reducers: mergeable state folded over batches, and the tables they become.
//!
//! Laws, property-tested for every reducer: [`Reducer::merge`] is associative and commutative, [`Reducer::identity`] is its
//! neutral element, and folding batches into one state gives the same table as folding them into several and merging.

mod erased;
pub mod group;
pub mod state;
pub mod table;

use arrow_array::RecordBatch;
use arrow_buffer::BooleanBuffer;

use crate::log::{Columns, MissingColumn};
pub use erased::{AnyReducer, AnyState};
pub use group::{Group, GroupSettings, Measure, Sort};
pub use state::{State, StateError};
pub use table::{Table, TableColumn, Value};

/// Folds records into mergeable state, and state into a table.
pub trait Reducer: Send + Sync + Sized + 'static {
    /// What has been learnt so far. It can leave the process as bytes: a type with serde's derives can.
    type State: State<Self>;

    /// Settings that only [`Reducer::finish`] reads, by key: states that were made with other values of them merge.
    const FINISH_KEYS: &'static [&'static str] = &[];

    /// The columns that [`Reducer::fold`] reads; no others are sure to be in its batch.
    fn columns(&self) -> Columns;

    /// The state that has seen nothing.
    fn identity(&self) -> Self::State;

    /// Adds the selected records of a batch to the state.
    ///
    /// # Errors
    /// An error ends the run, with the reducer's name.
    fn fold(&self, state: &mut Self::State, batch: &RecordBatch, selected: &BooleanBuffer) -> Result<(), ReduceError>;

    /// Adds what `other` has seen to `state`.
    fn merge(&self, state: &mut Self::State, other: Self::State);

    /// The table of what was seen, its rows in a total order.
    fn finish(&self, state: Self::State) -> Table;

    /// The columns whose values the state still knows: those that [`Reducer::restrict`] may be asked about. By default none.
    fn kept_columns(&self) -> Columns {
        Columns::NONE
    }

    /// What the state would be had it only seen records that pass. `keep` is given records of the kept columns and says of each whether
    /// it passes; it reads no other columns. A reducer that keeps no column is not asked.
    fn restrict(&self, state: Self::State, _keep: Keep<'_>) -> Self::State {
        state
    }

    /// Memory that the state holds, in bytes, roughly.
    fn state_bytes(&self, state: &Self::State) -> usize;
}

/// Says of each record of a batch whether it passes.
pub type Keep<'a> = &'a dyn Fn(&RecordBatch) -> BooleanBuffer;

/// Why a reducer cannot go on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReduceError {
    /// The reducer reads a column that it did not declare.
    #[error(transparent)]
    MissingColumn(#[from] MissingColumn),
    /// Anything else, in the reducer's own words.
    #[error("{0}")]
    Other(Box<dyn std::error::Error + Send + Sync>),
}
