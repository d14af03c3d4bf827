//! Hints about files that their format reads badly or not at all.

use super::ledger::{FileNumber, Ledger};
use crate::log::foreign::Foreign;
use crate::log::format::nearest;
use crate::log::reject::{SPECIMENS, UNINFORMATIVE_REASONS};
use crate::log::{Column, Columns, Format, Tally, detect_among};
use crate::report::Hint;

/// For a file with a tenth or more malformed lines, detects another format from the first of them; `own` are the formats of the job.
/// For other files, reports columns that all records lack, or that there are no records.
pub fn hint(ledger: &Ledger, file: FileNumber, format: Option<&Format>, own: &[Format]) -> Option<Hint> {
    let tally = ledger.file(file);
    if !is_read_badly(&tally) {
        let columns = format.map_or(Columns::NONE, Format::columns);
        return incomplete(&tally, columns, ledger.unread_keys(file));
    }
    let specimens = ledger.specimens(file);
    if specimens.is_empty() {
        return None;
    }
    let found = detect_among(&[&specimens], own, None);
    let name = found.format.to_string();
    let reads_most = found.matched > 0 && found.matched * 2 >= found.sampled;
    if reads_most && format.map(ToString::to_string).as_ref() != Some(&name) {
        return Some(Hint::Format { format: name, read: found.matched, of: found.sampled });
    }
    let of = tried(&tally);
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

/// The hint of a file read in parts: the first part's, as far as it holds for the whole file.
pub fn of_parts(first: Option<Hint>, whole: &Tally) -> Option<Hint> {
    let is_read_badly = is_read_badly(whole);
    match first? {
        Hint::Nothing { kind, .. } if is_read_badly => Some(Hint::Nothing { of: tried(whole), kind }),
        Hint::Format { format, read, of } if is_read_badly => Some(Hint::Format { format, read, of }),
        Hint::NoRequest { .. } if whole.parsed == 0 && whole.malformed == 0 => {
            Some(Hint::NoRequest { of: whole.not_access })
        }
        Hint::Lacking { columns, keys, nearest } if !is_read_badly => {
            let lacking: Vec<&str> = whole.lacking().into_iter().map(Column::name).collect();
            let is_true = |column: &String| lacking.contains(&column.as_str());
            let columns: Vec<String> = columns.into_iter().filter(is_true).collect();
            let nearest = nearest.into_iter().filter(|(_, column)| is_true(column)).collect();
            (!columns.is_empty()).then_some(Hint::Lacking { columns, keys, nearest })
        }
        _ => None,
    }
}

/// How many malformed lines are tried. Depends only on the counts, so that it is the same however the file was read.
fn tried(tally: &Tally) -> u64 {
    let uninformative: u64 = UNINFORMATIVE_REASONS.iter().map(|reason| tally.reasons[*reason as usize]).sum();
    tally.malformed.saturating_sub(uninformative).min(SPECIMENS as u64)
}

fn is_read_badly(tally: &Tally) -> bool {
    tally.malformed > 0 && tally.malformed * 10 >= tally.parsed + tally.malformed
}
