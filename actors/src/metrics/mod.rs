//! What every actor counts: a handle with counters, and the plain snapshot that they become.
//!
//! All is measured once for a batch, never for a record. Mailbox depth is not a gauge: it is what was sent less what was
//! taken. A stage's life time is the sum over its instances and falls apart into busy, blocked and idle time.

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
