//! Groups as bytes: the words of an accumulator, the number of groups, then key and accumulators of each group.
//!
//! All numbers are in groups of seven bits, the lowest first, as most are small; a key is its length and its bytes. The groups stand
//! in the order of their keys' bytes: the same groups are the same bytes, and where many files are merged, the groups of the next one are met in
//! the order in which those of the first lie in memory.

use super::measure::{Measure, merge_all};
use super::table::{CHUNK, Entry, KeyTable};
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
    let mut left = bytes.number()?;
    let mut words = Vec::with_capacity(CHUNK * expected);
    let mut entries = [Entry::default(); CHUNK];
    while left > 0 {
        let mut keys: [&[u8]; CHUNK] = [&[]; CHUNK];
        let taken = left.min(CHUNK as u64) as usize;
        words.clear();
        for key in &mut keys[..taken] {
            *key = bytes.key()?;
            for _ in 0..expected {
                words.push(bytes.number()?);
            }
        }
        table.find_or_insert_all(&keys[..taken], &mut entries);
        for (entry, more) in entries[..taken].iter().zip(words.chunks_exact(expected)) {
            merge_all(measures, table.accumulators_mut(*entry), more);
        }
        left -= taken as u64;
    }
    match bytes.0.len() {
        0 => Ok(()),
        bytes => Err(StateError::TooLong { bytes }),
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
