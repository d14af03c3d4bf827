//! Runs a plan on actors of this process, spawned from the one list of stages.

use std::sync::Arc;
use std::time::Duration;

use logmill_actors::{
    Cancel, FilterSpec, FoldSpec, OutcomeOf, PipelineSpec, PoolSize, PoolSpec, ReaderSpec, Running, StageSnapshot,
    Upstream,
};

use super::account::accounts;
use super::error::EngineError;
use super::graph::{PARSERS, READER, filter_inputs, source_inputs};
use super::hint::settle;
use super::ledger::Ledger;
use super::partials::Partials;
use super::rejects::RejectFile;
use super::work::{Filtering, Parsing, Reading, Reducing};
use crate::config::{InputRef, Plan};
use crate::log::detect;
use crate::message::{FilteredBatch, ParsedBatch, Spare};
use crate::source::{BatchReader, Listing, ReadLimits};

/// Actors working on the files of a listing.
pub(super) struct Threads {
    plan: Plan,
    listing: Arc<Listing>,
    running: Running<Reading, Parsing, Filtering, Reducing>,
}

impl Threads {
    /// Starts the actors of a plan. Files are numbered as in the listing.
    ///
    /// # Errors
    /// The error of the operating system.
    pub(super) fn start(
        plan: &Plan,
        listing: &Arc<Listing>,
        rejects: Option<&Arc<RejectFile>>,
        cancel: Cancel,
    ) -> Result<Threads, EngineError> {
        let running = logmill_actors::start(pipeline(plan, listing, rejects, cancel))?;
        Ok(Threads { plan: plan.clone(), listing: Arc::clone(listing), running })
    }

    /// Metrics of all stages.
    pub(super) fn snapshot(&self) -> Vec<StageSnapshot> {
        self.running.snapshot()
    }

    /// Waits for the end, at most for `timeout`; `None` if the run goes on or its result was already returned.
    ///
    /// # Errors
    /// The first failure of an actor.
    pub(super) fn wait(&mut self, timeout: Duration) -> Option<Result<(Partials, Vec<StageSnapshot>), EngineError>> {
        Some(match self.running.wait(timeout)? {
            Ok(outcome) => {
                let stages = outcome.stages.clone();
                Ok((gather(&self.plan, &self.listing, outcome), stages))
            }
            Err(error) => Err(error.into()),
        })
    }
}

/// Builds the pipeline of a plan, top to bottom.
fn pipeline(
    plan: &Plan,
    listing: &Listing,
    rejects: Option<&Arc<RejectFile>>,
    cancel: Cancel,
) -> PipelineSpec<Reading, Parsing, Filtering, Reducing> {
    let rejects = rejects.cloned();
    let parsed_plan = plan.clone();
    let reducers = plan.reducers.iter().map(|reducer| FoldSpec {
        name: reducer.name.clone(),
        inputs: upstreams(plan, &reducer.inputs),
        instances: (0..reducer.instances).map(|_| Reducing::new(reducer)).collect(),
    });
    PipelineSpec {
        credits: (0..plan.pipeline.buffers).map(|_| Spare::default()).collect(),
        fresh: Arc::new(Spare::default),
        release: Arc::new(|message: FilteredBatch| Arc::into_inner(message.batch).map(ParsedBatch::into_spare)),
        readers: ReaderSpec { name: READER.to_owned(), sources: readers(plan, listing, &cancel) },
        pool: PoolSpec {
            name: PARSERS.to_owned(),
            size: pool_size(plan),
            factory: Arc::new(move || {
                let parsing = Parsing::of_plan(&parsed_plan);
                match &rejects {
                    Some(file) => parsing.with_rejects(Arc::clone(file) as _),
                    None => parsing,
                }
            }),
        },
        filters: plan
            .filters
            .iter()
            .map(|filter| FilterSpec {
                name: filter.name.clone(),
                inputs: upstreams(plan, &filter.inputs),
                transform: Filtering::new(Arc::clone(&filter.filter)),
            })
            .collect(),
        folds: reducers.collect(),
        cancel,
    }
}

fn pool_size(plan: &Plan) -> PoolSize {
    let parsers = plan.pipeline.parsers;
    if plan.pipeline.auto_parsers { PoolSize::Pressure { most: parsers } } else { PoolSize::Fixed(parsers) }
}

/// Readers that share the list of files: at most one a file.
fn readers(plan: &Plan, listing: &Listing, cancel: &Cancel) -> Vec<Reading> {
    let (files, queue) = crossbeam::channel::unbounded();
    for file in &listing.files {
        // Cannot fail: the receiver is alive.
        let _ = files.send(file.clone());
    }
    let limits = ReadLimits { batch_bytes: plan.pipeline.batch_bytes, max_line_bytes: plan.pipeline.max_line_bytes };
    let instances = plan.pipeline.readers.min(listing.files.len()).max(1);
    let reader = |_| {
        let cancel = cancel.clone();
        let reader = BatchReader::new(queue.clone(), limits, detect, Arc::new(move || cancel.is_cancelled()));
        Reading(if plan.rejects.file.is_some() { reader.with_line_numbers() } else { reader })
    };
    (0..instances).map(reader).collect()
}

fn upstreams(plan: &Plan, inputs: &[InputRef]) -> Vec<Upstream<FilteredBatch>> {
    let from_pool = source_inputs(inputs).map(|sources| {
        let is_all = (0..plan.sources.len()).all(|source| sources.contains(&source));
        let route = move |message: &FilteredBatch| sources.contains(&(message.batch.id.source as usize));
        Upstream::Pool((!is_all).then(|| Arc::new(route) as _))
    });
    from_pool.into_iter().chain(filter_inputs(inputs).map(Upstream::Filter)).collect()
}

/// Combines the results of the actors.
fn gather(plan: &Plan, listing: &Listing, outcome: OutcomeOf<Reading, Parsing, Filtering, Reducing>) -> Partials {
    let mut ledger = Ledger::default();
    outcome.pool.into_iter().for_each(|part| ledger.merge(part));
    let mut partials = Partials::identity(plan);
    partials.files = accounts(plan, listing, &ledger, outcome.sources.into_iter().flatten().collect());
    settle(&mut partials.files, &plan.formats);
    partials.filters = outcome.filters;
    for ((state, parts), reducer) in partials.states.iter_mut().zip(outcome.folds).zip(&plan.reducers) {
        parts.into_iter().for_each(|part| reducer.reducer.merge(state, part));
    }
    partials
}
