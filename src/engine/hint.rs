//! Hints about files that their format reads badly or not at all.

use super::account::FileAccount;
use super::evidence::{EXAMINED_FILES, Evidence};
use crate::log::foreign::Foreign;
use crate::log::format::nearest;
use crate::log::reject::{SPECIMENS, UNINFORMATIVE_REASONS};
use crate::log::{Column, Columns, Format, Tally, detect_among};
use crate::report::Hint;

/// Turns the evidence of the files of a run, in the order of its list, into hints; `own` are the formats of the job.
pub fn settle<'a>(files: impl IntoIterator<Item = &'a mut FileAccount>, own: &[Format]) {
    let (mut with_lines, mut with_keys) = (0, 0);
    for file in files {
        let mut evidence = std::mem::take(&mut file.evidence);
        with_lines += usize::from(evidence.has_lines());
        with_keys += usize::from(!evidence.unread_keys.is_empty());
        if with_lines > EXAMINED_FILES {
            (evidence.directives, evidence.malformed) = (Vec::new(), Vec::new());
        }
        if with_keys > EXAMINED_FILES {
            evidence.unread_keys = Vec::new();
        }
        // A file of which nothing could be read has no format, and nothing to say.
        if let Some(format) = &file.format {
            file.hint = hint(&file.tally, format, &evidence, own);
        }
    }
}

/// For a file with a tenth or more malformed lines, detects another format from the first of them. For other files, reports columns that all
/// records lack, or that there are no records.
fn hint(tally: &Tally, format: &str, evidence: &Evidence, own: &[Format]) -> Option<Hint> {
    if !is_read_badly(tally) {
        let bare = format.split(" inside ").next().unwrap_or(format);
        let known = own.iter().find(|format| format.name() == bare).cloned().or_else(|| Format::by_name(bare));
        return incomplete(tally, known.map_or(Columns::NONE, |format| format.columns()), &evidence.unread_keys);
    }
    let specimens = evidence.lines();
    if specimens.is_empty() {
        return None;
    }
    let found = detect_among(&[&specimens], own, None);
    let name = found.format.to_string();
    let reads_most = found.matched > 0 && found.matched * 2 >= found.sampled;
    if reads_most && format != name {
        return Some(Hint::Format { format: name, read: found.matched, of: found.sampled });
    }
    let of = tried(tally);
    (!reads_most || tally.parsed == 0).then(|| Hint::Nothing { of, kind: Foreign::of(&specimens) })
}

/// The columns that the format can fill but all records lack, with the unknown keys; or that no line is about a request.
pub fn incomplete(tally: &Tally, columns: Columns, keys: &[String]) -> Option<Hint> {
    if tally.parsed == 0 && tally.malformed == 0 && tally.not_access > 0 {
        return Some(Hint::NoRequest { of: tally.not_access });
    }
    let lacking: Vec<Column> = tally.lacking().into_iter().filter(|column| columns.contains(*column)).collect();
    let near = |column: &Column| Some((nearest(keys, *column)?.to_owned(), column.name().to_owned()));
    (!lacking.is_empty()).then(|| Hint::Lacking {
        columns: lacking.iter().map(|column| column.name().to_owned()).collect(),
        keys: keys.to_vec(),
        nearest: lacking.iter().filter_map(near).collect(),
    })
}

/// How many malformed lines are tried. Depends only on the counts, so that it is the same however the file was read.
fn tried(tally: &Tally) -> u64 {
    let uninformative: u64 = UNINFORMATIVE_REASONS.iter().map(|reason| tally.reasons[*reason as usize]).sum();
    tally.malformed.saturating_sub(uninformative).min(SPECIMENS as u64)
}

fn is_read_badly(tally: &Tally) -> bool {
    tally.malformed > 0 && tally.malformed * 10 >= tally.parsed + tally.malformed
}
