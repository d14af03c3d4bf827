//! One call of a function of worker processes.

use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use crossbeam::channel::{Receiver, RecvTimeoutError};
use serde::de::DeserializeOwned;

use super::map::decoded;
use super::pool::Reply;
use crate::executor::TaskError;

/// A call that was [submitted](super::ProcessPool::submit). Dropping it lets the call go its way.
#[must_use = "a task says whether its call failed; drop it on purpose to let it go its way"]
pub struct ProcessTask<T> {
    reply: Receiver<Reply>,
    /// Why the call was not made.
    refusal: Option<TaskError>,
    value: PhantomData<fn() -> T>,
}

impl<T: DeserializeOwned> ProcessTask<T> {
    pub(super) fn new(reply: Receiver<Reply>, refusal: Option<TaskError>) -> ProcessTask<T> {
        ProcessTask { reply, refusal, value: PhantomData }
    }

    /// Blocks until the result is there.
    ///
    /// # Errors
    /// Returns why there is no result. After the result was taken by [`wait_timeout`](ProcessTask::wait_timeout) that is
    /// [`TaskError::Closed`].
    pub fn wait(mut self) -> Result<T, TaskError> {
        match self.refusal.take() {
            Some(error) => Err(error),
            None => self.reply.recv().map_or(Err(TaskError::Closed), result),
        }
    }

    /// Blocks until the result is there, at most so long; none when it is not. After the result was returned once, it is
    /// [`TaskError::Closed`].
    ///
    /// # Errors
    /// Returns why there is no result.
    pub fn wait_timeout(&mut self, timeout: Duration) -> Option<Result<T, TaskError>> {
        if let Some(error) = self.refusal.take() {
            return Some(Err(error));
        }
        match self.reply.recv_timeout(timeout) {
            Ok(reply) => Some(result(reply)),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => Some(Err(TaskError::Closed)),
        }
    }
}

fn result<T: DeserializeOwned>(reply: Reply) -> Result<T, TaskError> {
    decoded(&reply.values?, 1).pop().unwrap_or(Err(TaskError::Closed))
}

impl<T> fmt::Debug for ProcessTask<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ProcessTask")
    }
}
