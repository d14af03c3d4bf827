//! Maps a function over many items and merges the results into one value.

use super::Pool;
use super::chunk::Kernel;
use super::error::TaskError;
use super::flight::Flight;
use crate::panic::catch;

/// Merges the values of the calls of a chunk.
struct Condense<F, M> {
    f: F,
    merge: M,
}

impl<X, T, F, M> Kernel<X> for Condense<F, M>
where
    F: Fn(X) -> T + Send + Sync + 'static,
    M: Fn(T, T) -> T + Send + Sync + 'static,
    T: Send + 'static,
{
    type Acc = Option<T>;

    fn room(&self, _: usize) -> Option<T> {
        None
    }

    fn take(&self, item: X, partial: &mut Option<T>) {
        let value = (self.f)(item);
        *partial = Some(match partial.take() {
            Some(partial) => (self.merge)(partial, value),
            None => value,
        });
    }
}

impl Pool {
    /// Calls `f` on every item and merges the results: within a chunk on its thread, and chunks in input order on the caller's thread.
    ///
    /// For a result that does not depend on how items are divided into chunks, `merge` must be associative: `merge(a, merge(b, c))` is
    /// `merge(merge(a, b), c)`. It need not be commutative, because only neighbours are merged.
    ///
    /// ```
    /// let pool = logmill_actors::Pool::threads(2)?;
    /// let longest = pool.map_reduce(str::len, usize::max, ["one", "three", "fifteen"]).wait();
    /// assert_eq!(longest, Ok(Some(7)));
    /// let sum = pool.map_reduce(|n: u64| n * n, |a, b| a + b, 0..10_000).chunk_size(1024).wait();
    /// assert_eq!(sum, Ok(Some(333_283_335_000)));
    /// # Ok::<(), logmill_actors::StartError>(())
    /// ```
    pub fn map_reduce<F, M, I, T>(&self, f: F, merge: M, items: I) -> MapReduce<'_, I::IntoIter, F, M, T>
    where
        I: IntoIterator,
        I::Item: Send + 'static,
        F: Fn(I::Item) -> T + Send + Sync + 'static,
        M: Fn(T, T) -> T + Send + Sync + 'static,
        T: Send + 'static,
    {
        MapReduce { flight: Flight::new(self, items.into_iter(), Condense { f, merge }) }
    }
}

/// A pending [`map_reduce`](Pool::map_reduce), started by [`wait`](MapReduce::wait).
#[must_use = "nothing is called until `wait`"]
pub struct MapReduce<'p, I, F, M, T>
where
    I: Iterator,
    I::Item: Send + 'static,
    F: Fn(I::Item) -> T + Send + Sync + 'static,
    M: Fn(T, T) -> T + Send + Sync + 'static,
    T: Send + 'static,
{
    flight: Flight<'p, I, Condense<F, M>>,
}

impl<I, F, M, T> MapReduce<'_, I, F, M, T>
where
    I: Iterator,
    I::Item: Send + 'static,
    F: Fn(I::Item) -> T + Send + Sync + 'static,
    M: Fn(T, T) -> T + Send + Sync + 'static,
    T: Send + 'static,
{
    /// Sets the items per message; see [`Map::chunk_size`](crate::Map::chunk_size).
    pub fn chunk_size(mut self, items: usize) -> Self {
        self.flight.set_chunk_size(items);
        self
    }

    /// Sets the chunks in flight; see [`Map::in_flight`](crate::Map::in_flight).
    pub fn in_flight(mut self, chunks: usize) -> Self {
        self.flight.set_in_flight(chunks);
        self
    }

    /// Processes all items and returns the merged value; `None` for an empty input.
    ///
    /// # Errors
    /// Returns the error of the first item, in input order, on which `f` or `merge` panicked, or that came after a shutdown of the pool.
    /// Later items are abandoned.
    pub fn wait(mut self) -> Result<Option<T>, TaskError> {
        let mut total = None;
        while let Some(answer) = self.flight.next_in_order() {
            if let Some((_, error)) = answer.failed.into_iter().next() {
                return Err(error);
            }
            total = match (total, answer.acc) {
                (Some(total), Some(partial)) => {
                    let merge = &self.flight.kernel().merge;
                    Some(catch(|| merge(total, partial)).map_err(TaskError::Panicked)?)
                }
                (total, partial) => total.or(partial),
            };
        }
        Ok(total)
    }
}
