//! How large a pool is while it runs: a gate that lets so many threads work at once, and widens while batches queue before it.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use crate::metrics::StageMetrics;

/// How many threads of a pool work at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PoolSize {
    /// So many, at least 1.
    Fixed(usize),
    /// At first one. One more joins whenever batches press: when a quarter of those since the last one joined, and two of them at
    /// least, found all threads at work. Watched are the first [`WATCHED`] batches, then the size stays. `most`, at least 1, is the end.
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

/// Lets in as many threads as the pool has instances.
pub(crate) struct Gate {
    most: usize,
    metrics: Arc<StageMetrics>,
    state: Mutex<State>,
    left: Condvar,
}

struct State {
    size: usize,
    inside: usize,
    /// Batches since the size changed, and those of them that found all threads at work.
    came: u64,
    pressed: u64,
}

impl Gate {
    /// A gate for one thread, and up to `most` later. The life time of the threads inside its width is that of the stage.
    pub(crate) fn new(most: usize, metrics: Arc<StageMetrics>) -> Gate {
        metrics.alive().enter();
        Gate {
            most,
            metrics,
            state: Mutex::new(State { size: 1, inside: 0, came: 0, pressed: 0 }),
            left: Condvar::new(),
        }
    }

    /// Waits until one of the pool's places is free, or makes one more. The place is free again when the guard is dropped.
    pub(crate) fn enter(&self) -> impl Drop + '_ {
        let mut state = self.lock();
        let is_pressed = state.inside >= state.size;
        if self.metrics.watched(WATCHED, is_pressed) {
            state.came += 1;
            state.pressed += u64::from(is_pressed);
            if state.size < self.most && state.pressed >= 2 && state.pressed * 4 >= state.came {
                (state.size, state.came, state.pressed) = (state.size + 1, 0, 0);
                self.metrics.alive().enter();
                self.metrics.resize(state.size);
            }
        }
        while state.inside >= state.size {
            state = self.left.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.inside += 1;
        Place(self)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        for _ in 0..self.lock().size {
            self.metrics.alive().leave();
        }
    }
}

struct Place<'a>(&'a Gate);

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.lock().inside -= 1;
        self.0.left.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::StageKind;

    fn gate(most: usize) -> Gate {
        Gate::new(most, Arc::new(StageMetrics::new("pool", StageKind::Pool, PoolSize::Pressure { most })))
    }

    fn size(gate: &Gate) -> usize {
        gate.metrics.snapshot().instances
    }

    #[test]
    fn batches_that_never_meet_need_one_thread() {
        let gate = gate(8);
        for _ in 0..2 * WATCHED {
            drop(gate.enter());
        }
        assert_eq!(size(&gate), 1);
        let snapshot = gate.metrics.snapshot();
        assert_eq!((snapshot.watched_batches, snapshot.pressed_batches), (WATCHED, 0));
    }

    #[test]
    fn batches_that_press_get_more_threads_up_to_the_most() {
        let gate = Arc::new(gate(3));
        std::thread::scope(|scope| {
            // Each holds its place until the gate has grown: nobody could get in otherwise.
            for _ in 0..6 {
                scope.spawn(|| {
                    let place = gate.enter();
                    while size(&gate) < 3 {
                        std::thread::yield_now();
                    }
                    drop(place);
                });
            }
        });
        assert_eq!(size(&gate), 3);
        assert!(gate.metrics.snapshot().pressed_batches >= 4);
    }

    #[test]
    fn the_life_time_is_that_of_the_threads_inside_the_width() {
        let gate = gate(64);
        drop(gate.enter());
        let metrics = Arc::clone(&gate.metrics);
        drop(gate);
        let life = metrics.alive().total();
        assert_eq!(metrics.alive().total(), life, "nobody is alive any more");
    }
}
