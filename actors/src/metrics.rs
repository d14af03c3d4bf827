//! What every actor counts: a handle with counters, and the plain snapshot that they become.

use serde::{Deserialize, Serialize};

/// What an actor does in the pipeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StageKind {
    /// Reads input, one batch for each credit.
    Reader,
    /// A pool of threads that apply one pure function.
    Pool,
    /// Narrows batches.
    Filter,
    /// Folds batches into state.
    Reducer,
}

/// A distribution of durations: bucket `i` counts those of at least `2^(i-1)` and less than `2^i` microseconds; bucket 0, those below one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Histogram {
    /// Counts by bucket; the last one is open-ended (over half an hour).
    pub buckets: [u64; 32],
    /// Sum of the durations, in microseconds.
    pub sum_micros: u64,
}

/// The counters of one stage at one moment, summed over its instances.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StageSnapshot {
    /// Name of the stage, unique in its pipeline.
    pub name: String,
    /// What it does.
    pub kind: StageKind,
    /// Actors that share its mailbox.
    pub instances: usize,
    /// Batches taken from the mailbox.
    pub batches_in: u64,
    /// Records in them.
    pub records_in: u64,
    /// Bytes of text in them.
    pub bytes_in: u64,
    /// Batches sent on, once whatever the number of receivers.
    pub batches_out: u64,
    /// Records in them.
    pub records_out: u64,
    /// Bytes of text in them.
    pub bytes_out: u64,
    /// Seconds in the handler, summed over instances.
    pub busy_seconds: f64,
    /// Seconds waiting for a credit.
    pub blocked_seconds: f64,
    /// The rest of the stage's life time: its mailbox was empty.
    pub idle_seconds: f64,
    /// Batches in the mailbox now: sent to it, less taken from it.
    pub mailbox_depth: u64,
    /// The most there ever were.
    pub mailbox_high_water: u64,
    /// Lines or records that were set aside for a reason.
    pub rejected: u64,
    /// Handler calls that panicked.
    pub panics: u64,
    /// Memory of the stage's state, in bytes, when it was last measured.
    pub state_bytes: u64,
    /// Time that batches spent in the mailbox.
    pub mailbox_time: Histogram,
    /// Time that the handler took for a batch.
    pub handler_time: Histogram,
}
