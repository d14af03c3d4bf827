//! Errors of worker processes that end a run.

use logmill_actors::process::WorkerFault;

use crate::config::ConfigErrors;
use crate::engine::encoding::DecodeError;

/// Why worker processes cannot do a job.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JobError {
    /// The job cannot be sent to a worker.
    #[error("the job cannot be given to worker processes: {reason}")]
    Job {
        /// The cause.
        reason: String,
    },
    /// The configuration can no longer be read.
    #[error(transparent)]
    Config(#[from] ConfigErrors),
    /// This program's file was not found.
    #[error("workers cannot be started: this program cannot be found: {0}; use executor = \"threads\"")]
    Program(#[source] std::io::Error),
    /// A worker was not ready for work.
    #[error("workers cannot be started: one {fault}{advice}")]
    NotStarted {
        /// What was wrong with it.
        fault: WorkerFault,
        /// Advice after a semicolon; empty if there is none.
        advice: &'static str,
    },
    /// A worker's partials do not fit the plan.
    #[error("a worker's partial result {0}; the totals would be wrong")]
    Unfit(#[from] DecodeError),
    /// A part of the input was lost: a defect.
    #[error("a part of the input was lost between run and workers; the totals would be wrong")]
    Lost,
}
