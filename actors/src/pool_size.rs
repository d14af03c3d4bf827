//! The size of a pool.

/// How many threads of a pool work at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PoolSize {
    /// A fixed number, at least 1.
    Fixed(usize),
    /// One at first. Another one joins when batches queue: when at least half of those since the last change, and at least four, found more
    /// batches in progress and in the mailbox than threads. Only the first [`WATCHED`] batches are watched; then the size is fixed. `most`,
    /// at least 1, is the limit.
    Pressure {
        /// Most threads.
        most: usize,
    },
}

impl PoolSize {
    /// Returns the number of threads to start.
    pub fn most(self) -> usize {
        match self {
            PoolSize::Fixed(threads) => threads,
            PoolSize::Pressure { most } => most,
        }
    }

    /// Returns the number of threads that work from the beginning.
    pub(crate) fn first(self) -> usize {
        match self {
            PoolSize::Fixed(threads) => threads,
            PoolSize::Pressure { most } => most.min(1),
        }
    }
}

/// Batches that decide the size of a pool: enough for a steady flow, few enough to decide soon.
pub const WATCHED: u64 = 256;
