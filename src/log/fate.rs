//! What became of a line.

use super::reject::{RejectReason, SkipReason};
use super::tally::Notes;

/// What became of one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// A record, the next one of its batch, with these notes.
    Record(Notes),
    /// Malformed, for a reason, at a byte of the line from 1.
    Malformed(RejectReason, u32),
    /// Passed over.
    Skipped(SkipReason),
}
