//! Sums the time that instances spend in a state.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Sums the time that instances spend in a state, including those that are in it now.
pub(crate) struct Stopwatch {
    epoch: Instant,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Nanoseconds since the epoch: times of leaving minus times of entering.
    balance: i128,
    inside: u32,
}

impl Stopwatch {
    /// Enters the state; dropping the guard leaves it.
    pub(crate) fn start(&self) -> impl Drop + '_ {
        self.enter();
        Inside(self)
    }

    /// Enters the state without a guard.
    pub(crate) fn enter(&self) {
        let mut state = self.lock();
        state.balance -= self.now();
        state.inside += 1;
    }

    /// Leaves the state after [`enter`](Stopwatch::enter).
    pub(crate) fn leave(&self) {
        let mut state = self.lock();
        state.balance += self.now();
        state.inside = state.inside.saturating_sub(1);
    }

    pub(crate) fn total(&self) -> Duration {
        let state = self.lock();
        let nanos = state.balance + i128::from(state.inside) * self.now();
        Duration::from_nanos(u64::try_from(nanos).unwrap_or(0))
    }

    fn now(&self) -> i128 {
        i128::try_from(self.epoch.elapsed().as_nanos()).unwrap_or(i128::MAX)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for Stopwatch {
    fn default() -> Stopwatch {
        Stopwatch { epoch: Instant::now(), state: Mutex::default() }
    }
}

struct Inside<'a>(&'a Stopwatch);

impl Drop for Inside<'_> {
    fn drop(&mut self) {
        self.0.leave();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_counts_while_somebody_is_inside_and_only_then() {
        let watch = Stopwatch::default();
        assert_eq!(watch.total(), Duration::ZERO);
        let (first, second) = (watch.start(), watch.start());
        while watch.total() < Duration::from_micros(50) {}
        drop(first);
        drop(second);
        let total = watch.total();
        assert!(total >= Duration::from_micros(50));
        assert_eq!(watch.total(), total, "nobody is inside any more");
    }
}
