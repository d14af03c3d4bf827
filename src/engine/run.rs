//! A run from its start to its partials and its report, on threads or on worker processes.

use std::sync::Arc;
use std::time::{Duration, Instant};

use logmill_actors::{Cancel, StageSnapshot};

use super::error::EngineError;
use super::partials::{Partials, finish};
use super::processes::Processes;
use super::rejects::{RejectFile, RejectsError};
use super::threads::Threads;
use crate::config::{Executor, Plan, Request};
use crate::report::Report;
use crate::source::{Listing, list_inputs};

/// A run at work.
pub struct Run {
    plan: Plan,
    listing: Arc<Listing>,
    started: Instant,
    cancel: Cancel,
    work: Work,
    rejects: Option<Arc<RejectFile>>,
}

/// Who does the work.
enum Work {
    Threads(Box<Threads>),
    Processes(Box<Processes>),
}

impl Run {
    /// Lists the inputs of a plan, makes the file of malformed lines if there is to be one, and starts the actors in this process,
    /// whatever the plan's executor is. The token ends the run early: what was read is worked off and reported as interrupted.
    ///
    /// # Errors
    /// What the system refused.
    pub fn start(plan: Plan, cancel: Cancel) -> Result<Run, EngineError> {
        let (started, listing) = (Instant::now(), Arc::new(list_inputs(&plan.sources)));
        let rejects = reject_file(&plan, &listing)?;
        let work = Work::Threads(Box::new(Threads::start(&plan, &listing, rejects.as_ref(), cancel.clone())?));
        Ok(Run { plan, listing, started, cancel, work, rejects })
    }

    /// Does what [`start`](Run::start) does, on the executor of the plan. `job` is what the plan was loaded from: worker processes load it
    /// again, so this program must be one that calls [`cli::main`](crate::cli::main), with the registry that the plan was loaded with.
    ///
    /// # Errors
    /// What the system refused.
    pub fn launch(plan: Plan, job: &Request, cancel: Cancel) -> Result<Run, EngineError> {
        if plan.pipeline.executor == Executor::Threads {
            return Run::start(plan, cancel);
        }
        let (started, listing) = (Instant::now(), Arc::new(list_inputs(&plan.sources)));
        let rejects = reject_file(&plan, &listing)?;
        let work = Work::Processes(Box::new(Processes::start(&plan, job, &listing, rejects.as_ref(), &cancel)?));
        Ok(Run { plan, listing, started, cancel, work, rejects })
    }

    /// What is read, and what cannot be.
    pub fn listing(&self) -> &Listing {
        &self.listing
    }

    /// The counters of all stages at this moment, in the order of the graph.
    pub fn snapshot(&self) -> Vec<StageSnapshot> {
        match &self.work {
            Work::Threads(threads) => threads.snapshot(),
            Work::Processes(processes) => processes.snapshot(),
        }
    }

    /// Since when the run is at work.
    pub fn started(&self) -> Instant {
        self.started
    }

    /// Waits for the end, at most so long; none when the run is not over, or what came of it was handed out before.
    ///
    /// # Errors
    /// The first failure of an actor or of the worker processes, and a reducer whose state takes up more memory than it may.
    pub fn wait(&mut self, timeout: Duration) -> Option<Result<Finished, EngineError>> {
        let outcome = match &mut self.work {
            Work::Threads(threads) => threads.wait(timeout)?,
            Work::Processes(processes) => processes.wait(timeout)?,
        };
        let (interrupted, elapsed) = (self.cancel.is_cancelled(), self.started.elapsed());
        let unwritten = self.rejects.as_ref().and_then(|rejects| rejects.failure());
        Some(outcome.and_then(|(partials, stages)| {
            partials.check_memory(&self.plan)?;
            Ok(Finished { partials, interrupted, unwritten, stages, elapsed })
        }))
    }

    /// Waits for the report as long as it takes.
    ///
    /// # Errors
    /// The first failure of an actor or of the worker processes.
    pub fn finish(mut self) -> Result<Report, EngineError> {
        loop {
            if let Some(finished) = self.wait(Duration::from_secs(3600)) {
                return finished.map(|finished| finished.report(&self.plan));
            }
        }
    }
}

/// Makes the file of malformed lines when there is to be one.
fn reject_file(plan: &Plan, listing: &Listing) -> Result<Option<Arc<RejectFile>>, RejectsError> {
    plan.rejects.file.as_ref().map(|path| RejectFile::create(path, &listing.files).map(Arc::new)).transpose()
}

/// What came of a run.
pub struct Finished {
    /// The answer before it is shown.
    pub partials: Partials,
    /// Whether the user cut the run short: the answer covers what had been read.
    pub interrupted: bool,
    /// Why the file of malformed lines does not have them all.
    pub unwritten: Option<RejectsError>,
    /// The traffic of every actor, in the order of the graph; of a run on processes, of every worker.
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
