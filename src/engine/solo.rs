//! All stages of a plan in one loop on one thread, with the guards of the actors, so that panics have the same effect.

use std::sync::Arc;

use logmill_actors::{Fold, RunError, Transform, catch};

use super::graph::PARSERS;
use super::ledger::Ledger;
use super::partials::{FilterCounts, Partials};
use super::rejects::RejectSink;
use super::work::{Filtering, Parsing, Reducing};
use crate::config::{InputRef, Plan};
use crate::message::{FilteredBatch, ParsedBatch, Spare};
use crate::source::BatchReader;

/// The stages of a plan with their reused memory.
pub(super) struct Solo<'p> {
    plan: &'p Plan,
    parsing: Parsing,
    filters: Vec<Filtering>,
    reducers: Vec<Reducing>,
    spare: Spare,
}

impl<'p> Solo<'p> {
    pub(super) fn new(plan: &'p Plan) -> Solo<'p> {
        Solo {
            plan,
            parsing: Parsing::of_plan(plan),
            filters: plan.filters.iter().map(|filter| Filtering::new(Arc::clone(&filter.filter))).collect(),
            reducers: plan.reducers.iter().map(Reducing::new).collect(),
            spare: Spare::default(),
        }
    }

    /// Also sends every malformed line to `sink`. Batches must have line numbers.
    pub(super) fn with_rejects(self, sink: Arc<dyn RejectSink>) -> Solo<'p> {
        Solo { parsing: self.parsing.with_rejects(sink), ..self }
    }

    /// Processes all batches of a reader. `on_bytes` is called with the bytes of each finished batch.
    ///
    /// # Errors
    /// An error of a filter or reducer, or a panic that nothing can be salvaged from. The partials are then useless.
    pub(super) fn read_all(&mut self, reader: &mut BatchReader, on_bytes: &mut dyn FnMut(u64)) -> Result<(), RunError> {
        loop {
            match reader.next_batch(std::mem::take(&mut self.spare)) {
                Ok(raw) => {
                    let parsed = step(PARSERS, &mut self.parsing, raw)?;
                    let bytes = parsed.batch.tally.bytes;
                    self.pass_on(&parsed)?;
                    self.spare = Arc::into_inner(parsed.batch).map(ParsedBatch::into_spare).unwrap_or_default();
                    on_bytes(bytes);
                }
                Err(spare) => {
                    self.spare = spare;
                    return Ok(());
                }
            }
        }
    }

    /// Takes the ledger and the partials (without files), and starts anew.
    pub(super) fn take_results(&mut self) -> (Ledger, Partials) {
        let filters: Vec<FilterCounts> = self.filters.iter_mut().map(Filtering::take_counts).collect();
        let states = self.reducers.iter_mut().map(Reducing::take_state).collect();
        (self.parsing.take_ledger(), Partials { files: Vec::new(), filters, states })
    }

    fn pass_on(&mut self, parsed: &FilteredBatch) -> Result<(), RunError> {
        let kept = self.filter(parsed)?;
        for (reducing, reducer) in self.reducers.iter_mut().zip(&self.plan.reducers) {
            for batch in inputs(&reducer.inputs, parsed, &kept) {
                fold(&reducer.name, reducing, &batch)?;
            }
        }
        Ok(())
    }

    /// The output of every filter: one entry for each of its inputs that takes the batch.
    fn filter(&mut self, parsed: &FilteredBatch) -> Result<Vec<Vec<FilteredBatch>>, RunError> {
        let mut kept: Vec<Vec<FilteredBatch>> = Vec::with_capacity(self.filters.len());
        for (filtering, filter) in self.filters.iter_mut().zip(&self.plan.filters) {
            let batches = inputs(&filter.inputs, parsed, &kept).into_iter();
            kept.push(batches.map(|batch| step(&filter.name, filtering, batch)).collect::<Result<_, _>>()?);
        }
        Ok(kept)
    }
}

fn inputs(inputs: &[InputRef], parsed: &FilteredBatch, kept: &[Vec<FilteredBatch>]) -> Vec<FilteredBatch> {
    let each = inputs.iter().flat_map(|input| match input {
        InputRef::Source(source) if *source == parsed.batch.id.source as usize => vec![parsed.clone()],
        InputRef::Source(_) => Vec::new(),
        InputRef::Filter(filter) => kept[*filter].clone(),
    });
    each.collect()
}

/// Applies a transform; after a panic, salvages what it can.
fn step<W: Transform>(stage: &str, worker: &mut W, input: W::In) -> Result<W::Out, RunError> {
    let copy = input.clone();
    let outcome = catch(|| worker.apply(input)).or_else(|panic| catch(|| worker.salvage(copy, &panic)));
    let stage = || stage.to_owned();
    outcome
        .map_err(|panic| RunError::Panicked { stage: stage(), message: panic.message })?
        .map_err(|error| RunError::Failed { stage: stage(), error })
}

/// Folds a batch. After a panic, half of it may be in the state.
fn fold<F: Fold>(stage: &str, worker: &mut F, input: &F::In) -> Result<(), RunError> {
    let stage = || stage.to_owned();
    catch(|| worker.fold(input))
        .map_err(|panic| RunError::Panicked { stage: stage(), message: panic.message })?
        .map_err(|error| RunError::Failed { stage: stage(), error })
}
