//! What a worker process can fail of.

use std::io;

/// Why a worker process ends before its parent wants it to.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WorkerError {
    /// Nobody is there to give it work.
    #[error(
        "logmill starts its workers itself; this subcommand is not for use by hand: try `logmill run --executor processes`"
    )]
    NoParent,
    /// The pipes to the parent are broken.
    #[error("the pipes to the run are broken: {0}")]
    Pipes(#[from] io::Error),
    /// An order means nothing.
    #[error("the run sent an order that means nothing")]
    Nonsense,
    /// The plan cannot be used here.
    #[error("{reason}")]
    Refused {
        /// Why not.
        reason: String,
    },
    /// An answer cannot be written.
    #[error("an answer cannot be written: {0}")]
    Unwritable(#[from] postcard::Error),
}
