//! Counts of times in buckets whose width doubles.

use super::codec::{damaged, number, signed, write_signed};
use super::few::Counted;
use crate::reduce::bytes::{ByteReader, write_number};
use crate::reduce::state::StateError;

/// The last second of which a time can be expressed in microseconds since 1970. The first one is its complement.
pub(super) const LAST_SECOND: i64 = i64::MAX.div_euclid(1_000_000);

/// Most buckets: enough for the width of a terminal.
const BUCKETS: i64 = 128;

/// Buckets of 2^`shift` seconds: the n-th begins n widths after 1970. At least one is in use.
///
/// The width is a function of the first and the last second: if it suffices for more seconds, it suffices for some of them, so it
/// never exceeds the one that is right in the end.
#[derive(Debug, Clone)]
pub(super) struct Buckets {
    shift: u32,
    /// The first bucket in use.
    first: i64,
    /// The last bucket in use.
    last: i64,
    /// Counts from the first to the last bucket, each in the place that its number has in a ring. All others are zero.
    counts: [u64; BUCKETS as usize],
}

impl Buckets {
    /// Buckets of at least one counted second.
    pub fn of(seconds: &[Counted<i64>]) -> Buckets {
        let first = seconds.first().map_or(0, |(second, _)| *second);
        let mut buckets = Buckets { shift: 0, first, last: first, counts: [0; BUCKETS as usize] };
        buckets.extend(seconds);
        buckets
    }

    /// Adds to the count of a second.
    #[inline]
    pub fn add(&mut self, second: i64, count: u64) {
        let bucket = second >> self.shift;
        if bucket < self.first || bucket > self.last {
            self.cover(second, second, 0);
        }
        let sum = &mut self.counts[place(second >> self.shift)];
        *sum = sum.saturating_add(count);
    }

    /// Adds counted seconds.
    pub fn extend(&mut self, seconds: &[Counted<i64>]) {
        for (second, count) in seconds {
            self.add(*second, *count);
        }
    }

    /// Adds all counts of other buckets.
    pub fn merge(&mut self, other: &Buckets) {
        self.cover(other.first, other.last, other.shift);
        for bucket in other.first..=other.last {
            let sum = &mut self.counts[place(bucket >> (self.shift - other.shift))];
            *sum = sum.saturating_add(other.counts[place(bucket)]);
        }
    }

    /// Makes room for buckets of 2^`shift` seconds: the width becomes at least that.
    #[cold]
    fn cover(&mut self, first: i64, last: i64, shift: u32) {
        let mut wider = self.shift.max(shift);
        let (first, last) = loop {
            let first = (self.first >> (wider - self.shift)).min(first >> (wider - shift));
            let last = (self.last >> (wider - self.shift)).max(last >> (wider - shift));
            if last - first < BUCKETS {
                break (first, last);
            }
            wider += 1;
        };
        if wider > self.shift {
            let mut counts = [0_u64; BUCKETS as usize];
            for bucket in self.first..=self.last {
                let sum = &mut counts[place(bucket >> (wider - self.shift))];
                *sum = sum.saturating_add(self.counts[place(bucket)]);
            }
            self.counts = counts;
        }
        (self.shift, self.first, self.last) = (wider, first, last);
    }

    /// Width in seconds.
    pub fn width(&self) -> i64 {
        1 << self.shift
    }

    /// The first second and the count of each bucket from the first to the last.
    pub fn into_counts(self) -> impl Iterator<Item = Counted<i64>> {
        (self.first..=self.last).map(move |bucket| (bucket << self.shift, self.counts[place(bucket)]))
    }

    /// Appends the width, the first bucket, the number of further ones, and all counts.
    pub fn encode(&self, out: &mut Vec<u8>) {
        write_number(self.shift.into(), out);
        write_signed(self.first, out);
        write_number((self.last - self.first) as u64, out);
        for bucket in self.first..=self.last {
            write_number(self.counts[place(bucket)], out);
        }
    }

    /// Reads buckets of more than `more_than` different seconds.
    pub fn decode(reader: &mut ByteReader<'_>, more_than: usize) -> Result<Buckets, StateError> {
        let shift = number(reader)?;
        let first = signed(reader)?;
        let further = number(reader)?;
        // Two buckets of 2^44 seconds are all there can be.
        if shift > 44 || !(!LAST_SECOND..=LAST_SECOND).contains(&first) || further >= BUCKETS as u64 {
            return damaged("a bucket is out of range");
        }
        let (shift, last) = (shift as u32, first + further as i64);
        let mut buckets = Buckets { shift, first, last, counts: [0; BUCKETS as usize] };
        for bucket in first..=last {
            buckets.counts[place(bucket)] = number(reader)?;
        }
        if buckets.counts[place(first)] == 0 || buckets.counts[place(last)] == 0 {
            return damaged("an outer bucket is empty");
        }
        if !buckets.can_be(more_than as u64) {
            return damaged("its buckets do not fit its times");
        }
        Ok(buckets)
    }

    /// Whether there are more than `more_than` different seconds for which these are the buckets.
    fn can_be(&self, more_than: u64) -> bool {
        // The seconds of a bucket that times can be in.
        let seconds = |bucket: i64| {
            let start = i128::from(bucket) << self.shift;
            let end = start + (1 << self.shift) - 1;
            (start.max((!LAST_SECOND).into()), end.min(LAST_SECOND.into()))
        };
        let ((least, _), (_, greatest)) = (seconds(self.first), seconds(self.last));
        let is_least_width = self.shift == 0 || {
            let half = self.shift - 1;
            (greatest >> half) - (least >> half) >= BUCKETS.into()
        };
        let different = (self.first..=self.last).map(|bucket| {
            let (start, end) = seconds(bucket);
            (end - start + 1).clamp(0, self.counts[place(bucket)].into())
        });
        let exist = [self.first, self.last].into_iter().map(seconds).all(|(start, end)| start <= end);
        exist && is_least_width && different.sum::<i128>() > more_than.into()
    }
}

/// The place of a bucket in the ring.
#[inline]
fn place(bucket: i64) -> usize {
    (bucket & (BUCKETS - 1)) as usize
}
