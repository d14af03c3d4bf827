//! The line accounting of a run: what became of every line of every file, and where the first malformed ones are.

use std::collections::BTreeMap;

use crate::log::reject::{DIRECTIVES, SHOWN_LINES, SPECIMENS};
use crate::log::{Reject, Specimens, Tally};
use crate::message::ParsedBatch;

/// A file of the run's list, or a member of one that is an archive: file and member as in
/// [`BatchId`](crate::message::BatchId).
pub type FileNumber = (u32, u32);

/// The account of all files. Batches may be added, and ledgers merged, in any order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ledger {
    files: BTreeMap<FileNumber, FileAccount>,
    /// The malformed lines that come first, by file, batch and line in the batch.
    first_rejects: BTreeMap<(FileNumber, u32, u32), Reject>,
    /// Lines that tell what a file may be, of the first files that have any.
    specimens: BTreeMap<FileNumber, FileSpecimens>,
    /// The first keys without meaning, of the first files that have any: batch, line in the batch, and keys.
    unread_keys: BTreeMap<FileNumber, (u32, u32, Vec<String>)>,
}

/// How many files are looked at more closely when their format does not read them: whoever has more has seen enough.
const EXAMINED_FILES: usize = 8;

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
pub struct FileAccount {
    /// What became of its lines.
    pub tally: Tally,
    /// Lines in each batch, by the batch's number: parsers work in any order, and a line's number is only known once the batches before it are.
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
        // A batch holds fewer lines than bytes, and less than 4 GiB of these.
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

    /// Adds what another ledger has seen; no batch may be in both.
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

    /// Keeps those of the earlier line.
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

    /// The first malformed lines of a file, each whole, behind what could be directives of another format. Empty when it has none, or
    /// when enough other files have some.
    pub fn specimens(&self, file: FileNumber) -> Vec<u8> {
        let Some(specimens) = self.specimens.get(&file) else { return Vec::new() };
        let lines = specimens.directives.values().chain(specimens.malformed.values());
        lines.flat_map(|line| line.iter().copied().chain([b'\n'])).collect()
    }

    /// The keys without meaning of the first record of a file that has such keys and lacks path or status.
    pub fn unread_keys(&self, file: FileNumber) -> &[String] {
        self.unread_keys.get(&file).map_or(&[], |(_, _, keys)| keys)
    }

    /// The account of a file.
    pub fn file(&self, file: FileNumber) -> Tally {
        self.files.get(&file).map(|account| account.tally).unwrap_or_default()
    }

    /// The first malformed lines: file, number of the line in its file from 1, and why.
    pub fn first_rejects(&self) -> impl Iterator<Item = (FileNumber, u64, &Reject)> {
        self.first_rejects.iter().map(|((file, seq, _), reject)| {
            let batches = &self.files[file].batch_lines[..*seq as usize];
            let before: u64 = batches.iter().copied().map(u64::from).sum();
            (*file, before + u64::from(reject.line) + 1, reject)
        })
    }
}
