//! A run in one loop on one thread: the reference for the results and the speed of the actors.

use std::sync::Arc;

use logmill_actors::BoxError;

use super::account::accounts;
use super::hint::settle;
use super::partials::{Partials, finish};
use super::solo::Solo;
use crate::config::Plan;
use crate::log::detect;
use crate::report::Report;
use crate::source::{BatchReader, ReadLimits, list_inputs};

/// Runs a plan in the calling thread, without actors.
///
/// # Errors
/// The error of a filter or reducer, or a panic of a reducer.
pub fn run(plan: &Plan) -> Result<Report, BoxError> {
    Ok(finish(plan, partials(plan)?)?)
}

/// Like [`run`], but returns the partials.
///
/// # Errors
/// Those of [`run`].
pub fn partials(plan: &Plan) -> Result<Partials, BoxError> {
    let listing = list_inputs(&plan.sources);
    let (files, queue) = crossbeam::channel::unbounded();
    for file in &listing.files {
        // The receiver lives until the end of this function.
        let _ = files.send(file.clone());
    }
    drop(files);
    let limits = ReadLimits { batch_bytes: plan.pipeline.batch_bytes, max_line_bytes: plan.pipeline.max_line_bytes };
    let mut reader = BatchReader::new(queue, limits, detect, Arc::new(|| false));
    let mut solo = Solo::new(plan);
    solo.read_all(&mut reader, &mut |_| ())?;
    let (ledger, mut partials) = solo.take_results();
    partials.files = accounts(plan, &listing, &ledger, reader.finish());
    settle(&mut partials.files, &plan.formats);
    Ok(partials)
}
