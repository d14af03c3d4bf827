//! Chooses records of a stream: those for which conditions hold, the first ones, or the first in an order.

use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, RecordBatchOptions, UInt32Array};
use arrow_buffer::BooleanBuffer;
use arrow_schema::ArrowError;
use arrow_select::take::take;

use super::ranking::Key;
use crate::expression::{Expression, Failures};
use crate::log::tally::Notes;
use crate::log::{Columns, Fate, MissingColumn, Parsed};
use crate::message::RawBatch;
use crate::report::records::RecordPlace;

/// Which records of a stream are wanted.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    /// Conditions that all hold.
    pub conditions: Vec<Expression>,
    /// The order, if it is not that of the log.
    pub order: Option<Order>,
    /// Most records; `None` for all.
    pub most: Option<usize>,
}

/// An order of records. Those without a value come last; those with equal values stay in the order of the log.
#[derive(Debug, Clone)]
pub struct Order {
    /// What is compared.
    pub by: Expression,
    /// Whether the largest values come first.
    pub descending: bool,
}

/// Chosen records of a batch, in the order of the log.
#[derive(Debug)]
pub struct Chosen {
    /// The records.
    pub records: RecordBatch,
    /// Where each of them is.
    pub places: Vec<RecordPlace>,
    /// The values that order them; empty if there is no order.
    pub keys: Vec<Key>,
    /// Values that could not be computed.
    pub failures: Failures,
}

/// Why records could not be chosen.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ChoiceError {
    /// The batch lacks a column.
    #[error(transparent)]
    Missing(#[from] MissingColumn),
    /// The records are too large to be copied.
    #[error(transparent)]
    Arrow(#[from] ArrowError),
}

impl Choice {
    /// Whether it chooses every record, in the order of the log.
    pub fn is_of_all(&self) -> bool {
        self.conditions.is_empty() && self.order.is_none() && self.most.is_none()
    }

    /// The columns that it reads.
    pub fn columns(&self) -> Columns {
        let expressions = self.conditions.iter().chain(self.order.as_ref().map(|order| &order.by));
        expressions.map(Expression::columns).fold(Columns::NONE, Columns::union)
    }

    /// The chosen records of a batch. With an order, these are the candidates of the batch: its first ones in that order. `names_file`
    /// adds the file to their places.
    ///
    /// # Errors
    /// [`ChoiceError`].
    pub fn choose(&self, raw: &RawBatch, parsed: &Parsed, names_file: bool) -> Result<Chosen, ChoiceError> {
        let records = &parsed.records;
        let mut failures = Failures::default();
        let mut selected = BooleanBuffer::new_set(records.num_rows());
        for condition in &self.conditions {
            selected = condition.holds(records, &selected, &mut failures)?;
        }
        let mut rows: Vec<u32> = selected.set_indices_u32().collect();
        let keys = match &self.order {
            None => {
                rows.truncate(self.most.unwrap_or(usize::MAX));
                Vec::new()
            }
            Some(order) => {
                let values = order.by.values(records, &selected, &mut failures)?;
                order.candidates(&values, &mut rows, self.most)
            }
        };
        let places = places(raw, &parsed.fates, &rows, names_file);
        Ok(Chosen { records: copied(records, rows)?, places, keys, failures })
    }
}

impl Order {
    /// Keeps the rows that may be among the `most` first ones, in the order of the log, and returns their keys.
    fn candidates(&self, values: &ArrayRef, rows: &mut Vec<u32>, most: Option<usize>) -> Vec<Key> {
        let mut keys = Key::all(values, rows, self.descending);
        let Some(most) = most.filter(|most| *most < rows.len()) else { return keys };
        let mut first: Vec<usize> = (0..rows.len()).collect();
        first.sort_by(|a, b| keys[*a].cmp(&keys[*b]));
        first.truncate(most);
        first.sort_unstable();
        *rows = first.iter().map(|index| rows[*index]).collect();
        keys = first.into_iter().map(|index| keys[index].clone()).collect();
        keys
    }
}

/// Where records are, by their rows in ascending order.
fn places(raw: &RawBatch, fates: &[Fate], rows: &[u32], names_file: bool) -> Vec<RecordPlace> {
    let file = (names_file || raw.id.member > 0).then(|| Arc::clone(&raw.shown));
    let notes = |fate: &Fate| match fate {
        Fate::Record(notes) => Some(*notes),
        Fate::Malformed(..) | Fate::Skipped(_) => None,
    };
    let records = (raw.lines_before + 1..).zip(fates).filter_map(|(line, fate)| Some((line, notes(fate)?)));
    let mut wanted = rows.iter().peekable();
    let place = |(row, (line, notes)): (u32, (u64, Notes))| {
        wanted.next_if(|next| **next == row)?;
        Some(RecordPlace { file: file.clone(), line, notes })
    };
    (0..).zip(records).filter_map(place).collect()
}

/// Some rows of a batch.
fn copied(records: &RecordBatch, rows: Vec<u32>) -> Result<RecordBatch, ArrowError> {
    if rows.len() == records.num_rows() {
        return Ok(records.clone());
    }
    let options = RecordBatchOptions::new().with_row_count(Some(rows.len()));
    let rows = UInt32Array::from(rows);
    let columns = records.columns().iter().map(|column| take(column, &rows, None));
    RecordBatch::try_new_with_options(records.schema(), columns.collect::<Result<_, _>>()?, &options)
}
