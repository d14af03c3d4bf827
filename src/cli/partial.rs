//! `logmill partial`: runs a job and writes a mergeable partial result.

use std::process::ExitCode;

use anyhow::bail;

use super::arguments::{PartialArguments, check_only, file};
use super::output::{check_part, write_to};
use super::run::{attend, complain, complain_of_rejects, exit_code, give_hints, nothing_was_read, remark};
use super::terminal::eprint;
use crate::config::{Registry, load};

/// Runs the job and writes its partial result. An interrupted run writes nothing, because it would pass for a complete one.
pub fn run(arguments: &PartialArguments, registry: &Registry) -> anyhow::Result<ExitCode> {
    check_only(&arguments.output, "a partial result", &["part"])?;
    let job = arguments.request()?.with_file_read()?;
    let plan = load(&job, registry)?;
    check_part(&arguments.output)?;
    let (run, mut finished) = attend(&plan, &job, arguments.watch, arguments.quiet)?;
    let unwritten = finished.unwritten.take();
    if finished.interrupted {
        eprint("logmill: interrupted: no partial result was written");
        return Ok(exit_code(&finished.report(&plan)?, unwritten.is_some()));
    }
    let bytes = finished.partials.encode(&plan, &job)?;
    let report = finished.report(&plan)?;
    if !arguments.quiet {
        remark(&report, &run);
    }
    give_hints(&report, arguments.quiet);
    complain(&report);
    if nothing_was_read(&report) {
        bail!("nothing could be read, so no partial result was written");
    }
    write_to(file(&arguments.output), |out| Ok(out.write_all(&bytes)?))?;
    Ok(exit_code(&report, complain_of_rejects(&plan, &report, unwritten)))
}
