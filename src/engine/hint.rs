//! What a file may be that its format does not read.

use super::ledger::{FileNumber, Ledger};
use crate::log::foreign::Foreign;
use crate::log::reject::{SPECIMENS, UNINFORMATIVE_REASONS};
use crate::log::{Format, Tally, detect_among};
use crate::report::Hint;

/// Looks for the format of a file of which a tenth or more is malformed, by its first malformed lines; `own` are the formats of the job.
pub fn hint(ledger: &Ledger, file: FileNumber, format: Option<&str>, own: &[Format]) -> Option<Hint> {
    let tally = ledger.file(file);
    if !is_read_badly(&tally) {
        return None;
    }
    let specimens = ledger.specimens(file);
    if specimens.is_empty() {
        return None;
    }
    let found = detect_among(&[&specimens], own, None);
    let name = found.format.to_string();
    let reads_most = found.matched > 0 && found.matched * 2 >= found.sampled;
    if reads_most && format != Some(name.as_str()) {
        return Some(Hint::Format { format: name, read: found.matched, of: found.sampled });
    }
    let of = tried(&tally);
    (!reads_most || tally.parsed == 0).then(|| Hint::Nothing { of, kind: Foreign::of(&specimens) })
}

/// The hint of a file that was read in parts: that of the first part which has one, as far as it is true of all of them.
pub fn of_parts(first: Option<Hint>, whole: &Tally) -> Option<Hint> {
    first.filter(|_| is_read_badly(whole)).map(|hint| match hint {
        Hint::Nothing { kind, .. } => Hint::Nothing { of: tried(whole), kind },
        hint => hint,
    })
}

/// How many of the malformed lines of a file are tried. It is told by the account, which is the same however the file was read.
fn tried(tally: &Tally) -> u64 {
    let untold: u64 = UNINFORMATIVE_REASONS.iter().map(|reason| tally.reasons[*reason as usize]).sum();
    tally.malformed.saturating_sub(untold).min(SPECIMENS as u64)
}

fn is_read_badly(tally: &Tally) -> bool {
    tally.malformed > 0 && tally.malformed * 10 >= tally.parsed + tally.malformed
}
