//! Groups as bytes: the words of an accumulator, the values that could not be computed, the number of groups, then key and accumulators
//! of each group.
//!
//! The groups are in the order of their keys' bytes. So the same groups are the same bytes; and when many files are merged, the
//! groups of the next one come in the order in which those of the first lie in memory.

use super::layout::{SketchSet, WordLayout};
use super::state::GroupState;
use super::table::{CHUNK, Entry, Position};
use crate::expression::Failures;
use crate::reduce::bytes::{ByteReader, write_number, write_text};
use crate::reduce::state::StateError;

/// Appends all groups.
pub fn write(layout: &WordLayout, state: &GroupState, out: &mut Vec<u8>) {
    let GroupState { table, sketches, failures, .. } = state;
    write_number(layout.encoded_words() as u64, out);
    failures.counts().into_iter().for_each(|count| write_number(count, out));
    write_number(table.len() as u64, out);
    let mut entries: Vec<Entry> = table.entries().collect();
    entries.sort_unstable_by_key(|entry| table.key(*entry));
    for entry in entries {
        write_text(table.key(entry), out);
        layout.encode(table.accumulators(entry), sketches, out);
    }
}

/// Adds encoded groups to a state without building a table of them first: looking up keys dominates the merging of many files.
///
/// # Errors
/// [`StateError`] when the bytes are not whole, or are those of other measures.
pub fn absorb(layout: &WordLayout, state: &mut GroupState, encoded: &[u8]) -> Result<(), StateError> {
    let mut bytes = ByteReader(encoded);
    let (found, expected) = (bytes.number()?, layout.encoded_words());
    if found != expected as u64 {
        return Err(StateError::OtherMeasures { found, expected });
    }
    let mut counts = Failures::default().counts();
    counts.iter_mut().try_for_each(|count| bytes.number().map(|number| *count = number))?;
    state.failures.merge(Failures::from_counts(counts));
    let groups = bytes.number()?;
    let mut merge = Merge::new(layout, state);
    for _ in 0..groups {
        let key = bytes.text()?;
        layout.decode(&mut bytes, &mut merge.words, &mut merge.sketches)?;
        merge.add(key);
    }
    merge.settle();
    match bytes.0.len() {
        0 => Ok(()),
        bytes => Err(StateError::TooLong { bytes }),
    }
}

/// Merges groups, sorted by key, into a table.
///
/// Most are found next to the previous one. The others wait until there are enough to look up together.
struct Merge<'s, 'k> {
    layout: &'s WordLayout,
    state: &'s mut GroupState,
    /// The position after the last entry found.
    position: Position,
    /// The accumulator of the current group.
    words: Vec<u64>,
    sketches: SketchSet,
    waiting: Vec<&'k [u8]>,
    waiting_words: Vec<u64>,
    waiting_sketches: SketchSet,
    /// Whether no group was found near the position since those that wait were last looked up.
    is_lost: bool,
}

impl<'s, 'k> Merge<'s, 'k> {
    fn new(layout: &'s WordLayout, state: &'s mut GroupState) -> Merge<'s, 'k> {
        let words = layout.words();
        Merge {
            layout,
            state,
            position: Position::default(),
            words: vec![0; words],
            sketches: layout.sketches(),
            waiting: Vec::with_capacity(CHUNK),
            waiting_words: Vec::with_capacity(CHUNK * words),
            waiting_sketches: layout.sketches(),
            is_lost: true,
        }
    }

    /// Adds the group in `accumulator`.
    #[inline(always)]
    fn add(&mut self, key: &'k [u8]) {
        let GroupState { table, sketches, .. } = &mut *self.state;
        if let Some(entry) = table.find_near(&mut self.position, key) {
            self.is_lost = false;
            self.layout.merge(table.accumulators_mut(entry), sketches, &self.words, &self.sketches);
        } else {
            self.wait(key);
        }
        if self.layout.has_sketches() {
            self.layout.clear(&mut self.sketches);
        }
        if self.waiting.len() == CHUNK {
            self.settle();
        }
    }

    #[inline(always)]
    fn wait(&mut self, key: &'k [u8]) {
        self.waiting.push(key);
        if !self.layout.has_sketches() {
            self.waiting_words.extend_from_slice(&self.words);
            return;
        }
        // Merging into an empty accumulator copies its sketches.
        let start = self.waiting_words.len();
        self.waiting_words.resize(start + self.layout.words(), 0);
        let waiting = &mut self.waiting_words[start..];
        self.layout.merge(waiting, &mut self.waiting_sketches, &self.words, &self.sketches);
    }

    /// Adds the groups that wait.
    #[inline(never)]
    fn settle(&mut self) {
        let GroupState { table, sketches, .. } = &mut *self.state;
        let mut entries = [Entry::default(); CHUNK];
        table.find_or_insert_all(&self.waiting, &mut entries);
        let entries = &entries[..self.waiting.len()];
        for (entry, more) in entries.iter().zip(self.waiting_words.chunks_exact(self.layout.words())) {
            self.layout.merge(table.accumulators_mut(*entry), sketches, more, &self.waiting_sketches);
        }
        if let Some(last) = entries.last().filter(|_| self.is_lost) {
            self.position = table.after(*last);
        }
        self.is_lost = true;
        self.waiting.clear();
        self.waiting_words.clear();
        self.layout.clear(&mut self.waiting_sketches);
    }
}
