//! `logmill parse`: writes every line of logs as fields, for other programs.

use std::io::Write;
use std::num::NonZero;
use std::ops::ControlFlow;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, bail};
use logmill_actors::Cancel;

use super::arguments::{ParseArguments, RecordFormat};
use super::chosen::{Writing, Written, choice, of_stream, stream_chosen};
use super::inspect::inspect;
use super::output::write_to;
use super::renderer::{Renderer, columns_of};
use super::run::{INCOMPLETE, remark_on_format};
use super::terminal::eprint;
use crate::config::{FormatChoice, SourcePlan};
use crate::engine::choice::{Choice, Chosen};
use crate::engine::stream::{StreamJob, Streamed, stream};
use crate::expression::Failures;
use crate::log::{Column, Columns, Format, OwnColumns, Parsed, RejectReason, Tally};
use crate::message::RawBatch;
use crate::report::records::{self, Lines};
use crate::report::table::nulls;
use crate::source::{FileOutcome, Listing, ReadLimits, list_inputs};

/// The value of the column `source`: there is only one.
const SOURCE: &str = "parse";
/// Text in a batch: small, so that a pipeline's first lines come soon and the output stays in the cache.
const BATCH_BYTES: usize = 256 * 1024;
/// The default of `pipeline.max_line_bytes`.
const MAX_LINE_BYTES: usize = 1 << 20;

/// Writes the content of the files, and reports what could not be read.
pub fn run(arguments: &ParseArguments) -> anyhow::Result<ExitCode> {
    let format = arguments.lines.format(arguments.config.as_ref())?;
    let shape = arguments.output.format()?.unwrap_or(RecordFormat::Jsonl);
    let own = format.own_columns().clone();
    let chosen = chosen_columns(arguments.columns.as_deref(), &own)?;
    let choice = choice(arguments, &own)?;
    let files = arguments.lines.names()?;
    let source = SourcePlan { name: SOURCE.to_owned(), paths: arguments.paths.clone(), choice: files, format };
    let listing = list_inputs(&[source]);
    let columns = match shape {
        RecordFormat::Jsonl => chosen,
        _ => Some(chosen.map_or_else(|| table_columns(&listing), Ok)?),
    };
    let renderer = Renderer::new(columns, own, arguments.decode, listing.files.len() > 1);
    let threads =
        arguments.parsers.unwrap_or_else(|| std::thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN));
    let job = StreamJob {
        source: SOURCE.to_owned(),
        files: listing.files.clone(),
        limits: ReadLimits { batch_bytes: BATCH_BYTES, max_line_bytes: MAX_LINE_BYTES },
        threads: threads.get(),
        cancel: Cancel::new(),
    };
    let is_of_all = shape == RecordFormat::Jsonl && choice.is_of_all();
    let written = write(arguments, shape, renderer, choice, &job)?;
    finish(&listing, &written, is_of_all, arguments.quiet)
}

/// The columns requested by name.
fn chosen_columns(names: Option<&[String]>, own: &OwnColumns) -> anyhow::Result<Option<Vec<Column>>> {
    let column = |name: &String| own.find(name.trim()).context("--columns");
    names.map(|names| names.iter().map(column).collect()).transpose()
}

/// The columns of a table of all files: those of any of their formats.
fn table_columns(listing: &Listing) -> anyhow::Result<Vec<Column>> {
    let mut columns = Columns::NONE;
    for file in &listing.files {
        let format = match &file.format {
            FormatChoice::Fixed(format) => Some(format.clone()),
            _ if !file.is_seekable() => bail!(
                "{}: a table needs its columns before its first record: name them with --columns, or the format with --format",
                file.shown
            ),
            _ => inspect(file).outcome.detection.map(|detection| detection.format),
        };
        columns = columns.union(format.map_or(Columns::NONE, |format| columns_of(&format)));
    }
    Ok(columns.iter().collect())
}

fn write(
    arguments: &ParseArguments,
    shape: RecordFormat,
    renderer: Renderer,
    choice: Choice,
    job: &StreamJob,
) -> anyhow::Result<Written> {
    if shape == RecordFormat::Parquet {
        return super::parquet::write(arguments, renderer, choice, job);
    }
    let mut written = None;
    let fill = |out: &mut dyn Write| -> anyhow::Result<()> {
        let done = write_text(shape, renderer, choice, job, out)?;
        // On failure an existing file is left alone.
        let is_empty = arguments.output.file().is_some() && nothing_was_read(&done.streamed);
        written = Some(done);
        if is_empty { Err(NothingRead.into()) } else { Ok(()) }
    };
    match write_to(arguments.output.file(), fill) {
        Err(error) if error.is::<NothingRead>() => {}
        done => done?,
    }
    written.context("nothing was written")
}

/// No file had a line; the reasons were reported.
#[derive(Debug, thiserror::Error)]
#[error("nothing could be read")]
struct NothingRead;

fn nothing_was_read(streamed: &Streamed) -> bool {
    streamed.tally.lines == 0 && streamed.files.iter().all(|file| file.error.is_some())
}

fn write_text(
    shape: RecordFormat,
    renderer: Renderer,
    choice: Choice,
    job: &StreamJob,
    out: &mut dyn Write,
) -> anyhow::Result<Written> {
    let renderer = Arc::new(renderer);
    if let (RecordFormat::Csv, Some(columns)) = (shape, &renderer.columns) {
        let mut header = Vec::new();
        records::csv::write_header(columns, &renderer.own, &mut header)?;
        out.write_all(&header)?;
    }
    let (wanted, written) = (Arc::clone(&renderer), Arc::clone(&renderer));
    let columns = move |format: &Format| wanted.columns_of(format).into_iter().chain([Column::ClockOffset]).collect();
    let mut write = |lines: Lines| -> anyhow::Result<()> {
        out.write_all(&lines.text)?;
        written.recycle(lines);
        Ok(())
    };
    if shape == RecordFormat::Jsonl && choice.is_of_all() {
        let make = move |raw: &RawBatch, parsed: &Parsed| renderer.all_lines(raw, parsed);
        let sink = |lines: anyhow::Result<Lines>| write(lines?).map(ControlFlow::Continue);
        let streamed = stream(job, columns, make, sink).map_err(of_stream)?;
        return Ok(Written { streamed, failures: Failures::default(), is_cut: false });
    }
    let names_files = renderer.names_files;
    let render = move |raw: &RawBatch, chosen: &Chosen| renderer.lines(shape, raw, chosen);
    stream_chosen(job, choice, columns, Writing { names_files, render, write })
}

/// Reports formats and rejects, and returns the exit code.
fn finish(listing: &Listing, written: &Written, is_of_all: bool, quiet: bool) -> anyhow::Result<ExitCode> {
    let Written { streamed, failures, is_cut } = written;
    let tally = &streamed.tally;
    for file in &streamed.files {
        remark(file, listing, streamed, quiet);
    }
    // How many lines follow the last record depends on the batch.
    if !is_of_all && !is_cut && tally.malformed > 0 && !quiet {
        eprint(&format!("{} of {} lines are malformed and not written", tally.malformed, tally.lines));
    }
    if let Some(nulls) = nulls(*failures).filter(|_| !quiet) {
        eprint(&nulls);
    }
    let errors = streamed.files.iter().filter_map(|file| file.error.as_ref());
    let errors: Vec<_> = errors.chain(listing.failures.iter().map(|failure| &failure.error)).collect();
    errors.iter().for_each(|error| eprint(&format!("logmill: {error}")));
    let warnings = streamed.files.iter().flat_map(|file| &file.warnings);
    warnings.for_each(|warning| eprint(&format!("logmill: {warning}")));
    if tally.nul_bytes > 0 {
        eprint(&format!("logmill: {} NUL bytes at the beginning of lines are skipped", tally.nul_bytes));
    }
    if nothing_was_read(streamed) {
        return Err(NothingRead.into());
    }
    let panics = tally.reasons[RejectReason::Panic as usize];
    let is_whole = errors.is_empty() && panics == 0 && !streamed.tallies.values().any(Tally::has_no_record);
    Ok(if is_whole { ExitCode::SUCCESS } else { ExitCode::from(INCOMPLETE) })
}

/// Reports the format of a file that was detected; or, even if `quiet`, that no line of the file is a record.
fn remark(file: &FileOutcome, listing: &Listing, streamed: &Streamed, quiet: bool) {
    let listed = &listing.files[file.file as usize].shown;
    let shown = file.member.as_ref().map_or(listed, |member| &member.shown);
    if let (Some(format), Some(detection), false) = (&file.format, &file.detection, quiet) {
        let next = detection.runner_up().map(|next| (next.format.to_string(), next.read));
        let next = next.as_ref().map(|(format, read)| (format.as_str(), *read));
        return remark_on_format(shown, &format.to_string(), (detection.matched, detection.sampled), next);
    }
    if let Some(Tally { lines, .. }) = streamed.tally_of(file).filter(|tally| tally.has_no_record()) {
        eprint(&format!(
            "logmill: {shown}: none of its {lines} lines is a record; `logmill detect` shows which format reads them"
        ));
    }
}
