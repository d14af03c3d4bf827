//! The accounts of parts made accounts of files: as if each file had been read from its beginning to its end.

use logmill_actors::process::WorkerFault;

use crate::config::Plan;
use crate::engine::account::{FileAccount, unread};
use crate::log::reject::SHOWN_LINES;
use crate::source::{ByteRange, Head, InputFile, Split};

/// Parts of one file whose failure is told one by one; the others are counted.
const TOLD_PARTS: usize = 3;

/// What became of a split; the default is that nobody read it.
#[derive(Debug, Default)]
pub(super) enum Part {
    /// The run was cancelled before its turn.
    #[default]
    Untouched,
    /// It was read, perhaps not to its end.
    Read {
        /// Whether it was.
        complete: bool,
        /// The account of its lines, numbered from 1.
        account: FileAccount,
    },
    /// No worker could read it.
    GivenUp {
        /// The last fault.
        fault: WorkerFault,
        /// How often it was tried.
        tries: u32,
    },
}

/// The account of a file, from its parts in the order of the file.
pub(super) fn fuse(plan: &Plan, file: &InputFile, head: Option<&Head>, parts: Vec<(Split, Part)>) -> FileAccount {
    let mut fused = unread(file.source, &file.shown, plan.sources[file.source as usize].name.clone());
    let mut errors = Vec::new();
    // Lines before the part; none behind one that was not read to its end, where nobody can tell.
    let mut lines_before = Some(0);
    for (split, part) in parts {
        match part {
            Part::Untouched => lines_before = None,
            Part::GivenUp { fault, tries } => {
                errors.push(given_up(&file.shown, split.range, &fault, tries));
                lines_before = None;
            }
            Part::Read { complete, account } => {
                let lines = account.tally.lines;
                errors.extend(take_in(&mut fused, account, lines_before));
                lines_before = lines_before.filter(|_| complete).map(|before| before + lines);
            }
        }
    }
    fused.error = told(&file.shown, errors);
    if let (Some(detection), Some(_)) = (head.and_then(|head| head.detection), &fused.format) {
        fused.detected = Some((detection.matched, detection.sampled));
    }
    fused
}

/// Adds the account of the next part; hands out its error. A malformed line whose number is not known is counted but not shown.
fn take_in(fused: &mut FileAccount, part: FileAccount, lines_before: Option<u64>) -> Option<String> {
    let FileAccount { format, detected, tally, rejects, error, warnings, .. } = part;
    fused.tally += tally;
    fused.format = fused.format.take().or(format);
    fused.detected = fused.detected.or(detected);
    fused.warnings.extend(warnings);
    if let Some(before) = lines_before {
        fused.rejects.extend(rejects.into_iter().map(|mut reject| {
            reject.line += before;
            reject
        }));
        fused.rejects.truncate(SHOWN_LINES);
    }
    error
}

fn given_up(shown: &str, range: Option<ByteRange>, fault: &WorkerFault, tries: u32) -> String {
    let part = match range {
        None => "nothing of it is counted".to_owned(),
        Some(ByteRange { start, end: ByteRange::OPEN }) => {
            format!("the lines that begin at byte {start} or later are not counted")
        }
        Some(ByteRange { start, end }) => format!("the lines that begin in bytes {start} to {} are not counted", end - 1),
    };
    let times = if tries == 1 { String::new() } else { format!(", and so did {} more", tries - 1) };
    format!("{shown}: {part}: the worker that read it {fault}{times}")
}

fn told(shown: &str, mut errors: Vec<String>) -> Option<String> {
    let more = errors.len().saturating_sub(TOLD_PARTS);
    errors.truncate(TOLD_PARTS);
    if more > 0 {
        errors.push(format!("{shown}: {more} more parts are not counted"));
    }
    (!errors.is_empty()).then(|| errors.join("; "))
}

/// Leaves only those malformed lines that come first in the run, of accounts in the order of reports.
pub(super) fn keep_first_rejects(files: &mut [FileAccount]) {
    let mut left = SHOWN_LINES;
    for file in files {
        file.rejects.truncate(left);
        left -= file.rejects.len();
    }
}
