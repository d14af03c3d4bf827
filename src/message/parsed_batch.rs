//! From parser to filters and reducers: typed columns, and rejected lines.

use std::fmt;

use arrow_array::RecordBatch;
use arrow_buffer::Buffer;

use super::{BatchId, Spare};
use crate::log::{Reject, Specimens, Tally};

/// The records of one batch, and counts of all its lines.
pub struct ParsedBatch {
    /// Which batch this is.
    pub id: BatchId,
    /// The raw text, for reuse of its memory.
    pub text: Buffer,
    /// The records, with only the columns that the plan needs. Text columns are views of the raw buffer.
    pub records: RecordBatch,
    /// Counts of the lines.
    pub tally: Tally,
    /// The malformed lines, in order.
    pub rejects: Vec<Reject>,
    /// Lines that help to name the format, if this one does not read the file.
    pub specimens: Specimens,
}

impl ParsedBatch {
    /// Takes the batch apart for its memory, unless it is still shared.
    pub fn into_spare(self) -> Spare {
        Spare::new(self.text, self.records)
    }
}

impl fmt::Debug for ParsedBatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ParsedBatch({:?}, {} records, {} rejects)", self.id, self.records.num_rows(), self.rejects.len())
    }
}
