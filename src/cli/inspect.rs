//! Examines the beginning of an input.

use std::sync::Arc;

use crate::log::detect;
use crate::message::{RawBatch, Spare};
use crate::source::{BatchReader, FileOutcome, InputFile, ReadLimits};

/// Bytes of text read from an input.
const SHOWN: ReadLimits = ReadLimits { batch_bytes: 64 * 1024, max_line_bytes: 64 * 1024 };

/// The result.
pub struct Inspection {
    /// The outcome of opening the input and of detection.
    pub outcome: FileOutcome,
    /// Its first lines, if it has any.
    pub start: Option<RawBatch>,
}

/// Examines an input. What is read from a pipe is consumed.
pub fn inspect(file: &InputFile) -> Inspection {
    let (files, queue) = crossbeam::channel::bounded(1);
    // Cannot fail: the receiver is alive and has room.
    let _ = files.send(file.clone());
    drop(files);
    let mut reader = BatchReader::new(queue, SHOWN, detect, Arc::new(|| false)).with_line_numbers();
    let start = reader.next_batch(Spare::default()).ok();
    let outcome = reader.finish().into_iter().next().expect("the reader takes the only file of the queue");
    Inspection { outcome, start }
}
