//! `logmill worker`: one of the processes of a run with `executor = "processes"`, which starts them itself.

use std::process::ExitCode;

use crate::config::Registry;
use crate::engine::processes::worker::serve;

/// Serves the run that started this process until it ends.
pub fn run(registry: &Registry) -> anyhow::Result<ExitCode> {
    serve(registry)?;
    Ok(ExitCode::SUCCESS)
}
