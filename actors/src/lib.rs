//! Mailboxes made explicit: actor shells for a reader, a worker pool, transforms and folds, generic over pure functions.

pub mod metrics;

pub use metrics::{Histogram, StageKind, StageSnapshot};
