//! The chunks of one input in the pool: pulled on demand, bounded in number.

use std::collections::VecDeque;
use std::iter::Fuse;
use std::mem;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crossbeam::channel::{Receiver, Sender, unbounded};

use super::chunk::{ChunkAnswer, FlightState, ItemChunk, Kernel};
use super::{Admission, Patience, Pool};

/// Default number of chunks in flight for each thread. Two would keep the threads busy. With more, neither they nor the caller sleep between
/// messages, which costs more than tiny items do: 16 take half the time of 4.
const CHUNKS_PER_THREAD: usize = 16;

/// The largest chunk in items; memory for all its results is allocated at once.
const MAX_CHUNK_SIZE: usize = 1 << 20;

/// One input in progress.
pub(super) struct Flight<'p, I: Iterator, K: Kernel<I::Item>> {
    pool: &'p Pool,
    items: Fuse<I>,
    line: Arc<FlightState<K>>,
    chunk_size: usize,
    in_flight: usize,
    answers: Receiver<ChunkAnswer<K::Acc>>,
    send: Sender<ChunkAnswer<K::Acc>>,
    /// Items of a chunk that was pulled but found no credit.
    held: Vec<I::Item>,
    /// Chunks submitted so far.
    sent: u64,
    /// Chunks in the pool.
    out: usize,
    /// Number of the next chunk in order.
    next: u64,
    /// Answers that came early, starting at that number.
    early: VecDeque<Option<ChunkAnswer<K::Acc>>>,
    waiting: usize,
}

impl<'p, I, K> Flight<'p, I, K>
where
    I: Iterator,
    I::Item: Send + 'static,
    K: Kernel<I::Item>,
{
    pub(super) fn new(pool: &'p Pool, items: I, kernel: K) -> Flight<'p, I, K> {
        let (send, answers) = unbounded();
        let line = Arc::new(FlightState { kernel, abandoned: AtomicBool::new(false) });
        let in_flight = pool.thread_count().saturating_mul(CHUNKS_PER_THREAD);
        let (items, early) = (items.fuse(), VecDeque::new());
        Flight {
            pool,
            items,
            line,
            chunk_size: 1,
            in_flight,
            answers,
            send,
            held: Vec::new(),
            sent: 0,
            out: 0,
            next: 0,
            early,
            waiting: 0,
        }
    }

    pub(super) fn kernel(&self) -> &K {
        &self.line.kernel
    }

    pub(super) fn set_chunk_size(&mut self, items: usize) {
        self.chunk_size = items.clamp(1, MAX_CHUNK_SIZE);
    }

    pub(super) fn set_in_flight(&mut self, chunks: usize) {
        self.in_flight = chunks.max(1);
    }

    /// Returns a lower bound of the number of items not yet submitted.
    pub(super) fn items_left(&self) -> usize {
        self.items.size_hint().0.saturating_add(self.held.len())
    }

    /// Returns the next answer in input order. The previous one then no longer counts as in flight.
    pub(super) fn next_in_order(&mut self) -> Option<ChunkAnswer<K::Acc>> {
        loop {
            self.fill();
            if matches!(self.early.front(), Some(Some(_))) {
                break;
            }
            let answer = self.receive()?;
            let place = usize::try_from(answer.seq - self.next).unwrap_or(usize::MAX);
            if self.early.len() <= place {
                self.early.resize_with(place + 1, || None);
            }
            self.early[place] = Some(answer);
            self.waiting += 1;
        }
        self.next += 1;
        self.waiting -= 1;
        self.early.pop_front().flatten()
    }

    /// Returns the next answer in order of arrival.
    pub(super) fn next_at_all(&mut self) -> Option<ChunkAnswer<K::Acc>> {
        self.fill();
        self.receive()
    }

    /// Waits for an answer, if one is outstanding.
    fn receive(&mut self) -> Option<ChunkAnswer<K::Acc>> {
        if self.out == 0 {
            return None;
        }
        self.out -= 1;
        self.answers.recv().ok()
    }

    /// Submits chunks up to the bound, once half of them are back: a burst of messages costs fewer wake-ups than single messages. Does not
    /// wait for that if a thread would become idle.
    fn fill(&mut self) {
        let is_enough = self.out >= self.pool.thread_count().min(self.in_flight);
        if is_enough && self.out + self.waiting > self.in_flight / 2 {
            return;
        }
        while self.out + self.waiting < self.in_flight && self.send_one() {}
    }

    /// Submits a chunk; `false` if there is none, or no credit. Waits for a credit only if nothing is in flight. Pulls the items first: holding a
    /// credit meanwhile would withhold it from whatever the items wait for.
    fn send_one(&mut self) -> bool {
        let items = match mem::take(&mut self.held) {
            held if held.is_empty() => self.items.by_ref().take(self.chunk_size).collect(),
            held => held,
        };
        if items.is_empty() {
            return false;
        }
        let patience = if self.out + self.waiting == 0 { Patience::Wait } else { Patience::Now };
        let admission = self.pool.admit(patience);
        if matches!(admission, Admission::Full) {
            self.held = items;
            return false;
        }
        let chunk = ItemChunk::new(&self.line, self.sent, items, &self.send);
        self.sent += 1;
        self.out += 1;
        self.pool.dispatch(admission, Arc::new(chunk));
        true
    }
}

impl<I: Iterator, K: Kernel<I::Item>> Drop for Flight<'_, I, K> {
    fn drop(&mut self) {
        self.line.abandoned.store(true, Ordering::Relaxed);
    }
}
