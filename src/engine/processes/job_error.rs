//! Why worker processes cannot do a job.

use logmill_actors::process::WorkerFault;

use crate::config::ConfigErrors;
use crate::engine::encoding::DecodeError;

/// Why worker processes cannot do a job.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JobError {
    /// The job cannot be told to a worker.
    #[error("the job cannot be given to worker processes: {reason}")]
    Job {
        /// Why not.
        reason: String,
    },
    /// The configuration cannot be read any more.
    #[error(transparent)]
    Config(#[from] ConfigErrors),
    /// This program is not to be found.
    #[error("workers cannot be started: this program cannot be found: {0}; use executor = \"threads\"")]
    Program(#[source] std::io::Error),
    /// A worker did not come to work.
    #[error("workers cannot be started: one {fault}{advice}")]
    NotStarted {
        /// What was wrong with it.
        fault: WorkerFault,
        /// What may help, behind a semicolon; empty when nothing is known.
        advice: &'static str,
    },
    /// A worker handed in what does not fit.
    #[error("a worker's partial result {0}; the totals would be wrong")]
    Unfit(#[from] DecodeError),
    /// A part of the input was lost on the way: a defect.
    #[error("a part of the input was lost between run and workers; the totals would be wrong")]
    Lost,
}
