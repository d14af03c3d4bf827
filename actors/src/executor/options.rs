//! Options of a pool.

use std::thread;

/// Default number of credits for each thread: enough that threads do not wait for a caller that submits small tasks one by one, few enough to
/// stop a faster caller before its tasks fill the memory.
const CREDITS_PER_THREAD: usize = 64;

/// Most credits; each takes memory from the start.
const MAX_CREDITS: usize = 1 << 20;

/// Options of a [`Pool`](crate::Pool). By default, it has as many threads as the machine can run at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PoolOptions {
    /// Name in the metrics and, with a number, of the threads.
    pub name: String,
    /// Number of threads, at least 1.
    pub threads: usize,
    /// Most messages in the pool, waiting or in progress: at least 1, clamped to 1,048,576. A message is one task or one chunk of
    /// items.
    pub credits: usize,
}

impl PoolOptions {
    /// The name is "pool", with 64 credits for each thread.
    ///
    /// ```
    /// assert_eq!(logmill_actors::PoolOptions::new(2).credits, 128);
    /// ```
    pub fn new(threads: usize) -> PoolOptions {
        PoolOptions { name: "pool".into(), threads, credits: threads.saturating_mul(CREDITS_PER_THREAD) }
    }

    /// Makes the credits, clamped to the maximum.
    pub(super) fn make_credits(&self) -> Vec<()> {
        vec![(); self.credits.min(MAX_CREDITS)]
    }
}

impl Default for PoolOptions {
    fn default() -> PoolOptions {
        PoolOptions::new(thread::available_parallelism().map_or(1, usize::from))
    }
}
