//! The state of a sessions reducer.

use std::fmt;

use super::texts::EndTexts;
use super::visit::{Ends, Linkage};
use super::visitors::Visitors;
use crate::expression::Failures;

/// The sessions seen so far.
pub struct SessionsState {
    /// Visitors and their visits.
    pub(super) visitors: Visitors,
    /// The texts that visits refer to.
    pub(super) texts: EndTexts,
    /// Requests without a time, which are part of no session.
    pub(super) timeless: u64,
    /// Values that could not be computed.
    pub(super) failures: Failures,
}

impl SessionsState {
    /// No sessions.
    pub(super) fn new(keeps_ends: bool) -> SessionsState {
        SessionsState {
            visitors: Visitors::new(keeps_ends),
            texts: EndTexts::new(),
            timeless: 0,
            failures: Failures::default(),
        }
    }

    /// Adds the sessions of another state.
    pub(super) fn merge(&mut self, linkage: Linkage, mut other: SessionsState) {
        // The order does not matter to the answer: the larger one stays.
        if other.visitors.len() > self.visitors.len() {
            std::mem::swap(self, &mut other);
        }
        let paths = self.texts.paths.merge(&other.texts.paths);
        let keys = self.texts.keys.merge(&other.texts.keys);
        for theirs in 0..other.visitors.len() as u32 {
            let visitor = self.visitors.number(other.visitors.hash(theirs));
            for (visit, ends) in other.visitors.visits(theirs) {
                let ends = ends.map_or(Ends::default(), |ends| Ends {
                    entry: paths[ends.entry as usize],
                    key: keys[ends.key as usize],
                    exit: paths[ends.exit as usize],
                    ..*ends
                });
                self.visitors.add(visitor, visit, ends, linkage, &self.texts);
            }
        }
        self.timeless = self.timeless.saturating_add(other.timeless);
        self.failures.merge(other.failures);
    }

    /// Memory that the sessions take up, in bytes. Depends only on the requests, in any order. As much again may be reserved.
    pub(super) fn bytes(&self) -> usize {
        self.visitors.bytes().saturating_add(self.texts.paths.bytes() + self.texts.keys.bytes())
    }
}

impl fmt::Debug for SessionsState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SessionsState({} visitors)", self.visitors.len())
    }
}
