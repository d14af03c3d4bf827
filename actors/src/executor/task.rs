//! One call whose result comes later.

use std::fmt;
use std::future::Future;
use std::mem;
use std::pin::Pin;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use super::error::TaskError;
use super::work::Work;
use crate::panic::Panic;

/// The function and its argument in one.
type Call<T> = Box<dyn FnOnce() -> T + Send>;

/// How far a call is.
enum State<T> {
    Queued(Call<T>),
    Running,
    /// Returned, or panicked, but not announced yet.
    Finished(Result<T, TaskError>),
    /// There for the holder of the task to see.
    Settled(Result<T, TaskError>),
    /// The holder has it.
    Taken,
}

/// The place that a thread of the pool and the holder of the task share.
pub(super) struct Single<T> {
    inner: Mutex<Inner<T>>,
    settled: Condvar,
}

struct Inner<T> {
    state: State<T>,
    waker: Option<Waker>,
}

impl<T> Inner<T> {
    fn replace(&mut self, state: State<T>) -> State<T> {
        mem::replace(&mut self.state, state)
    }

    /// Takes the result out, if it is there.
    fn take(&mut self) -> Option<Result<T, TaskError>> {
        match self.replace(State::Taken) {
            State::Settled(result) => Some(result),
            other => {
                self.state = other;
                None
            }
        }
    }
}

impl<T> Single<T> {
    fn lock(&self) -> MutexGuard<'_, Inner<T>> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes a result known. The lock is free before anything of the user's is woken.
    fn announce(&self, mut inner: MutexGuard<'_, Inner<T>>, result: Result<T, TaskError>) {
        inner.state = State::Settled(result);
        let waker = inner.waker.take();
        drop(inner);
        self.settled.notify_all();
        waker.into_iter().for_each(Waker::wake);
    }
}

impl<T: Send> Work for Single<T> {
    fn calls(&self) -> u64 {
        1
    }

    fn run(&self) {
        let mut inner = self.lock();
        match inner.replace(State::Running) {
            State::Queued(call) => {
                drop(inner);
                let value = call();
                self.lock().state = State::Finished(Ok(value));
            }
            cancelled => inner.state = cancelled,
        }
    }

    fn salvage(&self, panic: &Panic) {
        self.lock().state = State::Finished(Err(TaskError::Panicked(panic.clone())));
    }

    fn tally(&self) -> (u64, u64) {
        match &self.lock().state {
            State::Finished(Ok(_)) => (1, 0),
            State::Finished(Err(_)) => (0, 1),
            _ => (0, 0),
        }
    }

    fn settle(&self) {
        let mut inner = self.lock();
        match inner.replace(State::Taken) {
            State::Finished(result) => self.announce(inner, result),
            State::Queued(call) => {
                self.announce(inner, Err(TaskError::Closed));
                drop(call);
            }
            State::Running => self.announce(inner, Err(TaskError::Closed)),
            known @ (State::Settled(_) | State::Taken) => inner.state = known,
        }
    }
}

/// A call that was [submitted](crate::Pool::submit): a future, and for those who can block a result to wait for.
///
/// Dropping it lets the call go its way; its result is dropped. See [`cancel`](Task::cancel) for the other choice.
///
/// ```
/// # use std::time::Duration;
/// let pool = logmill_actors::Pool::threads(2)?;
/// let mut slow = pool.submit(|n: u64| (1..=n).product::<u64>(), 20);
/// while slow.wait_timeout(Duration::from_millis(10)).is_none() {
///     println!("still at it");
/// }
/// # Ok::<(), logmill_actors::StartError>(())
/// ```
#[must_use = "a task says whether its call panicked; drop it on purpose to let it go its way"]
pub struct Task<T> {
    single: Arc<Single<T>>,
}

impl<T: Send + 'static> Task<T> {
    /// Creates the task and what the pool is to work on.
    pub(super) fn new(call: Call<T>) -> (Task<T>, Arc<dyn Work>) {
        let inner = Mutex::new(Inner { state: State::Queued(call), waker: None });
        let single = Arc::new(Single { inner, settled: Condvar::new() });
        (Task { single: Arc::clone(&single) }, single)
    }

    /// Blocks until the result is there.
    ///
    /// A call that waits for a task which is behind it in the same pool may wait for ever when all threads do that; a call
    /// may wait for tasks that it submitted itself, as those are done at once.
    ///
    /// # Errors
    /// Returns why there is no result. After the result was taken by [`wait_timeout`](Task::wait_timeout) that is
    /// [`Closed`](TaskError::Closed).
    pub fn wait(self) -> Result<T, TaskError> {
        let mut inner = self.single.lock();
        loop {
            if let Some(result) = inner.take() {
                return result;
            }
            if matches!(inner.state, State::Taken) {
                return Err(TaskError::Closed);
            }
            inner = self.single.settled.wait(inner).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Blocks until the result is there, at most so long; none when it is not. After the result has been returned once, it is
    /// none for ever.
    ///
    /// # Errors
    /// Returns why there is no result.
    pub fn wait_timeout(&mut self, timeout: Duration) -> Option<Result<T, TaskError>> {
        let deadline = Instant::now().checked_add(timeout);
        let mut inner = self.single.lock();
        loop {
            let left = deadline.map_or(Duration::MAX, |deadline| deadline.saturating_duration_since(Instant::now()));
            let result = inner.take();
            if result.is_some() || left.is_zero() || matches!(inner.state, State::Taken) {
                return result;
            }
            inner = self.single.settled.wait_timeout(inner, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Takes the call back if it has not started, and tells whether that is so: its result is then
    /// [`Cancelled`](TaskError::Cancelled). Its credit comes back when it reaches a thread.
    ///
    /// ```
    /// # use std::sync::mpsc::channel;
    /// use logmill_actors::{Pool, TaskError};
    /// let pool = Pool::threads(1)?;
    /// let (open, gate) = channel::<()>();
    /// let busy = pool.submit(|gate: std::sync::mpsc::Receiver<()>| gate.recv().is_ok(), gate);
    /// let waiting = pool.submit(|n: u32| n + 1, 1);
    /// assert!(waiting.cancel());
    /// assert_eq!(waiting.wait(), Err(TaskError::Cancelled));
    /// drop(open);
    /// assert_eq!(busy.wait(), Ok(false));
    /// # Ok::<(), logmill_actors::StartError>(())
    /// ```
    pub fn cancel(&self) -> bool {
        let mut inner = self.single.lock();
        match inner.replace(State::Taken) {
            State::Queued(call) => {
                self.single.announce(inner, Err(TaskError::Cancelled));
                drop(call);
                true
            }
            started => {
                let cancelled = matches!(started, State::Settled(Err(TaskError::Cancelled)));
                inner.state = started;
                cancelled
            }
        }
    }

    /// Tells whether there is nothing left to wait for: the call returned, panicked, was cancelled, or will never be made.
    pub fn is_done(&self) -> bool {
        matches!(self.single.lock().state, State::Settled(_) | State::Taken)
    }
}

/// Resolves to what [`wait`](Task::wait) returns. Polled again after that, it is pending for ever.
impl<T: Send + 'static> Future for Task<T> {
    type Output = Result<T, TaskError>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let mut inner = self.single.lock();
        match inner.take() {
            Some(result) => Poll::Ready(result),
            None => {
                let waker = inner.waker.replace(context.waker().clone());
                drop(inner);
                // A waker is the executor's code: it is dropped where no lock is held.
                drop(waker);
                Poll::Pending
            }
        }
    }
}

impl<T> fmt::Debug for Task<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = match &self.single.lock().state {
            State::Queued(_) => "queued",
            State::Running | State::Finished(_) => "running",
            State::Settled(Ok(_)) => "returned",
            State::Settled(Err(_)) => "failed",
            State::Taken => "taken",
        };
        write!(f, "Task({state})")
    }
}
