//! Errors that end a run.

use logmill_actors::{RunError, StartError};

use super::processes::job_error::JobError;
use super::rejects::RejectsError;

/// Why a run has no report.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EngineError {
    /// The actors could not be started.
    #[error(transparent)]
    Start(#[from] StartError),
    /// An actor failed; names it.
    #[error(transparent)]
    Run(#[from] RunError),
    /// The worker processes failed.
    #[error(transparent)]
    Workers(#[from] JobError),
    /// The file of malformed lines cannot be written.
    #[error(transparent)]
    Rejects(#[from] RejectsError),
}
