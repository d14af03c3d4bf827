//! The way from a worker to its run: answers, and a sign of life whenever one is due.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use logmill_actors::process::Parent;

use super::wire::{Answer, encode_rejects};
use super::worker_error::WorkerError;
use crate::engine::rejects::RejectedLines;

/// The longest time between two signs of life: often enough for the eye, too rare to cost anything.
const LONGEST_PERIOD: Duration = Duration::from_millis(100);
/// Signs of life in the time after which a worker without any is killed.
const SIGNS: u32 = 10;
/// Malformed lines in a frame: far below what a frame can hold, unless one of them is that long.
const REJECTS_BYTES: usize = 1 << 20;

/// How often a worker that is given so much time shall say that it is alive.
pub(super) fn alive_period(timeout: Duration) -> Duration {
    (timeout / SIGNS).min(LONGEST_PERIOD)
}

/// The way to the run.
pub(super) struct Line {
    parent: Parent,
    pulse: Mutex<Pulse>,
}

/// When the next sign of life is due, and what it says.
struct Pulse {
    period: Duration,
    last: Instant,
    /// Bytes that were read since the run last heard of them.
    untold: u64,
}

impl Pulse {
    /// The bytes to tell, when it is time to; there may be none.
    fn due(&mut self, now: Instant) -> Option<u64> {
        let is_due = now.saturating_duration_since(self.last) >= self.period;
        is_due.then(|| {
            self.last = now;
            std::mem::take(&mut self.untold)
        })
    }
}

impl Line {
    /// The way to the run, which wants to hear from this worker that often while it works.
    pub(super) fn new(parent: Parent, period: Duration) -> Line {
        Line { parent, pulse: Mutex::new(Pulse { period, last: Instant::now(), untold: 0 }) }
    }

    /// Waits for the next frame of the run; none when there will be none.
    pub(super) fn next(&self) -> Option<Vec<u8>> {
        self.parent.next()
    }

    pub(super) fn say(&self, answer: &Answer<'_>) -> Result<(), WorkerError> {
        let (start, rest) = answer.encode()?;
        Ok(self.parent.answer(&[&start, rest])?)
    }

    /// Says that this worker is alive, when that is due.
    pub(super) fn give_sign(&self) {
        let due = self.pulse().due(Instant::now());
        if let Some(bytes) = due {
            // When the parent is gone, this process is ended.
            let _ = self.say(&Answer::Alive(bytes));
        }
    }

    /// Tells of bytes that were read, when a sign of life is due or later.
    pub(super) fn tell_bytes(&self, bytes: u64) {
        self.pulse().untold += bytes;
        self.give_sign();
    }

    /// Tells of the bytes that the run has not heard of yet.
    pub(super) fn tell_untold(&self) {
        let untold = std::mem::take(&mut self.pulse().untold);
        if untold > 0 {
            let _ = self.say(&Answer::Alive(untold));
        }
    }

    pub(super) fn tell_rejects(&self, rejects: RejectedLines) -> Result<(), WorkerError> {
        for rejects in rejects.in_pieces(REJECTS_BYTES) {
            self.say(&Answer::Rejects(&encode_rejects(&rejects)?))?;
        }
        Ok(())
    }

    fn pulse(&self) -> std::sync::MutexGuard<'_, Pulse> {
        self.pulse.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_of_life_is_due_after_each_period_also_when_nothing_was_read() {
        let start = Instant::now();
        let after = |millis| start + Duration::from_millis(millis);
        let mut pulse = Pulse { period: Duration::from_millis(10), last: start, untold: 7 };
        assert_eq!(pulse.due(after(9)), None);
        assert_eq!(pulse.due(after(10)), Some(7));
        assert_eq!(pulse.due(after(19)), None);
        assert_eq!(pulse.due(after(25)), Some(0));
    }

    #[test]
    fn there_are_many_signs_of_life_in_the_time_that_a_worker_has() {
        assert_eq!(alive_period(Duration::from_secs(60)), Duration::from_millis(100));
        assert_eq!(alive_period(Duration::from_millis(50)), Duration::from_millis(5));
    }
}
