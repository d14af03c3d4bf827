//! `logmill detect`: detects formats and shows how reliable the result is.

use std::process::ExitCode;

use anyhow::bail;

use super::arguments::DetectArguments;
use super::inspect::{Inspection, inspect};
use super::run::INCOMPLETE;
use super::terminal::{eprint, is_coloured, print, width};
use crate::config::SourcePlan;
use crate::engine::hint::incomplete;
use crate::engine::lines::LineParser;
use crate::engine::rejects::numbered_lines;
use crate::log::foreign::Foreign;
use crate::log::{Columns, Detection, Fate, Records, examine};
use crate::message::RawBatch;
use crate::report::table::formats::{Sample, detection};
use crate::report::{Hint, TableOptions};
use crate::source::{InputFile, list_inputs};

/// Records shown for each file.
const SAMPLES: usize = 3;

/// Prints the scores of all formats, and some records, for each file.
pub fn run(arguments: &DetectArguments) -> anyhow::Result<ExitCode> {
    let source = SourcePlan {
        name: "detect".to_owned(),
        paths: arguments.paths.clone(),
        choice: arguments.lines.names()?,
        format: arguments.lines.format(arguments.config.as_ref())?,
    };
    let listing = list_inputs(&[source]);
    let options = TableOptions { width: width(), color: is_coloured(arguments.color), ..TableOptions::default() };
    let (mut read, mut failed) = (0, listing.failures.len());
    for file in &listing.files {
        match show(file, &options)? {
            true => read += 1,
            false => failed += 1,
        }
    }
    listing.failures.iter().for_each(|failure| eprint(&format!("logmill: {}", failure.error)));
    if read == 0 && failed > 0 {
        bail!("no format was found");
    }
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::from(INCOMPLETE) })
}

/// Prints the result for a file; returns whether some format reads it.
fn show(file: &InputFile, options: &TableOptions) -> anyhow::Result<bool> {
    let Inspection { outcome, start } = inspect(file);
    outcome.warnings.iter().for_each(|warning| eprint(&format!("logmill: {warning}")));
    if let Some(error) = &outcome.error {
        eprint(&format!("logmill: {error}"));
    }
    let found = outcome.detection.or_else(|| Some(examine(&[start.as_ref()?.lines()], outcome.format.as_ref()?)));
    let (Some(found), Some(start)) = (found, start) else {
        if outcome.error.is_none() {
            eprint(&format!("logmill: {}: has no line", file.shown));
        }
        return Ok(false);
    };
    let foreign = Foreign::of(start.lines());
    let (samples, hint) = samples(&found, start);
    print(&detection(&file.shown, &found, foreign, hint.as_ref(), &samples, options))?;
    Ok(found.matched > 0)
}

/// The first records of a file, and the columns that all of them lack.
fn samples(found: &Detection, mut start: RawBatch) -> (Vec<Sample>, Option<Hint>) {
    start.format = found.format.clone();
    let mut parser = LineParser::new(Columns::all(), usize::MAX).with_fates();
    let parsed = parser.parse(&mut start, &[]);
    let records = Records::new(&parsed.records);
    let lines = numbered_lines(&start).zip(&parsed.fates);
    let lines = lines.filter(|(_, fate)| matches!(fate, Fate::Record(_))).map(|((number, _), _)| number);
    let samples = lines
        .zip(0..records.len())
        .take(SAMPLES)
        .map(|(line, row)| Sample::new(line, &records.get(row), &found.format));
    let keys = parsed.specimens.unread_keys.as_ref().map_or(&[][..], |(_, keys)| keys);
    (samples.collect(), incomplete(&parsed.tally, found.format.columns(), keys))
}
