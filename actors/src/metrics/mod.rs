//! Metrics of actors: counters, and plain snapshots of them.
//!
//! Everything is measured once per batch, never per record. Mailbox depth is derived: sent minus taken. The lifetime of a stage is summed over its
//! instances and consists of busy, blocked and idle time.

mod bottleneck;
mod counters;
mod histogram;
pub mod names;
mod sizing;
mod snapshot;
mod stopwatch;

pub use bottleneck::{Bottleneck, bottleneck};
pub(crate) use counters::StageMetrics;
pub use histogram::Histogram;
pub use sizing::{Sizing, sizing};
pub use snapshot::{StageKind, StageSnapshot};
pub(crate) use stopwatch::Stopwatch;
