//! Which of two parts of a session has its entry, and which its exit.
//!
//! Requests of the same time are in the order of their paths, and of their keys, with those that have none last: the order of lines in a
//! log is not known when parts of it are read apart.

use super::texts::EndTexts;
use super::visit::{Ends, Visit};

/// The ends of a session that has two parts.
pub fn earlier_and_later(a: (&Visit, &Ends), b: (&Visit, &Ends), texts: &EndTexts) -> Ends {
    let entry = if comes_first(b, a, texts) { b.1 } else { a.1 };
    let exit = if leaves_last(b, a, texts) { b.1 } else { a.1 };
    Ends { last: exit.last, exit: exit.exit, ..*entry }
}

/// Whether the first page of a part comes before that of another. A part without pages comes after one with pages.
fn comes_first((visit, ends): (&Visit, &Ends), (other, others): (&Visit, &Ends), texts: &EndTexts) -> bool {
    let order = (other.pages > 0).cmp(&(visit.pages > 0)).then(ends.first.cmp(&others.first));
    // Texts are looked up for requests of the same time alone.
    let path = || texts.paths.get(ends.entry).cmp(&texts.paths.get(others.entry));
    let key = || texts.keys.get(ends.key).cmp(&texts.keys.get(others.key));
    order.then_with(path).then_with(key).is_lt()
}

/// Whether the last page of a part comes after that of another.
fn leaves_last((visit, ends): (&Visit, &Ends), (other, others): (&Visit, &Ends), texts: &EndTexts) -> bool {
    let order = (visit.pages > 0).cmp(&(other.pages > 0)).then(ends.last.cmp(&others.last));
    order.then_with(|| texts.paths.get(ends.exit).cmp(&texts.paths.get(others.exit))).is_gt()
}
