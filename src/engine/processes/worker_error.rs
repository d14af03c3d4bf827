//! Errors of a worker process.

use std::io;

/// Why a worker process ends before its parent asks it to.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WorkerError {
    /// It was started by hand.
    #[error(
        "logmill starts its workers itself; this subcommand is not for use by hand: try `logmill run --executor processes`"
    )]
    NoParent,
    /// The pipes to the parent are broken.
    #[error("the pipes to the run are broken: {0}")]
    Pipes(#[from] io::Error),
    /// An order is invalid.
    #[error("the run sent an invalid order")]
    Nonsense,
    /// The plan cannot be used here.
    #[error("{reason}")]
    Refused {
        /// The cause.
        reason: String,
    },
    /// An answer cannot be encoded.
    #[error("an answer cannot be written: {0}")]
    Unwritable(#[from] postcard::Error),
}
