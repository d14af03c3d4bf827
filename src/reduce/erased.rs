//! Type-erased reducers, so that a plan can hold a list of them.

use std::any::Any;

use arrow_array::RecordBatch;
use arrow_buffer::BooleanBuffer;

use super::{Disk, Keep, Part, ReduceError, Reducer, State, StateError, Table};
use crate::expression::Expression;
use crate::log::Columns;

/// The state of some reducer. Only the reducer that made it can use it.
pub struct AnyState(Box<dyn Any + Send>);

/// A [`Reducer`] whose state type is hidden; every reducer is one.
///
/// # Panics
/// The methods panic when they get a state of another reducer type: a defect of the caller.
pub trait AnyReducer: Send + Sync {
    /// See [`Reducer::columns`].
    fn columns(&self) -> Columns;
    /// See [`Reducer::expressions`].
    fn expressions(&self) -> Vec<&Expression>;
    /// See [`Reducer::identity`].
    fn identity(&self) -> AnyState;
    /// See [`Reducer::fold`].
    ///
    /// # Errors
    /// Those of [`Reducer::fold`].
    fn fold(&self, state: &mut AnyState, batch: &RecordBatch, selected: &BooleanBuffer) -> Result<(), ReduceError>;
    /// See [`Reducer::merge`].
    fn merge(&self, state: &mut AnyState, other: AnyState);
    /// See [`Reducer::finish`].
    fn finish(&self, state: AnyState) -> Table;
    /// See [`Reducer::finish_parts`].
    fn finish_parts(&self, state: AnyState) -> Vec<(Option<Part>, Table)>;
    /// See [`Reducer::kept_columns`].
    fn kept_columns(&self) -> Columns;
    /// See [`Reducer::restrict`].
    fn restrict(&self, state: AnyState, keep: Keep<'_>) -> AnyState;
    /// See [`Reducer::can_spill`].
    fn can_spill(&self) -> bool;
    /// See [`Reducer::spill`].
    ///
    /// # Errors
    /// Those of [`Reducer::spill`].
    fn spill(&self, state: &mut AnyState, disk: &dyn Disk) -> Result<(), ReduceError>;
    /// See [`Reducer::gather`].
    ///
    /// # Errors
    /// Those of [`Reducer::gather`].
    fn gather(&self, state: AnyState, disk: &dyn Disk) -> Result<AnyState, ReduceError>;
    /// See [`Reducer::state_bytes`].
    fn state_bytes(&self, state: &AnyState) -> usize;
    /// See [`Reducer::FINISH_KEYS`].
    fn finish_keys(&self) -> &'static [&'static str];
    /// See [`State::encode`].
    ///
    /// # Errors
    /// Those of [`State::encode`].
    fn encode(&self, state: &AnyState, out: &mut Vec<u8>) -> Result<(), StateError>;
    /// See [`State::absorb`].
    ///
    /// # Errors
    /// Those of [`State::absorb`].
    fn absorb(&self, state: &mut AnyState, encoded: &[u8]) -> Result<(), StateError>;
}

const FOREIGN: &str = "a reducer was given the state of another";

impl<R: Reducer> AnyReducer for R {
    fn columns(&self) -> Columns {
        Reducer::columns(self)
    }

    fn expressions(&self) -> Vec<&Expression> {
        Reducer::expressions(self)
    }

    fn identity(&self) -> AnyState {
        AnyState(Box::new(Reducer::identity(self)))
    }

    fn fold(&self, state: &mut AnyState, batch: &RecordBatch, selected: &BooleanBuffer) -> Result<(), ReduceError> {
        Reducer::fold(self, state.0.downcast_mut().expect(FOREIGN), batch, selected)
    }

    fn merge(&self, state: &mut AnyState, other: AnyState) {
        let other = other.0.downcast().expect(FOREIGN);
        Reducer::merge(self, state.0.downcast_mut().expect(FOREIGN), *other);
    }

    fn finish(&self, state: AnyState) -> Table {
        Reducer::finish(self, *state.0.downcast().expect(FOREIGN))
    }

    fn finish_parts(&self, state: AnyState) -> Vec<(Option<Part>, Table)> {
        Reducer::finish_parts(self, *state.0.downcast().expect(FOREIGN))
    }

    fn kept_columns(&self) -> Columns {
        Reducer::kept_columns(self)
    }

    fn restrict(&self, state: AnyState, keep: Keep<'_>) -> AnyState {
        AnyState(Box::new(Reducer::restrict(self, *state.0.downcast().expect(FOREIGN), keep)))
    }

    fn can_spill(&self) -> bool {
        Reducer::can_spill(self)
    }

    fn spill(&self, state: &mut AnyState, disk: &dyn Disk) -> Result<(), ReduceError> {
        Reducer::spill(self, state.0.downcast_mut().expect(FOREIGN), disk)
    }

    fn gather(&self, state: AnyState, disk: &dyn Disk) -> Result<AnyState, ReduceError> {
        let state = Reducer::gather(self, *state.0.downcast().expect(FOREIGN), disk)?;
        Ok(AnyState(Box::new(state)))
    }

    fn state_bytes(&self, state: &AnyState) -> usize {
        Reducer::state_bytes(self, state.0.downcast_ref().expect(FOREIGN))
    }

    fn finish_keys(&self) -> &'static [&'static str] {
        R::FINISH_KEYS
    }

    fn encode(&self, state: &AnyState, out: &mut Vec<u8>) -> Result<(), StateError> {
        State::<R>::encode(state.0.downcast_ref::<R::State>().expect(FOREIGN), self, out)
    }

    fn absorb(&self, state: &mut AnyState, encoded: &[u8]) -> Result<(), StateError> {
        State::<R>::absorb(state.0.downcast_mut::<R::State>().expect(FOREIGN), self, encoded)
    }
}
