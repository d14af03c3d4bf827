//! Whole pipelines: how they drain, bound their memory, and end after errors.

mod backpressure;
mod cancelling;
mod death;
mod drain;
mod graph;
mod panics;
mod world;
