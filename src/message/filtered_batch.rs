//! From filters to filters and reducers: a parsed batch and a selection of its records.

use std::fmt;
use std::sync::Arc;

use arrow_buffer::BooleanBuffer;

use super::ParsedBatch;

/// A shared batch and a selection of its records. No text is copied.
#[derive(Clone)]
pub struct FilteredBatch {
    /// The batch that all branches of the graph share.
    pub batch: Arc<ParsedBatch>,
    /// One bit for each record: whether it is selected.
    pub selected: BooleanBuffer,
    /// The number of set bits.
    pub kept: usize,
}

impl FilteredBatch {
    /// All records of a batch.
    pub fn all(batch: Arc<ParsedBatch>) -> FilteredBatch {
        let kept = batch.records.num_rows();
        FilteredBatch { batch, selected: BooleanBuffer::new_set(kept), kept }
    }

    /// Narrows the selection to records in `keep`.
    #[must_use]
    pub fn narrowed(self, keep: &BooleanBuffer) -> FilteredBatch {
        let selected = &self.selected & keep;
        let kept = selected.count_set_bits();
        FilteredBatch { batch: self.batch, selected, kept }
    }
}

impl fmt::Debug for FilteredBatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FilteredBatch({:?}, {} kept)", self.batch, self.kept)
    }
}
