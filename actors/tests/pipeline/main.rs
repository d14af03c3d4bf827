//! Whole pipelines, from outside: how they drain, bound their memory, and end when something goes wrong.

mod backpressure;
mod cancelling;
mod death;
mod drain;
mod graph;
mod panics;
mod world;
