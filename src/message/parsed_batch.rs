//! Parser to filters and reducers: typed columns, and what did not become a record.

use std::fmt;

use arrow_array::RecordBatch;
use arrow_buffer::Buffer;

use super::{BatchId, Spare};
use crate::log::{Reject, Specimens, Tally};

/// The records of one batch, and the account of all its lines.
pub struct ParsedBatch {
    /// Which batch this is.
    pub id: BatchId,
    /// The raw text, for its memory to be used again.
    pub text: Buffer,
    /// The records: the columns that the plan needs and no others. Text columns are views of the raw buffer.
    pub records: RecordBatch,
    /// What became of the lines.
    pub tally: Tally,
    /// The malformed lines, in order.
    pub rejects: Vec<Reject>,
    /// Lines that tell what the file may be, when its format does not read it.
    pub specimens: Specimens,
}

impl ParsedBatch {
    /// Takes the batch apart for its memory, as far as nobody else holds on to it.
    pub fn into_spare(self) -> Spare {
        Spare::new(self.text, self.records)
    }
}

impl fmt::Debug for ParsedBatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ParsedBatch({:?}, {} records, {} rejects)", self.id, self.records.num_rows(), self.rejects.len())
    }
}
