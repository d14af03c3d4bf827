//! Messages between actors: inert values, one file each, without addresses, clocks or counters.

pub mod filtered_batch;
pub mod parsed_batch;
pub mod raw_batch;
pub mod spare;

pub use filtered_batch::FilteredBatch;
pub use parsed_batch::ParsedBatch;
pub use raw_batch::{BatchId, Oversize, RawBatch};
pub use spare::Spare;
