//! Counts of buckets that lie close together.

use super::few::Counted;
use super::room::{reserve, room_bytes};

/// Counts of all buckets from the first to the last one in use. Those of negative numbers and of positive ones are apart: between
/// -1 and 1 lie half of all buckets, of which few but that of zero are used.
#[derive(Debug, Default)]
pub(super) struct BucketCounts {
    negative: Run,
    zero: u64,
    positive: Run,
}

/// Counts of buckets in a row, which are numbered by their distance from zero.
#[derive(Debug, Default)]
struct Run {
    first: usize,
    counts: Vec<u64>,
}

impl BucketCounts {
    /// The count of a bucket, if there is one.
    #[inline]
    pub fn get(&mut self, bucket: i32) -> Option<&mut u64> {
        let distance = bucket.unsigned_abs() as usize;
        match bucket {
            1.. => self.positive.get(distance),
            0 => Some(&mut self.zero),
            _ => self.negative.get(distance),
        }
    }

    /// Adds to the count of a bucket, making room for it.
    pub fn add(&mut self, bucket: i32, count: u64) {
        let distance = bucket.unsigned_abs() as usize;
        let sum = match bucket {
            1.. => self.positive.cover(distance),
            0 => &mut self.zero,
            _ => self.negative.cover(distance),
        };
        *sum = sum.saturating_add(count);
    }

    /// Counts that are not zero, of the least bucket first.
    pub fn iter(&self) -> impl Iterator<Item = Counted<i32>> {
        let negative = self.negative.iter().rev().map(|(distance, count)| (-distance, count));
        let all = negative.chain([(0, self.zero)]).chain(self.positive.iter());
        all.filter(|(_, count)| *count > 0)
    }

    /// Memory of these counts and of this type.
    pub fn bytes(&self) -> usize {
        bytes(self.negative.counts.len(), self.positive.counts.len())
    }

    /// Memory once another bucket is in use.
    pub fn bytes_with(&self, bucket: i32) -> usize {
        let distance = bucket.unsigned_abs() as usize;
        let (negative, positive) = (self.negative.counts.len(), self.positive.counts.len());
        match bucket {
            1.. => bytes(negative, self.positive.len_with(distance)),
            0 => bytes(negative, positive),
            _ => bytes(self.negative.len_with(distance), positive),
        }
    }
}

/// Memory that counts of these buckets, which are sorted, would take.
pub(super) fn bytes_of(sorted: &[Counted<i32>]) -> usize {
    let (negative, others) = sorted.split_at(sorted.partition_point(|(bucket, _)| *bucket < 0));
    let positive = if let [(0, _), positive @ ..] = others { positive } else { others };
    let len = |part: &[Counted<i32>]| match part {
        [] => 0,
        [first, ..] => (part[part.len() - 1].0 - first.0) as usize + 1,
    };
    bytes(len(negative), len(positive))
}

fn bytes(negative: usize, positive: usize) -> usize {
    size_of::<BucketCounts>() + room_bytes::<u64>(negative) + room_bytes::<u64>(positive)
}

impl Run {
    #[inline]
    fn get(&mut self, distance: usize) -> Option<&mut u64> {
        self.counts.get_mut(distance.wrapping_sub(self.first))
    }

    /// Buckets from the first to the last one with this one.
    fn len_with(&self, distance: usize) -> usize {
        match self.counts.len() {
            0 => 1,
            len => (self.first + len).max(distance + 1) - self.first.min(distance),
        }
    }

    fn cover(&mut self, distance: usize) -> &mut u64 {
        let len = self.len_with(distance);
        let before = if self.counts.is_empty() { 0 } else { self.first.saturating_sub(distance) };
        let more = len - self.counts.len();
        reserve(&mut self.counts, more);
        self.counts.resize(len, 0);
        self.counts.rotate_right(before);
        if before > 0 || len == 1 {
            self.first = distance;
        }
        &mut self.counts[distance - self.first]
    }

    fn iter(&self) -> impl DoubleEndedIterator<Item = Counted<i32>> {
        self.counts.iter().enumerate().map(|(n, count)| ((self.first + n) as i32, *count))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::default())]

        #[test]
        fn counts_are_those_of_a_map_and_memory_is_known_beforehand(
            buckets in vec(prop_oneof![-3..3_i32, -50..50_i32, 2000..2010_i32], 1..40),
        ) {
            let (mut counts, mut map) = (BucketCounts::default(), BTreeMap::new());
            for bucket in buckets {
                let expected = counts.bytes_with(bucket);
                counts.add(bucket, 2);
                *map.entry(bucket).or_insert(0) += 2;
                let sorted: Vec<_> = map.iter().map(|(bucket, count)| (*bucket, *count)).collect();
                prop_assert_eq!(counts.iter().collect::<Vec<_>>(), &sorted[..]);
                prop_assert_eq!(counts.get(bucket).copied(), map.get(&bucket).copied());
                let room = counts.negative.counts.capacity() + counts.positive.counts.capacity();
                let memory = size_of::<BucketCounts>() + 8 * room;
                prop_assert_eq!([counts.bytes(), bytes_of(&sorted), memory], [expected; 3]);
            }
        }
    }
}
