//! The state of a group reducer: a table of keys and accumulators, and what does not fit the table.

use std::fmt;

use super::layout::{SketchSet, WordLayout};
use super::on_disk::Spilled;
use super::table::{Entry, KeyTable};
use super::totals::Totals;
use crate::expression::Failures;

/// The groups seen so far.
pub struct GroupState {
    /// Keys, and the words of their accumulators.
    pub(super) table: KeyTable,
    /// The sketches, which the words find.
    pub(super) sketches: SketchSet,
    /// Values that could not be computed.
    pub(super) failures: Failures,
    /// Groups that are on disk.
    pub(super) spilled: Option<Box<Spilled>>,
    /// What is known of groups that were on disk and are not in the table.
    pub(super) left_out: Option<Box<LeftOut>>,
}

/// What is known of groups that were read from disk, when only those that can be shown are in the table.
pub struct LeftOut {
    /// Totals of all groups.
    pub(super) totals: Totals,
    /// How many pass the condition of groups, those that can be shown among them.
    pub(super) groups: u64,
    /// The measures of the groups that cannot be shown, as those of one group with the empty key; empty if they are not wanted.
    pub(super) rest: GroupState,
}

impl GroupState {
    /// No groups.
    pub(super) fn new(layout: &WordLayout) -> GroupState {
        GroupState {
            table: KeyTable::new(layout.words()),
            sketches: layout.sketches(),
            failures: Failures::default(),
            spilled: None,
            left_out: None,
        }
    }

    /// Adds a group of another state under a key.
    pub(super) fn add_group(&mut self, layout: &WordLayout, key: &[u8], other: &GroupState, entry: Entry) {
        let own = self.table.find_or_insert(key);
        let (words, more) = (self.table.accumulators_mut(own), other.table.accumulators(entry));
        layout.merge(words, &mut self.sketches, more, &other.sketches);
    }

    /// Adds the groups of another state.
    pub(super) fn merge(&mut self, layout: &WordLayout, mut other: GroupState) {
        // The order does not matter to the answer: the larger table stays.
        if other.table.len() > self.table.len() {
            std::mem::swap(self, &mut other);
        }
        for entry in other.table.entries() {
            self.add_group(layout, other.table.key(entry), &other, entry);
        }
        self.failures.merge(other.failures);
        match (&mut self.spilled, other.spilled) {
            (Some(own), Some(more)) => own.merge(*more),
            (own @ None, more) => *own = more,
            (Some(_), None) => {}
        }
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
