//! Groups as bytes: the words of an accumulator, the number of groups, then key and accumulators of each group.
//!
//! All numbers are in groups of seven bits, the lowest first, as most are small; a key is its length and its bytes. The groups stand
//! in the order of their keys' bytes: the same groups are the same bytes, and where many files are merged, the groups of the next one are met in
//! the order in which those of the first lie in memory.

use super::measure::{Measure, merge_all};
use super::table::{CHUNK, Entry, KeyTable, Place};
use crate::reduce::StateError;

/// Appends all groups.
pub fn write(table: &KeyTable, out: &mut Vec<u8>) {
    write_number(table.accumulator_words() as u64, out);
    write_number(table.len() as u64, out);
    let mut entries: Vec<Entry> = table.entries().collect();
    entries.sort_unstable_by_key(|entry| table.key(*entry));
    for entry in entries {
        let key = table.key(entry);
        write_number(key.len() as u64, out);
        out.extend_from_slice(key);
        table.accumulators(entry).iter().for_each(|word| write_number(*word, out));
    }
}

/// Adds encoded groups to a table, without making a table of them first: merging many files is bound by the looking up of keys.
///
/// # Errors
/// [`StateError`] when the bytes are not whole, or those of other measures.
pub fn absorb(measures: &[Measure], table: &mut KeyTable, encoded: &[u8]) -> Result<(), StateError> {
    let mut bytes = Bytes(encoded);
    let (found, expected) = (bytes.number()?, table.accumulator_words());
    if found != expected as u64 {
        return Err(StateError::OtherMeasures { found, expected });
    }
    let groups = bytes.number()?;
    let mut merge = Merge::new(measures, table);
    for _ in 0..groups {
        let key = bytes.key()?;
        merge.words.clear();
        for _ in 0..expected {
            merge.words.push(bytes.number()?);
        }
        merge.add(key);
    }
    merge.settle();
    match bytes.0.len() {
        0 => Ok(()),
        bytes => Err(StateError::TooLong { bytes }),
    }
}

/// Groups on their way into a table, which come in the order of their keys.
///
/// Most are found where the last one was found. The others wait until there are enough of them to look up together.
struct Merge<'t, 'k> {
    measures: &'t [Measure],
    table: &'t mut KeyTable,
    /// Behind the entry that was found last.
    place: Place,
    /// The accumulators of the group that is added.
    words: Vec<u64>,
    waiting: Vec<&'k [u8]>,
    waiting_words: Vec<u64>,
    /// Whether no group was found near the place since those that wait were last looked up.
    is_lost: bool,
}

impl<'t, 'k> Merge<'t, 'k> {
    fn new(measures: &'t [Measure], table: &'t mut KeyTable) -> Merge<'t, 'k> {
        let words = table.accumulator_words();
        Merge {
            measures,
            table,
            place: Place::default(),
            words: Vec::with_capacity(words),
            waiting: Vec::with_capacity(CHUNK),
            waiting_words: Vec::with_capacity(CHUNK * words),
            is_lost: true,
        }
    }

    /// Adds a group whose accumulators are in `words`.
    #[inline(always)]
    fn add(&mut self, key: &'k [u8]) {
        if let Some(entry) = self.table.find_near(&mut self.place, key) {
            self.is_lost = false;
            merge_all(self.measures, self.table.accumulators_mut(entry), &self.words);
            return;
        }
        self.waiting.push(key);
        self.waiting_words.extend_from_slice(&self.words);
        if self.waiting.len() == CHUNK {
            self.settle();
        }
    }

    /// Adds the groups that wait.
    #[inline(never)]
    fn settle(&mut self) {
        let mut entries = [Entry::default(); CHUNK];
        self.table.find_or_insert_all(&self.waiting, &mut entries);
        let entries = &entries[..self.waiting.len()];
        for (entry, more) in entries.iter().zip(self.waiting_words.chunks_exact(self.table.accumulator_words())) {
            merge_all(self.measures, self.table.accumulators_mut(*entry), more);
        }
        if let Some(last) = entries.last().filter(|_| self.is_lost) {
            self.place = self.table.after(*last);
        }
        self.is_lost = true;
        self.waiting.clear();
        self.waiting_words.clear();
    }
}

fn write_number(mut number: u64, out: &mut Vec<u8>) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// Encoded groups that are still to be read.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    #[inline]
    fn number(&mut self) -> Result<u64, StateError> {
        let mut number = 0;
        let mut shift = 0;
        while let Some((byte, rest)) = self.0.split_first() {
            self.0 = rest;
            // The bits above 64 of a number that was not written by us are lost.
            number |= u64::from(byte & 0x7F) << shift;
            if *byte < 0x80 {
                return Ok(number);
            }
            shift = (shift + 7).min(63);
        }
        Err(StateError::CutOff)
    }

    #[inline]
    fn key(&mut self) -> Result<&'a [u8], StateError> {
        // The table has 32 bits for the length of a key.
        let len = u32::try_from(self.number()?).map_err(|_| StateError::CutOff)?;
        let (key, rest) = self.0.split_at_checked(len as usize).ok_or(StateError::CutOff)?;
        self.0 = rest;
        Ok(key)
    }
}
