//! The size of a running pool: a gate that limits the threads at work, and widens while batches queue.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use crate::metrics::StageMetrics;
use crate::pool_size::WATCHED;

/// Queued batches before another thread joins; more than one, because a single slow wake-up also makes a short queue.
const LEAST_PRESSED: u64 = 4;

/// Admits as many threads as the pool has instances, in order of arrival: a thread that has just left does not overtake one that waits with a
/// batch.
pub(crate) struct Gate {
    most: usize,
    metrics: Arc<StageMetrics>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    size: usize,
    inside: usize,
    /// Batches that arrived, and those that were admitted. The difference is the queue.
    came: u64,
    admitted: u64,
    /// Waiting threads, in order.
    queue: VecDeque<Arc<Condvar>>,
    /// Batches since the last change of size, and how many of them had to queue.
    seen: u64,
    pressed: u64,
}

impl State {
    /// Admits the next threads while there is room.
    fn admit(&mut self) {
        while self.inside < self.size && self.admitted < self.came {
            self.inside += 1;
            self.admitted += 1;
            // A new arrival is not in the queue yet.
            self.queue.pop_front().iter().for_each(|turn| turn.notify_one());
        }
    }
}

impl Gate {
    /// A gate for one thread, growing up to `most`. The lifetime of the stage is that of the admitted threads.
    pub(crate) fn new(most: usize, metrics: Arc<StageMetrics>) -> Gate {
        metrics.alive().enter();
        Gate { most, metrics, state: Mutex::new(State { size: 1, ..State::default() }) }
    }

    /// Waits for a free place, or adds one. Dropping the guard frees the place.
    pub(crate) fn enter(&self) -> impl Drop + '_ {
        let mut state = self.lock();
        let number = state.came;
        state.came += 1;
        self.watch(&mut state);
        state.admit();
        if state.admitted <= number {
            let turn = Arc::new(Condvar::new());
            state.queue.push_back(Arc::clone(&turn));
            while state.admitted <= number {
                state = turn.wait(state).unwrap_or_else(PoisonError::into_inner);
            }
        }
        Admission(self)
    }

    /// Counts an arriving batch, and widens the gate if there is a queue too often.
    ///
    /// Waiting threads are not enough as a sign: a fast thread, or a machine with few cores, may take batch after batch from a full mailbox
    /// before the other threads wake up.
    fn watch(&self, state: &mut State) {
        let queued = self.metrics.sent().saturating_sub(state.admitted).max(state.came - state.admitted);
        let is_pressed = state.inside as u64 + queued > state.size as u64;
        if !self.metrics.watched(WATCHED, is_pressed) {
            return;
        }
        state.seen += 1;
        state.pressed += u64::from(is_pressed);
        if state.size < self.most && state.pressed >= LEAST_PRESSED && state.pressed * 2 >= state.seen {
            (state.size, state.seen, state.pressed) = (state.size + 1, 0, 0);
            self.metrics.alive().enter();
            self.metrics.resize(state.size);
        }
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

struct Admission<'a>(&'a Gate);

impl Drop for Admission<'_> {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.inside -= 1;
        state.admit();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::StageKind;
    use crate::pool_size::PoolSize;

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
            // All keep their places until the gate has grown; nobody could enter otherwise.
            for _ in 0..10 {
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
        assert!(gate.metrics.snapshot().pressed_batches >= 8);
    }

    #[test]
    fn batches_that_stand_behind_each_other_in_the_mailbox_press_even_if_one_thread_takes_them_all() {
        let gate = gate(3);
        (0..12).for_each(|_| gate.metrics.sent_to());
        for _ in 0..12 {
            drop(gate.enter());
        }
        // Four queued batches add the second thread, four more the third. Of the last four, the first is one too many.
        assert_eq!(size(&gate), 3);
        assert_eq!(gate.metrics.snapshot().pressed_batches, 9);
    }

    #[test]
    fn a_short_queue_now_and_then_needs_no_other_thread() {
        let gate = gate(3);
        for _ in 0..20 {
            // Three arrive at once, then four more one by one.
            (0..3).for_each(|_| gate.metrics.sent_to());
            (0..3).for_each(|_| drop(gate.enter()));
            for _ in 0..4 {
                gate.metrics.sent_to();
                drop(gate.enter());
            }
        }
        assert_eq!(size(&gate), 1);
        assert_eq!(gate.metrics.snapshot().pressed_batches, 40);
    }

    #[test]
    fn a_thread_that_has_just_left_does_not_overtake_one_that_waits() {
        let gate = gate(1);
        let order = Mutex::new(Vec::new());
        let came = |batches| {
            while gate.metrics.snapshot().watched_batches < batches {
                std::thread::yield_now();
            }
        };
        let place = gate.enter();
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let _place = gate.enter();
                order.lock().expect("no thread panics").push("the one that waited");
                came(3);
            });
            came(2);
            drop(place);
            let _place = gate.enter();
            order.lock().expect("no thread panics").push("the one that left");
        });
        assert_eq!(order.into_inner().expect("no thread panics"), ["the one that waited", "the one that left"]);
        assert_eq!(gate.metrics.snapshot().pressed_batches, 2);
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
