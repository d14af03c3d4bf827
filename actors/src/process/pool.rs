//! A pool of processes for calls that come and go.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::ops::Range;
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use crossbeam::channel::{Receiver, Sender, bounded, unbounded};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::child::WorkerFault;
use super::functions::{Calls, Functions, READY, Types, UNFIT, VALUES, WORKER_VARIABLE};
use super::map::ProcessMap;
use super::task::ProcessTask;
use super::workers::{Duty, Heard, Workers, WorkersSpec};
use crate::cancel::Cancel;
use crate::error::StartError;
use crate::executor::TaskError;
use crate::metrics::StageSnapshot;

/// Jobs for each worker that wait to be taken; whoever submits more waits.
const WAITING_PER_WORKER: usize = 16;

/// How a [`ProcessPool`] is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProcessPoolOptions {
    /// Name in the metrics, to which a number is added.
    pub name: String,
    /// Number of processes, at least 1.
    pub processes: usize,
    /// Longest time that a message, which is one call or one chunk of items, may take; then its process is killed.
    pub timeout: Duration,
    /// How often calls are made again whose process died or was killed.
    pub max_retries: u32,
}

impl ProcessPoolOptions {
    /// Names the pool "process", and gives each message an hour and one retry.
    pub fn new(processes: usize) -> ProcessPoolOptions {
        ProcessPoolOptions { name: "process".into(), processes, timeout: Duration::from_secs(3600), max_retries: 1 }
    }
}

impl Default for ProcessPoolOptions {
    fn default() -> ProcessPoolOptions {
        ProcessPoolOptions::new(thread::available_parallelism().map_or(1, usize::from))
    }
}

/// A pool of processes that calls functions by name, in the manner of Python's `ProcessPoolExecutor` and `multiprocessing.Pool`.
///
/// A worker is this same program, started again: `main` must call [`Functions::serve_if_worker`] before anything else. A panic is the
/// error of its call, as in a [`Pool`](crate::Pool) of threads. What only processes can offer: a call that aborts, is killed, or
/// never returns costs its process and no more. Its chunk is done again, at last item by item, and the item that did it has
/// [`TaskError::Lost`]; a new process takes the place of the old one. So a function may be called more than once for an item.
///
/// What functions print goes to standard error on Unix. Dropping the pool waits for what was submitted.
///
/// ```standalone_crate
/// use logmill_actors::{Functions, ProcessPool};
///
/// fn main() -> Result<(), Box<dyn std::error::Error>> {
///     let functions = Functions::new().with("square", |n: u64| n * n);
///     functions.serve_if_worker();
///     let pool = ProcessPool::new(2, &functions)?;
///     let squares: Result<Vec<u64>, _> = pool.map("square", 1..=5_u64).collect();
///     assert_eq!(squares?, [1, 4, 9, 16, 25]);
///     Ok(())
/// }
/// ```
pub struct ProcessPool {
    types: BTreeMap<String, Types>,
    processes: usize,
    /// The way in; gone once the pool is shut down.
    jobs: Mutex<Option<Sender<Job>>>,
    workers: Mutex<Workers>,
}

impl ProcessPool {
    /// Starts a pool of so many processes, and otherwise with the [defaults](ProcessPoolOptions::new).
    ///
    /// # Errors
    /// See [`with`](ProcessPool::with).
    pub fn new(processes: usize, functions: &Functions) -> Result<ProcessPool, StartError> {
        ProcessPool::with(ProcessPoolOptions::new(processes), functions)
    }

    /// Starts a pool. Processes that cannot be started show in the results: each is [`TaskError::Lost`].
    ///
    /// # Errors
    /// Returns [`StartError::NoInstances`] for 0 processes, [`StartError::NestedProcesses`] in a process that is a worker itself, and
    /// otherwise what the system refused.
    pub fn with(options: ProcessPoolOptions, functions: &Functions) -> Result<ProcessPool, StartError> {
        let ProcessPoolOptions { name, processes, timeout, max_retries } = options;
        if Functions::is_worker() {
            return Err(StartError::NestedProcesses { name });
        }
        let (jobs, queue) = bounded(processes.saturating_mul(WAITING_PER_WORKER).max(1));
        let (again, singles) = unbounded();
        let duty = Arc::new(CallDuty { queue, again, singles, fit: AtomicUsize::new(processes) });
        let (cancel, abort) = (Cancel::new(), Cancel::new());
        let spec = WorkersSpec { name, workers: processes, timeout, max_retries, cancel, abort };
        let workers = Mutex::new(Workers::start(&spec, duty)?);
        Ok(ProcessPool { types: functions.types(), processes, jobs: Mutex::new(Some(jobs)), workers })
    }

    /// Returns the number of processes.
    pub fn process_count(&self) -> usize {
        self.processes
    }

    /// Calls a function on every item, by its name; the results come in the order of the items.
    ///
    /// It is lazy: nothing is pulled before the first result is asked for, and then only so many items ahead as
    /// [`in_flight`](ProcessMap::in_flight) chunks hold. A name that no function has, or types that are not the function's own, are the
    /// error of every item.
    pub fn map<T, I>(&self, name: &str, items: I) -> ProcessMap<'_, I::IntoIter, T>
    where
        I: IntoIterator,
        I::Item: Serialize,
        T: DeserializeOwned,
    {
        ProcessMap::new(self, name, items.into_iter())
    }

    /// Calls a function on one item, by its name; the task is where its result will be. It waits while the queue of the pool is full.
    pub fn submit<X: Serialize, T: DeserializeOwned>(&self, name: &str, x: X) -> ProcessTask<T> {
        let (replies, received) = bounded(1);
        let items = postcard::to_stdvec(&x).map_err(|error| TaskError::Unfit { reason: error.to_string() });
        let posted = self.check(name, Types::of::<X, T>()).and(items).and_then(|items| {
            let (name, ends) = (name.into(), [items.len()].into());
            let abandoned = Arc::default();
            self.post(Job { name, items: items.into(), ends, range: 0..1, chunk: 0, replies, abandoned })
        });
        ProcessTask::new(received, posted.err())
    }

    /// Reads the counters, one entry a process: see [`Workers::snapshot`]. A batch is a chunk, and a record is an item.
    pub fn snapshot(&self) -> Vec<StageSnapshot> {
        self.workers.lock().unwrap_or_else(PoisonError::into_inner).snapshot()
    }

    /// Closes the pool and waits until all that was submitted is done and the processes have ended. What comes later is
    /// [`TaskError::Closed`].
    pub fn shutdown(&self) {
        drop(self.jobs.lock().unwrap_or_else(PoisonError::into_inner).take());
        self.workers.lock().unwrap_or_else(PoisonError::into_inner).join();
    }

    /// Whether there is a function of that name and these types.
    pub(super) fn check(&self, name: &str, asked: Types) -> Result<(), TaskError> {
        match self.types.get(name) {
            None => Err(TaskError::Unknown { name: name.to_owned() }),
            Some(types) if *types != asked => {
                Err(TaskError::WrongTypes { name: name.to_owned(), asked: asked.to_string(), types: types.to_string() })
            }
            Some(_) => Ok(()),
        }
    }

    /// Gives a job to the pool.
    pub(super) fn post(&self, job: Job) -> Result<(), TaskError> {
        let jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner).clone();
        jobs.and_then(|jobs| jobs.send(job).ok()).ok_or(TaskError::Closed)
    }
}

impl Drop for ProcessPool {
    fn drop(&mut self) {
        self.shutdown();
    }
}

impl fmt::Debug for ProcessPool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ProcessPool({} processes, {:?})", self.processes, self.types.keys())
    }
}

/// Some calls of one function, and where their results go.
#[derive(Clone)]
pub(super) struct Job {
    pub name: Arc<str>,
    /// The items as bytes, one behind the other.
    pub items: Arc<[u8]>,
    /// Where each item ends in there.
    pub ends: Arc<[usize]>,
    /// Which of the items are meant.
    pub range: Range<usize>,
    pub chunk: u64,
    pub replies: Sender<Reply>,
    /// Nobody wants the results any more.
    pub abandoned: Arc<AtomicBool>,
}

/// What came of some items of a chunk.
pub(super) struct Reply {
    pub chunk: u64,
    pub range: Range<usize>,
    /// The results one behind the other, or why there are none.
    pub values: Result<Vec<u8>, TaskError>,
}

impl Job {
    fn frame(&self) -> postcard::Result<Vec<u8>> {
        let start = self.range.start.checked_sub(1).map_or(0, |before| self.ends[before]);
        let end = self.range.end.checked_sub(1).map_or(0, |last| self.ends[last]);
        let mut frame = postcard::to_stdvec(&Calls { name: &self.name, items: self.range.len() as u64 })?;
        frame.extend_from_slice(&self.items[start..end]);
        Ok(frame)
    }

    fn reply(self, values: Result<Vec<u8>, TaskError>) {
        // The map may have been dropped half-way.
        let _ = self.replies.send(Reply { chunk: self.chunk, range: self.range, values });
    }
}

/// Hands out calls.
struct CallDuty {
    queue: Receiver<Job>,
    /// Single items of chunks that failed: they come first, so that a pool that is shut down does them, too.
    again: Sender<Job>,
    singles: Receiver<Job>,
    /// Places whose process can be started, as far as is known.
    fit: AtomicUsize,
}

impl CallDuty {
    fn lost(fault: &WorkerFault) -> TaskError {
        TaskError::Lost { fault: fault.to_string() }
    }
}

impl Duty for CallDuty {
    type Job = Job;

    fn command(&self) -> io::Result<Command> {
        let mut command = Command::new(std::env::current_exe()?);
        command.env(WORKER_VARIABLE, "1");
        Ok(command)
    }

    fn opening(&self) -> Vec<u8> {
        Vec::new()
    }

    fn ready(&self, answer: &[u8]) -> Result<(), WorkerFault> {
        let detail = "it did not say that it is ready".to_owned();
        if answer == READY { Ok(()) } else { Err(WorkerFault::Garbage { detail }) }
    }

    fn next(&self) -> Option<Job> {
        loop {
            let job = self.singles.try_recv().or_else(|_| self.queue.recv()).ok()?;
            if !job.abandoned.load(Ordering::Relaxed) {
                return Some(job);
            }
        }
    }

    fn request(&self, job: &Job) -> Vec<u8> {
        job.frame().expect("a name and a number can always be written")
    }

    fn heard(&self, job: &Job, frame: Vec<u8>) -> Heard {
        let records = job.range.len() as u64;
        let values = match frame.split_at_checked(1) {
            Some((tag, values)) if tag == VALUES => Ok(values.to_vec()),
            Some((tag, reason)) if tag == UNFIT => {
                Err(TaskError::Unfit { reason: String::from_utf8_lossy(reason).into_owned() })
            }
            _ => return Heard::Garbage { detail: "it sent an answer of no known kind".to_owned() },
        };
        let rejected = if values.is_err() { records } else { 0 };
        job.clone().reply(values);
        Heard::Done { records: records - rejected, bytes: 0, rejected }
    }

    /// The items of a chunk are tried one by one: only those that fail alone are lost.
    fn give_up(&self, job: Job, fault: WorkerFault, _tries: u32) {
        if job.range.len() <= 1 {
            return job.reply(Err(CallDuty::lost(&fault)));
        }
        for item in job.range.clone() {
            // The receiver is in this value.
            let _ = self.again.send(Job { range: item..item + 1, ..job.clone() });
        }
    }

    /// The others go on. When there are none, the last one answers all jobs with the fault, until the pool is shut down.
    fn broken(&self, fault: WorkerFault) {
        if self.fit.fetch_sub(1, Ordering::SeqCst) > 1 {
            return;
        }
        while let Some(job) = self.next() {
            job.reply(Err(CallDuty::lost(&fault)));
        }
    }
}
