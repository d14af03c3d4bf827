//! The account of lines, in words and sums.

use std::fmt::Write;

use super::answer::nulls;
use super::grid::{CellKind, Grid, GridColumn};
use super::number::grouped;
use super::paint::Paint;
use crate::log::{RejectReason, Tally};
use crate::report::text::{escape, truncate, width};
use crate::report::{MalformedLine, Report, SourceReport};

/// Files that are listed; the others are counted.
const FILES_SHOWN: usize = 10;
/// Columns of a label.
const LABEL: usize = 11;

/// Writes the account of lines, files and filters, the malformed lines, and warnings.
pub fn render(report: &Report, limit: Option<usize>, paint: Paint, out: &mut String) {
    let mut lines = Lines { limit, paint, out };
    let tally = report.input.tally;
    lines.line("lines", &sum(&tally));
    if let Some(restricted) = &report.restricted {
        lines.uncut("where", &format!("{}, in the tables only", escape(&restricted.conditions.join(" and "))));
    }
    let notes: Vec<String> =
        tally.notes.iter().map(|(note, count)| format!("{} {}", note.name(), grouped(count))).collect();
    if !notes.is_empty() {
        lines.line("notes", &notes.join(", "));
    }
    files(report, &mut lines);
    for filter in &report.filters {
        let (seen, kept, dropped) = (grouped(filter.seen), grouped(filter.kept), grouped(filter.dropped));
        let aside = match filter.set_aside {
            0 => String::new(),
            count => format!(", of these {} set aside because the filter failed", grouped(count)),
        };
        lines.line("filter", &format!("{}: in {seen} = kept {kept} + dropped {dropped}{aside}", escape(&filter.name)));
        if let Some(nulls) = nulls(filter.failures) {
            lines.detail("", &nulls);
        }
    }
    malformed(report, &mut lines);
    for source in &report.sources {
        if let Some(hint) = &source.hint {
            lines.uncut("hint", &escape(&format!("{}: {hint}", source.path)));
        }
    }
    warnings(report, &mut lines);
}

struct Lines<'a> {
    limit: Option<usize>,
    paint: Paint,
    out: &'a mut String,
}

impl Lines<'_> {
    /// A line with a label.
    fn line(&mut self, label: &str, text: &str) {
        let room = self.limit.map_or(usize::MAX, |limit| limit.saturating_sub(LABEL).max(LABEL));
        let label = self.paint.label(&format!("{label:<LABEL$}"));
        // Writing to a string cannot fail.
        let _ = writeln!(self.out, "{label}{}", truncate(text, room));
    }

    /// An indented line of two parts; only the second one is cut.
    fn detail(&mut self, start: &str, rest: &str) {
        let room = self.limit.map_or(usize::MAX, |limit| limit.saturating_sub(2 + width(start)).max(LABEL));
        let _ = writeln!(self.out, "  {start}{}", self.paint.faint(&truncate(rest, room)));
    }

    /// A line that is never truncated, because all of it matters.
    fn uncut(&mut self, label: &str, text: &str) {
        let _ = writeln!(self.out, "{}{text}", self.paint.warning(&format!("{label:<LABEL$}")));
    }
}

fn sum(tally: &Tally) -> String {
    let Tally { lines, parsed, malformed, skipped, not_access, .. } = *tally;
    let others = if not_access > 0 { format!(" ({} not about requests)", grouped(not_access)) } else { String::new() };
    let [lines, parsed, malformed, skipped] = [lines, parsed, malformed, skipped].map(grouped);
    format!("{lines} = parsed {parsed} + malformed {malformed} + skipped {skipped}{others}")
}

fn files(report: &Report, lines: &mut Lines<'_>) {
    match report.sources.as_slice() {
        [] => {}
        [source] => lines.line("file", &format!("{} ({})", escape(&source.path), shape(source))),
        sources => {
            lines.line("files", &grouped(sources.len() as u64));
            file_grid(&sources[..sources.len().min(FILES_SHOWN)]).render(lines.limit, lines.paint, lines.out);
            if let Some(more) = sources.len().checked_sub(FILES_SHOWN).filter(|more| *more > 0) {
                lines.detail("", &format!("… {} more", grouped(more as u64)));
            }
        }
    }
}

fn file_grid(sources: &[SourceReport]) -> Grid {
    let numbers = ["lines", "parsed", "malformed", "skipped"].map(|heading| GridColumn::new(heading, CellKind::Number));
    let texts = [GridColumn::new("file", CellKind::Text), GridColumn::new("format", CellKind::Text)];
    let row = |source: &SourceReport| {
        let Tally { lines, parsed, malformed, skipped, .. } = source.tally;
        let numbers = [lines, parsed, malformed, skipped].map(grouped);
        [escape(&source.path).into_owned(), shape(source)].into_iter().chain(numbers).collect()
    };
    Grid { columns: texts.into_iter().chain(numbers).collect(), rows: sources.iter().map(row).collect() }
}

/// The format of a file, and how it was chosen.
fn shape(source: &SourceReport) -> String {
    let Some(format) = &source.format else {
        return if source.error.is_some() { "not read" } else { "no lines" }.to_owned();
    };
    match source.detected {
        Some((matched, sampled)) => format!("{}, detected from {matched} of {sampled} lines", escape(format)),
        None => escape(format).into_owned(),
    }
}

fn malformed(report: &Report, lines: &mut Lines<'_>) {
    let tally = report.input.tally;
    if tally.malformed == 0 {
        return;
    }
    let reasons = RejectReason::ALL.iter().zip(tally.reasons).filter(|(_, count)| *count > 0);
    let reasons: Vec<String> = reasons.map(|(reason, count)| format!("{} {}", reason.name(), grouped(count))).collect();
    lines.line("malformed", &reasons.join(", "));
    for line in &report.malformed {
        let MalformedLine { path, line, column, reason, text } = line;
        let place = format!("{}:{line}:{column}: ", escape(path));
        lines.detail(&place, &format!("{}: {}", reason.name(), escape(text)));
    }
    let shown = report.malformed.len() as u64;
    if shown > 0 && shown < tally.malformed {
        lines.detail("", &format!("… {} more", grouped(tally.malformed - shown)));
    }
}

fn warnings(report: &Report, lines: &mut Lines<'_>) {
    if report.interrupted {
        lines.uncut("warning", "interrupted: this is a partial report, of what had been read by then");
    }
    for source in &report.sources {
        for problem in source.error.iter().chain(&source.warnings) {
            lines.uncut("warning", &escape(problem));
        }
    }
}
