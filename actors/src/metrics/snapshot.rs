//! Plain snapshots of the counters.

use serde::{Deserialize, Serialize};

use super::Histogram;

/// The role of an actor.
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
    /// Does all of that in a process of its own, for one part of the input after the other.
    Worker,
}

impl StageKind {
    /// Returns the name of the role.
    pub fn name(self) -> &'static str {
        match self {
            StageKind::Reader => "reader",
            StageKind::Pool => "pool",
            StageKind::Filter => "filter",
            StageKind::Reducer => "reducer",
            StageKind::Worker => "worker",
        }
    }
}

/// The metrics of one stage at one moment, summed over its instances.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StageSnapshot {
    /// Name of the stage, unique in its pipeline.
    pub name: String,
    /// What it does.
    pub kind: StageKind,
    /// Actors that share its mailbox.
    pub instances: usize,
    /// Most instances possible; larger than `instances` in a pool with automatic size.
    pub most_instances: usize,
    /// Batches watched to size the pool.
    pub watched_batches: u64,
    /// Batches among them that had to queue: more were in progress and in the mailbox than instances.
    pub pressed_batches: u64,
    /// Batches taken from the mailbox.
    pub batches_in: u64,
    /// Records in them.
    pub records_in: u64,
    /// Bytes of text in them.
    pub bytes_in: u64,
    /// Batches sent on, counted once for any number of receivers.
    pub batches_out: u64,
    /// Records in them.
    pub records_out: u64,
    /// Bytes of text in them.
    pub bytes_out: u64,
    /// Seconds in the handler, summed over instances.
    pub busy_seconds: f64,
    /// Seconds waiting for a credit.
    pub blocked_seconds: f64,
    /// The rest of the stage's lifetime: its mailbox was empty.
    pub idle_seconds: f64,
    /// Batches in the mailbox now: sent minus taken.
    pub mailbox_depth: u64,
    /// High-water mark.
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
    /// Creates an empty snapshot.
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
