//! A report for each value of an expression: a reducer that keeps a state of another one for every value.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{Array, RecordBatch};
use arrow_buffer::{BooleanBuffer, BooleanBufferBuilder};

use super::bytes::{ByteReader, write_number, write_text};
use super::{AnyReducer, AnyState, Part, ReduceError, Reducer, State, StateError, Table};
use crate::expression::{Context, Expression, ExpressionError, Failures};
use crate::log::Columns;
use crate::log::column::ColumnKind;

/// Most values: each has groups of its own, and a file.
const MOST_PARTS: usize = 10_000;

/// Another reducer, once for each value of an expression.
pub struct Split {
    inner: Arc<dyn AnyReducer>,
    by: Expression,
}

/// A state for each value that was seen.
pub struct SplitState(BTreeMap<Part, AnyState>);

impl Split {
    /// Splits a reducer by the values of an expression, which are written as texts.
    ///
    /// # Errors
    /// What is wrong with the expression.
    pub fn new(inner: Arc<dyn AnyReducer>, by: &str, context: &Context) -> Result<Split, ExpressionError> {
        let written = Expression::parse(by, context)?;
        let by = match written.kind() {
            ColumnKind::Text => written,
            _ => Expression::parse(&format!("({})::text", written.text()), context)?,
        };
        Ok(Split { inner, by })
    }

    fn state<'s>(&self, state: &'s mut SplitState, part: Part) -> Result<&'s mut AnyState, ReduceError> {
        if state.0.len() >= MOST_PARTS && !state.0.contains_key(&part) {
            let text = format!(
                "'{}' has more than {MOST_PARTS} values, each of which would be a report; split by something with fewer",
                self.by.text()
            );
            return Err(ReduceError::Other(text.into()));
        }
        Ok(state.0.entry(part).or_insert_with(|| self.inner.identity()))
    }
}

impl State<Split> for SplitState {
    /// How many values there are; then each value, with a 1 before it or a 0 for none, and the length and bytes of its state.
    fn encode(&self, split: &Split, out: &mut Vec<u8>) -> Result<(), StateError> {
        write_number(self.0.len() as u64, out);
        for (Part(value), state) in &self.0 {
            write_number(value.is_some().into(), out);
            write_text(value.as_deref().unwrap_or_default().as_bytes(), out);
            let mut encoded = Vec::new();
            split.inner.encode(state, &mut encoded)?;
            write_text(&encoded, out);
        }
        Ok(())
    }

    fn absorb(&mut self, split: &Split, encoded: &[u8]) -> Result<(), StateError> {
        let mut bytes = ByteReader(encoded);
        for _ in 0..bytes.number()? {
            let is_some = bytes.number()? == 1;
            let value = std::str::from_utf8(bytes.text()?);
            let value = value.map_err(|_| StateError::Damaged { what: "a value that it is split by is not UTF-8" })?;
            let part = Part(is_some.then(|| value.to_owned()));
            let own = split.state(self, part).map_err(|error| StateError::Unreadable { error: error.to_string() })?;
            split.inner.absorb(own, bytes.text()?)?;
        }
        match bytes.0.len() {
            0 => Ok(()),
            bytes => Err(StateError::TooLong { bytes }),
        }
    }
}

impl Reducer for Split {
    type State = SplitState;

    fn columns(&self) -> Columns {
        self.inner.columns().union(self.by.columns())
    }

    fn expressions(&self) -> Vec<&Expression> {
        let mut expressions = self.inner.expressions();
        expressions.push(&self.by);
        expressions
    }

    fn identity(&self) -> SplitState {
        SplitState(BTreeMap::new())
    }

    fn fold(&self, state: &mut SplitState, batch: &RecordBatch, selected: &BooleanBuffer) -> Result<(), ReduceError> {
        let values = self.by.values(batch, selected, &mut Failures::default())?;
        let values = values.as_string_view();
        let mut rows: BTreeMap<Option<&str>, Vec<usize>> = BTreeMap::new();
        for row in selected.set_indices() {
            rows.entry(values.is_valid(row).then(|| values.value(row))).or_default().push(row);
        }
        for (value, rows) in rows {
            let mut own = BooleanBufferBuilder::new(selected.len());
            own.append_n(selected.len(), false);
            rows.into_iter().for_each(|row| own.set_bit(row, true));
            let state = self.state(state, Part(value.map(str::to_owned)))?;
            self.inner.fold(state, batch, &own.finish())?;
        }
        Ok(())
    }

    fn merge(&self, state: &mut SplitState, other: SplitState) {
        for (part, more) in other.0 {
            match state.0.get_mut(&part) {
                Some(own) => self.inner.merge(own, more),
                None => {
                    state.0.insert(part, more);
                }
            }
        }
    }

    /// The table of a value that was not seen.
    fn finish(&self, _: SplitState) -> Table {
        self.inner.finish(self.inner.identity())
    }

    fn finish_parts(&self, state: SplitState) -> Vec<(Option<Part>, Table)> {
        state.0.into_iter().map(|(part, state)| (Some(part), self.inner.finish(state))).collect()
    }

    fn state_bytes(&self, state: &SplitState) -> usize {
        let bytes = |(Part(value), state): (&Part, &AnyState)| {
            size_of::<(Part, AnyState)>() + value.as_ref().map_or(0, String::len) + self.inner.state_bytes(state)
        };
        state.0.iter().map(bytes).sum()
    }
}

#[cfg(test)]
#[path = "split_tests.rs"]
mod tests;
