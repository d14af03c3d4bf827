//! The plain values that the counters become.

use serde::{Deserialize, Serialize};

use super::Histogram;

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
    /// Does all of that for one part of the input after the other, in a process of its own.
    Worker,
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
    /// The most that there may be: more than there are where a pool is sized by the pressure on its mailbox.
    pub most_instances: usize,
    /// Batches that were watched to size the pool.
    pub watched_batches: u64,
    /// Those of them that stood in a queue: with those at work and in the mailbox they were more than the instances.
    pub pressed_batches: u64,
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

impl StageSnapshot {
    /// Creates the snapshot of a stage that has done nothing yet.
    pub fn new(name: &str, kind: StageKind, instances: usize) -> StageSnapshot {
        StageSnapshot {
            name: name.to_owned(),
            kind,
            instances,
            most_instances: instances,
            watched_batches: 0,
            pressed_batches: 0,
            batches_in: 0,
            records_in: 0,
            bytes_in: 0,
            batches_out: 0,
            records_out: 0,
            bytes_out: 0,
            busy_seconds: 0.0,
            blocked_seconds: 0.0,
            idle_seconds: 0.0,
            mailbox_depth: 0,
            mailbox_high_water: 0,
            rejected: 0,
            panics: 0,
            state_bytes: 0,
            mailbox_time: Histogram::default(),
            handler_time: Histogram::default(),
        }
    }
}
