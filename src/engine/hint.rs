//! What a file may be that its format does not read.

use super::ledger::{FileNumber, Ledger};
use crate::log::{Tally, detect};
use crate::report::Hint;

/// Looks for the format of a file of which a tenth or more is malformed, by its first malformed lines.
pub fn hint(ledger: &Ledger, file: FileNumber, format: Option<&str>) -> Option<Hint> {
    let tally = ledger.file(file);
    if !is_read_badly(&tally) {
        return None;
    }
    let specimens = ledger.specimens(file);
    if specimens.is_empty() {
        return None;
    }
    let found = detect(&[&specimens]);
    let is_other = found.matched * 2 >= found.sampled && found.matched > 0 && format != Some(found.format.name());
    if is_other {
        let (format, read, of) = (found.format.name().to_owned(), found.matched, found.sampled);
        return Some(Hint::Format { format, read, of });
    }
    (tally.parsed == 0).then_some(Hint::Nothing)
}

/// The hint of a file that was read in parts: that of the first part which has one, as far as it is true of all of them.
pub fn of_parts(first: Option<Hint>, whole: &Tally) -> Option<Hint> {
    first.filter(|hint| match hint {
        Hint::Format { .. } => is_read_badly(whole),
        Hint::Nothing => whole.parsed == 0,
    })
}

fn is_read_badly(tally: &Tally) -> bool {
    tally.malformed > 0 && tally.malformed * 10 >= tally.parsed + tally.malformed
}
