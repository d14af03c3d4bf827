//! How large a pool is while it runs: a gate that lets so many threads work at once, and widens while batches queue before it.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use crate::metrics::StageMetrics;
use crate::pool_size::WATCHED;

/// Batches that press before another thread joins: a thread that the system keeps waiting once makes a short queue, too.
const LEAST_PRESSED: u64 = 4;

/// Lets in as many threads as the pool has instances, in the order in which they come: a thread that has just left does not
/// overtake one that waits with a batch in its hands.
pub(crate) struct Gate {
    most: usize,
    metrics: Arc<StageMetrics>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    size: usize,
    inside: usize,
    /// Batches that came to the gate, and those that were let in: the numbers between are those of the queue.
    came: u64,
    admitted: u64,
    /// Where the threads wait that are not inside, one behind the other.
    queue: VecDeque<Arc<Condvar>>,
    /// Batches since the size changed, and those of them that pressed.
    seen: u64,
    pressed: u64,
}

impl State {
    /// Lets in whoever is next, as long as there is room.
    fn admit(&mut self) {
        while self.inside < self.size && self.admitted < self.came {
            self.inside += 1;
            self.admitted += 1;
            // The one who has just come is not in the queue yet.
            self.queue.pop_front().iter().for_each(|turn| turn.notify_one());
        }
    }
}

impl Gate {
    /// A gate for one thread, and up to `most` later. The life time of the threads inside its width is that of the stage.
    pub(crate) fn new(most: usize, metrics: Arc<StageMetrics>) -> Gate {
        metrics.alive().enter();
        Gate { most, metrics, state: Mutex::new(State { size: 1, ..State::default() }) }
    }

    /// Waits until one of the pool's places is free, or makes one more. The place is free again when the guard is dropped.
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
        Place(self)
    }

    /// Counts the batch that has just come, and makes the gate wider when there is a queue too often.
    ///
    /// Whether somebody waits at the gate is not enough: a thread that is quick, or a machine with few cores, takes one batch after
    /// the other from a full mailbox while the threads that would wait are not even awake.
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

struct Place<'a>(&'a Gate);

impl Drop for Place<'_> {
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
            // Each holds its place until the gate has grown: nobody could get in otherwise.
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
        // Four make the second thread join, four more the third; of the four that are left, the first is one too many.
        assert_eq!(size(&gate), 3);
        assert_eq!(gate.metrics.snapshot().pressed_batches, 9);
    }

    #[test]
    fn a_short_queue_now_and_then_needs_no_other_thread() {
        let gate = gate(3);
        for _ in 0..20 {
            // Three come at once, and four more one by one.
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
                order.lock().expect("nobody panics").push("the one that waited");
                came(3);
            });
            came(2);
            drop(place);
            let _place = gate.enter();
            order.lock().expect("nobody panics").push("the one that left");
        });
        assert_eq!(order.into_inner().expect("nobody panics"), ["the one that waited", "the one that left"]);
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
