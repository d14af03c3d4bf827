//! How often each text occurs, for the most frequent ones.

use std::cmp::Ordering;

use super::codec::{damaged, end, length, positive, text};
use super::definition::Sketch;
use super::packed_counts::PackedCounts;
use super::text_counts::TextCounts;
use crate::reduce::bytes::{ByteReader, write_number, write_text};
use crate::reduce::state::StateError;

/// Texts that are searched one after the other, before a table finds them faster.
const PACKED: usize = 8;

/// Counts each text exactly.
#[derive(Debug, Default)]
pub struct Frequencies(Counts);

/// The form depends on the number of texts alone.
#[derive(Debug, Clone)]
enum Counts {
    /// Up to [`PACKED`].
    Packed(PackedCounts),
    Table(Box<TextCounts>),
}

impl Default for Counts {
    fn default() -> Counts {
        Counts::Packed(PackedCounts::default())
    }
}

impl Frequencies {
    /// Adds to the count of a text. A count of zero adds nothing.
    #[inline]
    pub fn add(&mut self, value: &[u8], count: u64) {
        match &mut self.0 {
            _ if count == 0 => (),
            Counts::Table(table) => table.add(value, count),
            Counts::Packed(packed) => {
                if !packed.add(value, count, PACKED) {
                    let mut table = Box::<TextCounts>::default();
                    packed.iter().for_each(|(text, count)| table.add(text, count));
                    table.add(value, count);
                    self.0 = Counts::Table(table);
                }
            }
        }
    }

    /// Adds all counts of another sketch.
    pub fn merge(&mut self, other: &Frequencies) {
        other.iter().for_each(|(text, count)| self.add(text, count));
    }

    /// The `k` most frequent texts and their counts, the most frequent first; of equal counts, the lesser text by its bytes.
    pub fn top(&self, k: usize) -> Vec<(&[u8], u64)> {
        let mut all: Vec<_> = self.iter().collect();
        if k < all.len() {
            all.select_nth_unstable_by(k, by_rank);
            all.truncate(k);
        }
        all.sort_unstable_by(by_rank);
        all
    }

    /// The sum of all counts.
    pub fn total(&self) -> u64 {
        self.iter().fold(0, |sum, (_, count)| sum.saturating_add(count))
    }

    fn iter(&self) -> impl Iterator<Item = (&[u8], u64)> {
        let (packed, table) = match &self.0 {
            Counts::Packed(packed) => (Some(packed), None),
            Counts::Table(table) => (None, Some(table)),
        };
        let packed = packed.into_iter().flat_map(|packed| packed.iter());
        packed.chain(table.into_iter().flat_map(|table| table.iter()))
    }
}

/// The order of the most frequent texts: counts descend, texts of equal counts ascend.
fn by_rank(one: &(&[u8], u64), other: &(&[u8], u64)) -> Ordering {
    other.1.cmp(&one.1).then_with(|| one.0.cmp(other.0))
}

impl Sketch for Frequencies {
    fn bytes(&self) -> usize {
        match &self.0 {
            Counts::Packed(packed) => packed.bytes(),
            Counts::Table(table) => table.bytes(),
        }
    }

    /// How many texts there are, and each with its count, sorted.
    fn encode(&self, out: &mut Vec<u8>) {
        let mut sorted: Vec<_> = self.iter().collect();
        sorted.sort_unstable();
        write_number(sorted.len() as u64, out);
        for (text, count) in sorted {
            write_text(text, out);
            write_number(count, out);
        }
    }

    fn decode(bytes: &[u8]) -> Result<Frequencies, StateError> {
        let mut reader = ByteReader(bytes);
        let mut frequencies = Frequencies::default();
        let mut before = None;
        for _ in 0..length(&mut reader, 2)? {
            let text = text(&mut reader)?;
            if before.is_some_and(|before| before >= text) {
                return damaged("its texts are not sorted");
            }
            before = Some(text);
            frequencies.add(text, positive(&mut reader)?);
        }
        end(&reader)?;
        Ok(frequencies)
    }
}

#[cfg(test)]
#[path = "frequencies_tests.rs"]
mod tests;
