//! Why a call has no result.

use thiserror::Error;

use crate::panic::Panic;

/// Why one call of the user's function has no result. The pool and all other calls are untouched.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum TaskError {
    /// The function panicked.
    #[error("the function panicked: {0}")]
    Panicked(Panic),
    /// [`Task::cancel`](crate::Task::cancel) came before the start.
    #[error("the task was cancelled before it started")]
    Cancelled,
    /// The pool was shut down before the call was handed to it.
    #[error("the pool is shut down; give the call to a pool that is open")]
    Closed,
    /// The process that made the call died or was killed, as often as calls are made again.
    #[error("the worker process {fault}")]
    Lost {
        /// What was wrong with it the last time.
        fault: String,
    },
    /// No function of that name was registered.
    #[error("there is no function `{name}`; add it with `Functions::with`")]
    Unknown {
        /// The name.
        name: String,
    },
    /// A function has other types than those that it was asked for with.
    #[error("function `{name}` is {types}, and was called as {asked}")]
    WrongTypes {
        /// The function's name.
        name: String,
        /// Argument and value of the call.
        asked: String,
        /// Argument and value of the function.
        types: String,
    },
    /// An argument or a value cannot be made bytes, or cannot be read from them.
    #[error("argument or value cannot be sent: {reason}")]
    Unfit {
        /// Why not.
        reason: String,
    },
}
