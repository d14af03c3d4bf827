//! Worker processes under supervision: each has a thread that gives it one job after the other, and replaces it when it fails.

use std::convert::Infallible;
use std::fmt;
use std::io;
use std::process::Command;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crossbeam::channel::{Receiver, never, select};

use super::child::{Worker, WorkerFault};
use super::frame::FrameError;
use crate::cancel::Cancel;
use crate::error::StartError;
use crate::gate::PoolSize;
use crate::metrics::{StageKind, StageMetrics, StageSnapshot};

/// What worker processes are for: where their jobs come from, how they are put into frames, and what becomes of the answers.
///
/// The threads that supervise the workers share one value.
pub trait Duty: Send + Sync + 'static {
    /// What a worker does at a time. It must be possible to do it again, by another worker.
    type Job: Send;

    /// Makes the command that starts a worker.
    ///
    /// # Errors
    /// Returns why there is no such command.
    fn command(&self) -> io::Result<Command>;

    /// Makes the first frame for a worker.
    fn opening(&self) -> Vec<u8>;

    /// Reads the answer to the first frame: whether the worker is ready for jobs.
    ///
    /// # Errors
    /// Returns [`WorkerFault::Refused`] when it will never be, and [`WorkerFault::Garbage`] for nonsense.
    fn ready(&self, answer: &[u8]) -> Result<(), WorkerFault>;

    /// Waits for the next job; none when there will be no more.
    fn next(&self) -> Option<Self::Job>;

    /// Makes the frame that asks for a job.
    fn request(&self, job: &Self::Job) -> Vec<u8>;

    /// Takes a frame that a worker sent while it had this job.
    fn heard(&self, job: &Self::Job, frame: Vec<u8>) -> Heard;

    /// Makes the frame that asks a worker to answer early, because the run is cancelled; none when it is to finish its job.
    fn hurry(&self) -> Option<Vec<u8>> {
        None
    }

    /// Takes a job back that failed `tries` times, the last time by this fault.
    fn give_up(&self, job: Self::Job, fault: WorkerFault, tries: u32);

    /// Learns that one of the workers cannot be started any more, by the thread that was to do it.
    fn broken(&self, fault: WorkerFault);
}

/// What a frame of a worker says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// It is at work, and has come so many bytes further.
    Alive {
        /// Bytes since it last said so.
        bytes: u64,
    },
    /// The job is done.
    Done {
        /// Records that came of it.
        records: u64,
        /// Bytes of input that it was made of.
        bytes: u64,
        /// Lines or records that were set aside for a reason.
        rejected: u64,
    },
    /// The frame means nothing: the worker is not to be trusted any more.
    Garbage {
        /// What is wrong with it.
        detail: String,
    },
}

/// How many workers, and how patient to be with them.
#[derive(Debug, Clone)]
pub struct WorkersSpec {
    /// Name of the workers in the metrics, to which a number from 1 is added.
    pub name: String,
    /// Number of processes, at least 1.
    pub workers: usize,
    /// Longest time without a sign of life from a worker that has a job.
    pub timeout: Duration,
    /// How often a job is done again after the worker that had it failed.
    pub max_retries: u32,
    /// Tells workers to [hurry](Duty::hurry) when it is cancelled.
    pub cancel: Cancel,
    /// Kills the workers when it is cancelled, whatever they are at; no job is given out any more.
    pub abort: Cancel,
}

/// Worker processes at work. Dropping it kills them.
pub struct Workers {
    threads: Vec<JoinHandle<()>>,
    metrics: Vec<Arc<StageMetrics>>,
    abort: Cancel,
}

impl Workers {
    /// Starts the threads, each of which starts its worker. They end when the duty has no more jobs, and let go of it then.
    ///
    /// # Errors
    /// Returns [`StartError::NoInstances`] for 0 workers, and otherwise what the system refused.
    pub fn start<D: Duty>(spec: &WorkersSpec, duty: Arc<D>) -> Result<Workers, StartError> {
        if spec.workers == 0 {
            return Err(StartError::NoInstances { stage: spec.name.clone() });
        }
        let mut workers = Workers { threads: Vec::new(), metrics: Vec::new(), abort: spec.abort.clone() };
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
            };
            let thread = thread::Builder::new().name(name).spawn(move || post.serve());
            workers.threads.push(thread.map_err(|error| StartError::Threads { reason: error.to_string() })?);
            workers.metrics.push(metrics);
        }
        Ok(workers)
    }

    /// Reads the counters, one entry a worker. They are those of the place, whichever processes held it.
    ///
    /// A batch is a job: `batches_in` counts tries, `batches_out` jobs that were done. `bytes_in` are those of all tries, `bytes_out`,
    /// `records_out` and `rejected` those of jobs that were done; `panics` counts processes that failed.
    pub fn snapshot(&self) -> Vec<StageSnapshot> {
        self.metrics.iter().map(|metrics| metrics.snapshot()).collect()
    }

    /// Waits until all threads have ended, and with them the workers.
    pub fn join(&mut self) {
        for thread in self.threads.drain(..) {
            // A panic of the duty was printed when it happened, and the job that it had is missed by whoever counts them.
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

/// The place of one worker.
struct Post<D> {
    duty: Arc<D>,
    metrics: Arc<StageMetrics>,
    timeout: Duration,
    max_retries: u32,
    cancel: Cancel,
    abort: Cancel,
}

/// Why a worker is needed no more.
enum Trouble {
    /// It closed its end of the pipe: it has died, or is about to.
    Gone,
    /// It does not do as it should.
    Faulty(WorkerFault),
    /// All work is to be left as it is.
    Aborted,
}

impl<D: Duty> Post<D> {
    fn serve(self) {
        self.metrics.alive().enter();
        self.serve_jobs();
        self.metrics.alive().leave();
    }

    fn serve_jobs(&self) {
        let mut worker = match self.hire() {
            Ok(Some(worker)) => worker,
            Ok(None) => return,
            Err(fault) => return self.duty.broken(fault),
        };
        while let Some(job) = self.duty.next().filter(|_| !self.abort.is_cancelled()) {
            let mut tries = 0;
            loop {
                tries += 1;
                let trouble = match self.metrics.handle(|| self.attempt(&worker, &job)) {
                    Ok(()) => break,
                    Err(trouble) => trouble,
                };
                let Some(fault) = trouble.fault(worker) else { return };
                self.metrics.panicked();
                worker = match self.hire() {
                    Ok(Some(worker)) => worker,
                    Ok(None) => return,
                    Err(fault) => {
                        self.duty.give_up(job, fault.clone(), tries);
                        return self.duty.broken(fault);
                    }
                };
                if tries > self.max_retries {
                    self.duty.give_up(job, fault, tries);
                    break;
                }
            }
        }
        worker.close();
    }

    /// Starts a worker and waits until it is ready; none when all is aborted.
    ///
    /// # Errors
    /// Why there is none to be had.
    fn hire(&self) -> Result<Option<Worker>, WorkerFault> {
        let mut tries = 0;
        loop {
            tries += 1;
            match self.try_to_hire() {
                Err(WorkerFault::Died { .. } | WorkerFault::Silent { .. } | WorkerFault::Garbage { .. })
                    if tries <= self.max_retries => {}
                outcome => return outcome,
            }
        }
    }

    fn try_to_hire(&self) -> Result<Option<Worker>, WorkerFault> {
        let not_started = |error: io::Error| WorkerFault::NotStarted { reason: error.to_string() };
        let worker = Worker::start(self.duty.command().map_err(not_started)?)?;
        worker.send(self.duty.opening());
        // A cancelled run waits for its workers all the same: what they are told then comes behind the opening.
        match self.listen(&worker, &never()) {
            Ok(Some(answer)) => self.duty.ready(&answer).map(|()| Some(worker)),
            Ok(None) => Ok(None),
            Err(trouble) => trouble.fault(worker).map_or(Ok(None), Err),
        }
    }

    /// Has a job done.
    fn attempt(&self, worker: &Worker, job: &D::Job) -> Result<(), Trouble> {
        self.metrics.took_job();
        worker.send(self.duty.request(job));
        let mut cancelled = self.cancel.signal().clone();
        loop {
            let Some(frame) = self.listen(worker, &cancelled)? else {
                cancelled = never();
                self.duty.hurry().into_iter().for_each(|frame| worker.send(frame));
                continue;
            };
            match self.duty.heard(job, frame) {
                Heard::Alive { bytes } => self.metrics.read_bytes(bytes),
                Heard::Done { records, bytes, rejected } => {
                    self.metrics.did_job(records, bytes, rejected);
                    return Ok(());
                }
                Heard::Garbage { detail } => return Err(Trouble::Faulty(WorkerFault::Garbage { detail })),
            }
        }
    }

    /// Waits for a frame; none when the run was cancelled meanwhile.
    fn listen(&self, worker: &Worker, cancelled: &Receiver<Infallible>) -> Result<Option<Vec<u8>>, Trouble> {
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
    /// Ends the worker and says what was wrong with it; none when nothing was.
    fn fault(self, worker: Worker) -> Option<WorkerFault> {
        match self {
            Trouble::Gone => Some(worker.died()),
            Trouble::Faulty(fault) => Some(fault),
            Trouble::Aborted => None,
        }
    }
}
