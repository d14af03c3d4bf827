//! Concurrency that looks like `map()` over a pure function: a pool of threads for calls on demand.
//!
//! Threads, mailbox, credits and metrics come from the same code as a pipeline's pool ([`PoolLaunch`]); only the results go elsewhere.

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
use self::work::{CallRunner, Delivery, PoolJob, Promise, Work, do_here};
use crate::cancel::Cancel;
use crate::credit::{Bank, Ticket};
use crate::error::{RunError, StartError};
use crate::host::Host;
use crate::lifeline::{Alarm, Post};
use crate::metrics::{StageKind, StageMetrics, StageSnapshot, Stopwatch};
use crate::outlet::Mailbox;
use crate::pool::{PoolLaunch, PoolState};
use crate::pool_size::PoolSize;

/// A pool of threads that calls functions, in the manner of Python's `concurrent.futures` and `multiprocessing.Pool`.
///
/// Calls are messages to a pool of actors. Each message holds one of a fixed number of credits until a thread is done with it; callers wait for a
/// free one. A panic of a function is the result of that call alone: threads, credits and other calls are not affected.
///
/// Many threads may share a pool, and a program may have several. A function may use the pool that it runs on: its calls are then made at
/// once on its own thread, so a pool never waits for itself. But if functions of two pools wait for each other's pool, all threads may
/// be blocked.
///
/// ```
/// let pool = logmill_actors::Pool::threads(4)?;
/// let squares: Result<Vec<u64>, _> = pool.map(|n: u64| n * n, 1..=5).collect();
/// assert_eq!(squares, Ok(vec![1, 4, 9, 16, 25]));
/// # Ok::<(), logmill_actors::StartError>(())
/// ```
///
/// Dropping a pool is a [`shutdown(true)`](Pool::shutdown), unless `shutdown(false)` was called before. For code that may crash its process
/// there is [`Pool::processes`].
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
    /// The mailbox; `None` once the pool is shut down.
    mailbox: Mutex<Option<Mailbox<PoolJob, Promise>>>,
    host: Host,
    threads_gone: Receiver<Infallible>,
    /// Set if nobody waits for the threads.
    detached: AtomicBool,
}

/// Whether to wait for a credit.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Patience {
    Wait,
    Now,
}

/// The decision on a message to be sent.
enum Admission {
    /// It may be sent.
    Credit(Ticket<()>),
    /// The caller is a thread of the pool and makes the calls itself.
    Here,
    /// No credit is available.
    Full,
    /// The pool is shut down.
    Closed,
}

impl Pool {
    /// Starts a pool of `threads` threads, otherwise with the [defaults](PoolOptions::new).
    ///
    /// # Errors
    /// See [`with`](Pool::with).
    pub fn threads(threads: usize) -> Result<Pool, StartError> {
        Pool::with(PoolOptions::new(threads))
    }

    /// Starts a pool. One more thread relays messages.
    ///
    /// # Errors
    /// Returns [`StartError::NoInstances`] for 0 threads, [`StartError::NoPoolCredits`] for 0 credits, and otherwise the error of the system.
    /// Nothing is left running then.
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
            let crew = Arc::new(PoolState::new(1, delivery, Box::new(move || system.stop())));
            let hiring = PoolLaunch { factory: Arc::new(|| CallRunner), crew, report: Arc::new(|()| ()), post };
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

    /// Calls `f(x)` on a thread of the pool and returns a task for its result.
    ///
    /// Blocks the calling thread while all credits are in use; async code should use [`try_submit`](Pool::try_submit). After a shutdown the
    /// result is [`Closed`](TaskError::Closed).
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

    /// Like [`submit`](Pool::submit), but never waits for a credit. On a thread of the pool itself the call is made before this returns.
    ///
    /// # Errors
    /// Returns the function and its argument while all credits are in use.
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

    /// Reads the metrics. This is cheap and blocks nothing.
    ///
    /// A batch is a message, a record is a call, and bytes are unknown (0). `rejected` counts calls that panicked, `panics` the messages with
    /// such calls. `blocked_seconds` is the time that callers waited for a credit; it is not part of the threads' lifetime. A result that was
    /// returned is counted.
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

    /// Closes the pool. Submitted calls are still made; later ones are [`Closed`](TaskError::Closed), and callers waiting for a credit give
    /// up. A second call may wait where the first did not.
    ///
    /// With `wait`, returns when everything is done and the threads have ended; a thread of the pool itself does not wait. Without, returns
    /// at once; the threads end when they are done, even if the pool is dropped.
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

    /// Waits for the threads. They end when the pool is drained, or cannot be because one of them died.
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

    /// Requests permission to send a message.
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
                // Returns the credit in any case, also if the caller's iterator panics.
                ticket.deposit(credit);
                Admission::Credit(ticket)
            }
            None if patience == Patience::Now => Admission::Full,
            None => Admission::Closed,
        }
    }

    /// Sends an admitted message; if the pool is closed, settles its calls as closed.
    fn dispatch(&self, admission: Admission, work: Arc<dyn Work>) {
        match admission {
            Admission::Here => do_here(work),
            Admission::Full | Admission::Closed => drop(Promise::new(work, None)),
            Admission::Credit(ticket) => {
                let (job, promise) = (PoolJob::new(Arc::clone(&work)), Promise::new(work, Some(ticket)));
                // Messages posted under the lock are included in the announced count. A late promise is dropped after the lock is
                // released, because settling may run the user's code.
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
