//! A run from start to report, on threads or worker processes.

use std::sync::Arc;
use std::time::{Duration, Instant};

use logmill_actors::{Cancel, RunError, StageSnapshot};

use super::error::EngineError;
use super::partials::{Partials, finish};
use super::processes::Processes;
use super::rejects::{RejectFile, RejectsError};
use super::threads::Threads;
use crate::config::{Executor, Plan, Request};
use crate::report::Report;
use crate::source::{Listing, list_inputs};

/// A run in progress.
pub struct Run {
    plan: Plan,
    listing: Arc<Listing>,
    started: Instant,
    cancel: Cancel,
    work: Work,
    rejects: Option<Arc<RejectFile>>,
}

/// What executes the run.
enum Work {
    Threads(Box<Threads>),
    Processes(Box<Processes>),
}

impl Run {
    /// Lists the inputs, creates the rejects file if requested, and starts the actors in this process, whatever the plan's executor. The
    /// token ends the run early: what was read is processed and reported as interrupted.
    ///
    /// # Errors
    /// The error of the operating system.
    pub fn start(plan: Plan, cancel: Cancel) -> Result<Run, EngineError> {
        let (started, listing) = (Instant::now(), Arc::new(list_inputs(&plan.sources)));
        let rejects = reject_file(&plan, &listing)?;
        let work = Work::Threads(Box::new(Threads::start(&plan, &listing, rejects.as_ref(), cancel.clone())?));
        Ok(Run { plan, listing, started, cancel, work, rejects })
    }

    /// Like [`start`](Run::start), on the plan's executor. `job` is the request of the plan: worker processes load it again, so this program
    /// must call [`cli::main`](crate::cli::main) with the registry of the plan.
    ///
    /// # Errors
    /// The error of the operating system.
    pub fn launch(plan: Plan, job: &Request, cancel: Cancel) -> Result<Run, EngineError> {
        if plan.pipeline.executor == Executor::Threads {
            return Run::start(plan, cancel);
        }
        let (started, listing) = (Instant::now(), Arc::new(list_inputs(&plan.sources)));
        let rejects = reject_file(&plan, &listing)?;
        let work = Work::Processes(Box::new(Processes::start(&plan, job, &listing, rejects.as_ref(), &cancel)?));
        Ok(Run { plan, listing, started, cancel, work, rejects })
    }

    /// The inputs, and what cannot be read.
    pub fn listing(&self) -> &Listing {
        &self.listing
    }

    /// Metrics of all stages, in graph order.
    pub fn snapshot(&self) -> Vec<StageSnapshot> {
        match &self.work {
            Work::Threads(threads) => threads.snapshot(),
            Work::Processes(processes) => processes.snapshot(),
        }
    }

    /// When the run was started.
    pub fn started(&self) -> Instant {
        self.started
    }

    /// Waits for the end, at most for `timeout`; `None` if the run goes on or its result was already returned.
    ///
    /// # Errors
    /// The first failure of an actor or of the worker processes, or a reducer state that exceeds its limit.
    pub fn wait(&mut self, timeout: Duration) -> Option<Result<Finished, EngineError>> {
        let outcome = match &mut self.work {
            Work::Threads(threads) => threads.wait(timeout)?,
            Work::Processes(processes) => processes.wait(timeout)?,
        };
        let (interrupted, elapsed) = (self.cancel.is_cancelled(), self.started.elapsed());
        let unwritten = self.rejects.as_ref().and_then(|rejects| rejects.failure());
        Some(outcome.and_then(|(mut partials, stages)| {
            partials.limit_memory(&self.plan)?;
            Ok(Finished { partials, interrupted, unwritten, stages, elapsed })
        }))
    }

    /// Waits for the report.
    ///
    /// # Errors
    /// The first failure of an actor or of the worker processes.
    pub fn finish(mut self) -> Result<Report, EngineError> {
        loop {
            if let Some(finished) = self.wait(Duration::from_secs(3600)) {
                return finished.and_then(|finished| Ok(finished.report(&self.plan)?));
            }
        }
    }
}

/// Creates the rejects file, if requested.
fn reject_file(plan: &Plan, listing: &Listing) -> Result<Option<Arc<RejectFile>>, RejectsError> {
    plan.rejects.file.as_ref().map(|path| RejectFile::create(path, &listing.files).map(Arc::new)).transpose()
}

/// The result of a run.
pub struct Finished {
    /// The partials.
    pub partials: Partials,
    /// Whether the user interrupted the run; the partials cover what had been read.
    pub interrupted: bool,
    /// Why the rejects file is incomplete.
    pub unwritten: Option<RejectsError>,
    /// Metrics of every actor in graph order, or of every worker process.
    pub stages: Vec<StageSnapshot>,
    /// Its duration.
    pub elapsed: Duration,
}

impl Finished {
    /// The report of the run; `plan` is its plan.
    ///
    /// # Errors
    /// Those of [`finish`].
    pub fn report(self, plan: &Plan) -> Result<Report, RunError> {
        let Finished { partials, interrupted, stages, elapsed, .. } = self;
        let report = finish(plan, partials)?;
        Ok(Report { interrupted, actors: stages, elapsed_seconds: elapsed.as_secs_f64(), ..report })
    }
}
