//! The outcome of reading a line.

use super::reject::{RejectReason, SkipReason};
use super::tally::Notes;

/// The outcome of reading one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// The next record of the batch, with these notes.
    Record(Notes),
    /// Malformed, with the reason and the byte of the line, from 1.
    Malformed(RejectReason, u32),
    /// Skipped.
    Skipped(SkipReason),
}
