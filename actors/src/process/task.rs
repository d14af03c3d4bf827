//! One call of a function of worker processes.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use serde::de::DeserializeOwned;

use super::functions::decoded;
use crate::executor::{Slot, TaskError};

/// A call that was [submitted](super::ProcessPool::submit): a future, and for those who can block a result to wait for, as a
/// [`Task`](crate::Task) is. Dropping it lets the call go its way.
#[must_use = "a task says whether its call failed; drop it on purpose to ignore the result"]
pub struct ProcessTask<T> {
    slot: Arc<Slot<(), Vec<u8>>>,
    value: PhantomData<fn() -> T>,
}

impl<T: DeserializeOwned> ProcessTask<T> {
    pub(super) fn new(slot: Arc<Slot<(), Vec<u8>>>) -> ProcessTask<T> {
        ProcessTask { slot, value: PhantomData }
    }

    /// Blocks until the result is there.
    ///
    /// # Errors
    /// Returns why there is no result. After the result was taken by [`wait_timeout`](ProcessTask::wait_timeout) that is
    /// [`TaskError::Closed`].
    pub fn wait(self) -> Result<T, TaskError> {
        self.slot.wait().and_then(|bytes| decoded(&bytes))
    }

    /// Blocks until the result is there, at most so long; none when it is not. After the result has been returned once, it is
    /// none for ever.
    ///
    /// # Errors
    /// Returns why there is no result.
    pub fn wait_timeout(&mut self, timeout: Duration) -> Option<Result<T, TaskError>> {
        self.slot.wait_timeout(timeout).map(|result| result.and_then(|bytes| decoded(&bytes)))
    }
}

impl<T> ProcessTask<T> {
    /// Takes the call back if no process has it yet, and tells whether that is so: its result is then
    /// [`Cancelled`](TaskError::Cancelled).
    pub fn cancel(&self) -> bool {
        self.slot.cancel()
    }

    /// Tells whether there is nothing left to wait for: the call returned, failed, was cancelled, or will never be made.
    pub fn is_done(&self) -> bool {
        self.slot.is_done()
    }
}

/// Resolves to what [`wait`](ProcessTask::wait) returns. Polled again after that, it is pending for ever.
impl<T: DeserializeOwned> Future for ProcessTask<T> {
    type Output = Result<T, TaskError>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.slot.poll(context).map(|result| result.and_then(|bytes| decoded(&bytes)))
    }
}

impl<T> fmt::Debug for ProcessTask<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ProcessTask({})", self.slot.stage())
    }
}
