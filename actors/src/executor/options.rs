//! What a pool is made of.

use std::thread;

/// Credits for each thread, unless told otherwise: enough that the threads do not wait for a caller who submits small tasks one
/// by one, and few enough that a caller who is faster than the threads is held up before its tasks fill the memory.
const CREDITS_PER_THREAD: usize = 64;

/// The most credits that are made: there is a place in memory for each from the start, and never were so many messages useful.
const MAX_CREDITS: usize = 1 << 20;

/// How a [`Pool`](crate::Pool) is made. The default has as many threads as the machine runs at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PoolOptions {
    /// Name in the metrics and, with a number, of the threads.
    pub name: String,
    /// Number of threads, at least 1.
    pub threads: usize,
    /// Messages that may be with the pool, waiting or at work, at least 1; more than 1,048,576 are as many. A message is one task
    /// or one chunk of items.
    pub credits: usize,
}

impl PoolOptions {
    /// Names the pool "pool" and gives it 64 credits for each thread.
    ///
    /// ```
    /// assert_eq!(logmill_actors::PoolOptions::new(2).credits, 128);
    /// ```
    pub fn new(threads: usize) -> PoolOptions {
        PoolOptions { name: "pool".into(), threads, credits: threads.saturating_mul(CREDITS_PER_THREAD) }
    }

    /// Makes the credits, as many as there can be.
    pub(super) fn make_credits(&self) -> Vec<()> {
        vec![(); self.credits.min(MAX_CREDITS)]
    }
}

impl Default for PoolOptions {
    fn default() -> PoolOptions {
        PoolOptions::new(thread::available_parallelism().map_or(1, usize::from))
    }
}
