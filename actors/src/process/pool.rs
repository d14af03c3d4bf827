//! A pool of processes for calls on demand.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use crossbeam::channel::{bounded, unbounded};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::duty::{CallDuty, JobQueue};
use super::functions::{Functions, Types, unfit};
use super::pack::Pack;
use super::pending_answers::{AnswerSink, PendingAnswers};
use super::task::ProcessTask;
use super::workers::{Workers, WorkersSpec};
use crate::cancel::Cancel;
use crate::error::StartError;
use crate::executor::{Pool, Slot, TaskError};
use crate::metrics::StageSnapshot;

/// Queued jobs for each worker; beyond that, callers wait.
const WAITING_PER_WORKER: usize = 16;

/// Most queued jobs; each takes memory from the start.
const MAX_WAITING: usize = 1 << 20;

/// Options of a [`ProcessPool`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProcessPoolOptions {
    /// Name in the metrics, with a number added.
    pub name: String,
    /// Number of processes, at least 1.
    pub processes: usize,
    /// Longest time for a message, which is one call or one chunk of items; then its process is killed.
    pub timeout: Duration,
    /// How often calls are repeated whose process died or was killed.
    pub max_retries: u32,
}

impl ProcessPoolOptions {
    /// The name is "process", with an hour per message and one retry.
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
/// A worker is this same program, started again: `main` must call [`Functions::serve_if_worker`] before anything else. A panic is the error of
/// its call, as in a [`Pool`] of threads. In addition, a call that aborts, is killed, or never returns costs only its process. Its chunk is
/// repeated, at last item by item, and the item at fault gets [`TaskError::Lost`]; a new process replaces the old one. So a function may
/// be called more than once for an item.
///
/// On Unix, what functions print goes to standard error. Dropping the pool waits for submitted calls.
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
    /// The entrance; `None` once the pool is shut down.
    entry: Mutex<Option<JobQueue>>,
    workers: Mutex<Workers>,
}

impl ProcessPool {
    /// Starts a pool of `processes` processes, otherwise with the [defaults](ProcessPoolOptions::new).
    ///
    /// # Errors
    /// See [`with`](ProcessPool::with).
    pub fn new(processes: usize, functions: &Functions) -> Result<ProcessPool, StartError> {
        ProcessPool::with(ProcessPoolOptions::new(processes), functions)
    }

    /// Starts a pool. Processes that cannot be started show in the results as [`TaskError::Lost`].
    ///
    /// # Errors
    /// Returns [`StartError::NoInstances`] for 0 processes, [`StartError::NestedProcesses`] in a process that is a worker itself, and
    /// otherwise the error of the system.
    pub fn with(options: ProcessPoolOptions, functions: &Functions) -> Result<ProcessPool, StartError> {
        let ProcessPoolOptions { name, processes, timeout, max_retries } = options;
        if Functions::is_worker() {
            return Err(StartError::NestedProcesses { name });
        }
        let (jobs, queue) = bounded(processes.saturating_mul(WAITING_PER_WORKER).clamp(1, MAX_WAITING));
        let (again, singles) = unbounded();
        let duty = Arc::new(CallDuty::new(queue, singles, processes));
        let (cancel, abort) = (Cancel::new(), Cancel::new());
        let spec = WorkersSpec { name, workers: processes, timeout, max_retries, cancel, abort };
        let workers = Mutex::new(Workers::start(&spec, duty)?);
        let entry = Mutex::new(Some(JobQueue { jobs, again }));
        Ok(ProcessPool { types: functions.types(), processes, entry, workers })
    }

    /// Returns the number of processes.
    pub fn process_count(&self) -> usize {
        self.processes
    }

    /// Calls a function, given by name, on one item and returns a task for its result. Waits while the queue is full.
    ///
    /// ```standalone_crate
    /// # use logmill_actors::{Functions, Pool};
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let functions = Functions::new().with("shout", |text: String| text.to_uppercase());
    /// functions.serve_if_worker();
    /// let pool = Pool::processes(1, &functions)?;
    /// let task = pool.submit::<_, String>("shout", "quiet".to_owned());
    /// assert_eq!(task.wait()?, "QUIET"); // in an async function: task.await
    /// # Ok(())
    /// # }
    /// ```
    pub fn submit<X: Serialize, T: DeserializeOwned>(&self, name: &str, x: X) -> ProcessTask<T> {
        let slot = Slot::new(());
        let due = PendingAnswers::new(AnswerSink::Task(Arc::clone(&slot)));
        let mut items = Pack::default();
        let packed = self.check(name, Types::of::<X, T>()).and_then(|()| items.push(&x).map_err(|error| unfit(&error)));
        match packed {
            Ok(()) => self.post(name.into(), items, due),
            Err(error) => due.answer(0..1, Err(error)),
        }
        ProcessTask::new(slot)
    }

    /// Reads the metrics, one entry per process: see [`Workers::snapshot`]. A batch is a chunk, a record is an item; `rejected` counts items
    /// that panicked or could not be encoded or decoded.
    pub fn snapshot(&self) -> Vec<StageSnapshot> {
        self.workers.lock().unwrap_or_else(PoisonError::into_inner).snapshot()
    }

    /// Closes the pool and waits until all submitted calls are done and the processes have ended. Later calls are
    /// [`TaskError::Closed`].
    pub fn shutdown(&self) {
        drop(self.entry.lock().unwrap_or_else(PoisonError::into_inner).take());
        self.workers.lock().unwrap_or_else(PoisonError::into_inner).join();
    }

    /// Checks that a function has this name and these types.
    pub(super) fn check(&self, name: &str, asked: Types) -> Result<(), TaskError> {
        match self.types.get(name) {
            None => Err(TaskError::Unknown { name: name.to_owned() }),
            Some(types) if *types != asked => {
                Err(TaskError::WrongTypes { name: name.to_owned(), asked: asked.to_string(), types: types.to_string() })
            }
            Some(_) => Ok(()),
        }
    }

    /// Submits items. After a shutdown they are dropped, and delivered without answers.
    pub(super) fn post(&self, name: Arc<str>, items: Pack, due: Arc<PendingAnswers>) {
        let entry = self.entry.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(entry) = entry {
            entry.post(name, items, due);
        }
    }
}

impl Pool {
    /// Starts a pool of processes, the counterpart of [`threads`](Pool::threads): for code that may crash its process, or needs its own.
    ///
    /// A closure cannot be sent to another process. So functions are registered by name, and `main` begins with
    /// [`Functions::serve_if_worker`]: a worker is this same program, started again. The pool checks names and types against
    /// `functions`.
    ///
    /// # Errors
    /// See [`ProcessPool::with`], which also takes [options](ProcessPoolOptions).
    ///
    /// ```standalone_crate
    /// use logmill_actors::{Functions, Pool};
    ///
    /// fn main() -> Result<(), Box<dyn std::error::Error>> {
    ///     let functions = Functions::new().with("length", |line: String| line.len());
    ///     functions.serve_if_worker();
    ///     let pool = Pool::processes(2, &functions)?;
    ///     let lengths: Result<Vec<usize>, _> = pool.map("length", ["GET", "DELETE"].map(String::from)).collect();
    ///     assert_eq!(lengths?, [3, 6]);
    ///     Ok(())
    /// }
    /// ```
    pub fn processes(processes: usize, functions: &Functions) -> Result<ProcessPool, StartError> {
        ProcessPool::new(processes, functions)
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
