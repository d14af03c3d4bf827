//! What the keys and measures of a group reducer read of a batch, each expression computed once.

use arrow_array::{ArrayRef, RecordBatch};
use arrow_buffer::BooleanBuffer;

use super::measure::{MeasureInput, Values};
use super::output::Design;
use crate::expression::{Expression, Failures};
use crate::log::{MissingColumn, Numbers};

/// The computed arrays of a batch.
pub struct Operands {
    /// The keys.
    pub keys: Vec<ArrayRef>,
    /// The operands and the mask of each measure.
    measures: Vec<(Vec<ArrayRef>, Option<BooleanBuffer>)>,
}

impl Operands {
    /// Computes all of them for the selected records.
    ///
    /// # Errors
    /// [`MissingColumn`] if the batch lacks a column.
    pub fn of(
        design: &Design,
        batch: &RecordBatch,
        selected: &BooleanBuffer,
        failures: &mut Failures,
    ) -> Result<Operands, MissingColumn> {
        let mut known = Known { arrays: Vec::new(), masks: Vec::new() };
        let mut keys = Vec::with_capacity(design.keys.len());
        for key in &design.keys {
            keys.push(known.array(key, batch, selected, failures)?);
        }
        let mut measures = Vec::with_capacity(design.measures.len());
        for measure in &design.measures {
            let mut arrays = Vec::with_capacity(measure.operands.len());
            for operand in &measure.operands {
                arrays.push(known.array(operand, batch, selected, failures)?);
            }
            let mask = match &measure.filter {
                Some(filter) => Some(known.mask(filter, batch, selected, failures)?),
                None => None,
            };
            measures.push((arrays, mask));
        }
        Ok(Operands { keys, measures })
    }

    /// What each measure reads.
    pub fn inputs(&self) -> Vec<MeasureInput<'_>> {
        let mut inputs = Vec::with_capacity(self.measures.len());
        for (arrays, mask) in &self.measures {
            inputs.push(MeasureInput {
                values: arrays.first().and_then(Values::of),
                times: arrays.get(1).and_then(|array| Numbers::of_array(array)),
                mask: mask.clone(),
            });
        }
        inputs
    }
}

/// What was computed so far, by the texts of the expressions.
struct Known<'e> {
    arrays: Vec<(&'e str, ArrayRef)>,
    masks: Vec<(&'e str, BooleanBuffer)>,
}

impl<'e> Known<'e> {
    fn array(
        &mut self,
        expression: &'e Expression,
        batch: &RecordBatch,
        selected: &BooleanBuffer,
        failures: &mut Failures,
    ) -> Result<ArrayRef, MissingColumn> {
        if let Some((_, array)) = self.arrays.iter().find(|(text, _)| *text == expression.text()) {
            return Ok(array.clone());
        }
        let array = expression.values(batch, selected, failures)?;
        self.arrays.push((expression.text(), array.clone()));
        Ok(array)
    }

    fn mask(
        &mut self,
        filter: &'e Expression,
        batch: &RecordBatch,
        selected: &BooleanBuffer,
        failures: &mut Failures,
    ) -> Result<BooleanBuffer, MissingColumn> {
        if let Some((_, mask)) = self.masks.iter().find(|(text, _)| *text == filter.text()) {
            return Ok(mask.clone());
        }
        let mask = filter.holds(batch, selected, failures)?;
        self.masks.push((filter.text(), mask.clone()));
        Ok(mask)
    }
}
