//! `logmill merge`: from partial results to a report, or to one partial result.

use std::collections::HashMap;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context, anyhow};

use super::arguments::MergeArguments;
use super::output::{self, write_part};
use super::run::{complain, exit_code};
use super::terminal::tell;
use crate::config::{ConfigInput, Plan, Registry, Request, load};
use crate::engine::partials::finish;
use crate::engine::{DecodeError, Encoded, FileAccount, Partials};
use crate::source::error::reason;

/// Merges the partial results and writes what came of it.
pub fn run(arguments: &MergeArguments, registry: &Registry) -> anyhow::Result<ExitCode> {
    let started = Instant::now();
    let parts = different(&arguments.parts, arguments.quiet);
    let (&first, others) = parts.split_first().context("there is nothing to merge")?;
    let bytes = read(first)?;
    let encoded = open(first, &bytes)?;
    let (job, reference) = match &arguments.config {
        Some(file) => (configured(arguments, file)?, file.as_path()),
        None => (brought_along(arguments, first, encoded.job().clone()), first),
    };
    let plan = plan_of(arguments, &job, registry)?;
    let mut sum = Sum { partials: Partials::identity(&plan), plan: &plan, reference, files: HashMap::new() };
    sum.absorb(first, encoded)?;
    drop(bytes);
    for part in others {
        let bytes = read(part)?;
        sum.absorb(part, open(part, &bytes)?)?;
    }
    let part =
        arguments.part().map(|path| Ok::<_, anyhow::Error>((path, sum.partials.encode(&plan, &job)?))).transpose()?;
    let mut report = finish(&plan, sum.partials);
    report.elapsed_seconds = started.elapsed().as_secs_f64();
    complain(&report);
    let code = exit_code(&report);
    match part {
        Some((path, bytes)) => write_part(path, &bytes)?,
        None => output::write(report, &plan.report, arguments.color)?,
    }
    Ok(code)
}

/// The parts without those that are named twice.
fn different(parts: &[PathBuf], quiet: bool) -> Vec<&Path> {
    let mut known: HashMap<PathBuf, &Path> = HashMap::new();
    let mut kept = Vec::new();
    for part in parts.iter().map(PathBuf::as_path) {
        let path = fs::canonicalize(part).unwrap_or_else(|_| part.to_owned());
        match known.get(&path) {
            None => {
                known.insert(path, part);
                kept.push(part);
            }
            Some(_) if quiet => {}
            Some(first) => tell(&format!("{}: the same file as {}, merged once", part.display(), first.display())),
        }
    }
    kept
}

fn read(part: &Path) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = match part.to_str() {
        Some("-") => io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes),
        _ => fs::read(part),
    };
    read.map_err(|error| anyhow!("{}: cannot be read: {}", part.display(), reason(&error)))
}

fn open<'a>(part: &Path, bytes: &'a [u8]) -> anyhow::Result<Encoded<'a>> {
    Encoded::open(bytes).map_err(|error| anyhow!("{}: {error}", part.display()))
}

/// The job of the configuration that was named.
fn configured(arguments: &MergeArguments, file: &Path) -> anyhow::Result<Request> {
    let mut job = Request::new(ConfigInput::File(file.to_owned())).with_process_environment().with_file_read()?;
    job.overrides.set = arguments.settings();
    Ok(job)
}

/// The job that a part brings along, with the settings of the command line.
fn brought_along(arguments: &MergeArguments, part: &Path, mut job: Request) -> Request {
    if let ConfigInput::Text { name, .. } = &mut job.input {
        // A part that was merged from others has been given a name here before.
        let own = name.split(" in ").next().unwrap_or_default();
        *name = format!("{own} in {}", part.display());
    }
    if !job.overrides.sources.is_empty() {
        // What these paths stand for, nobody asks; that they could be patterns, only where they are.
        job.overrides.sources = vec!["-".to_owned()];
    }
    job.overrides.set.extend(arguments.settings());
    job
}

fn plan_of(arguments: &MergeArguments, job: &Request, registry: &Registry) -> anyhow::Result<Plan> {
    let mut plan = load(job, registry)?;
    if arguments.config.is_none() {
        // A job that came in a file from somewhere must not choose what is overwritten here.
        plan.report.output_file = arguments.output_file.as_ref().map(PathBuf::from);
    }
    if arguments.part().is_none() {
        output::check(&plan)?;
    }
    Ok(plan)
}

/// What was merged so far.
struct Sum<'a> {
    partials: Partials,
    plan: &'a Plan,
    /// The file that the plan is from.
    reference: &'a Path,
    /// Each file's account with the part that holds it, by the path of the log.
    files: HashMap<String, Vec<(FileAccount, &'a Path)>>,
}

impl<'a> Sum<'a> {
    fn absorb(&mut self, part: &'a Path, encoded: Encoded<'_>) -> anyhow::Result<()> {
        self.suspect(part, encoded.files());
        self.partials.absorb(self.plan, encoded).map_err(|error| match error {
            DecodeError::OtherPlan { difference } => {
                anyhow!("{}: is of another plan than {}: {difference}", part.display(), self.reference.display())
            }
            error => anyhow!("{}: {error}", part.display()),
        })
    }

    /// Warns of a log that seems to be in two parts. It may be that of another host, so it counts.
    fn suspect(&mut self, part: &'a Path, files: &[FileAccount]) {
        for file in files.iter().filter(|file| file.tally.lines > 0) {
            let known = self.files.entry(file.path.clone()).or_default();
            if let Some((_, other)) = known.iter().find(|(other, holder)| *holder != part && other == file) {
                tell(&format!(
                    "logmill: {}: holds {} with the same counts as {}: if it is the same file, its lines are counted twice",
                    part.display(),
                    file.path,
                    other.display()
                ));
            }
            known.push((file.clone(), part));
        }
    }
}
