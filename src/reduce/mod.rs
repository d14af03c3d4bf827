//! Reducers: mergeable state folded over batches, and the tables they become.
//!
//! Laws, property-tested for every reducer: [`Reducer::merge`] is associative and commutative, [`Reducer::identity`] is its
//! neutral element, and folding batches into one state gives the same table as folding them into several and merging.

mod arrays;
mod bytes;
pub mod disk;
mod erased;
pub mod group;
pub mod sessions;
pub mod sketch;
pub mod split;
pub mod state;
pub mod table;

use arrow_array::RecordBatch;
use arrow_buffer::BooleanBuffer;

use crate::expression::Expression;
use crate::log::{Columns, MissingColumn};
pub use disk::{Disk, DiskFile};
pub use erased::{AnyReducer, AnyState};
pub use group::{Group, GroupError, GroupSettings, Sort, measure};
pub use sessions::{SessionSettings, Sessions, SessionsError};
pub use split::Split;
pub use state::{State, StateError};
pub use table::{Part, Table, TableColumn, Value};

/// Folds records into mergeable state, and state into a table.
pub trait Reducer: Send + Sync + Sized + 'static {
    /// The state. It can be encoded, as every type with serde's derives can.
    type State: State<Self>;

    /// Keys of settings that only [`Reducer::finish`] reads: states merge whatever their values were.
    const FINISH_KEYS: &'static [&'static str] = &[];

    /// The columns that [`Reducer::fold`] reads. Its batch may lack all others.
    fn columns(&self) -> Columns;

    /// The expressions that [`Reducer::fold`] computes, so that what several filters and reducers compute is computed once. By default none.
    fn expressions(&self) -> Vec<&Expression> {
        Vec::new()
    }

    /// The state that has seen nothing.
    fn identity(&self) -> Self::State;

    /// Adds the selected records of a batch to the state.
    ///
    /// # Errors
    /// An error ends the run and names the reducer.
    fn fold(&self, state: &mut Self::State, batch: &RecordBatch, selected: &BooleanBuffer) -> Result<(), ReduceError>;

    /// Adds what `other` has seen to `state`.
    fn merge(&self, state: &mut Self::State, other: Self::State);

    /// The table of what was seen, its rows in a total order.
    fn finish(&self, state: Self::State) -> Table;

    /// The tables of what was seen: [`Reducer::finish`]'s, or one for each value that the report is split by.
    fn finish_parts(&self, state: Self::State) -> Vec<(Option<Part>, Table)> {
        vec![(None, self.finish(state))]
    }

    /// The columns whose values the state keeps, and by which [`Reducer::restrict`] can restrict it. By default none.
    fn kept_columns(&self) -> Columns {
        Columns::NONE
    }

    /// The state that would have seen only the records that pass. `keep` takes records of the kept columns and decides whether each
    /// one passes; it reads no other columns. Never called for a reducer that keeps no columns.
    fn restrict(&self, state: Self::State, _keep: Keep<'_>) -> Self::State {
        state
    }

    /// Whether [`Reducer::spill`] can make the state smaller. By default it cannot.
    fn can_spill(&self) -> bool {
        false
    }

    /// Writes what the state holds to disk, so that it takes up little memory. Never called for a reducer that cannot.
    ///
    /// # Errors
    /// An error ends the run and names the reducer.
    fn spill(&self, _state: &mut Self::State, _disk: &dyn Disk) -> Result<(), ReduceError> {
        Ok(())
    }

    /// Reads from disk what [`Reducer::finish`] needs; called once, when everything was merged.
    ///
    /// # Errors
    /// An error ends the run and names the reducer.
    fn gather(&self, state: Self::State, _disk: &dyn Disk) -> Result<Self::State, ReduceError> {
        Ok(state)
    }

    /// Memory that the state takes up, in bytes, roughly.
    ///
    /// Law: it depends only on what was folded and merged, in whatever order, and never shrinks when more is. A `memory_limit` then has the
    /// same effect however the work is divided.
    fn state_bytes(&self, state: &Self::State) -> usize;
}

/// Decides for each record of a batch whether it passes.
pub type Keep<'a> = &'a dyn Fn(&RecordBatch) -> BooleanBuffer;

/// Why a reducer cannot continue.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReduceError {
    /// The reducer reads a column that it did not declare.
    #[error(transparent)]
    MissingColumn(#[from] MissingColumn),
    /// What did not fit the memory cannot be written or read.
    #[error(transparent)]
    Disk(#[from] std::io::Error),
    /// Anything else, in the reducer's own words.
    #[error("{0}")]
    Other(Box<dyn std::error::Error + Send + Sync>),
}
