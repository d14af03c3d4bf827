//! What the keys and measures of a group reducer read of a batch, each expression computed once.

use arrow_array::{ArrayRef, RecordBatch};
use arrow_buffer::BooleanBuffer;

use super::measure::{AnyMeasure, MeasureInput, Values};
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
    /// Computes all of them for the selected records, and operands only of those that a measure reads.
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
        let mut masks = Vec::with_capacity(design.measures.len());
        for measure in &design.measures {
            masks.push(match &measure.filter {
                Some(filter) => Some(known.mask(filter, batch, selected, failures)?),
                None => None,
            });
        }
        let mut measures = Vec::with_capacity(design.measures.len());
        for (measure, mask) in design.measures.iter().zip(&masks) {
            let mut arrays = Vec::with_capacity(measure.operands.len());
            for operand in &measure.operands {
                let read = read_of(operand, design, &masks, selected);
                arrays.push(known.array(operand, batch, &read, failures)?);
            }
            measures.push((arrays, mask.clone()));
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

/// The selected records of which some measure reads an operand: those that pass the filter of one.
fn read_of(
    operand: &Expression,
    design: &Design,
    masks: &[Option<BooleanBuffer>],
    selected: &BooleanBuffer,
) -> BooleanBuffer {
    let reads = |measure: &AnyMeasure| measure.operands.iter().any(|other| other.text() == operand.text());
    let readers = design.measures.iter().zip(masks).filter(|(measure, _)| reads(measure));
    let read = readers.map(|(_, mask)| mask.as_ref().unwrap_or(selected));
    read.cloned().reduce(|read, more| &read | &more).unwrap_or_else(|| selected.clone())
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
