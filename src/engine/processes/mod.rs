//! Runs a plan on worker processes: sends them parts of the input and receives partials.
//!
//! ```text
//! listing ─▶ splits ─▶ workers (a process each: read, parse, filter, reduce) ─▶ partials ─▶ merge
//!    └─ pipes and standard input ─▶ actors of this process ──────────────────────────────────┘
//! ```
//!
//! A worker is this program with a hidden subcommand; see [`worker`]. [`logmill_actors::process`] decides what is restarted, and when.

mod duty;
mod fuse;
pub mod job_error;
mod merger;
mod run_link;
mod spool;
mod wire;
pub mod worker;
mod worker_error;

use std::sync::{Arc, Mutex};
use std::time::Duration;
use std::{fs, thread};

use crossbeam::channel::{Receiver, bounded, unbounded};
use logmill_actors::process::{Workers, WorkersSpec};
use logmill_actors::{Cancel, RunError, StageSnapshot, StartError, catch};

use duty::Splits;
pub use duty::WORKER_SUBCOMMAND;
use fuse::{fuse, keep_first_rejects};
pub use job_error::JobError;
use merger::{MERGE, Merged, Merger, merge_stage};
use run_link::alive_period;
use spool::Spool;
use wire::{Handshake, PROTOCOL, RunMessage};
pub use worker_error::WorkerError;

use super::account::{self, failures};
use super::error::EngineError;
use super::hint::settle;
use super::partials::Partials;
use super::rejects::RejectFile;
use super::threads::Threads;
use crate::config::{Plan, Request, WorkersPlan};
use crate::log::detect;
use crate::source::{
    FileExtent, Head, Input, InputFile, Listing, Planned, Split, head_of, least_split_size, plan_splits, split_size,
};

/// A run on worker processes.
pub(super) struct Processes {
    plan: Plan,
    listing: Arc<Listing>,
    /// State of the files that workers read; `None` for those that they cannot read.
    planned: Vec<Option<Planned>>,
    splits: Vec<Split>,
    heads: Vec<Option<Head>>,
    /// `None` if there is nothing for them to do.
    workers: Option<Workers>,
    /// The malformed lines of the splits, if they are wanted.
    spool: Option<Arc<Spool>>,
    merging: Arc<Mutex<StageSnapshot>>,
    gathered: Receiver<Result<Merged, EngineError>>,
    /// Results of the workers, while pipes are still being read.
    brought: Option<Merged>,
    /// Actors that read pipes and standard input, which cannot be read twice.
    pipes: Option<Threads>,
    /// Their results.
    piped: Option<(Partials, Vec<StageSnapshot>)>,
    is_over: bool,
}

impl Processes {
    /// Plans the splits and starts the workers; actors of this process read pipes and standard input.
    ///
    /// # Errors
    /// The error of the operating system.
    pub(super) fn start(
        plan: &Plan,
        job: &Request,
        listing: &Arc<Listing>,
        rejects: Option<&Arc<RejectFile>>,
        cancel: &Cancel,
    ) -> Result<Processes, EngineError> {
        let planned: Vec<Option<Planned>> = listing.files.iter().map(regular).collect();
        let heads = heads(plan, listing, &planned);
        let splits = splits(plan, &planned, &heads);
        let (events, gathering) = Merger::new(plan, splits.len(), cancel);
        let merging = gathering.stage();
        let spool = rejects.map(|file| Arc::new(Spool::new(file, splits.len())));
        let duty = Splits {
            program: std::env::current_exe().map_err(JobError::Program)?,
            opening: opening(plan, job)?,
            listing: Arc::clone(listing),
            splits: splits.clone(),
            heads: heads.clone(),
            planned: planned.clone(),
            queue: queue_of(splits.len()),
            events,
            spool: spool.clone(),
            cancel: cancel.clone(),
        };
        let workers = workers(plan, duty, gathering.abort())?;
        let (result, gathered) = bounded(1);
        // If the run is dropped, nobody waits for the result.
        let gather = move || drop(result.send(guarded(gathering)));
        let thread = thread::Builder::new().name("merge".to_owned()).spawn(gather);
        thread.map_err(|error| StartError::Threads { reason: error.to_string() })?;
        let pipes = pipes(listing, &planned)
            .map(|pipes| Threads::start(plan, &Arc::new(pipes), rejects, cancel.clone()))
            .transpose()?;
        let (plan, listing) = (plan.clone(), Arc::clone(listing));
        let (brought, piped) = (None, None);
        Ok(Processes {
            plan,
            listing,
            planned,
            splits,
            heads,
            workers,
            spool,
            merging,
            gathered,
            brought,
            pipes,
            piped,
            is_over: false,
        })
    }

    /// Metrics of the workers, the merge, and the actors that read pipes.
    pub(super) fn snapshot(&self) -> Vec<StageSnapshot> {
        let mut stages = self.workers.as_ref().map_or_else(Vec::new, Workers::snapshot);
        stages.extend(self.workers.is_some().then(|| merge_stage(&self.merging)));
        match &self.piped {
            Some((_, snapshot)) => stages.extend_from_slice(snapshot),
            None => stages.extend(self.pipes.iter().flat_map(Threads::snapshot)),
        }
        stages
    }

    /// Waits for the end, for about `timeout`; `None` if the run goes on or its result was already returned.
    ///
    /// # Errors
    /// The first failure of the workers, or of the actors.
    pub(super) fn wait(&mut self, timeout: Duration) -> Option<Result<(Partials, Vec<StageSnapshot>), EngineError>> {
        if self.is_over {
            return None;
        }
        let outcome = self.wait_for_both(timeout).transpose()?;
        self.is_over = true;
        Some(outcome.map(|(gathered, piped)| {
            let stages = self.snapshot();
            (self.finish(gathered, piped), stages)
        }))
    }

    fn wait_for_both(&mut self, timeout: Duration) -> Result<Option<(Merged, Option<Partials>)>, EngineError> {
        if self.brought.is_none() {
            let Ok(gathered) = self.gathered.recv_timeout(timeout) else { return Ok(None) };
            self.brought = Some(gathered?);
            if let Some(workers) = &mut self.workers {
                workers.join();
            }
        }
        if let (Some(pipes), None) = (&mut self.pipes, &self.piped) {
            let Some(piped) = pipes.wait(timeout) else { return Ok(None) };
            self.piped = Some(piped?);
        }
        let piped =
            self.piped.as_mut().map(|(partials, _)| std::mem::replace(partials, Partials::identity(&self.plan)));
        Ok(self.brought.take().map(|gathered| (gathered, piped)))
    }

    /// Combines all results.
    fn finish(&self, gathered: Merged, piped: Option<Partials>) -> Partials {
        let Merged { mut total, parts } = gathered;
        if let Some(spool) = &self.spool {
            spool.write_out(&self.splits, &parts);
        }
        let mut by_file: Vec<Vec<_>> = self.listing.files.iter().map(|_| Vec::new()).collect();
        for (split, part) in self.splits.iter().zip(parts) {
            by_file[split.file].push((*split, part));
        }
        let files = self.listing.files.iter().zip(by_file).zip(&self.heads).zip(&self.planned);
        for (((file, parts), head), planned) in files {
            if planned.is_some() {
                total.files.extend(fuse(&self.plan, file, head.as_ref(), parts));
            }
        }
        settle(&mut total.files, &self.plan.formats);
        total.files.extend(failures(&self.plan, &self.listing));
        if let Some(piped) = piped {
            total.merge(&self.plan, piped);
        }
        account::sort(&mut total.files);
        keep_first_rejects(&mut total.files);
        total
    }
}

/// Merges until the end. A panic while merging ends the run, like a panic while folding.
fn guarded(gathering: Merger) -> Result<Merged, EngineError> {
    catch(|| gathering.run())
        .unwrap_or_else(|panic| Err(RunError::Panicked { stage: MERGE.to_owned(), message: panic.message }.into()))
}

/// Starts the workers, no more than there are splits; `None` if there are none.
fn workers(plan: &Plan, duty: Splits, abort: Cancel) -> Result<Option<Workers>, StartError> {
    if duty.splits.is_empty() {
        return Ok(None);
    }
    let spec = WorkersSpec {
        name: "worker".to_owned(),
        workers: plan.pipeline.workers.count.min(duty.splits.len()),
        timeout: plan.pipeline.workers.timeout,
        max_retries: plan.pipeline.workers.max_retries,
        cancel: duty.cancel.clone(),
        abort,
    };
    Workers::start(&spec, Arc::new(duty)).map(Some)
}

/// The first frame for a worker: the job, including the text of its file.
fn opening(plan: &Plan, job: &Request) -> Result<Vec<u8>, JobError> {
    let job = job.clone().with_file_read()?;
    let WorkersPlan { memory_bytes, timeout, .. } = plan.pipeline.workers;
    let opening = Handshake { protocol: PROTOCOL, memory_bytes, alive_period: alive_period(timeout), job };
    RunMessage::Handshake(Box::new(opening)).encode().map_err(|error| JobError::Job { reason: error.to_string() })
}

/// A queue of split numbers.
fn queue_of(splits: usize) -> Receiver<usize> {
    let (sender, queue) = unbounded();
    for split in 0..splits {
        // Cannot fail: the receiver is alive.
        let _ = sender.send(split);
    }
    queue
}

/// The state of a regular file; `None` if it cannot be read twice or by another process. A missing file is left to the workers.
fn regular(file: &InputFile) -> Option<Planned> {
    match &file.input {
        Input::Stdin | Input::Object(_) => None,
        Input::Path(path) => match fs::metadata(path) {
            Ok(metadata) => metadata.is_file().then(|| Planned::of(&metadata)),
            Err(_) => Some(Planned { bytes: 0, id: None }),
        },
    }
}

/// The listing without the files that workers read; `None` if nothing is left.
fn pipes(listing: &Listing, planned: &[Option<Planned>]) -> Option<Listing> {
    let pipes = listing.files.iter().zip(planned).filter(|(_, planned)| planned.is_none());
    let files: Vec<InputFile> =
        pipes.zip(0..).map(|((file, _), number)| InputFile { file: number, ..file.clone() }).collect();
    (!files.is_empty()).then(|| Listing { files, ..Listing::default() })
}

/// Most bytes in a part of a plain file.
fn split_bytes(plan: &Plan, planned: &[Option<Planned>]) -> u64 {
    let workers = plan.pipeline.workers;
    let total = planned.iter().flatten().map(|file| file.bytes).sum();
    workers.split_bytes.unwrap_or_else(|| split_size(total, workers.count)).max(least_split_size(total))
}

/// The detected formats of files that are large enough to be cut; `None` for all others.
fn heads(plan: &Plan, listing: &Listing, planned: &[Option<Planned>]) -> Vec<Option<Head>> {
    let split_bytes = split_bytes(plan, planned);
    let is_large = |file: &Option<Planned>| file.is_some_and(|file| file.bytes > split_bytes);
    let look = |(file, planned)| if is_large(planned) { head_of(file, detect) } else { None };
    listing.files.iter().zip(planned).map(look).collect()
}

/// The parts of the input for workers.
fn splits(plan: &Plan, planned: &[Option<Planned>], heads: &[Option<Head>]) -> Vec<Split> {
    let extent = |(file, head): (&Option<Planned>, &Option<Head>)| FileExtent {
        bytes: file.map_or(0, |file| file.bytes),
        can_be_cut: head.is_some(),
    };
    let extents: Vec<FileExtent> = planned.iter().zip(heads).map(extent).collect();
    let splits = plan_splits(&extents, split_bytes(plan, planned)).into_iter();
    splits.filter(|split| planned[split.file].is_some()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{ConfigInput, Registry, load};
    use crate::log::Format;

    #[test]
    fn the_number_of_parts_is_bounded_however_small_they_are() {
        let job = "[pipeline]\nsplit_bytes = 1\n[[sources]]\npath = \"a.log\"\n[[reducers]]\ngroup_by = []\n";
        let plan = load(&Request::new(ConfigInput::text("job.toml", job)), &Registry::builtin()).expect("a job");
        let head = Format::by_name("common").map(|format| Head { format, detection: None });
        let parts = |bytes| splits(&plan, &[Some(Planned { bytes, id: None })], std::slice::from_ref(&head)).len();
        assert_eq!(parts(1000), 1000);
        assert_eq!(parts(1 << 30), 1 << 16);
        assert!(parts(u64::MAX / 2) <= 1 << 16);
    }
}
