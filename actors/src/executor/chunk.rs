//! Items that are sent as one message.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::vec;

use crossbeam::channel::Sender;

use super::error::TaskError;
use super::work::Work;
use crate::panic::{Panic, catch};

/// What is done with every item, and how the results of a chunk are collected.
pub(super) trait Kernel<X>: Send + Sync + 'static {
    /// The results of a chunk.
    type Acc: Send + 'static;

    /// Allocates for the results of `items` items.
    fn room(&self, items: usize) -> Self::Acc;

    /// Calls the user's function and collects its result. After a panic, earlier results are intact.
    fn take(&self, item: X, acc: &mut Self::Acc);
}

/// Shared by all chunks of one flight.
pub(super) struct FlightState<K> {
    pub(super) kernel: K,
    /// Set when nobody wants results any more.
    pub(super) abandoned: AtomicBool,
}

/// The results of a chunk.
pub(super) struct ChunkAnswer<A> {
    /// Number of the chunk in the input, from 0.
    pub(super) seq: u64,
    /// The results of successful calls.
    pub(super) acc: A,
    /// Failed calls by their index in the chunk, in order.
    pub(super) failed: Vec<(usize, TaskError)>,
}

/// A chunk in the pool.
pub(super) struct ItemChunk<X, K: Kernel<X>> {
    line: Arc<FlightState<K>>,
    seq: u64,
    size: usize,
    /// `None` once it is settled. Only one thread has the chunk at a time, so the lock is never contended.
    load: Mutex<Option<ChunkLoad<X, K::Acc>>>,
    answers: Sender<ChunkAnswer<K::Acc>>,
}

struct ChunkLoad<X, A> {
    items: vec::IntoIter<X>,
    /// Whether the last item that was taken has no result yet.
    is_open: bool,
    acc: Option<A>,
    failed: Vec<(usize, TaskError)>,
}

impl<X: Send + 'static, K: Kernel<X>> ItemChunk<X, K> {
    pub(super) fn new(
        line: &Arc<FlightState<K>>,
        seq: u64,
        items: Vec<X>,
        answers: &Sender<ChunkAnswer<K::Acc>>,
    ) -> ItemChunk<X, K> {
        let size = items.len();
        let load = ChunkLoad { items: items.into_iter(), is_open: false, acc: None, failed: Vec::new() };
        ItemChunk { line: Arc::clone(line), seq, size, load: Mutex::new(Some(load)), answers: answers.clone() }
    }

    fn lock(&self) -> MutexGuard<'_, Option<ChunkLoad<X, K::Acc>>> {
        self.load.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_abandoned(&self) -> bool {
        self.line.abandoned.load(Ordering::Relaxed)
    }

    /// Makes the remaining calls, unless the flight is abandoned.
    fn proceed(&self, load: &mut ChunkLoad<X, K::Acc>) {
        let kernel = &self.line.kernel;
        let acc = load.acc.get_or_insert_with(|| kernel.room(self.size));
        load.is_open = true;
        while !self.is_abandoned() {
            let Some(item) = load.items.next() else { break };
            kernel.take(item, acc);
        }
        load.is_open = false;
    }

    /// Records an error for the last item that was taken.
    fn fail(&self, load: &mut ChunkLoad<X, K::Acc>, error: TaskError) {
        let place = (self.size - load.items.len()).saturating_sub(1);
        load.failed.push((place, error));
        load.is_open = false;
    }
}

impl<X: Send + 'static, K: Kernel<X>> Work for ItemChunk<X, K> {
    fn calls(&self) -> u64 {
        self.size as u64
    }

    fn run(&self) {
        if let Some(load) = &mut *self.lock() {
            self.proceed(load);
        }
    }

    fn salvage(&self, panic: &Panic) {
        let mut lock = self.lock();
        let Some(load) = &mut *lock else { return };
        self.fail(load, TaskError::Panicked(panic.clone()));
        while let Err(panic) = catch(|| self.proceed(load)) {
            self.fail(load, TaskError::Panicked(panic));
        }
    }

    fn tally(&self) -> (u64, u64) {
        self.lock().as_ref().map_or((0, 0), |load| {
            let (made, failed) = (self.size - load.items.len(), load.failed.len());
            (made.saturating_sub(failed) as u64, failed as u64)
        })
    }

    fn settle(&self) {
        let load = self.lock().take();
        let Some(mut load) = load.filter(|_| !self.is_abandoned()) else { return };
        if load.is_open {
            self.fail(&mut load, TaskError::Closed);
        }
        let made = self.size - load.items.len();
        load.failed.extend((made..self.size).map(|place| (place, TaskError::Closed)));
        let acc = load.acc.unwrap_or_else(|| self.line.kernel.room(0));
        // The flight may be over.
        let _ = self.answers.send(ChunkAnswer { seq: self.seq, acc, failed: load.failed });
    }
}

#[cfg(test)]
mod tests {
    use std::panic::resume_unwind;

    use crossbeam::channel::unbounded;

    use super::*;

    /// Collects the numbers, and panics at 2.
    struct UpToTwo;

    impl Kernel<u64> for UpToTwo {
        type Acc = Vec<u64>;

        fn room(&self, _: usize) -> Vec<u64> {
            Vec::new()
        }

        fn take(&self, item: u64, acc: &mut Vec<u64>) {
            if item == 2 {
                resume_unwind(Box::new("two"));
            }
            acc.push(item);
        }
    }

    #[test]
    fn a_call_that_left_neither_value_nor_panic_has_an_error_all_the_same() {
        let line = Arc::new(FlightState { kernel: UpToTwo, abandoned: AtomicBool::new(false) });
        let (send, answers) = unbounded();
        let chunk = ItemChunk::new(&line, 0, vec![0, 1, 2, 3], &send);
        assert!(catch(|| chunk.run()).is_err());
        chunk.settle();
        let answer = answers.try_recv().expect("a settled chunk is answered");
        assert_eq!(answer.acc, [0, 1]);
        assert_eq!(answer.failed, [(2, TaskError::Closed), (3, TaskError::Closed)]);
    }
}
