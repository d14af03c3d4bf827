//! The state of a group reducer: a table of keys and accumulators, and what does not fit the table.

use std::fmt;

use super::layout::{SketchSet, WordLayout};
use super::table::KeyTable;
use crate::expression::Failures;

/// The groups seen so far.
pub struct GroupState {
    /// Keys, and the words of their accumulators.
    pub(super) table: KeyTable,
    /// The sketches, which the words find.
    pub(super) sketches: SketchSet,
    /// Values that could not be computed.
    pub(super) failures: Failures,
}

impl GroupState {
    /// No groups.
    pub(super) fn new(layout: &WordLayout) -> GroupState {
        GroupState { table: KeyTable::new(layout.words()), sketches: layout.sketches(), failures: Failures::default() }
    }

    /// Adds the groups of another state.
    pub(super) fn merge(&mut self, layout: &WordLayout, mut other: GroupState) {
        // The order does not matter to the answer: the larger table stays.
        if other.table.len() > self.table.len() {
            std::mem::swap(self, &mut other);
        }
        for entry in other.table.entries() {
            let own = self.table.find_or_insert(other.table.key(entry));
            let (words, more) = (self.table.accumulators_mut(own), other.table.accumulators(entry));
            layout.merge(words, &mut self.sketches, more, &other.sketches);
        }
        self.failures.merge(other.failures);
    }

    /// Memory that the groups take up, in bytes. Depends only on what was added, in any order. As much again may be reserved.
    pub(super) fn bytes(&self, layout: &WordLayout) -> usize {
        self.table.bytes() + layout.sketch_bytes(&self.sketches)
    }
}

impl fmt::Debug for GroupState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "GroupState({} groups)", self.table.len())
    }
}
