//! A function of worker processes over many items, lazily.

use std::collections::{BTreeMap, VecDeque};
use std::iter::Fuse;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crossbeam::channel::{Receiver, Sender, unbounded};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::functions::Types;
use super::pool::{Job, ProcessPool, Reply};
use crate::executor::TaskError;
use crate::panic::Panic;

/// Chunks in flight for each process, unless told otherwise.
const CHUNKS_PER_PROCESS: usize = 4;

/// The results of [`ProcessPool::map`], in the order of the items. Dropping it abandons what was not started.
#[must_use = "it is lazy: nothing is called until a result is asked for"]
pub struct ProcessMap<'p, I: Iterator, T> {
    pool: &'p ProcessPool,
    name: Arc<str>,
    items: Fuse<I>,
    /// Why no call can be made.
    refusal: Option<TaskError>,
    chunk_size: usize,
    in_flight: usize,
    replies: Receiver<Reply>,
    send: Sender<Reply>,
    abandoned: Arc<AtomicBool>,
    /// Items of each chunk that is under way, from the next one in order.
    out: VecDeque<usize>,
    /// Number of the next chunk in order, and of the next item in it.
    next: (u64, usize),
    /// Replies that came before their turn, by chunk and first item.
    early: BTreeMap<(u64, usize), Reply>,
    ready: VecDeque<Result<T, TaskError>>,
}

impl<'p, I, T> ProcessMap<'p, I, T>
where
    I: Iterator,
    I::Item: Serialize,
    T: DeserializeOwned,
{
    pub(super) fn new(pool: &'p ProcessPool, name: &str, items: I) -> ProcessMap<'p, I, T> {
        let (send, replies) = unbounded();
        ProcessMap {
            pool,
            name: name.into(),
            items: items.fuse(),
            refusal: pool.check(name, Types::of::<I::Item, T>()).err(),
            chunk_size: 1,
            in_flight: pool.process_count().saturating_mul(CHUNKS_PER_PROCESS),
            replies,
            send,
            abandoned: Arc::default(),
            out: VecDeque::new(),
            next: (0, 0),
            early: BTreeMap::new(),
            ready: VecDeque::new(),
        }
    }

    /// Sends so many items as one message, 1 unless told otherwise, 1 to 1,048,576. A message costs some ten microseconds.
    pub fn chunk_size(mut self, items: usize) -> Self {
        self.chunk_size = items.clamp(1, 1 << 20);
        self
    }

    /// Bounds how many chunks were pulled and not yet handed out to the last result, at least 1; 4 for each process unless told
    /// otherwise.
    pub fn in_flight(mut self, chunks: usize) -> Self {
        self.in_flight = chunks.max(1);
        self
    }

    /// Pulls items and gives them to the pool, up to the bound.
    fn fill(&mut self) {
        while self.out.len() < self.in_flight {
            let mut items = Vec::new();
            let mut ends = Vec::new();
            let mut unfit = None;
            for item in self.items.by_ref().take(self.chunk_size) {
                match postcard::to_extend(&item, std::mem::take(&mut items)) {
                    Ok(longer) => items = longer,
                    Err(error) => unfit = Some(TaskError::Unfit { reason: error.to_string() }),
                }
                ends.push(items.len());
            }
            if ends.is_empty() {
                return;
            }
            self.post(items, ends, unfit);
        }
    }

    fn post(&mut self, items: Vec<u8>, ends: Vec<usize>, unfit: Option<TaskError>) {
        let chunk = self.next.0 + self.out.len() as u64;
        let range = 0..ends.len();
        self.out.push_back(ends.len());
        let refusal = self.refusal.clone().or(unfit);
        let reply = |error| Reply { chunk, range: range.clone(), values: Err(error) };
        if let Some(error) = refusal {
            self.early.insert((chunk, 0), reply(error));
            return;
        }
        let job = Job {
            name: Arc::clone(&self.name),
            items: items.into(),
            ends: ends.into(),
            range: range.clone(),
            chunk,
            replies: self.send.clone(),
            abandoned: Arc::clone(&self.abandoned),
        };
        if let Err(error) = self.pool.post(job) {
            self.early.insert((chunk, 0), reply(error));
        }
    }

    /// Waits for the next reply in order; false when there is none.
    fn advance(&mut self) -> bool {
        self.fill();
        while !self.out.is_empty() {
            if let Some(reply) = self.early.remove(&self.next) {
                self.take(reply);
                return true;
            }
            let Ok(reply) = self.replies.recv() else { return false };
            self.early.insert((reply.chunk, reply.range.start), reply);
        }
        false
    }

    fn take(&mut self, reply: Reply) {
        let items = reply.range.len();
        match reply.values {
            Ok(values) => self.ready.extend(decoded(&values, items)),
            Err(error) => self.ready.extend((0..items).map(|_| Err(error.clone()))),
        }
        self.next.1 = reply.range.end;
        if self.out.front() == Some(&reply.range.end) {
            self.out.pop_front();
            self.next = (self.next.0 + 1, 0);
        }
    }
}

/// Reads so many results. Where they cannot be read, that is the error of the items that are left.
pub(super) fn decoded<T: DeserializeOwned>(mut values: &[u8], items: usize) -> Vec<Result<T, TaskError>> {
    let one = |_| {
        let (value, rest) = postcard::take_from_bytes::<Result<T, String>>(values)
            .map_err(|error| TaskError::Unfit { reason: error.to_string() })?;
        values = rest;
        value.map_err(|message| TaskError::Panicked(Panic { message }))
    };
    (0..items).map(one).collect()
}

impl<I, T> Iterator for ProcessMap<'_, I, T>
where
    I: Iterator,
    I::Item: Serialize,
    T: DeserializeOwned,
{
    type Item = Result<T, TaskError>;

    fn next(&mut self) -> Option<Result<T, TaskError>> {
        if self.ready.is_empty() && !self.advance() {
            return None;
        }
        self.ready.pop_front()
    }
}

impl<I: Iterator, T> Drop for ProcessMap<'_, I, T> {
    fn drop(&mut self) {
        self.abandoned.store(true, Ordering::Relaxed);
    }
}
