//! The counters that shells record to.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::histogram::AtomicHistogram;
use super::{StageKind, StageSnapshot, Stopwatch};
use crate::pool_size::PoolSize;
use crate::roles::Load;

/// The counters of one stage, shared by its instances and its senders.
pub(crate) struct StageMetrics {
    name: Arc<str>,
    kind: StageKind,
    instances: AtomicUsize,
    most_instances: usize,
    watched: AtomicU64,
    pressed: AtomicU64,
    taken: Traffic,
    passed: Traffic,
    /// Batches sent to the mailbox.
    sent_to: AtomicU64,
    high_water: AtomicU64,
    rejected: AtomicU64,
    panics: AtomicU64,
    state_bytes: AtomicU64,
    mailbox_time: AtomicHistogram,
    handler_time: AtomicHistogram,
    alive: Stopwatch,
    busy: Stopwatch,
    blocked: Stopwatch,
}

#[derive(Default)]
struct Traffic {
    batches: AtomicU64,
    records: AtomicU64,
    bytes: AtomicU64,
}

impl Traffic {
    fn add(&self, message: &impl Load) {
        self.records.fetch_add(message.records(), Ordering::Relaxed);
        self.bytes.fetch_add(message.bytes(), Ordering::Relaxed);
        self.batches.fetch_add(1, Ordering::SeqCst);
    }
}

impl StageMetrics {
    pub(crate) fn new(name: &str, kind: StageKind, size: PoolSize) -> StageMetrics {
        StageMetrics {
            name: name.into(),
            kind,
            instances: AtomicUsize::new(size.first()),
            most_instances: size.most(),
            watched: AtomicU64::new(0),
            pressed: AtomicU64::new(0),
            taken: Traffic::default(),
            passed: Traffic::default(),
            sent_to: AtomicU64::new(0),
            high_water: AtomicU64::new(0),
            rejected: AtomicU64::new(0),
            panics: AtomicU64::new(0),
            state_bytes: AtomicU64::new(0),
            mailbox_time: AtomicHistogram::default(),
            handler_time: AtomicHistogram::default(),
            alive: Stopwatch::default(),
            busy: Stopwatch::default(),
            blocked: Stopwatch::default(),
        }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Counts a batch into the mailbox before it is sent, so that never more appear to be taken than sent.
    pub(crate) fn sent_to(&self) {
        let sent = self.sent_to.fetch_add(1, Ordering::SeqCst) + 1;
        let depth = sent.saturating_sub(self.taken.batches.load(Ordering::SeqCst));
        self.high_water.fetch_max(depth, Ordering::Relaxed);
    }

    /// Returns the number of batches that were sent to the mailbox.
    pub(crate) fn sent(&self) -> u64 {
        self.sent_to.load(Ordering::SeqCst)
    }

    /// Counts a batch out of the mailbox.
    pub(crate) fn taken(&self, message: &impl Load, waited: Duration) {
        self.taken.add(message);
        self.mailbox_time.record(waited);
    }

    /// Counts a forwarded batch.
    pub(crate) fn passed(&self, message: &impl Load) {
        self.passed.add(message);
    }

    /// Counts a job given to a worker process.
    pub(crate) fn took_job(&self) {
        self.taken.batches.fetch_add(1, Ordering::SeqCst);
    }

    /// Counts bytes read by a worker process.
    pub(crate) fn read_bytes(&self, bytes: u64) {
        self.taken.bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Counts a job finished by a worker process.
    pub(crate) fn did_job(&self, records: u64, bytes: u64, rejected: u64) {
        self.passed.records.fetch_add(records, Ordering::Relaxed);
        self.passed.bytes.fetch_add(bytes, Ordering::Relaxed);
        self.passed.batches.fetch_add(1, Ordering::SeqCst);
        self.rejected(rejected);
    }

    /// Measures the call that processes a batch.
    pub(crate) fn handle<T>(&self, work: impl FnOnce() -> T) -> T {
        let started = Instant::now();
        let busy = self.busy.start();
        let result = work();
        drop(busy);
        self.handler_time.record(started.elapsed());
        result
    }

    /// Counts a batch for the sizing of the pool, up to `most`; returns whether it was counted.
    pub(crate) fn watched(&self, most: u64, is_pressed: bool) -> bool {
        let is_watched = self.watched.load(Ordering::Relaxed) < most;
        if is_watched {
            self.watched.fetch_add(1, Ordering::Relaxed);
            self.pressed.fetch_add(u64::from(is_pressed), Ordering::Relaxed);
        }
        is_watched
    }

    pub(crate) fn resize(&self, instances: usize) {
        self.instances.store(instances, Ordering::Relaxed);
    }

    pub(crate) fn rejected(&self, records: u64) {
        self.rejected.fetch_add(records, Ordering::Relaxed);
    }

    pub(crate) fn panicked(&self) {
        self.panics.fetch_add(1, Ordering::Relaxed);
    }

    /// Updates one instance's share of the state's memory.
    pub(crate) fn state_bytes(&self, before: u64, now: u64) {
        self.state_bytes.fetch_add(now.wrapping_sub(before), Ordering::Relaxed);
    }

    pub(crate) fn alive(&self) -> &Stopwatch {
        &self.alive
    }

    pub(crate) fn blocked(&self) -> &Stopwatch {
        &self.blocked
    }

    pub(crate) fn snapshot(&self) -> StageSnapshot {
        // Read taken before sent, and the parts of the lifetime before the whole, so that depth errs high and idle time is not
        // negative.
        let batches_in = self.taken.batches.load(Ordering::SeqCst);
        let sent_to = self.sent_to.load(Ordering::SeqCst);
        let (busy, blocked) = (self.busy.total(), self.blocked.total());
        let idle = self.alive.total().saturating_sub(busy + blocked);
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        StageSnapshot {
            name: self.name().to_owned(),
            kind: self.kind,
            instances: self.instances.load(Ordering::Relaxed),
            most_instances: self.most_instances,
            watched_batches: read(&self.watched),
            pressed_batches: read(&self.pressed),
            batches_in,
            records_in: read(&self.taken.records),
            bytes_in: read(&self.taken.bytes),
            batches_out: read(&self.passed.batches),
            records_out: read(&self.passed.records),
            bytes_out: read(&self.passed.bytes),
            busy_seconds: busy.as_secs_f64(),
            blocked_seconds: blocked.as_secs_f64(),
            idle_seconds: idle.as_secs_f64(),
            mailbox_depth: sent_to.saturating_sub(batches_in),
            mailbox_high_water: read(&self.high_water),
            rejected: read(&self.rejected),
            panics: read(&self.panics),
            state_bytes: read(&self.state_bytes),
            mailbox_time: self.mailbox_time.snapshot(),
            handler_time: self.handler_time.snapshot(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Ten;

    impl Load for Ten {
        fn records(&self) -> u64 {
            10
        }

        fn bytes(&self) -> u64 {
            100
        }
    }

    #[test]
    fn depth_is_what_was_sent_less_what_was_taken_and_its_peak_stays() {
        let metrics = StageMetrics::new("hits", StageKind::Reducer, PoolSize::Fixed(1));
        (0..3).for_each(|_| metrics.sent_to());
        metrics.taken(&Ten, Duration::ZERO);
        let snapshot = metrics.snapshot();
        assert_eq!((snapshot.mailbox_depth, snapshot.mailbox_high_water), (2, 3));
        assert_eq!((snapshot.batches_in, snapshot.records_in, snapshot.bytes_in), (1, 10, 100));
    }

    #[test]
    fn state_is_summed_over_instances_and_may_shrink() {
        let metrics = StageMetrics::new("hits", StageKind::Reducer, PoolSize::Fixed(2));
        metrics.state_bytes(0, 500);
        metrics.state_bytes(0, 70);
        metrics.state_bytes(500, 100);
        assert_eq!(metrics.snapshot().state_bytes, 170);
    }

    #[test]
    fn life_time_is_busy_and_idle_time() {
        let metrics = StageMetrics::new("hits", StageKind::Reducer, PoolSize::Fixed(1));
        let alive = metrics.alive().start();
        metrics.handle(|| while metrics.snapshot().busy_seconds < 1e-4 {});
        drop(alive);
        let snapshot = metrics.snapshot();
        let life = metrics.alive().total().as_secs_f64();
        assert!(snapshot.busy_seconds >= 1e-4, "time in the handler counts before it returns");
        assert!((snapshot.busy_seconds + snapshot.blocked_seconds + snapshot.idle_seconds - life).abs() < 1e-6);
        assert_eq!(snapshot.handler_time.count(), 1);
    }
}
