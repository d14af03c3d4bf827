//! The line accounting of a run: counts for every file, and the first malformed lines.

use std::collections::BTreeMap;

use super::evidence::{EXAMINED_FILES, Evidence};
use crate::log::reject::{DIRECTIVES, SHOWN_LINES, SPECIMENS};
use crate::log::{Reject, Specimens, Tally};
use crate::message::ParsedBatch;

/// A file of the run's list, or a member of one that is an archive: file and member as in
/// [`BatchId`](crate::message::BatchId).
pub type FileNumber = (u32, u32);

/// The accounts of all files. Batches may be added, and ledgers merged, in any order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ledger {
    files: BTreeMap<FileNumber, FileLedger>,
    /// The first malformed lines, by file, batch and line in the batch.
    first_rejects: BTreeMap<(FileNumber, u32, u32), Reject>,
    /// Specimen lines of the first files that have any.
    specimens: BTreeMap<FileNumber, FileSpecimens>,
    /// The first unknown keys of the first files that have any: batch, line in the batch, and keys.
    unread_keys: BTreeMap<FileNumber, (u32, u32, Vec<String>)>,
}

/// The first specimens of a file, by batch and line in the batch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct FileSpecimens {
    directives: BTreeMap<(u32, u32), Vec<u8>>,
    malformed: BTreeMap<(u32, u32), Vec<u8>>,
}

impl FileSpecimens {
    fn add(&mut self, seq: u32, specimens: &Specimens) {
        let placed = |lines: &[(u32, Vec<u8>)]| -> Vec<_> {
            lines.iter().map(|(number, line)| ((seq, *number), line.clone())).collect()
        };
        self.directives.extend(placed(&specimens.directives));
        self.malformed.extend(placed(&specimens.malformed));
    }

    fn keep_first(&mut self) {
        cut(&mut self.directives, DIRECTIVES);
        cut(&mut self.malformed, SPECIMENS);
    }
}

/// Keeps the first entries of a map.
fn cut<K: Ord, V>(map: &mut BTreeMap<K, V>, length: usize) {
    while map.len() > length {
        map.pop_last();
    }
}

/// The account of one file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileLedger {
    /// Counts of its lines.
    pub tally: Tally,
    /// Lines in each batch. Parsers work in any order, and a line's number is known only with all batches before it.
    batch_lines: Vec<u32>,
}

impl Ledger {
    /// Adds a batch.
    pub fn add(&mut self, batch: &ParsedBatch) {
        let number = (batch.id.file, batch.id.member);
        let file = self.files.entry(number).or_default();
        file.tally += batch.tally;
        let seq = batch.id.seq as usize;
        if file.batch_lines.len() <= seq {
            file.batch_lines.resize(seq + 1, 0);
        }
        // A batch has fewer lines than bytes, and less than 4 GiB of these.
        file.batch_lines[seq] = batch.tally.lines as u32;
        for reject in &batch.rejects {
            self.first_rejects.insert((number, batch.id.seq, reject.line), reject.clone());
        }
        if let Some((line, keys)) = &batch.specimens.unread_keys {
            self.take_unread_keys(number, (batch.id.seq, *line, keys.clone()));
        }
        if !(batch.specimens.directives.is_empty() && batch.specimens.malformed.is_empty()) {
            self.specimens.entry(number).or_default().add(batch.id.seq, &batch.specimens);
        }
        self.keep_first();
    }

    /// Adds another ledger; no batch may be in both.
    pub fn merge(&mut self, other: Ledger) {
        for (number, account) in other.files {
            let file = self.files.entry(number).or_default();
            file.tally += account.tally;
            if file.batch_lines.len() < account.batch_lines.len() {
                file.batch_lines.resize(account.batch_lines.len(), 0);
            }
            for (sum, lines) in file.batch_lines.iter_mut().zip(account.batch_lines) {
                *sum += lines;
            }
        }
        self.first_rejects.extend(other.first_rejects);
        for (number, more) in other.specimens {
            let file = self.specimens.entry(number).or_default();
            file.directives.extend(more.directives);
            file.malformed.extend(more.malformed);
        }
        for (number, keys) in other.unread_keys {
            self.take_unread_keys(number, keys);
        }
        self.keep_first();
    }

    /// Keeps the keys of the earlier line.
    fn take_unread_keys(&mut self, number: FileNumber, keys: (u32, u32, Vec<String>)) {
        let known = self.unread_keys.entry(number).or_insert_with(|| keys.clone());
        if (keys.0, keys.1) < (known.0, known.1) {
            *known = keys;
        }
    }

    fn keep_first(&mut self) {
        cut(&mut self.unread_keys, EXAMINED_FILES);
        cut(&mut self.first_rejects, SHOWN_LINES);
        cut(&mut self.specimens, EXAMINED_FILES);
        self.specimens.values_mut().for_each(FileSpecimens::keep_first);
    }

    /// What a hint about a file rests on. Empty when enough other files have some.
    pub fn evidence(&self, file: FileNumber) -> Evidence {
        let specimens = self.specimens.get(&file).cloned().unwrap_or_default();
        Evidence {
            directives: specimens.directives.into_values().collect(),
            malformed: specimens.malformed.into_values().collect(),
            unread_keys: self.unread_keys.get(&file).map(|(_, _, keys)| keys.clone()).unwrap_or_default(),
        }
    }

    /// The counts of a file.
    pub fn file(&self, file: FileNumber) -> Tally {
        self.files.get(&file).map(|account| account.tally).unwrap_or_default()
    }

    /// The first malformed lines: file, line number in the file from 1, and the rejected line.
    pub fn first_rejects(&self) -> impl Iterator<Item = (FileNumber, u64, &Reject)> {
        self.first_rejects.iter().map(|((file, seq, _), reject)| {
            let batches = &self.files[file].batch_lines[..*seq as usize];
            let before: u64 = batches.iter().copied().map(u64::from).sum();
            (*file, before + u64::from(reject.line) + 1, reject)
        })
    }
}
