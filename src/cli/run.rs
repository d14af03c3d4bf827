//! `logmill run`: runs a job and writes its report.

use std::io::{self, IsTerminal};
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, bail};

use logmill_actors::Cancel;

use super::arguments::RunArguments;
use super::progress::Progress;
use super::terminal::eprint;
use super::{explain, output};
use crate::config::{Output, Plan, Registry, ReportPlan, Request, load};
use crate::engine::{Finished, RejectsError, Run};
use crate::log::{RejectReason, Tally};
use crate::report::{Hint, Report, SourceReport};

/// The run finished, but something was left out.
pub const INCOMPLETE: u8 = 2;
/// The run was interrupted; shells report SIGINT so.
const INTERRUPTED: u8 = 130;

/// Runs the job and writes its report.
pub fn run(arguments: &RunArguments, registry: &Registry) -> anyhow::Result<ExitCode> {
    let job = arguments.request()?.with_file_read()?;
    if arguments.explain {
        return explain::print_job(&job, registry);
    }
    let mut plan = load(&job, registry)?;
    if arguments.output.is_given() {
        plan.report.output_file = arguments.output.file().map(Path::to_owned);
    }
    output::check(&plan)?;
    let (run, mut finished) = attend(&plan, &job, arguments.watch, arguments.quiet)?;
    let unwritten = finished.unwritten.take();
    let report = finished.report(&plan)?;
    if !arguments.quiet {
        remark(&report, &run);
    }
    logger::debug!("{:?}", report.actors);
    if nothing_was_read(&report) {
        complain(&report);
        bail!("nothing could be read");
    }
    if !is_shown_in_report(&plan.report) {
        complain(&report);
        give_hints(&report, arguments.quiet);
    }
    let code = exit_code(&report, complain_of_rejects(&plan, &report, unwritten));
    output::write(report, &plan.report, arguments.color)?;
    Ok(code)
}

/// Runs a plan and shows its progress until it ends or a signal interrupts it.
pub fn attend(plan: &Plan, job: &Request, watch: bool, quiet: bool) -> anyhow::Result<(Run, Finished)> {
    logger::debug!("sources {:?}, {:?}", plan.sources, plan.pipeline);
    let cancel = Cancel::new();
    end_on_signal(cancel.clone()).context("cannot listen for signals")?;
    let mut run = Run::launch(plan.clone(), job, cancel)?;
    let mut progress = Progress::new(watch, quiet, run.listing());
    let outcome = loop {
        let outcome = run.wait(Progress::PERIOD);
        match outcome {
            Some(outcome) => break outcome,
            None => progress.show(&run.snapshot(), run.started().elapsed()),
        }
    };
    progress.end(&run.snapshot(), run.started().elapsed());
    Ok((run, outcome?))
}

/// Whether no source could be read.
pub fn nothing_was_read(report: &Report) -> bool {
    report.sources.iter().all(|file| file.error.is_some()) && report.input.tally.lines == 0
}

/// Whether the user reads the report on the same terminal, with the warnings in it.
pub fn is_shown_in_report(plan: &ReportPlan) -> bool {
    plan.output == Output::Table && plan.output_file.is_none() && io::stdout().is_terminal()
}

/// The first signal ends the run in good order, the second one at once.
fn end_on_signal(cancel: Cancel) -> Result<(), ctrlc::Error> {
    ctrlc::set_handler(move || {
        if cancel.is_cancelled() {
            std::process::exit(i32::from(INTERRUPTED));
        }
        eprint("logmill: ending: what was read so far is reported; interrupt again to quit at once");
        cancel.cancel();
    })
}

/// Files whose format is reported one by one; the others are summed up.
const TOLD_FILES: usize = 5;

/// Reports the formats that were detected, and the files that were skipped.
pub fn remark(report: &Report, run: &Run) {
    // For a file that no format reads, there is a hint.
    let is_unread = |file: &SourceReport| matches!(file.hint, Some(Hint::Nothing { .. })) && file.tally.parsed == 0;
    let detected = report.sources.iter().filter(|file| !is_unread(file));
    let detected: Vec<_> = detected.filter_map(|file| Some((file, file.detected?))).collect();
    for (file, rate) in detected.iter().take(TOLD_FILES) {
        let SourceReport { name, path, format, runner_up, .. } = file;
        let next = runner_up.as_ref().map(|(format, read)| (format.as_str(), *read));
        remark_on_format(&format!("{name}: {path}"), format.as_deref().unwrap_or("unknown"), *rate, next);
    }
    if detected.len() > TOLD_FILES {
        let rest = &detected[TOLD_FILES..];
        let mut formats: Vec<_> = rest.iter().filter_map(|(file, _)| file.format.as_deref()).collect();
        formats.sort_unstable();
        formats.dedup();
        let files = if rest.len() == 1 { "file" } else { "files" };
        eprint(&format!("... and {} more {files}: {}", rest.len(), formats.join(", ")));
    }
    for twin in run.listing().duplicates.iter().take(TOLD_FILES) {
        eprint(&format!("{}: the same file as {}, read once", twin.shown, twin.first));
    }
}

/// Reports a detected format and the next best one. Lines are those that it reads, and those that were sampled.
pub fn remark_on_format(file: &str, format: &str, (matched, sampled): (u64, u64), next: Option<(&str, u64)>) {
    let rate = |lines: u64| 100.0 * lines as f64 / sampled.max(1) as f64;
    let next = next.map_or_else(String::new, |(format, read)| format!("; next {format}, {:.1} %", rate(read)));
    eprint(&match (matched, sampled) {
        (_, 0) => format!("{file}: format {format}; there is no line of an access log in the sample"),
        (0, _) => format!("{file}: none of the formats reads it, of {sampled} sampled lines: is it an access log?"),
        _ => format!("{file}: format {format}, which reads {:.1} % of {sampled} sampled lines{next}", rate(matched)),
    });
}

/// Reports hints about files that their format does not read; if `quiet`, only about those without a record.
pub fn give_hints(report: &Report, quiet: bool) {
    let files = report.sources.iter().filter(|file| !quiet || file.tally.has_no_record());
    for file in files.take(TOLD_FILES) {
        if let Some(hint) = &file.hint {
            eprint(&format!("{}: {}: {hint}", file.name, file.path));
        }
    }
}

/// Reports what was left out.
pub fn complain(report: &Report) {
    for file in &report.sources {
        for problem in file.error.iter().chain(&file.warnings) {
            eprint(&format!("logmill: {problem}"));
        }
    }
    for filter in report.filters.iter().filter(|filter| filter.set_aside > 0) {
        eprint(&format!("logmill: filter `{}` failed on {} records: they were dropped", filter.name, filter.set_aside));
    }
}

/// Reports too many malformed lines, and an incomplete rejects file; returns whether there was either.
pub fn complain_of_rejects(plan: &Plan, report: &Report, unwritten: Option<RejectsError>) -> bool {
    let is_unwritten = unwritten.is_some();
    if let Some(error) = unwritten {
        eprint(&format!("logmill: {error}"));
    }
    let Tally { parsed, malformed, .. } = report.input.tally;
    let Some(max) = plan.rejects.max.filter(|max| !max.allows(malformed, parsed + malformed)) else {
        return is_unwritten;
    };
    let lines = parsed + malformed;
    let rate = 100.0 * malformed as f64 / lines.max(1) as f64;
    eprint(&format!(
        "logmill: {malformed} of {lines} lines are malformed ({rate:.1} %), and pipeline.max_malformed is {max}"
    ));
    true
}

/// The exit code. `is_lacking` means that there are more problems than those in the report.
pub fn exit_code(report: &Report, is_lacking: bool) -> ExitCode {
    let panics = report.input.tally.reasons[RejectReason::Panic as usize];
    let set_aside: u64 = report.filters.iter().map(|filter| filter.set_aside).sum();
    let is_incomplete = |file: &SourceReport| file.error.is_some() || file.tally.has_no_record();
    if report.interrupted {
        ExitCode::from(INTERRUPTED)
    } else if report.sources.iter().any(is_incomplete) || panics + set_aside > 0 || is_lacking {
        ExitCode::from(INCOMPLETE)
    } else {
        ExitCode::SUCCESS
    }
}
