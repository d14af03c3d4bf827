//! Supervised worker processes: a thread for each gives it one job after the other, and replaces it when it fails.

use std::convert::Infallible;
use std::fmt;
use std::io;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crossbeam::channel::{Receiver, never, select};

use super::child::{WorkerFault, WorkerProcess};
use super::frame::FrameError;
use super::framing::Framing;
use crate::cancel::Cancel;
use crate::error::StartError;
use crate::metrics::{StageKind, StageMetrics, StageSnapshot};
use crate::pool_size::PoolSize;

/// Consecutive failures at start, for each worker, after which no more are started: more than bad luck, few enough to wait for. A larger
/// number of retries raises it.
const FAILED_STARTS: u32 = 8;

/// What worker processes do: where jobs come from, how they are encoded, and what happens with the answers.
///
/// The supervising threads share one value.
pub trait Duty: Send + Sync + 'static {
    /// A unit of work. It must be repeatable by another worker.
    type Job: Send;

    /// Returns the command that starts a worker.
    ///
    /// # Errors
    /// Returns why there is no such command.
    fn command(&self) -> io::Result<Command>;

    /// How messages are separated on its pipes. By default they are frames.
    fn framing(&self) -> Framing {
        Framing::Frames
    }

    /// Prepares a process that was just started, such as limits its memory. By default does nothing.
    ///
    /// # Errors
    /// Returns why the process cannot be used.
    fn started(&self, _process: u32) -> io::Result<()> {
        Ok(())
    }

    /// Returns the first frame for a worker.
    fn opening(&self) -> Vec<u8>;

    /// Decodes the answer to the first frame: whether the worker is ready.
    ///
    /// # Errors
    /// Returns [`WorkerFault::Refused`] if it will never be, and [`WorkerFault::Garbage`] for an invalid answer.
    fn ready(&self, answer: &[u8]) -> Result<(), WorkerFault>;

    /// Waits for the next job; `None` if there are no more.
    fn next(&self) -> Option<Self::Job>;

    /// Returns the frame that requests a job.
    fn request(&self, job: &Self::Job) -> Vec<u8>;

    /// Handles a frame that a worker sent during this job.
    fn heard(&self, job: &Self::Job, frame: Vec<u8>) -> Heard;

    /// Returns the frame that asks a worker to finish early, because the run is cancelled; `None` to let it finish its job.
    fn hurry(&self) -> Option<Vec<u8>> {
        None
    }

    /// Notes that a worker failed, whatever becomes of its job. By default does nothing.
    fn failed(&self, _fault: &WorkerFault) {}

    /// Handles a job that failed `tries` times, the last time with this fault.
    fn give_up(&self, job: Self::Job, fault: WorkerFault, tries: u32);

    /// Handles that workers cannot be started any more: there is no such program, one refused, or too many failed in a row before they were
    /// ready. This counts as an attempt at the job that the worker was started for.
    fn broken(&self, fault: WorkerFault);
}

/// The meaning of a worker's frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// It is working, and has made progress.
    Alive {
        /// Bytes read since its last report.
        bytes: u64,
    },
    /// The job is done.
    Done {
        /// Records produced.
        records: u64,
        /// Bytes of input.
        bytes: u64,
        /// Lines or records that were set aside for a reason.
        rejected: u64,
    },
    /// The frame is invalid; the worker cannot be trusted any more.
    Garbage {
        /// What is wrong with it.
        detail: String,
    },
}

/// Number and limits of workers.
#[derive(Debug, Clone)]
pub struct WorkersSpec {
    /// Name of the workers in the metrics, with a number from 1 added.
    pub name: String,
    /// Number of processes, at least 1.
    pub workers: usize,
    /// Longest time without a heartbeat from a worker that has a job.
    pub timeout: Duration,
    /// How often a job is repeated after its worker failed.
    pub max_retries: u32,
    /// Asks workers to [finish early](Duty::hurry) when it is cancelled.
    pub cancel: Cancel,
    /// Kills the workers when it is cancelled; no further jobs are started.
    pub abort: Cancel,
}

/// Running worker processes. Dropping it kills them.
pub struct Workers {
    threads: Vec<JoinHandle<()>>,
    metrics: Vec<Arc<StageMetrics>>,
    abort: Cancel,
}

impl Workers {
    /// Starts the threads, each of which starts its worker. They end, and release the duty, when it has no more jobs.
    ///
    /// # Errors
    /// Returns [`StartError::NoInstances`] for 0 workers, and otherwise the error of the system.
    pub fn start<D: Duty>(spec: &WorkersSpec, duty: Arc<D>) -> Result<Workers, StartError> {
        if spec.workers == 0 {
            return Err(StartError::NoInstances { stage: spec.name.clone() });
        }
        let mut workers = Workers { threads: Vec::new(), metrics: Vec::new(), abort: spec.abort.clone() };
        let failed_starts = Arc::new(AtomicU32::new(0));
        let most_failed_starts = FAILED_STARTS.max(spec.max_retries.saturating_add(1));
        let places = u32::try_from(spec.workers).unwrap_or(u32::MAX);
        for number in 1..=spec.workers {
            let name = format!("{} {number}", spec.name);
            let metrics = Arc::new(StageMetrics::new(&name, StageKind::Worker, PoolSize::Fixed(1)));
            let post = Post {
                duty: Arc::clone(&duty),
                metrics: Arc::clone(&metrics),
                timeout: spec.timeout,
                max_retries: spec.max_retries,
                cancel: spec.cancel.clone(),
                abort: workers.abort.clone(),
                failed_starts: Arc::clone(&failed_starts),
                most_failed_starts: most_failed_starts.saturating_mul(places),
            };
            let thread = thread::Builder::new().name(name).spawn(move || post.serve());
            workers.threads.push(thread.map_err(|error| StartError::Threads { reason: error.to_string() })?);
            workers.metrics.push(metrics);
        }
        Ok(workers)
    }

    /// Reads the metrics, one entry per worker, including its replacements.
    ///
    /// A batch is a job: `batches_in` counts attempts, `batches_out` finished jobs. `bytes_in` is summed over attempts; `bytes_out`,
    /// `records_out` and `rejected` over finished jobs; `panics` counts failed processes.
    pub fn snapshot(&self) -> Vec<StageSnapshot> {
        self.metrics.iter().map(|metrics| metrics.snapshot()).collect()
    }

    /// Waits until all threads, and with them the workers, have ended.
    pub fn join(&mut self) {
        for thread in self.threads.drain(..) {
            // A panic of the duty was printed already, and whoever counts the jobs misses its job.
            let _ = thread.join();
        }
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        self.abort.cancel();
        self.join();
    }
}

impl fmt::Debug for Workers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Workers({})", self.metrics.len())
    }
}

/// The supervisor of one worker.
struct Post<D> {
    duty: Arc<D>,
    metrics: Arc<StageMetrics>,
    timeout: Duration,
    max_retries: u32,
    cancel: Cancel,
    abort: Cancel,
    /// Consecutive failures at start, over all workers.
    failed_starts: Arc<AtomicU32>,
    /// The number of them after which no more are started.
    most_failed_starts: u32,
}

/// Why a worker is not used any more.
enum Trouble {
    /// It closed its end of the pipe: it has died, or is about to.
    Gone,
    /// It misbehaved.
    Faulty(WorkerFault),
    /// All work is abandoned.
    Aborted,
}

/// Why there is no worker.
enum Vacancy {
    /// It failed, or failed to start; another one may work.
    Failed(WorkerFault),
    /// None will ever start.
    Hopeless(WorkerFault),
    /// All work is abandoned.
    Aborted,
}

impl<D: Duty> Post<D> {
    fn serve(self) {
        self.metrics.alive().enter();
        self.serve_jobs();
        self.metrics.alive().leave();
    }

    fn serve_jobs(&self) {
        // It may start before the first job arrives; if it fails, that counts as an attempt at this job.
        let mut hired = Some(self.hire());
        if let Some(Err(Vacancy::Hopeless(fault))) = hired {
            return self.duty.broken(fault);
        }
        while let Some(job) = self.duty.next().filter(|_| !self.abort.is_cancelled()) {
            let mut tries = 0;
            loop {
                tries += 1;
                let worker = hired.take().unwrap_or_else(|| self.hire());
                let fault = match worker.and_then(|worker| self.metrics.handle(|| self.attempt(worker, &job))) {
                    Ok(worker) => {
                        hired = Some(Ok(worker));
                        break;
                    }
                    Err(Vacancy::Aborted) => return,
                    Err(Vacancy::Hopeless(fault)) => {
                        self.duty.give_up(job, fault.clone(), tries);
                        return self.duty.broken(fault);
                    }
                    Err(Vacancy::Failed(fault)) => fault,
                };
                self.metrics.panicked();
                self.duty.failed(&fault);
                if tries > self.max_retries {
                    self.duty.give_up(job, fault, tries);
                    break;
                }
            }
        }
        if let Some(Ok(worker)) = hired {
            worker.close();
        }
    }

    /// Starts a worker and waits until it is ready.
    fn hire(&self) -> Result<WorkerProcess, Vacancy> {
        let not_started = |error: io::Error| WorkerFault::NotStarted { reason: error.to_string() };
        let command = self.duty.command().map_err(not_started);
        let started = command.and_then(|command| WorkerProcess::start(command, self.duty.framing()));
        let worker = started.map_err(Vacancy::Hopeless)?;
        self.duty.started(worker.id()).map_err(|error| Vacancy::Hopeless(not_started(error)))?;
        worker.send(self.duty.opening());
        // A cancelled run still waits for its workers; what they are told then follows the opening.
        let fault = match self.listen(&worker, &never()) {
            Ok(Some(answer)) => self.duty.ready(&answer).err(),
            Ok(None) => return Err(Vacancy::Aborted),
            Err(trouble) => match trouble.end(worker) {
                Vacancy::Failed(fault) => return Err(self.failed_start(fault)),
                vacancy => return Err(vacancy),
            },
        };
        match fault {
            None => {
                self.failed_starts.store(0, Ordering::Relaxed);
                Ok(worker)
            }
            Some(fault @ (WorkerFault::NotStarted { .. } | WorkerFault::Refused { .. })) => {
                Err(Vacancy::Hopeless(fault))
            }
            Some(fault) => Err(self.failed_start(fault)),
        }
    }

    /// Counts a failure at start. After enough of them in a row, no worker will ever be ready.
    fn failed_start(&self, fault: WorkerFault) -> Vacancy {
        let failed = self.failed_starts.fetch_add(1, Ordering::Relaxed).saturating_add(1);
        let fault = fault.at_start();
        if failed < self.most_failed_starts { Vacancy::Failed(fault) } else { Vacancy::Hopeless(fault) }
    }

    /// Runs a job; returns the worker afterwards.
    fn attempt(&self, worker: WorkerProcess, job: &D::Job) -> Result<WorkerProcess, Vacancy> {
        self.metrics.took_job();
        if self.duty.framing().is_one_answer() && !worker.answers().is_empty() {
            let detail = FrameError::Unasked.to_string();
            return Err(Vacancy::Failed(WorkerFault::Garbage { detail }));
        }
        worker.send(self.duty.request(job));
        let mut cancelled = self.cancel.signal().clone();
        loop {
            let frame = match self.listen(&worker, &cancelled) {
                Ok(Some(frame)) => frame,
                Ok(None) => {
                    cancelled = never();
                    self.duty.hurry().into_iter().for_each(|frame| worker.send(frame));
                    continue;
                }
                Err(trouble) => return Err(trouble.end(worker)),
            };
            match self.duty.heard(job, frame) {
                Heard::Alive { bytes } => self.metrics.read_bytes(bytes),
                Heard::Done { records, bytes, rejected } => {
                    self.metrics.did_job(records, bytes, rejected);
                    return Ok(worker);
                }
                Heard::Garbage { detail } => return Err(Vacancy::Failed(WorkerFault::Garbage { detail })),
            }
        }
    }

    /// Waits for a frame; `None` if the run was cancelled meanwhile.
    fn listen(&self, worker: &WorkerProcess, cancelled: &Receiver<Infallible>) -> Result<Option<Vec<u8>>, Trouble> {
        select! {
            recv(worker.answers()) -> answer => match answer {
                Ok(Ok(frame)) => Ok(Some(frame)),
                Ok(Err(FrameError::CutOff)) | Err(_) => Err(Trouble::Gone),
                Ok(Err(error)) => Err(Trouble::Faulty(WorkerFault::Garbage { detail: error.to_string() })),
            },
            recv(self.abort.signal()) -> _ => Err(Trouble::Aborted),
            recv(cancelled) -> _ => Ok(None),
            default(self.timeout) => Err(Trouble::Faulty(WorkerFault::Silent { timeout: self.timeout })),
        }
    }
}

impl Trouble {
    /// Ends the worker and returns what was wrong with it.
    fn end(self, worker: WorkerProcess) -> Vacancy {
        match self {
            Trouble::Gone => Vacancy::Failed(worker.died()),
            Trouble::Faulty(fault) => Vacancy::Failed(fault),
            Trouble::Aborted => Vacancy::Aborted,
        }
    }
}
