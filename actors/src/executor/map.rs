//! Maps a function over many items, lazily.

use std::vec;

use super::Pool;
use super::chunk::{ChunkAnswer, Kernel};
use super::error::TaskError;
use super::flight::Flight;

/// Keeps the value of every call.
struct Apply<F>(F);

impl<X, T, F> Kernel<X> for Apply<F>
where
    F: Fn(X) -> T + Send + Sync + 'static,
    T: Send + 'static,
{
    type Acc = Vec<T>;

    fn room(&self, items: usize) -> Vec<T> {
        Vec::with_capacity(items)
    }

    fn take(&self, item: X, values: &mut Vec<T>) {
        values.push((self.0)(item));
    }
}

/// The results of one chunk, one for each item, in order.
struct Results<T> {
    values: vec::IntoIter<T>,
    failed: vec::IntoIter<(usize, TaskError)>,
    /// Index of the next item in the chunk; used only while failed calls remain.
    place: usize,
}

impl<T> Results<T> {
    fn none() -> Results<T> {
        Results { values: Vec::new().into_iter(), failed: Vec::new().into_iter(), place: 0 }
    }

    fn len(&self) -> usize {
        self.values.len() + self.failed.len()
    }

    /// Returns the next result of a chunk with failed calls.
    #[cold]
    fn next_of_mixed(&mut self) -> Option<Result<T, TaskError>> {
        let place = self.place;
        self.place += 1;
        match self.failed.as_slice().first() {
            Some((failed, _)) if *failed == place => self.failed.next().map(|(_, error)| Err(error)),
            _ => self.values.next().map(Ok),
        }
    }
}

impl<T> From<ChunkAnswer<Vec<T>>> for Results<T> {
    fn from(answer: ChunkAnswer<Vec<T>>) -> Results<T> {
        Results { values: answer.acc.into_iter(), failed: answer.failed.into_iter(), place: 0 }
    }
}

impl<T> Iterator for Results<T> {
    type Item = Result<T, TaskError>;

    #[inline]
    fn next(&mut self) -> Option<Result<T, TaskError>> {
        if self.failed.len() > 0 { self.next_of_mixed() } else { self.values.next().map(Ok) }
    }
}

impl Pool {
    /// Calls `f` on every item; results come in input order.
    ///
    /// The map is lazy: it pulls nothing before the first result is requested, and then at most as many items ahead as
    /// [`in_flight`](Map::in_flight) chunks have, so the input may be endless. A panic of `f` is the error of that item only. After a
    /// shutdown of the pool, later items are [`Closed`](TaskError::Closed), also those of an endless input. If the map is dropped, only
    /// calls that have started are finished.
    ///
    /// ```
    /// let pool = logmill_actors::Pool::threads(2)?;
    /// let odd: Vec<u64> = pool.map(|n: u64| 2 * n + 1, 0..).take(4).flatten().collect();
    /// assert_eq!(odd, [1, 3, 5, 7]);
    ///
    /// // A function of several arguments takes a tuple.
    /// let powers: Result<Vec<u64>, _> = pool.map(|(base, exponent)| u64::pow(base, exponent), [(2, 10), (3, 4)]).collect();
    /// assert_eq!(powers, Ok(vec![1024, 81]));
    ///
    /// let halves = pool.map(|n: u32| if n % 2 == 0 { n / 2 } else { panic!("{n} is odd") }, [4, 5, 6]);
    /// let halves: Vec<String> = halves.map(|half| half.map_or_else(|error| error.to_string(), |n| n.to_string())).collect();
    /// assert_eq!(halves, ["2", "the function panicked: 5 is odd", "3"]);
    /// # Ok::<(), logmill_actors::StartError>(())
    /// ```
    pub fn map<F, I, T>(&self, f: F, items: I) -> Map<'_, I::IntoIter, F, T>
    where
        I: IntoIterator,
        I::Item: Send + 'static,
        F: Fn(I::Item) -> T + Send + Sync + 'static,
        T: Send + 'static,
    {
        Map { flight: Flight::new(self, items.into_iter(), Apply(f)), current: Results::none() }
    }

    /// Like [`map`](Pool::map), but results come as they are ready, chunk by chunk: a slow item does not delay others.
    ///
    /// ```
    /// let pool = logmill_actors::Pool::threads(2)?;
    /// let mut lengths: Vec<usize> = pool.map_unordered(str::len, ["one", "three", "fifteen"]).flatten().collect();
    /// lengths.sort();
    /// assert_eq!(lengths, [3, 5, 7]);
    /// # Ok::<(), logmill_actors::StartError>(())
    /// ```
    pub fn map_unordered<F, I, T>(&self, f: F, items: I) -> MapUnordered<'_, I::IntoIter, F, T>
    where
        I: IntoIterator,
        I::Item: Send + 'static,
        F: Fn(I::Item) -> T + Send + Sync + 'static,
        T: Send + 'static,
    {
        MapUnordered { flight: Flight::new(self, items.into_iter(), Apply(f)), current: Results::none() }
    }
}

/// Defines an iterator over results; the two differ only in which chunk is next.
macro_rules! results_iterator {
    ($(#[$doc:meta])* $name:ident, $next:ident) => {
        $(#[$doc])*
        #[must_use = "it is lazy: nothing is called until a result is requested"]
        pub struct $name<'p, I, F, T>
        where
            I: Iterator,
            I::Item: Send + 'static,
            F: Fn(I::Item) -> T + Send + Sync + 'static,
            T: Send + 'static,
        {
            flight: Flight<'p, I, Apply<F>>,
            current: Results<T>,
        }

        impl<I, F, T> $name<'_, I, F, T>
        where
            I: Iterator,
            I::Item: Send + 'static,
            F: Fn(I::Item) -> T + Send + Sync + 'static,
            T: Send + 'static,
        {
            /// Sets the items per message: 1 by default, 1 to 1,048,576. A message costs some microseconds; for tiny items, 1024
            /// make that negligible.
            pub fn chunk_size(mut self, items: usize) -> Self {
                self.flight.set_chunk_size(items);
                self
            }

            /// Sets the number of chunks that may be pulled before their results are returned, at least 1; by default 16 for each
            /// thread. The pool's credits are a bound, too. That many are pulled before the first result is returned, and later
            /// ones in bursts, but before a thread becomes idle.
            pub fn in_flight(mut self, chunks: usize) -> Self {
                self.flight.set_in_flight(chunks);
                self
            }

            /// Out of line, because it happens once per chunk; what happens for each item can then be inlined.
            #[inline(never)]
            fn next_chunk(&mut self) -> Option<Result<T, TaskError>> {
                self.current = self.flight.$next()?.into();
                self.current.next()
            }
        }

        impl<I, F, T> Iterator for $name<'_, I, F, T>
        where
            I: Iterator,
            I::Item: Send + 'static,
            F: Fn(I::Item) -> T + Send + Sync + 'static,
            T: Send + 'static,
        {
            type Item = Result<T, TaskError>;

            #[inline]
            fn next(&mut self) -> Option<Result<T, TaskError>> {
                match self.current.next() {
                    None => self.next_chunk(),
                    result => result,
                }
            }

            /// At least what is available and still to be pulled; no upper bound is known while chunks are in flight.
            fn size_hint(&self) -> (usize, Option<usize>) {
                (self.flight.items_left().saturating_add(self.current.len()), None)
            }
        }
    };
}

results_iterator! {
    /// The results of [`Pool::map`], in input order.
    Map, next_in_order
}

results_iterator! {
    /// The results of [`Pool::map_unordered`], as they are ready.
    MapUnordered, next_at_all
}
