//! One call whose result comes later.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use super::error::TaskError;
use super::slot::Slot;
use super::work::Work;
use crate::panic::Panic;

/// The function and its argument in one.
type Call<T> = Box<dyn FnOnce() -> T + Send>;

impl<T: Send> Work for Slot<Call<T>, T> {
    fn calls(&self) -> u64 {
        1
    }

    fn run(&self) {
        if let Some(call) = self.begin() {
            let value = call();
            self.finish(Ok(value));
        }
    }

    fn salvage(&self, panic: &Panic) {
        self.finish(Err(TaskError::Panicked(panic.clone())));
    }

    fn tally(&self) -> (u64, u64) {
        Slot::tally(self)
    }

    fn settle(&self) {
        Slot::settle(self);
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
#[must_use = "a task says whether its call panicked; drop it on purpose to ignore the result"]
pub struct Task<T> {
    slot: Arc<Slot<Call<T>, T>>,
}

impl<T: Send + 'static> Task<T> {
    /// Creates the task and what the pool is to work on.
    pub(super) fn new(call: Call<T>) -> (Task<T>, Arc<dyn Work>) {
        let slot = Slot::new(call);
        (Task { slot: Arc::clone(&slot) }, slot)
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
        self.slot.wait()
    }

    /// Blocks until the result is there, at most so long; none when it is not. After the result has been returned once, it is
    /// none for ever.
    ///
    /// # Errors
    /// Returns why there is no result.
    pub fn wait_timeout(&mut self, timeout: Duration) -> Option<Result<T, TaskError>> {
        self.slot.wait_timeout(timeout)
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
        self.slot.cancel()
    }

    /// Tells whether there is nothing left to wait for: the call returned, panicked, was cancelled, or will never be made.
    pub fn is_done(&self) -> bool {
        self.slot.is_done()
    }
}

/// Resolves to what [`wait`](Task::wait) returns. Polled again after that, it is pending for ever.
impl<T: Send + 'static> Future for Task<T> {
    type Output = Result<T, TaskError>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.slot.poll(context)
    }
}

impl<T> fmt::Debug for Task<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Task({})", self.slot.stage())
    }
}
