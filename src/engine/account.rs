//! The account of each file, keyed by its path, so that it means the same in every process.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::evidence::Evidence;
use super::ledger::{FileNumber, Ledger};
use crate::config::Plan;
use crate::log::reject::SHOWN_LINES;
use crate::log::{RejectReason, Tally};
use crate::report::{Hint, MalformedLine, SourceReport};
use crate::source::{FileOutcome, Listing, SourceWarning};

/// Upper bound for counts in encoded partials: far above any log, and far below an overflow when many are added.
pub(super) const MOST_COUNTED: u64 = 1 << 48;

/// The account of one file, or of a path or pattern that matched none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileAccount {
    /// Index of the source in the plan.
    pub source: u32,
    /// Whether nothing could be read under this name. Such entries come after the files of their source.
    pub is_failure: bool,
    /// The path as given, `-` for standard input, or a pattern as written.
    pub path: String,
    /// Name of the source.
    pub name: String,
    /// The format of its lines; `None` if nothing was read.
    pub format: Option<String>,
    /// If the format was detected: sampled lines that it reads, and all sampled lines.
    pub detected: Option<(u64, u64)>,
    /// The second best format and the sampled lines that it reads, if any.
    pub runner_up: Option<(String, u64)>,
    /// What the file may be, if its format does not read it.
    pub hint: Option<Hint>,
    /// What the hint rests on, of a part of a run; nothing once there is a hint.
    pub evidence: Evidence,
    /// Counts of its lines.
    pub tally: Tally,
    /// The malformed lines among the first ones of the run.
    pub rejects: Vec<LocatedReject>,
    /// Why it could not be read, or not to its end.
    pub error: Option<String>,
    /// Other warnings about it.
    pub warnings: Vec<String>,
}

/// A malformed line, located in its file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocatedReject {
    /// Line in the file, from 1.
    pub line: u64,
    /// Byte of the line where reading failed, from 1.
    pub column: u32,
    /// Why.
    pub reason: RejectReason,
    /// The beginning of the line.
    pub text: String,
}

/// The entries for paths and patterns that matched no file.
pub(super) fn failures<'a>(plan: &'a Plan, listing: &'a Listing) -> impl Iterator<Item = FileAccount> + 'a {
    listing.failures.iter().map(|failure| FileAccount {
        is_failure: true,
        error: Some(failure.error.to_string()),
        ..unread(failure.source, &failure.shown, plan.sources[failure.source as usize].name.clone())
    })
}

/// The accounts of a run, files first, with evidence in the place of hints. The members of an archive replace it, unless there is something
/// to report about the archive itself.
pub fn accounts(plan: &Plan, listing: &Listing, ledger: &Ledger, outcomes: Vec<FileOutcome>) -> Vec<FileAccount> {
    let name = |source: u32| plan.sources[source as usize].name.clone();
    let listed = listing.files.iter().map(|file| ((file.file, 0), unread(file.source, &file.shown, name(file.source))));
    let mut files: BTreeMap<FileNumber, FileAccount> = listed.collect();
    let mut archives = BTreeSet::new();
    for outcome in outcomes {
        let member = outcome.member.as_ref();
        let number = (outcome.file, member.map_or(0, |member| member.number));
        archives.extend(member.map(|_| (outcome.file, 0)));
        let shown = member.map_or("", |member| &member.shown);
        let file = files.entry(number).or_insert_with(|| unread(outcome.source, shown, name(outcome.source)));
        file.format = outcome.format.as_ref().map(ToString::to_string);
        if let Some(detection) = outcome.detection {
            file.detected = Some((detection.matched, detection.sampled));
            file.runner_up = detection.runner_up().map(|next| (next.format.to_string(), next.read));
        }
        file.error = outcome.error.map(|error| error.to_string());
        file.warnings = outcome.warnings.iter().map(ToString::to_string).collect();
        file.tally = ledger.file(number);
        file.evidence = ledger.evidence(number);
    }
    for (number, line, reject) in ledger.first_rejects() {
        let (column, reason, text) = (reject.column, reject.reason, reject.text.clone());
        files.entry(number).and_modify(|file| file.rejects.push(LocatedReject { line, column, reason, text }));
    }
    files.retain(|number, file| !archives.contains(number) || file.error.is_some() || !file.warnings.is_empty());
    files.into_values().chain(failures(plan, listing)).collect()
}

/// The account of a file that has not been read.
pub(super) fn unread(source: u32, path: &str, name: String) -> FileAccount {
    FileAccount {
        source,
        is_failure: false,
        path: path.to_owned(),
        name,
        format: None,
        detected: None,
        runner_up: None,
        hint: None,
        evidence: Evidence::default(),
        tally: Tally::default(),
        rejects: Vec::new(),
        error: None,
        warnings: Vec::new(),
    }
}

impl FileAccount {
    /// Whether all lines are accounted for, in counts that can be added.
    pub(super) fn closes(&self) -> bool {
        let Tally { lines, parsed, malformed, skipped, bytes, nul_bytes, .. } = self.tally;
        let Tally { not_access, without_path, without_status, .. } = self.tally;
        let notes = self.tally.notes.iter().map(|(_, count)| count);
        let lines = [lines, parsed, malformed, skipped, bytes, nul_bytes, not_access, without_path, without_status];
        let mut counts = lines.into_iter().chain(self.tally.reasons).chain(notes);
        counts.all(|count| count < MOST_COUNTED) && self.tally.closes()
    }

    fn report(self) -> SourceReport {
        let FileAccount { name, path, format, detected, runner_up, hint, tally, error, mut warnings, .. } = self;
        // Reported for the whole file, even if it was read in parts.
        let nuls = Some(tally.nul_bytes).filter(|bytes| *bytes > 0);
        warnings.extend(nuls.map(|bytes| SourceWarning::Nuls { shown: path.clone(), bytes }.to_string()));
        SourceReport { name, path, format, detected, runner_up, hint, tally, error, warnings }
    }

    fn malformed(&self) -> impl Iterator<Item = MalformedLine> + '_ {
        self.rejects.iter().map(|reject| {
            let LocatedReject { line, column, reason, text } = reject.clone();
            MalformedLine { path: self.path.clone(), line, column, reason, text }
        })
    }
}

/// Sorts accounts for reports: by source and path, failures after the files of their source.
///
/// Files of different hosts may have one name; all other fields then decide, so that the order of merging does not show.
pub fn sort(files: &mut [FileAccount]) {
    let place = |file: &FileAccount| (file.source, file.is_failure);
    files.sort_by(|a, b| {
        place(a).cmp(&place(b)).then_with(|| a.path.cmp(&b.path)).then_with(|| format!("{a:?}").cmp(&format!("{b:?}")))
    });
}

/// The sum of all files.
pub fn total(files: &[FileAccount]) -> Tally {
    let mut total = Tally::default();
    files.iter().for_each(|file| total += file.tally);
    total
}

/// The first malformed lines of sorted accounts, and the entries about files.
pub fn reports(files: Vec<FileAccount>) -> (Vec<MalformedLine>, Vec<SourceReport>) {
    let malformed = files.iter().flat_map(FileAccount::malformed).take(SHOWN_LINES).collect();
    (malformed, files.into_iter().map(FileAccount::report).collect())
}
