//! `logmill worker`: a process of a run with `executor = "processes"`, started by that run.

use std::process::ExitCode;

use crate::config::Registry;
use crate::engine::processes::worker::serve;

/// Serves the run that started this process until it ends.
pub fn run(registry: &Registry) -> anyhow::Result<ExitCode> {
    serve(registry)?;
    Ok(ExitCode::SUCCESS)
}
