//! The connection of a worker to its run: answers, and heartbeats when they are due.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use logmill_actors::process::Parent;

use super::wire::{WorkerMessage, encode_rejects};
use super::worker_error::WorkerError;
use crate::engine::rejects::RejectedLines;

/// Longest time between heartbeats: short enough for a smooth progress display, long enough to cost nothing.
const LONGEST_PERIOD: Duration = Duration::from_millis(100);
/// Heartbeats in the time after which a silent worker is killed.
const HEARTBEATS: u32 = 10;
/// Bytes of malformed lines in a frame: far below its limit, unless one line is that long.
const REJECTS_BYTES: usize = 1 << 20;

/// The interval of heartbeats for this timeout.
pub(super) fn alive_period(timeout: Duration) -> Duration {
    (timeout / HEARTBEATS).min(LONGEST_PERIOD)
}

/// The connection to the run.
pub(super) struct RunLink {
    parent: Parent,
    heartbeat: Mutex<Heartbeat>,
}

/// When the next heartbeat is due, and its content.
struct Heartbeat {
    period: Duration,
    last: Instant,
    /// Bytes read since the last heartbeat.
    unreported: u64,
}

impl Heartbeat {
    /// The bytes to report if a heartbeat is due; may be 0.
    fn due(&mut self, now: Instant) -> Option<u64> {
        let is_due = now.saturating_duration_since(self.last) >= self.period;
        is_due.then(|| {
            self.last = now;
            std::mem::take(&mut self.unreported)
        })
    }
}

impl RunLink {
    /// The connection to the run, with heartbeats at this interval during work.
    pub(super) fn new(parent: Parent, period: Duration) -> RunLink {
        RunLink { parent, heartbeat: Mutex::new(Heartbeat { period, last: Instant::now(), unreported: 0 }) }
    }

    /// Waits for the next frame of the run; `None` at the end.
    pub(super) fn next(&self) -> Option<Vec<u8>> {
        self.parent.next()
    }

    pub(super) fn send(&self, answer: &WorkerMessage<'_>) -> Result<(), WorkerError> {
        let (start, rest) = answer.encode()?;
        Ok(self.parent.answer(&[&start, rest])?)
    }

    /// Sends a heartbeat if it is due.
    pub(super) fn send_heartbeat_if_due(&self) {
        let due = self.heartbeat().due(Instant::now());
        if let Some(bytes) = due {
            // If the parent is gone, this process is ended.
            let _ = self.send(&WorkerMessage::Alive(bytes));
        }
    }

    /// Counts bytes that were read, for the next heartbeat.
    pub(super) fn add_bytes(&self, bytes: u64) {
        self.heartbeat().unreported += bytes;
        self.send_heartbeat_if_due();
    }

    /// Sends the bytes that were not reported yet.
    pub(super) fn flush_bytes(&self) {
        let unreported = std::mem::take(&mut self.heartbeat().unreported);
        if unreported > 0 {
            let _ = self.send(&WorkerMessage::Alive(unreported));
        }
    }

    pub(super) fn send_rejects(&self, rejects: RejectedLines) -> Result<(), WorkerError> {
        for rejects in rejects.in_pieces(REJECTS_BYTES) {
            self.send(&WorkerMessage::Rejects(&encode_rejects(&rejects)?))?;
        }
        Ok(())
    }

    fn heartbeat(&self) -> std::sync::MutexGuard<'_, Heartbeat> {
        self.heartbeat.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heartbeat_is_due_after_each_period_even_if_nothing_was_read() {
        let start = Instant::now();
        let after = |millis| start + Duration::from_millis(millis);
        let mut heartbeat = Heartbeat { period: Duration::from_millis(10), last: start, unreported: 7 };
        assert_eq!(heartbeat.due(after(9)), None);
        assert_eq!(heartbeat.due(after(10)), Some(7));
        assert_eq!(heartbeat.due(after(19)), None);
        assert_eq!(heartbeat.due(after(25)), Some(0));
    }

    #[test]
    fn there_are_many_heartbeats_within_the_timeout() {
        assert_eq!(alive_period(Duration::from_secs(60)), Duration::from_millis(100));
        assert_eq!(alive_period(Duration::from_millis(50)), Duration::from_millis(5));
    }
}
