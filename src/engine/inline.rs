//! The same work in one loop on one thread: what the actors must agree with, and what they are measured against.

use std::sync::Arc;

use logmill_actors::{Fold, Transform};

use super::account::accounts;
use super::partials::{Partials, finish};
use super::work::{Filtering, Parsing, Reducing};
use crate::config::{Input, Plan};
use crate::log::detect;
use crate::message::{FilteredBatch, ParsedBatch, Spare};
use crate::report::Report;
use crate::source::{BatchReader, ReadLimits, list_inputs};

/// Runs a plan in the calling thread, without actors and without panic isolation.
///
/// # Errors
/// What a filter or reducer reports.
pub fn run(plan: &Plan) -> Result<Report, logmill_actors::BoxError> {
    partials(plan).map(|partials| finish(plan, partials))
}

/// The partials of such a run.
///
/// # Errors
/// What a filter or reducer reports.
pub fn partials(plan: &Plan) -> Result<Partials, logmill_actors::BoxError> {
    let listing = list_inputs(&plan.sources);
    let (files, queue) = crossbeam::channel::unbounded();
    for file in &listing.files {
        files.send(file.clone())?;
    }
    drop(files);
    let limits = ReadLimits { batch_bytes: plan.pipeline.batch_bytes, max_line_bytes: plan.pipeline.max_line_bytes };
    let mut reader = BatchReader::new(queue, limits, detect, Arc::new(|| false));
    let mut parsing = Parsing::new(plan.columns(), plan.pipeline.max_line_bytes);
    let mut filters: Vec<_> = plan.filters.iter().map(|filter| Filtering::new(Arc::clone(&filter.filter))).collect();
    let mut reducers: Vec<_> = plan.reducers.iter().map(|reducer| Reducing::new(&reducer.reducer)).collect();
    let mut spare = Spare::default();
    while let Ok(raw) = reader.next_batch(std::mem::take(&mut spare)) {
        let parsed = parsing.parse(raw, &[]);
        let kept = filter_all(plan, &mut filters, &parsed)?;
        for (reducing, reducer) in reducers.iter_mut().zip(&plan.reducers) {
            for batch in inputs(&reducer.inputs, &parsed, &kept) {
                reducing.fold(&batch)?;
            }
        }
        drop(kept);
        spare = Arc::into_inner(parsed.batch).map(ParsedBatch::into_spare).unwrap_or_default();
    }
    let mut partials = Partials::identity(plan);
    partials.files = accounts(plan, &listing, &Transform::finish(parsing), reader.finish());
    partials.filters = filters.into_iter().map(Transform::finish).collect();
    partials.states = reducers.into_iter().map(Fold::finish).collect();
    Ok(partials)
}

/// What every filter keeps of a batch: one entry for each of its inputs that the batch takes.
fn filter_all(
    plan: &Plan,
    filters: &mut [Filtering],
    parsed: &FilteredBatch,
) -> Result<Vec<Vec<FilteredBatch>>, logmill_actors::BoxError> {
    let mut kept: Vec<Vec<FilteredBatch>> = Vec::with_capacity(filters.len());
    for (filtering, filter) in filters.iter_mut().zip(&plan.filters) {
        let batches = inputs(&filter.inputs, parsed, &kept);
        kept.push(batches.into_iter().map(|batch| filtering.filter(batch)).collect::<Result<_, _>>()?);
    }
    Ok(kept)
}

fn inputs(inputs: &[Input], parsed: &FilteredBatch, kept: &[Vec<FilteredBatch>]) -> Vec<FilteredBatch> {
    let each = inputs.iter().flat_map(|input| match input {
        Input::Source(source) if *source == parsed.batch.id.source as usize => vec![parsed.clone()],
        Input::Source(_) => Vec::new(),
        Input::Filter(filter) => kept[*filter].clone(),
    });
    each.collect()
}
