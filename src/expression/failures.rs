//! Values that could not be computed and became null.

use serde::{Deserialize, Serialize};

use crate::log::named_enum::named_enum;

named_enum! {
    /// Why a value could not be computed.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum Failure {
        /// The divisor was zero.
        DivisionByZero = "division_by_zero",
        /// The result does not fit 64 bits, or the years 0 to 9999.
        Overflow = "overflow",
        /// A text is not a value of the type that it was cast to.
        BadCast = "bad_cast",
    }
}

/// How many values of selected records could not be computed. They add up in any order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failures([u64; Failure::ALL.len()]);

impl Failures {
    /// Counts values that could not be computed.
    pub fn add(&mut self, failure: Failure, values: u64) {
        self.0[failure as usize] = self.0[failure as usize].saturating_add(values);
    }

    /// Adds the counts of other records.
    pub fn merge(&mut self, other: Failures) {
        for (failure, values) in Failure::ALL.into_iter().zip(other.0) {
            self.add(failure, values);
        }
    }

    /// The failures that occurred, with their counts.
    pub fn iter(&self) -> impl Iterator<Item = (Failure, u64)> {
        Failure::ALL.into_iter().zip(self.0).filter(|(_, count)| *count > 0)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|count| *count == 0)
    }

    /// The counts, in the order of [`Failure::ALL`].
    pub fn counts(&self) -> [u64; Failure::ALL.len()] {
        self.0
    }

    /// Failures with these counts.
    pub fn from_counts(counts: [u64; Failure::ALL.len()]) -> Failures {
        Failures(counts)
    }
}
