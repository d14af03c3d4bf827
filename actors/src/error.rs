//! Errors of pipelines and pools.

use thiserror::Error;

use crate::roles::BoxError;

/// Why a run ended without an outcome. The name is that of the failed stage.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum RunError {
    /// An actor died before it was finished.
    #[error("actor '{stage}' died before its work was done; the totals would be wrong")]
    Died {
        /// Name of the stage.
        stage: String,
    },
    /// A transform or a fold returned an error.
    #[error("actor '{stage}' failed: {error}")]
    Failed {
        /// Name of the stage.
        stage: String,
        /// The error. It is part of the text, and so not a source, which would print it twice.
        error: BoxError,
    },
    /// A panic that nothing could be salvaged from.
    #[error("actor '{stage}' panicked: {message}")]
    Panicked {
        /// Name of the stage.
        stage: String,
        /// The panic's message.
        message: String,
    },
}

impl RunError {
    /// Returns the name of the failed stage.
    pub fn stage(&self) -> &str {
        match self {
            RunError::Died { stage } | RunError::Failed { stage, .. } | RunError::Panicked { stage, .. } => stage,
        }
    }
}

/// Why a pipeline or a pool could not be started.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum StartError {
    /// There is no credit, so nothing could be read.
    #[error("the pipeline has no credit; give it at least 1 buffer")]
    NoCredits,
    /// There is no credit, so nothing could be submitted.
    #[error("pool '{name}' has 0 credits; give it at least 1")]
    NoPoolCredits {
        /// Name of the pool.
        name: String,
    },
    /// A worker process was about to start worker processes: without end, if `main` does it.
    #[error(
        "pool '{name}' would start processes in a worker process; call `Functions::serve_if_worker` first in `main`"
    )]
    NestedProcesses {
        /// Name of the pool.
        name: String,
    },
    /// There is no source.
    #[error("readers '{stage}' have no source; give them at least 1")]
    NoSources {
        /// Name of the readers.
        stage: String,
    },
    /// A stage without instances.
    #[error("actor '{stage}' has 0 instances; give it at least 1")]
    NoInstances {
        /// Name of the stage.
        stage: String,
    },
    /// A stage without input.
    #[error("actor '{stage}' has no input; name the pool or a filter")]
    NoInput {
        /// Name of the stage.
        stage: String,
    },
    /// A stage reads a filter that does not precede it.
    #[error("actor '{stage}' reads filter number {filter}, which does not come before it; declare that filter earlier")]
    UnknownFilter {
        /// Name of the stage.
        stage: String,
        /// Index of the filter.
        filter: usize,
    },
    /// The system refused a thread or its resources.
    #[error("cannot start the threads of the actors: {reason}; use fewer instances or raise the limits of the process")]
    Threads {
        /// The error of the operating system.
        reason: String,
    },
}
