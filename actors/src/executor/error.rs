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
}
