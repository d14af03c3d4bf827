//! One call of a worker process.

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

/// A [submitted](super::ProcessPool::submit) call: a future, or for blocking code a result to wait for, like a [`Task`](crate::Task).
/// Dropping it does not stop the call.
#[must_use = "a task says whether its call failed; drop it on purpose to ignore the result"]
pub struct ProcessTask<T> {
    slot: Arc<Slot<(), Vec<u8>>>,
    value: PhantomData<fn() -> T>,
}

impl<T: DeserializeOwned> ProcessTask<T> {
    pub(super) fn new(slot: Arc<Slot<(), Vec<u8>>>) -> ProcessTask<T> {
        ProcessTask { slot, value: PhantomData }
    }

    /// Blocks until the result is available.
    ///
    /// # Errors
    /// Returns why there is no result. If [`wait_timeout`](ProcessTask::wait_timeout) already returned the result, this is
    /// [`TaskError::Closed`].
    pub fn wait(self) -> Result<T, TaskError> {
        self.slot.wait().and_then(|bytes| decoded(&bytes))
    }

    /// Blocks for at most `timeout`; `None` if the result is not available. Always `None` after the result was returned.
    ///
    /// # Errors
    /// Returns why there is no result.
    pub fn wait_timeout(&mut self, timeout: Duration) -> Option<Result<T, TaskError>> {
        self.slot.wait_timeout(timeout).map(|result| result.and_then(|bytes| decoded(&bytes)))
    }
}

impl<T> ProcessTask<T> {
    /// Cancels the call if no process has it yet, and returns whether it did. The result is then
    /// [`Cancelled`](TaskError::Cancelled).
    pub fn cancel(&self) -> bool {
        self.slot.cancel()
    }

    /// Returns whether there is nothing left to wait for: the call returned, failed, was cancelled, or will never be made.
    pub fn is_done(&self) -> bool {
        self.slot.is_done()
    }
}

/// Resolves to the result of [`wait`](ProcessTask::wait). Polled again after that, it is always pending.
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
