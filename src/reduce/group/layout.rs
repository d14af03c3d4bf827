//! Where the words of each measure lie in the accumulators of a group.

use super::measure::{AnyMeasure, AnySketches, Chunk, GroupsOf, MeasureInput, Rank};
use super::table::Entry;
use crate::reduce::bytes::{ByteReader, write_number};
use crate::reduce::state::StateError;
use crate::reduce::table::Value;

/// The measures of a group reducer, and the words of each: its own, and the slot of its sketch if it has sketches.
#[derive(Debug, Clone)]
pub struct WordLayout {
    parts: Vec<MeasureWords>,
    words: usize,
    has_sketches: bool,
}

#[derive(Debug, Clone)]
struct MeasureWords {
    measure: AnyMeasure,
    /// First of its words.
    start: usize,
    /// Number of its own words; they are encoded.
    own: usize,
    /// After its last word: the slot of the sketch, which is never encoded, is among its words.
    end: usize,
}

/// The sketches of a table, in the order of the measures.
pub type SketchSet = Vec<AnySketches>;

impl WordLayout {
    /// The layout for some measures.
    pub fn new(measures: &[AnyMeasure]) -> WordLayout {
        let mut words = 0;
        let part = |measure: &AnyMeasure| {
            let (start, own) = (words, measure.words());
            words = start + own + usize::from(measure.has_sketch());
            MeasureWords { measure: measure.clone(), start, own, end: words }
        };
        let parts: Vec<MeasureWords> = measures.iter().map(part).collect();
        let has_sketches = parts.iter().any(|part| part.measure.has_sketch());
        WordLayout { parts, words, has_sketches }
    }

    /// Words of an accumulator.
    pub fn words(&self) -> usize {
        self.words
    }

    /// Whether any measure has sketches.
    pub fn has_sketches(&self) -> bool {
        self.has_sketches
    }

    /// The sketches of a table without groups.
    pub fn sketches(&self) -> SketchSet {
        self.parts.iter().map(|part| part.measure.sketches()).collect()
    }

    /// Removes all sketches.
    pub fn clear(&self, sketches: &mut SketchSet) {
        self.parts.iter().zip(sketches).for_each(|(part, sketches)| part.measure.clear(sketches));
    }

    /// Memory that sketches hold, in bytes.
    pub fn sketch_bytes(&self, sketches: &SketchSet) -> usize {
        self.parts.iter().zip(sketches).map(|(part, sketches)| part.measure.sketch_bytes(sketches)).sum()
    }

    /// The measures.
    pub fn measures(&self) -> impl Iterator<Item = &AnyMeasure> {
        self.parts.iter().map(|part| &part.measure)
    }

    /// Adds rows of a batch to the accumulators of their entries.
    #[inline]
    pub fn add(
        &self,
        arena: &mut [u64],
        entries: &[Entry],
        sketches: &mut SketchSet,
        inputs: &[MeasureInput<'_>],
        rows: &[u32],
    ) {
        for ((part, sketches), input) in self.parts.iter().zip(sketches).zip(inputs) {
            let groups = GroupsOf { arena: &mut *arena, entries, at: part.start };
            part.measure.add(groups, sketches, &Chunk::new(input, rows));
        }
    }

    /// Adds an accumulator to another one.
    #[inline]
    pub fn merge(&self, words: &mut [u64], sketches: &mut SketchSet, more: &[u64], more_sketches: &SketchSet) {
        for ((part, sketches), more_sketches) in self.parts.iter().zip(sketches).zip(more_sketches) {
            let range = part.start..part.end;
            part.measure.merge(&mut words[range.clone()], sketches, &more[range], more_sketches);
        }
    }

    /// The number of encoded words of an accumulator.
    pub fn encoded_words(&self) -> usize {
        self.parts.iter().map(|part| part.own).sum()
    }

    /// Appends an accumulator: the words of each measure, and the length and bytes of its sketch.
    pub fn encode(&self, words: &[u64], sketches: &SketchSet, out: &mut Vec<u8>) {
        let mut encoded = Vec::new();
        for (part, sketches) in self.parts.iter().zip(sketches) {
            let (own, slot) = words[part.start..part.end].split_at(part.own);
            own.iter().for_each(|word| write_number(*word, out));
            if let Some(slot) = slot.first() {
                encoded.clear();
                part.measure.encode_sketch(*slot, sketches, &mut encoded);
                write_number(encoded.len() as u64, out);
                out.extend_from_slice(&encoded);
            }
        }
    }

    /// Reads an accumulator over `words`; its sketches are added to `sketches`.
    ///
    /// # Errors
    /// [`StateError`] when the bytes are cut off, or are not a sketch of the measure.
    #[inline]
    pub fn decode(
        &self,
        bytes: &mut ByteReader<'_>,
        words: &mut [u64],
        sketches: &mut SketchSet,
    ) -> Result<(), StateError> {
        if !self.has_sketches {
            return words.iter_mut().try_for_each(|word| bytes.number().map(|number| *word = number));
        }
        for (part, sketches) in self.parts.iter().zip(sketches) {
            let (own, slot) = words[part.start..part.end].split_at_mut(part.own);
            own.iter_mut().try_for_each(|word| bytes.number().map(|number| *word = number))?;
            if let Some(slot) = slot.first_mut() {
                *slot = 0;
                let encoded = bytes.text()?;
                if !encoded.is_empty() {
                    part.measure.decode_sketch(encoded, slot, sketches)?;
                }
            }
        }
        Ok(())
    }

    /// The rank that a measure gives an accumulator.
    pub fn rank(&self, index: usize, words: &[u64], sketches: &SketchSet) -> Rank {
        let part = &self.parts[index];
        part.measure.rank(&words[part.start..part.end], &sketches[index])
    }

    /// Whether the value of a measure is an estimate.
    pub fn is_approximate(&self, index: usize, words: &[u64], sketches: &SketchSet) -> bool {
        let part = &self.parts[index];
        part.measure.is_approximate(&words[part.start..part.end], &sketches[index])
    }

    /// The words of a measure.
    pub fn words_of<'w>(&self, index: usize, words: &'w [u64]) -> &'w [u64] {
        let part = &self.parts[index];
        &words[part.start..part.start + part.own]
    }

    /// Adds what each measure of an accumulator adds to its total; a measure that does not add up has none.
    pub fn add_up(&self, words: &[u64], sketches: &SketchSet, totals: &mut [Option<i128>]) {
        for ((part, sketches), total) in self.parts.iter().zip(sketches).zip(totals) {
            let addend = || part.measure.addend(&words[part.start..part.end], sketches);
            *total = total.and_then(|total| total.checked_add(addend()?));
        }
    }

    /// The value of a measure.
    pub fn value(&self, index: usize, words: &[u64], sketches: &SketchSet) -> Value {
        let part = &self.parts[index];
        part.measure.value(&words[part.start..part.end], &sketches[index])
    }
}
