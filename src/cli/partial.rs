//! `logmill partial`: from a job to a partial result that merges with others of its kind.

use std::process::ExitCode;

use super::arguments::PartialArguments;
use super::output::{check_part, write_part};
use super::progress::Progress;
use super::run::{attend, complain, exit_code, remark};
use super::terminal::tell;
use crate::config::{Registry, load};
use crate::engine::Run;

/// Runs the job and writes its partial result. Of a run that was interrupted nothing is written: it would pass for a whole one.
pub fn run(arguments: &PartialArguments, registry: &Registry) -> anyhow::Result<ExitCode> {
    let job = arguments.job.request().with_file_read()?;
    let plan = load(&job, registry)?;
    check_part(&arguments.output)?;
    let mut run = Run::start(plan.clone())?;
    let progress = Progress::new(arguments.watch, arguments.quiet, run.listing());
    let finished = attend(&mut run, progress)?;
    if finished.interrupted {
        tell("logmill: interrupted: no partial result was written");
        return Ok(exit_code(&finished.report(&plan)));
    }
    let bytes = finished.partials.encode(&plan, &job)?;
    let report = finished.report(&plan);
    if !arguments.quiet {
        remark(&report, &run);
    }
    complain(&report);
    write_part(&arguments.output, &bytes)?;
    Ok(exit_code(&report))
}
