//! Distributions of durations.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde::{Deserialize, Serialize};

const BUCKETS: usize = 32;

/// A distribution of durations: bucket `i` counts those of at least `2^(i-1)` and less than `2^i` microseconds; bucket 0, those below one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Histogram {
    /// Counts by bucket; the last one is open-ended (over 17 minutes).
    pub buckets: [u64; BUCKETS],
    /// Sum of the durations, in microseconds.
    pub sum_micros: u64,
}

impl Histogram {
    /// Returns the number of durations.
    pub fn count(&self) -> u64 {
        self.buckets.iter().sum()
    }

    /// Returns the mean in seconds; `None` if nothing was measured.
    pub fn mean_seconds(&self) -> Option<f64> {
        let count = self.count();
        (count > 0).then(|| self.sum_micros as f64 / count as f64 / 1e6)
    }
}

/// The counters of a [`Histogram`].
#[derive(Default)]
pub(super) struct AtomicHistogram {
    buckets: [AtomicU64; BUCKETS],
    sum_micros: AtomicU64,
}

impl AtomicHistogram {
    pub(super) fn record(&self, duration: Duration) {
        let micros = u64::try_from(duration.as_micros()).unwrap_or(u64::MAX);
        let bucket = (u64::BITS - micros.leading_zeros()) as usize;
        self.buckets[bucket.min(BUCKETS - 1)].fetch_add(1, Ordering::Relaxed);
        self.sum_micros.fetch_add(micros, Ordering::Relaxed);
    }

    pub(super) fn snapshot(&self) -> Histogram {
        Histogram {
            buckets: std::array::from_fn(|index| self.buckets[index].load(Ordering::Relaxed)),
            sum_micros: self.sum_micros.load(Ordering::Relaxed),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_falls_into_the_bucket_that_the_documentation_names() {
        for (micros, bucket) in [(0, 0), (1, 1), (2, 2), (3, 2), (4, 3), (1023, 10), (1024, 11), (u64::MAX, 31)] {
            let histogram = AtomicHistogram::default();
            histogram.record(Duration::from_micros(micros));
            let buckets = histogram.snapshot().buckets;
            assert_eq!(buckets.iter().position(|count| *count == 1), Some(bucket), "{micros} µs");
        }
    }

    #[test]
    fn an_empty_distribution_has_no_mean() {
        assert_eq!(Histogram::default().mean_seconds(), None);
    }
}
