//! The number of different values: exact at first, then an estimate.

use twox_hash::XxHash3_64;

use super::codec::{damaged, end, number, take, within};
use super::definition::Sketch;
use super::few::Few;
use super::hash_set::HashSet;
use super::registers::Registers;
use crate::reduce::bytes::{ByteReader, write_number};
use crate::reduce::state::StateError;

/// Hashes that are kept, before registers take their place.
const EXACT: usize = 10_000;

/// Hashes that a sorted list holds, before searching a table is faster.
const SORTED: usize = 32;

const HASH: usize = size_of::<u64>();

/// The hash of a value: XXH3 with seed 0, so that sketches of different processes, machines and versions can be merged.
#[inline]
pub fn hash(bytes: &[u8]) -> u64 {
    XxHash3_64::oneshot(bytes)
}

/// Counts different hashes: exactly up to 10,000 of them, then with [`RELATIVE_ERROR`](super::RELATIVE_ERROR).
///
/// Hashes have to be uniform: see [`hash`].
#[derive(Debug, Default)]
pub struct Distinct(Hashes);

/// The form depends on the number of different hashes alone.
#[derive(Debug, Clone)]
enum Hashes {
    /// Up to [`SORTED`].
    Sorted(Few<u64>),
    /// Up to [`EXACT`].
    Table(Box<HashSet>),
    Registers(Box<Registers>),
}

impl Default for Hashes {
    fn default() -> Hashes {
        Hashes::Sorted(Few::Empty)
    }
}

impl Distinct {
    /// Adds a hash.
    #[inline]
    pub fn add(&mut self, hash: u64) {
        match &mut self.0 {
            Hashes::Registers(registers) => registers.add(hash),
            Hashes::Table(table) => {
                table.insert(hash);
                self.limit();
            }
            Hashes::Sorted(few) => {
                if let Err(at) = few.as_slice().binary_search(&hash) {
                    self.insert(at, hash);
                }
            }
        }
    }

    /// Inserts a hash into the sorted ones.
    fn insert(&mut self, at: usize, hash: u64) {
        let Hashes::Sorted(few) = &mut self.0 else { return };
        if few.as_slice().len() < SORTED {
            few.insert(at, hash);
        } else {
            let mut table = HashSet::of(few.as_slice());
            table.insert(hash);
            self.0 = Hashes::Table(Box::new(table));
        }
    }

    /// Adds all hashes of another sketch.
    pub fn merge(&mut self, other: &Distinct) {
        match (&mut self.0, &other.0) {
            (_, Hashes::Sorted(more)) => more.as_slice().iter().for_each(|hash| self.add(*hash)),
            (Hashes::Registers(registers), Hashes::Registers(more)) => registers.merge(more),
            (Hashes::Registers(registers), Hashes::Table(more)) => more.iter().for_each(|hash| registers.add(hash)),
            (Hashes::Table(table), Hashes::Table(more)) => {
                table.merge(more);
                self.limit();
            }
            (Hashes::Table(table), Hashes::Registers(more)) => {
                let mut registers = more.clone();
                table.iter().for_each(|hash| registers.add(hash));
                self.0 = Hashes::Registers(registers);
            }
            (Hashes::Sorted(few), more) => {
                let few = std::mem::take(few);
                self.0 = more.clone();
                few.as_slice().iter().for_each(|hash| self.add(*hash));
            }
        }
    }

    /// Puts registers in the place of too many hashes.
    #[inline]
    fn limit(&mut self) {
        if let Hashes::Table(table) = &self.0
            && table.len() > EXACT
        {
            let mut registers = Box::<Registers>::default();
            table.iter().for_each(|hash| registers.add(hash));
            self.0 = Hashes::Registers(registers);
        }
    }

    /// The number of different hashes. An estimate is more than 10,000, as that many are counted exactly.
    pub fn estimate(&self) -> u64 {
        match &self.0 {
            Hashes::Sorted(few) => few.as_slice().len() as u64,
            Hashes::Table(table) => table.len() as u64,
            Hashes::Registers(registers) => registers.estimate().max(EXACT as u64 + 1),
        }
    }

    /// Whether the number is exact, apart from values of equal hashes: 10,000 values have such in fewer than one of 10^11 cases.
    pub fn is_exact(&self) -> bool {
        !matches!(self.0, Hashes::Registers(_))
    }
}

impl Sketch for Distinct {
    /// Registers take less memory than the hashes before them, but are counted as much: a sketch does not shrink.
    fn bytes(&self) -> usize {
        match &self.0 {
            Hashes::Sorted(few) => few.bytes(),
            Hashes::Table(table) => table.bytes(),
            Hashes::Registers(_) => HashSet::bytes_of(EXACT).max(size_of::<Registers>()),
        }
    }

    /// How many hashes there are, and the hashes, sorted; 10,001 before registers.
    fn encode(&self, out: &mut Vec<u8>) {
        let sorted = match &self.0 {
            Hashes::Sorted(few) => few.as_slice(),
            Hashes::Table(table) => &table.sorted(),
            Hashes::Registers(registers) => {
                write_number(EXACT as u64 + 1, out);
                out.extend_from_slice(registers.as_bytes());
                return;
            }
        };
        write_number(sorted.len() as u64, out);
        out.extend(sorted.iter().flat_map(|hash| hash.to_le_bytes()));
    }

    fn decode(bytes: &[u8]) -> Result<Distinct, StateError> {
        let mut reader = ByteReader(bytes);
        let hashes = match number(&mut reader)? {
            len if len <= EXACT as u64 => {
                let len = within(&reader, len, HASH)?;
                let (hashes, _) = take(&mut reader, len * HASH)?.as_chunks();
                let hashes: Vec<u64> = hashes.iter().map(|hash| u64::from_le_bytes(*hash)).collect();
                if !hashes.is_sorted_by(|before, hash| before < hash) {
                    return damaged("its hashes are not sorted");
                }
                if len <= SORTED {
                    Hashes::Sorted(hashes.into())
                } else {
                    Hashes::Table(Box::new(HashSet::of(&hashes)))
                }
            }
            len if len == EXACT as u64 + 1 => Hashes::Registers(Box::new(Registers::decode(&mut reader)?)),
            _ => return damaged("it has too many hashes"),
        };
        end(&reader)?;
        Ok(Distinct(hashes))
    }
}

#[cfg(test)]
#[path = "distinct_tests.rs"]
mod tests;
