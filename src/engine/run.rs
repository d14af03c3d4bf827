//! A plan at work on actors: spawned from the one list of stages, watched, and its partials made a report.

use std::sync::Arc;
use std::time::{Duration, Instant};

use logmill_actors::{
    Cancel, FilterSpec, FoldSpec, OutcomeOf, PipelineSpec, PoolSize, PoolSpec, ReaderSpec, RunError, Running,
    StageSnapshot, StartError, Upstream,
};

use super::account::accounts;
use super::graph::{PARSERS, READER, filter_inputs, source_inputs};
use super::ledger::Ledger;
use super::partials::{Partials, finish};
use super::rejects::{RejectFile, RejectsError};
use super::work::{Filtering, Parsing, Reading, Reducing};
use crate::config::{Input, Plan};
use crate::log::detect;
use crate::message::{FilteredBatch, ParsedBatch, Spare};
use crate::report::Report;
use crate::source::{BatchReader, Listing, ReadLimits, list_inputs};

/// Why a run has no report.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EngineError {
    /// The actors could not be started.
    #[error(transparent)]
    Start(#[from] StartError),
    /// An actor failed; names it.
    #[error(transparent)]
    Run(#[from] RunError),
    /// The file of malformed lines cannot be written.
    #[error(transparent)]
    Rejects(#[from] RejectsError),
}

/// A run at work.
pub struct Run {
    plan: Plan,
    listing: Listing,
    started: Instant,
    running: Running<Reading, Parsing, Filtering, Reducing>,
    rejects: Option<Arc<RejectFile>>,
}

impl Run {
    /// Lists the inputs of a plan, makes the file of malformed lines if there is to be one, and starts the actors. The token ends the run early: what was read is worked off and reported as
    /// interrupted.
    ///
    /// # Errors
    /// What the system refused.
    pub fn start(plan: Plan, cancel: Cancel) -> Result<Run, EngineError> {
        let started = Instant::now();
        let listing = list_inputs(&plan.sources);
        let rejects = plan.rejects.file.as_ref().map(|path| RejectFile::create(path, &listing.files));
        let rejects = rejects.transpose()?.map(Arc::new);
        let running = logmill_actors::start(pipeline(&plan, &listing, rejects.as_ref(), cancel))?;
        Ok(Run { plan, listing, started, running, rejects })
    }

    /// What is read, and what cannot be.
    pub fn listing(&self) -> &Listing {
        &self.listing
    }

    /// The counters of all stages at this moment, in the order of the graph.
    pub fn snapshot(&self) -> Vec<StageSnapshot> {
        self.running.snapshot()
    }

    /// Since when the run is at work.
    pub fn started(&self) -> Instant {
        self.started
    }

    /// Waits for the end, at most so long; none when the run is not over, or what came of it was handed out before.
    ///
    /// # Errors
    /// The first failure of an actor.
    pub fn wait(&mut self, timeout: Duration) -> Option<Result<Finished, EngineError>> {
        let cancel = self.running.cancel();
        let outcome = match self.running.wait(timeout)? {
            Ok(outcome) => outcome,
            Err(error) => return Some(Err(error.into())),
        };
        let interrupted = cancel.is_cancelled();
        let stages = outcome.stages.clone();
        let partials = gather(&self.plan, &self.listing, outcome);
        let unwritten = self.rejects.as_ref().and_then(|rejects| rejects.failure());
        Some(Ok(Finished { partials, interrupted, unwritten, stages, elapsed: self.started.elapsed() }))
    }

    /// Waits for the report as long as it takes.
    ///
    /// # Errors
    /// The first failure of an actor.
    pub fn finish(mut self) -> Result<Report, EngineError> {
        loop {
            if let Some(finished) = self.wait(Duration::from_secs(3600)) {
                return finished.map(|finished| finished.report(&self.plan));
            }
        }
    }
}

/// What came of a run.
pub struct Finished {
    /// The answer before it is shown.
    pub partials: Partials,
    /// Whether the user cut the run short: the answer covers what had been read.
    pub interrupted: bool,
    /// Why the file of malformed lines does not have them all.
    pub unwritten: Option<RejectsError>,
    /// The traffic of every actor, in the order of the graph.
    pub stages: Vec<StageSnapshot>,
    /// How long it took.
    pub elapsed: Duration,
}

impl Finished {
    /// The report of the run. `plan` is its plan.
    pub fn report(self, plan: &Plan) -> Report {
        let Finished { partials, interrupted, stages, elapsed, .. } = self;
        let report = finish(plan, partials);
        Report { interrupted, actors: stages, elapsed_seconds: elapsed.as_secs_f64(), ..report }
    }
}

/// The pipeline of a plan, from top to bottom.
fn pipeline(
    plan: &Plan,
    listing: &Listing,
    rejects: Option<&Arc<RejectFile>>,
    cancel: Cancel,
) -> PipelineSpec<Reading, Parsing, Filtering, Reducing> {
    let rejects = rejects.cloned();
    let (columns, max_line_bytes) = (plan.columns(), plan.pipeline.max_line_bytes);
    let reducers = plan.reducers.iter().map(|reducer| FoldSpec {
        name: reducer.name.clone(),
        inputs: upstreams(plan, &reducer.inputs),
        instances: (0..reducer.instances).map(|_| Reducing::new(&reducer.reducer)).collect(),
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
                let parsing = Parsing::new(columns, max_line_bytes);
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

/// Readers that share the list of files: no more than there are files.
fn readers(plan: &Plan, listing: &Listing, cancel: &Cancel) -> Vec<Reading> {
    let (files, queue) = crossbeam::channel::unbounded();
    for file in &listing.files {
        // The receiver lives until the end of this function at least.
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

fn upstreams(plan: &Plan, inputs: &[Input]) -> Vec<Upstream<FilteredBatch>> {
    let from_pool = source_inputs(inputs).map(|sources| {
        let is_all = (0..plan.sources.len()).all(|source| sources.contains(&source));
        let route = move |message: &FilteredBatch| sources.contains(&(message.batch.id.source as usize));
        Upstream::Pool((!is_all).then(|| Arc::new(route) as _))
    });
    from_pool.into_iter().chain(filter_inputs(inputs).map(Upstream::Filter)).collect()
}

/// What the actors handed in, as partials of the run.
fn gather(plan: &Plan, listing: &Listing, outcome: OutcomeOf<Reading, Parsing, Filtering, Reducing>) -> Partials {
    let mut ledger = Ledger::default();
    outcome.pool.into_iter().for_each(|part| ledger.merge(part));
    let mut partials = Partials::identity(plan);
    partials.files = accounts(plan, listing, &ledger, outcome.sources.into_iter().flatten().collect());
    partials.filters = outcome.filters;
    for ((state, parts), reducer) in partials.states.iter_mut().zip(outcome.folds).zip(&plan.reducers) {
        parts.into_iter().for_each(|part| reducer.reducer.merge(state, part));
    }
    partials
}
