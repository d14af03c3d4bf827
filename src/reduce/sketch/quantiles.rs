//! Quantiles of numbers, by buckets whose width grows with the numbers in them.

use super::bucket_counts::{self, BucketCounts};
use super::codec::{counts, end, number, write_counts};
use super::definition::Sketch;
use super::few::{Counted, Few, merge_counts};
use super::room::room_bytes;
use crate::reduce::bytes::{ByteReader, write_number};
use crate::reduce::state::StateError;

/// Bits of a number that its bucket ignores: all but the sign, the exponent and the 6 highest bits of the mantissa. The numbers
/// from one power of two to the next have 64 buckets, so the middle of a bucket is less than 1/128 away from all in it.
const SHIFT: u32 = f64::MANTISSA_DIGITS - 1 - 6;

/// The bucket of infinity, the last one.
const LAST: i32 = (f64::INFINITY.to_bits() >> SHIFT) as i32;

/// Counts numbers in buckets, and finds quantiles that are less than 1 % away from the exact ones.
///
/// Each whole number below 128 has a bucket to itself. Numbers closer to zero than 2^-1028 are counted as zero, and below 2^-1022,
/// where numbers lose digits, quantiles do too. NaN is not a number and is not added.
#[derive(Debug, Default)]
pub struct Quantiles(Counts);

/// The form that takes less memory, which depends on the buckets in use alone.
#[derive(Debug)]
enum Counts {
    /// The buckets in use, sorted.
    Sparse(Few<Counted<i32>>),
    /// All buckets of a range.
    Dense(Box<BucketCounts>),
}

impl Default for Counts {
    fn default() -> Counts {
        Counts::Sparse(Few::Empty)
    }
}

impl Quantiles {
    /// Adds a number, unless it is NaN.
    #[inline]
    pub fn add(&mut self, value: f64) {
        if value.is_nan() {
            return;
        }
        let bucket = bucket_of(value);
        match self.get(bucket) {
            Some(count) => *count = count.saturating_add(1),
            None => self.insert(bucket),
        }
    }

    /// Adds all numbers of another sketch.
    pub fn merge(&mut self, other: &Quantiles) {
        let mut missing = Vec::new();
        for (bucket, more) in other.counts() {
            match self.get(bucket) {
                Some(count) => *count = count.saturating_add(more),
                None => missing.push((bucket, more)),
            }
        }
        if !missing.is_empty() {
            let counts: Vec<_> = self.counts().collect();
            self.0 = merge_counts(&counts, &missing).into();
        }
    }

    /// How many numbers were added.
    pub fn count(&self) -> u64 {
        self.counts().fold(0, |sum, (_, count)| sum.saturating_add(count))
    }

    /// The ⌈q·n⌉-th smallest of the n numbers added, as the middle of its bucket; `None` if there is no number.
    ///
    /// `q` is limited to 0 to 1: 0 is the least number, 1 the greatest. If all numbers are whole, `is_whole` makes the answer
    /// whole too: the middle of the whole numbers in the bucket, the lesser one if there are two. It is exact below 130.
    pub fn quantile(&self, q: f64, is_whole: bool) -> Option<f64> {
        let rank = rank(q, self.count());
        let mut up_to = 0_u64;
        let (bucket, _) = self.counts().find(|(_, count)| {
            up_to = up_to.saturating_add(*count);
            up_to >= rank
        })?;
        Some(middle(bucket, is_whole))
    }

    /// The count of a bucket, if the present form has it.
    #[inline]
    fn get(&mut self, bucket: i32) -> Option<&mut u64> {
        match &mut self.0 {
            Counts::Dense(counts) => counts.get(bucket),
            Counts::Sparse(few) => {
                let counts = few.as_mut_slice();
                let at = counts.binary_search_by_key(&bucket, |(bucket, _)| *bucket).ok()?;
                Some(&mut counts[at].1)
            }
        }
    }

    /// Adds one number to a bucket for which the present form has no count.
    #[cold]
    fn insert(&mut self, bucket: i32) {
        match &mut self.0 {
            Counts::Sparse(few) => {
                few.insert(few.as_slice().partition_point(|(before, _)| *before < bucket), (bucket, 1));
                if bucket_counts::bytes_of(few.as_slice()) <= few.bytes() {
                    self.0 = dense(few.as_slice());
                }
            }
            Counts::Dense(counts) => {
                let sparse = room_bytes::<Counted<i32>>(counts.iter().count() + 1);
                if counts.bytes_with(bucket) <= sparse {
                    counts.add(bucket, 1);
                } else {
                    let counts: Vec<_> = counts.iter().collect();
                    self.0 = Counts::Sparse(merge_counts(&counts, &[(bucket, 1)]).into());
                }
            }
        }
    }

    /// Counts that are not zero, of the least bucket first.
    fn counts(&self) -> impl Iterator<Item = Counted<i32>> {
        let (sparse, dense) = match &self.0 {
            Counts::Sparse(few) => (few.as_slice(), None),
            Counts::Dense(counts) => (Default::default(), Some(counts)),
        };
        sparse.iter().copied().chain(dense.into_iter().flat_map(|counts| counts.iter()))
    }
}

/// Makes the form of sorted counts that takes less memory.
impl From<Vec<Counted<i32>>> for Counts {
    fn from(sorted: Vec<Counted<i32>>) -> Counts {
        let few = Few::from(sorted);
        if bucket_counts::bytes_of(few.as_slice()) <= few.bytes() { dense(few.as_slice()) } else { Counts::Sparse(few) }
    }
}

fn dense(sorted: &[Counted<i32>]) -> Counts {
    let mut counts = Box::<BucketCounts>::default();
    let (negative, others) = sorted.split_at(sorted.partition_point(|(bucket, _)| *bucket < 0));
    // Those closest to zero first: rooms grow at their end.
    for (bucket, count) in negative.iter().rev().chain(others) {
        counts.add(*bucket, *count);
    }
    Counts::Dense(counts)
}

/// The bucket of a number. Greater numbers have greater buckets or the same.
#[inline]
fn bucket_of(value: f64) -> i32 {
    let distance = (value.abs().to_bits() >> SHIFT) as i32;
    if value.is_sign_negative() { -distance } else { distance }
}

/// The middle of the numbers of a bucket, or of the whole numbers in it.
fn middle(bucket: i32, is_whole: bool) -> f64 {
    if bucket == 0 {
        return 0.0;
    }
    let sign = f64::from(bucket.signum());
    let bits = u64::from(bucket.unsigned_abs()) << SHIFT;
    let least = f64::from_bits(bits);
    if least.is_infinite() {
        return sign * least;
    }
    let greatest = f64::from_bits(bits | ((1 << SHIFT) - 1));
    let (first, last) = (least.ceil(), greatest.floor());
    // No whole number is here if a number that is not whole was added after all.
    if is_whole && first <= last {
        return sign * (first + ((last - first) / 2.0).floor());
    }
    sign * f64::from_bits(bits | 1 << (SHIFT - 1))
}

/// ⌈q·n⌉, at least 1 and at most `n`.
fn rank(q: f64, n: u64) -> u64 {
    let product = q.clamp(0.0, 1.0) * n as f64;
    // 0.07 is a little more as a binary fraction, and 0.07 of 100 numbers is still the 7th.
    let nearest = product.round();
    let rank = if (product - nearest).abs() <= product * 4.0 * f64::EPSILON { nearest } else { product.ceil() };
    (rank as u64).clamp(1, n.max(1))
}

impl Sketch for Quantiles {
    fn bytes(&self) -> usize {
        match &self.0 {
            Counts::Sparse(few) => few.bytes(),
            Counts::Dense(counts) => counts.bytes(),
        }
    }

    /// How many buckets are in use, and their counts.
    fn encode(&self, out: &mut Vec<u8>) {
        write_number(self.counts().count() as u64, out);
        write_counts(self.counts(), out);
    }

    fn decode(bytes: &[u8]) -> Result<Quantiles, StateError> {
        let mut reader = ByteReader(bytes);
        let len = number(&mut reader)?;
        let counts = counts(&mut reader, len, -LAST..=LAST)?;
        end(&reader)?;
        Ok(Quantiles(counts.into()))
    }
}

#[cfg(test)]
#[path = "quantiles_tests.rs"]
mod tests;
