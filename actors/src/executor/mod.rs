//! Concurrency that looks like `map()` over a pure function: a pool of threads for calls that come and go.
//!
//! Threads, mailbox, credits and metrics are made by the code that makes those of a pipeline's pool ([`Hiring`]); what is new is
//! where results go.

mod chunk;
mod error;
mod flight;
mod map;
mod options;
mod reduce;
mod slot;
mod task;
mod work;

use std::convert::Infallible;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use actix::System;
use crossbeam::channel::{Receiver, bounded, select};

pub use self::error::TaskError;
pub use self::map::{Map, MapUnordered};
pub use self::options::PoolOptions;
pub use self::reduce::MapReduce;
pub(crate) use self::slot::Slot;
pub use self::task::Task;
use self::work::{Delivery, Job, Labour, Promise, Work, do_here};
use crate::cancel::Cancel;
use crate::credit::{Bank, Ticket};
use crate::error::{RunError, StartError};
use crate::host::Host;
use crate::lifeline::{Alarm, Post};
use crate::metrics::{StageKind, StageMetrics, StageSnapshot, Stopwatch};
use crate::outlet::Mailbox;
use crate::pool::{Crew, Hiring};
use crate::pool_size::PoolSize;

/// A pool of threads that calls functions, in the manner of Python's `concurrent.futures` and `multiprocessing.Pool`.
///
/// Calls travel as messages to a pool of actors. Each message holds one of a fixed number of credits until a thread is done
/// with it; a caller who finds none waits. A panic of a function is the result of that call alone: threads, credits and all other
/// calls stay as they are.
///
/// Many threads may use one pool, and pools may be side by side. A function may use the pool that it runs on: its calls are then
/// made at once, on its own thread and as part of its message, so that a pool never waits for itself. That is so for this one pool: when
/// functions of two pools wait for each other's pool, all threads may be waiting.
///
/// ```
/// let pool = logmill_actors::Pool::threads(4)?;
/// let squares: Result<Vec<u64>, _> = pool.map(|n: u64| n * n, 1..=5).collect();
/// assert_eq!(squares, Ok(vec![1, 4, 9, 16, 25]));
/// # Ok::<(), logmill_actors::StartError>(())
/// ```
///
/// Dropping a pool is a [`shutdown(true)`](Pool::shutdown), unless `shutdown(false)` came before. For code that may take its process
/// with it there is [`Pool::processes`].
pub struct Pool {
    threads: usize,
    metrics: Arc<StageMetrics>,
    /// Time that callers waited for a credit.
    callers_blocked: Stopwatch,
    bank: Arc<Bank<()>>,
    /// Cancelled when the pool is shut down.
    closing: Cancel,
    alarm: Arc<Alarm>,
    failure: Receiver<RunError>,
    /// The way in; gone once the pool is shut down.
    mailbox: Mutex<Option<Mailbox<Job, Promise>>>,
    host: Host,
    threads_gone: Receiver<Infallible>,
    /// Nobody wants to wait for the threads.
    detached: AtomicBool,
}

/// Whether to wait for a credit.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Patience {
    Wait,
    Now,
}

/// What becomes of a message that somebody wants to send.
enum Admission {
    /// It may go.
    Credit(Ticket<()>),
    /// The caller is a thread of the pool and does it on the spot.
    Here,
    /// There is no credit now.
    Full,
    /// The pool is shut down.
    Closed,
}

impl Pool {
    /// Starts a pool of so many threads, and otherwise with the [defaults](PoolOptions::new).
    ///
    /// # Errors
    /// See [`with`](Pool::with).
    pub fn threads(threads: usize) -> Result<Pool, StartError> {
        Pool::with(PoolOptions::new(threads))
    }

    /// Starts a pool. Besides its threads there is one more, which relays messages to them.
    ///
    /// # Errors
    /// Returns [`StartError::NoInstances`] for 0 threads, [`StartError::NoPoolCredits`] for 0 credits, and otherwise what the
    /// system refused; nothing is left running then.
    ///
    /// ```
    /// use logmill_actors::{Pool, PoolOptions};
    /// let pool = Pool::with(PoolOptions { name: "hash".into(), credits: 2, ..PoolOptions::new(1) })?;
    /// assert_eq!(pool.snapshot().name, "hash");
    /// assert!(Pool::threads(0).is_err());
    /// # Ok::<(), logmill_actors::StartError>(())
    /// ```
    pub fn with(options: PoolOptions) -> Result<Pool, StartError> {
        let bank = Arc::new(Bank::new(options.make_credits(), Arc::new(|| ())));
        let PoolOptions { name, threads, credits } = options;
        if threads == 0 {
            return Err(StartError::NoInstances { stage: name });
        }
        if credits == 0 {
            return Err(StartError::NoPoolCredits { name });
        }
        let closing = Cancel::new();
        let (alarm, failure) = Alarm::new(closing.clone());
        let (leash, threads_gone) = bounded(0);
        let metrics = Arc::new(StageMetrics::new(&name, StageKind::Pool, PoolSize::Fixed(threads)));
        let post = Post::new(Arc::clone(&metrics), Arc::clone(&alarm), leash.clone());
        let delivery = Delivery(Arc::clone(&metrics));
        let (host, inlet) = Host::start(leash, move || {
            let system = System::current();
            let crew = Arc::new(Crew::new(1, delivery, Box::new(move || system.stop())));
            let hiring = Hiring { factory: Arc::new(|| Labour), crew, report: Arc::new(|()| ()), post };
            (Vec::new(), hiring.start(&name, PoolSize::Fixed(threads)))
        })?;
        let (callers_blocked, mailbox) = (Stopwatch::default(), Mutex::new(Some(Mailbox::new(&inlet))));
        let detached = AtomicBool::new(false);
        Ok(Pool {
            threads,
            metrics,
            callers_blocked,
            bank,
            closing,
            alarm,
            failure,
            mailbox,
            host,
            threads_gone,
            detached,
        })
    }

    /// Returns the number of threads.
    pub fn thread_count(&self) -> usize {
        self.threads
    }

    /// Calls `f(x)` on a thread of the pool; the task is where its result will be.
    ///
    /// It waits while all credits are out, which blocks the calling thread: in an async context that must not block,
    /// [`try_submit`](Pool::try_submit) is the one to use. When the pool is shut down, the result is
    /// [`Closed`](TaskError::Closed).
    ///
    /// ```
    /// use logmill_actors::{Panic, Pool, TaskError};
    /// let pool = Pool::threads(2)?;
    /// let text = pool.submit(str::to_uppercase, "quiet");
    /// let wrong = pool.submit(|n: u32| 10 / n, 0);
    /// assert_eq!(text.wait(), Ok("QUIET".to_owned()));
    /// assert_eq!(wrong.wait(), Err(TaskError::Panicked(Panic { message: "attempt to divide by zero".into() })));
    /// # Ok::<(), logmill_actors::StartError>(())
    /// ```
    pub fn submit<F, X, T>(&self, f: F, x: X) -> Task<T>
    where
        F: FnOnce(X) -> T + Send + 'static,
        X: Send + 'static,
        T: Send + 'static,
    {
        let (task, work) = Task::new(Box::new(move || f(x)));
        self.dispatch(self.admit(Patience::Wait), work);
        task
    }

    /// Does what [`submit`](Pool::submit) does, but never waits for a credit. On a thread of the pool itself the call is made at once,
    /// and it returns when that is over.
    ///
    /// # Errors
    /// Gives the function and its argument back while all credits are out.
    ///
    /// ```
    /// let pool = logmill_actors::Pool::threads(2)?;
    /// match pool.try_submit(|n: u32| n + 1, 41) {
    ///     Ok(task) => assert_eq!(task.wait(), Ok(42)),
    ///     Err((f, x)) => assert_eq!(f(x), 42),
    /// }
    /// # Ok::<(), logmill_actors::StartError>(())
    /// ```
    pub fn try_submit<F, X, T>(&self, f: F, x: X) -> Result<Task<T>, (F, X)>
    where
        F: FnOnce(X) -> T + Send + 'static,
        X: Send + 'static,
        T: Send + 'static,
    {
        let admission = self.admit(Patience::Now);
        if matches!(admission, Admission::Full) {
            return Err((f, x));
        }
        let (task, work) = Task::new(Box::new(move || f(x)));
        self.dispatch(admission, work);
        Ok(task)
    }

    /// Reads the counters. It is cheap and disturbs nobody.
    ///
    /// A batch is a message, a record is a call, and bytes are not known: 0. `rejected` counts the calls that panicked, `panics`
    /// the messages in which one did. `blocked_seconds` is the time that callers waited for a credit, and no part of the threads'
    /// life time. A result that was seen is counted.
    ///
    /// ```
    /// let pool = logmill_actors::Pool::threads(2)?;
    /// assert_eq!(pool.map(|n: u64| n, 0..1000).chunk_size(100).count(), 1000);
    /// let snapshot = pool.snapshot();
    /// assert_eq!((snapshot.batches_in, snapshot.records_out), (10, 1000));
    /// # Ok::<(), logmill_actors::StartError>(())
    /// ```
    pub fn snapshot(&self) -> StageSnapshot {
        StageSnapshot { blocked_seconds: self.callers_blocked.total().as_secs_f64(), ..self.metrics.snapshot() }
    }

    /// Closes the pool: what was submitted is still done, what comes later is [`Closed`](TaskError::Closed), and callers who
    /// wait for a credit give up. A second call may wait where the first did not.
    ///
    /// With `wait`, it returns when all is done and the threads have ended; called by a thread of the pool itself, it does not
    /// wait. Without, it returns at once, and the threads end when they are done, also if the pool is dropped meanwhile.
    ///
    /// ```
    /// use logmill_actors::{Pool, TaskError};
    /// let pool = Pool::threads(2)?;
    /// let early = pool.submit(|n: u32| n + 1, 1);
    /// pool.shutdown(true);
    /// assert!(early.is_done());
    /// assert_eq!(pool.submit(|n: u32| n + 1, 1).wait(), Err(TaskError::Closed));
    /// # Ok::<(), logmill_actors::StartError>(())
    /// ```
    pub fn shutdown(&self, wait: bool) {
        self.closing.cancel();
        let mailbox = self.mailbox.lock().unwrap_or_else(PoisonError::into_inner).take();
        mailbox.iter().for_each(Mailbox::end);
        if wait {
            self.join();
        } else {
            self.detached.store(true, Ordering::Relaxed);
        }
    }

    /// Waits for the threads. They end when the pool is drained, or when it cannot be because one of them died.
    fn join(&self) {
        if self.host.is_here() {
            return;
        }
        loop {
            select! {
                recv(self.threads_gone) -> _ => break,
                recv(self.failure) -> _ => self.host.stop(),
            }
        }
        self.host.join();
    }

    /// Asks to send a message.
    fn admit(&self, patience: Patience) -> Admission {
        if self.closing.is_cancelled() {
            return Admission::Closed;
        }
        if self.host.is_here() {
            return Admission::Here;
        }
        let credit = match patience {
            Patience::Now => self.bank.try_take(),
            Patience::Wait => self.bank.take(&self.closing, &self.callers_blocked),
        };
        match credit {
            Some(credit) => {
                let ticket = Ticket::new(&self.bank);
                // The credit comes back whatever happens, also when the caller's iterator panics.
                ticket.deposit(credit);
                Admission::Credit(ticket)
            }
            None if patience == Patience::Now => Admission::Full,
            None => Admission::Closed,
        }
    }

    /// Sends a message as it was admitted; if that is not to be, its calls are settled as closed.
    fn dispatch(&self, admission: Admission, work: Arc<dyn Work>) {
        match admission {
            Admission::Here => do_here(work),
            Admission::Full | Admission::Closed => drop(Promise::new(work, None)),
            Admission::Credit(ticket) => {
                let (job, promise) = (Job::new(Arc::clone(&work)), Promise::new(work, Some(ticket)));
                // What is posted under the lock is in the number that the end of input announces. A promise that is too late
                // is dropped only after the lock: settling may run the user's code.
                let mailbox = self.mailbox.lock().unwrap_or_else(PoisonError::into_inner);
                if let Some(mailbox) = &*mailbox {
                    return mailbox.post(job, promise);
                }
                drop(mailbox);
                drop(promise);
            }
        }
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        let wait = !self.detached.load(Ordering::Relaxed);
        self.shutdown(wait);
        if !wait && self.alarm.is_raised() {
            self.host.stop();
        }
    }
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pool({}, {} threads)", self.metrics.name(), self.threads)
    }
}
