//! One call with a later result.

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

/// A function with its argument.
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

/// A [submitted](crate::Pool::submit) call: a future, or for blocking code a result to wait for.
///
/// Dropping it does not stop the call; its result is dropped. See [`cancel`](Task::cancel).
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
    /// Creates the task and the work for the pool.
    pub(super) fn new(call: Call<T>) -> (Task<T>, Arc<dyn Work>) {
        let slot = Slot::new(call);
        (Task { slot: Arc::clone(&slot) }, slot)
    }

    /// Blocks until the result is available.
    ///
    /// A call that waits for a later task of the same pool may wait forever if all threads do that. It may wait for tasks that it submitted
    /// itself, which are executed at once.
    ///
    /// # Errors
    /// Returns why there is no result. If [`wait_timeout`](Task::wait_timeout) already returned the result, this is
    /// [`Closed`](TaskError::Closed).
    pub fn wait(self) -> Result<T, TaskError> {
        self.slot.wait()
    }

    /// Blocks for at most `timeout`; `None` if the result is not available. Always `None` after the result was returned.
    ///
    /// # Errors
    /// Returns why there is no result.
    pub fn wait_timeout(&mut self, timeout: Duration) -> Option<Result<T, TaskError>> {
        self.slot.wait_timeout(timeout)
    }

    /// Cancels the call if it has not started, and returns whether it did. The result is then [`Cancelled`](TaskError::Cancelled). Its
    /// credit returns when the call reaches a thread.
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

    /// Returns whether there is nothing left to wait for: the call returned, panicked, was cancelled, or will never be made.
    pub fn is_done(&self) -> bool {
        self.slot.is_done()
    }
}

/// Resolves to the result of [`wait`](Task::wait). Polled again after that, it is always pending.
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
