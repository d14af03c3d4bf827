//! Why a call has no result.

use thiserror::Error;

use crate::panic::Panic;

/// Why one call of the user's function has no result. The pool and other calls are not affected.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum TaskError {
    /// The function panicked.
    #[error("the function panicked: {0}")]
    Panicked(Panic),
    /// [`Task::cancel`](crate::Task::cancel) was called before it started.
    #[error("the task was cancelled before it started")]
    Cancelled,
    /// The pool was shut down before the call was submitted.
    #[error("the pool is shut down; give the call to a pool that is open")]
    Closed,
    /// The process that made the call died or was killed, and so did all retries.
    #[error("the worker process {fault}")]
    Lost {
        /// What was wrong with it the last time.
        fault: String,
    },
    /// No function with that name is registered.
    #[error("there is no function `{name}`; add it with `Functions::with`")]
    Unknown {
        /// The name.
        name: String,
    },
    /// The function has other types than the call.
    #[error("function `{name}` is {types}, and was called as {asked}")]
    WrongTypes {
        /// The function's name.
        name: String,
        /// Types of argument and value in the call.
        asked: String,
        /// Types of argument and value of the function.
        types: String,
    },
    /// An argument or value cannot be encoded or decoded.
    #[error("argument or value cannot be sent: {reason}")]
    Unfit {
        /// The cause.
        reason: String,
    },
}
