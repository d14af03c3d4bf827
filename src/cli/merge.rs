//! `logmill merge`: merges partial results to a report or to one partial result.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context as _, bail};

use super::arguments::{MergeArguments, MergeFormat};
use super::output::{self, check_part, write_to};
use super::parts::{Parts, open, read};
use super::run::{complain, complain_of_rejects, exit_code, is_shown_in_report};
use super::terminal::eprint;
use crate::config::{ConfigInput, GEO, Plan, Registry, Request, load};
use crate::engine::Encoded;
use crate::engine::partials::{Partials, finish};
use crate::engine::restrict::restrict;
use crate::expression::{Context, Expression};
use crate::log::spelling::quoted;
use crate::report::Restriction;

/// Merges the partial results and writes the result.
pub fn run(arguments: &MergeArguments, registry: &Registry) -> anyhow::Result<ExitCode> {
    let started = Instant::now();
    let format = arguments.output.format()?;
    let is_part = format == Some(MergeFormat::Part);
    if is_part && !arguments.conditions.is_empty() {
        bail!("--where: a part of the records would pass for all of them; use it for a report only");
    }
    let parts = different(&arguments.parts, arguments.quiet);
    let first = *parts.first().context("there is nothing to merge")?;
    let bytes = read(first)?;
    let names = (arguments.config.as_deref().unwrap_or(first)).to_string_lossy();
    let settings = arguments.settings(format.and_then(MergeFormat::report));
    let (job, reference) = match &arguments.config {
        Some(file) => (configured(settings, file)?, (&*names, &*names)),
        // The plan of this command line may differ from the part's job only in the command line's settings.
        None => (brought_along(settings, first, &open(first, &bytes)?), ("this command line", &*names)),
    };
    let mut plan = plan_of(arguments, is_part, &job, registry)?;
    let mut sum = Parts { plan: &plan, reference, paths: &parts, quiet: arguments.quiet }.add_up(&bytes)?;
    drop(bytes);
    let restricted = restricted(arguments, &mut plan, &mut sum)?;
    let part = if is_part { Some(sum.encode(&plan, &job)?) } else { None };
    let mut report = finish(&plan, sum)?;
    report.restricted = restricted;
    report.elapsed_seconds = started.elapsed().as_secs_f64();
    if is_part || !is_shown_in_report(&plan.report) {
        complain(&report);
    }
    let code = exit_code(&report, complain_of_rejects(&plan, &report, None));
    match part {
        Some(bytes) => write_to(arguments.output.file(), |out| Ok(out.write_all(&bytes)?))?,
        None => output::write(report, &plan.report, arguments.color)?,
    }
    Ok(code)
}

/// Restricts the tables to the conditions of the command line, if there are any, and reports it.
fn restricted(arguments: &MergeArguments, plan: &mut Plan, sum: &mut Partials) -> anyhow::Result<Option<Restriction>> {
    if arguments.conditions.is_empty() {
        return Ok(None);
    }
    // Values of databases are in the groups already.
    let context = Context { geo: None, ..plan.context.clone() };
    let parse = |text: &String| {
        Expression::condition(text, &context.columns(), &context).with_context(|| format!("--where {}", quoted(text)))
    };
    let conditions = arguments.conditions.iter().map(parse).collect::<anyhow::Result<Vec<_>>>()?;
    let left_out = restrict(plan, sum, &conditions)?;
    if !left_out.is_empty() && !arguments.quiet {
        eprint(&format!("not shown, for want of the columns: {}", left_out.join(", ")));
    }
    Ok(Some(Restriction { conditions: arguments.conditions.clone(), left_out }))
}

/// The parts without duplicates.
fn different(parts: &[PathBuf], quiet: bool) -> Vec<&Path> {
    let mut known: HashMap<PathBuf, &Path> = HashMap::new();
    let mut kept = Vec::new();
    for part in parts.iter().map(PathBuf::as_path) {
        let is_stdin = part == "-";
        let path = if is_stdin { part.to_owned() } else { fs::canonicalize(part).unwrap_or_else(|_| part.to_owned()) };
        match known.get(&path) {
            None => {
                known.insert(path, part);
                kept.push(part);
            }
            Some(_) if quiet => {}
            Some(_) if is_stdin => eprint("-: standard input is named more than once, merged once"),
            Some(first) => eprint(&format!("{}: the same file as {}, merged once", part.display(), first.display())),
        }
    }
    kept
}

/// The named job.
fn configured(settings: Vec<(String, String)>, file: &Path) -> anyhow::Result<Request> {
    let mut job = Request::new(ConfigInput::File(file.to_owned())).with_process_environment().with_file_read()?;
    job.overrides.set = settings;
    Ok(job)
}

/// The job stored in a part, with the settings of the command line.
fn brought_along(settings: Vec<(String, String)>, part: &Path, encoded: &Encoded<'_>) -> Request {
    let mut job = encoded.job().clone();
    // Nothing is looked up, and the databases may be on another machine.
    job.used_databases = encoded.identity().job_key(GEO).map(str::to_owned);
    if let ConfigInput::Text { name, .. } = &mut job.input {
        // The name of a merged part already has a suffix.
        let own = name.split(" in ").next().unwrap_or_default();
        *name = format!("{own} in {}", part.display());
    }
    if !job.overrides.sources.is_empty() {
        // These paths are not read; it only matters that they are not patterns, which depends on this machine.
        job.overrides.sources = vec!["-".to_owned()];
    }
    job.overrides.set.extend(settings);
    job
}

fn plan_of(arguments: &MergeArguments, is_part: bool, job: &Request, registry: &Registry) -> anyhow::Result<Plan> {
    // Filters read nothing any more; their programs may be on another machine.
    let mut plan = load(job, &registry.clone().without_programs())?;
    // A job from a part must not choose what is overwritten here.
    if arguments.config.is_none() || arguments.output.is_given() {
        plan.report.output_file = arguments.output.file().map(Path::to_owned);
    }
    match arguments.output.file().filter(|_| is_part) {
        Some(part) => check_part(part)?,
        None if is_part => {}
        None => output::check(&plan)?,
    }
    Ok(plan)
}
