//! The beginning of an input and what detection says of it.

use std::sync::Arc;

use crate::log::detect;
use crate::message::{RawBatch, Spare};
use crate::source::{BatchReader, FileOutcome, InputFile, ReadLimits};

/// Text that is read of an input to be shown.
const SHOWN: ReadLimits = ReadLimits { batch_bytes: 64 * 1024, max_line_bytes: 64 * 1024 };

/// What was seen of an input.
pub struct Look {
    /// How it was opened and what was detected.
    pub outcome: FileOutcome,
    /// Its first lines, when it has any.
    pub start: Option<RawBatch>,
}

/// Looks at an input. Of a pipe, what was looked at is gone.
pub fn look_at(file: &InputFile) -> Look {
    let (files, queue) = crossbeam::channel::bounded(1);
    // The receiver is there, and has room.
    let _ = files.send(file.clone());
    drop(files);
    let mut reader = BatchReader::new(queue, SHOWN, detect, Arc::new(|| false)).with_line_numbers();
    let start = reader.next_batch(Spare::default()).ok();
    let outcome = reader.finish().into_iter().next().expect("the reader took the one file of the queue");
    Look { outcome, start }
}
