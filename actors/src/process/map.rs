//! Maps a function of worker processes over many items, lazily.

use std::collections::{BTreeMap, VecDeque};
use std::iter::Fuse;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crossbeam::channel::{Receiver, Sender, unbounded};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::functions::{Types, decoded, unfit};
use super::pack::Pack;
use super::pending_answers::{AnswerSink, ItemAnswer, PendingAnswers};
use super::pool::ProcessPool;
use crate::executor::TaskError;

/// Default number of chunks in flight for each process.
const CHUNKS_PER_PROCESS: usize = 4;

/// The largest chunk, in items.
const MAX_CHUNK_SIZE: usize = 1 << 20;

impl ProcessPool {
    /// Calls a function, given by name, on every item; results come in input order.
    ///
    /// The map is lazy: it pulls nothing before the first result is requested, and then at most as many items ahead as
    /// [`in_flight`](ProcessMap::in_flight) chunks have. An unknown name or wrong types are the error of every item.
    pub fn map<T, I>(&self, name: &str, items: I) -> ProcessMap<'_, I::IntoIter, T>
    where
        I: IntoIterator,
        I::Item: Serialize,
        T: DeserializeOwned,
    {
        ProcessMap::new(self, name, items.into_iter())
    }

    /// Like [`map`](ProcessPool::map), but results come as they are ready, chunk by chunk.
    ///
    /// ```standalone_crate
    /// # use logmill_actors::{Functions, Pool};
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let functions = Functions::new().with("square", |n: u64| n * n);
    /// functions.serve_if_worker();
    /// let pool = Pool::processes(2, &functions)?;
    /// let squares = pool.map_unordered::<u64, _>("square", 1..=100_u64).chunk_size(10);
    /// let sum: Result<u64, logmill_actors::TaskError> = squares.sum();
    /// assert_eq!(sum?, 338_350);
    /// # Ok(())
    /// # }
    /// ```
    pub fn map_unordered<T, I>(&self, name: &str, items: I) -> ProcessMapUnordered<'_, I::IntoIter, T>
    where
        I: IntoIterator,
        I::Item: Serialize,
        T: DeserializeOwned,
    {
        ProcessMapUnordered::new(self, name, items.into_iter())
    }
}

/// A pulled chunk.
#[derive(Default)]
struct Pulled {
    /// Encoded items.
    fit: usize,
    /// Items that could not be encoded, by their index in the chunk, in order.
    unfit: Vec<(usize, TaskError)>,
}

/// The chunks of one input in progress.
struct Voyage<'p, I: Iterator, T> {
    pool: &'p ProcessPool,
    name: Arc<str>,
    items: Fuse<I>,
    /// Why no call can be made.
    refusal: Option<TaskError>,
    chunk_size: usize,
    in_flight: usize,
    replies: Receiver<(u64, Vec<ItemAnswer>)>,
    send: Sender<(u64, Vec<ItemAnswer>)>,
    abandoned: Arc<AtomicBool>,
    /// Number of the next chunk to pull, and of the next one in order.
    pulled: u64,
    next: u64,
    out: BTreeMap<u64, Pulled>,
    /// Answers that came early, by chunk.
    early: BTreeMap<u64, Vec<ItemAnswer>>,
    /// Results of the current chunk.
    ready: VecDeque<Result<T, TaskError>>,
}

impl<'p, I, T> Voyage<'p, I, T>
where
    I: Iterator,
    I::Item: Serialize,
    T: DeserializeOwned,
{
    fn new(pool: &'p ProcessPool, name: &str, items: I) -> Voyage<'p, I, T> {
        let (send, replies) = unbounded();
        Voyage {
            pool,
            name: name.into(),
            items: items.fuse(),
            refusal: pool.check(name, Types::of::<I::Item, T>()).err(),
            chunk_size: 1,
            in_flight: pool.process_count().saturating_mul(CHUNKS_PER_PROCESS),
            replies,
            send,
            abandoned: Arc::default(),
            pulled: 0,
            next: 0,
            out: BTreeMap::new(),
            early: BTreeMap::new(),
            ready: VecDeque::new(),
        }
    }

    /// Pulls and submits items, up to the bound.
    fn fill(&mut self) {
        while self.out.len() < self.in_flight {
            let (mut items, mut unfit_items) = (Pack::default(), Vec::new());
            for (place, item) in self.items.by_ref().take(self.chunk_size).enumerate() {
                if let Err(error) = items.push(&item) {
                    unfit_items.push((place, unfit(&error)));
                }
            }
            let pulled = Pulled { fit: items.len(), unfit: unfit_items };
            if pulled.fit + pulled.unfit.len() == 0 {
                return;
            }
            self.out.insert(self.pulled, pulled);
            self.post(items);
            self.pulled += 1;
        }
    }

    fn post(&self, items: Pack) {
        let (send, abandoned) = (self.send.clone(), Arc::clone(&self.abandoned));
        let due = PendingAnswers::new(AnswerSink::Map { chunk: self.pulled, send, abandoned });
        match &self.refusal {
            Some(error) => due.answer(0..items.len(), Err(error.clone())),
            None if items.len() == 0 => {}
            None => self.pool.post(Arc::clone(&self.name), items, due),
        }
    }

    /// Waits for the next chunk in order; returns `false` if there is none.
    fn next_in_order(&mut self) -> bool {
        self.fill();
        let Some(pulled) = self.out.remove(&self.next) else { return false };
        let answers = loop {
            if let Some(answers) = self.early.remove(&self.next) {
                break answers;
            }
            // Cannot fail: the sender is in this value, and every chunk is answered.
            let Ok((chunk, answers)) = self.replies.recv() else { return false };
            self.early.insert(chunk, answers);
        };
        self.next += 1;
        self.ready = results(pulled, answers);
        true
    }

    /// Waits for any chunk; returns `false` if there is none.
    fn next_at_all(&mut self) -> bool {
        self.fill();
        if self.out.is_empty() {
            return false;
        }
        let Ok((chunk, answers)) = self.replies.recv() else { return false };
        self.ready = results(self.out.remove(&chunk).unwrap_or_default(), answers);
        true
    }
}

impl<I: Iterator, T> Drop for Voyage<'_, I, T> {
    fn drop(&mut self) {
        self.abandoned.store(true, Ordering::Relaxed);
    }
}

/// Orders the results of a chunk: answered items, unanswered items, and items that were not sent.
fn results<T: DeserializeOwned>(pulled: Pulled, answers: Vec<ItemAnswer>) -> VecDeque<Result<T, TaskError>> {
    let mut fit: Vec<Option<Result<T, TaskError>>> = (0..pulled.fit).map(|_| None).collect();
    for (range, values) in answers {
        let places = fit.get_mut(range).into_iter().flatten();
        match values {
            Ok(pack) => places.zip(pack.iter()).for_each(|(place, bytes)| *place = Some(decoded(bytes))),
            Err(error) => places.for_each(|place| *place = Some(Err(error.clone()))),
        }
    }
    let all = pulled.fit + pulled.unfit.len();
    let mut fit = fit.into_iter().map(|result| result.unwrap_or(Err(TaskError::Closed)));
    let mut unfit = pulled.unfit.into_iter().peekable();
    let one = |place| match unfit.next_if(|(unfit, _)| *unfit == place) {
        Some((_, error)) => Some(Err(error)),
        None => fit.next(),
    };
    (0..all).filter_map(one).collect()
}

/// Defines an iterator over results; the two differ only in which chunk is next.
macro_rules! results_iterator {
    ($(#[$doc:meta])* $name:ident, $next:ident) => {
        $(#[$doc])*
        #[must_use = "it is lazy: nothing is called until a result is requested"]
        pub struct $name<'p, I: Iterator, T> {
            voyage: Voyage<'p, I, T>,
        }

        impl<'p, I, T> $name<'p, I, T>
        where
            I: Iterator,
            I::Item: Serialize,
            T: DeserializeOwned,
        {
            pub(super) fn new(pool: &'p ProcessPool, name: &str, items: I) -> $name<'p, I, T> {
                $name { voyage: Voyage::new(pool, name, items) }
            }

            /// Sets the items per message: 1 by default, 1 to 1,048,576. A message costs some ten microseconds.
            pub fn chunk_size(mut self, items: usize) -> Self {
                self.voyage.chunk_size = items.clamp(1, MAX_CHUNK_SIZE);
                self
            }

            /// Sets the number of chunks that may be pulled before their results are returned, at least 1; by default 4 for each process.
            /// That many are pulled before the first result is returned.
            pub fn in_flight(mut self, chunks: usize) -> Self {
                self.voyage.in_flight = chunks.max(1);
                self
            }
        }

        impl<I, T> Iterator for $name<'_, I, T>
        where
            I: Iterator,
            I::Item: Serialize,
            T: DeserializeOwned,
        {
            type Item = Result<T, TaskError>;

            fn next(&mut self) -> Option<Result<T, TaskError>> {
                if self.voyage.ready.is_empty() && !self.voyage.$next() {
                    return None;
                }
                self.voyage.ready.pop_front()
            }
        }
    };
}

results_iterator! {
    /// The results of [`ProcessPool::map`], in input order. Dropping it abandons chunks that were not started; a process finishes the chunk that
    /// it has.
    ProcessMap, next_in_order
}

results_iterator! {
    /// The results of [`ProcessPool::map_unordered`], as they are ready. Dropping it abandons chunks that were not started, like
    /// [`ProcessMap`].
    ProcessMapUnordered, next_at_all
}
