//! How large a pool is.

/// How many threads of a pool work at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PoolSize {
    /// So many, at least 1.
    Fixed(usize),
    /// At first one. One more joins whenever batches press: when half of those since the last one joined, and four of them at least,
    /// were more than the threads, with those at work and those in the mailbox. Watched are the first [`WATCHED`] batches, then the
    /// size stays. `most`, at least 1, is the end.
    Pressure {
        /// Threads at most.
        most: usize,
    },
}

impl PoolSize {
    /// Threads to be started.
    pub fn most(self) -> usize {
        match self {
            PoolSize::Fixed(threads) => threads,
            PoolSize::Pressure { most } => most,
        }
    }

    /// Threads that work from the beginning.
    pub(crate) fn first(self) -> usize {
        match self {
            PoolSize::Fixed(threads) => threads,
            PoolSize::Pressure { most } => most.min(1),
        }
    }
}

/// Batches that decide the size of a pool: enough for the flow to be steady, few enough to be over soon.
pub const WATCHED: u64 = 256;
