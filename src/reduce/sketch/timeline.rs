//! A histogram of times, which adapts to their span.

use super::codec::{counts, damaged, end, number, write_counts};
use super::definition::Sketch;
use super::few::{Counted, Few, merge_counts};
use super::time_buckets::{Buckets, LAST_SECOND};
use crate::reduce::bytes::{ByteReader, write_number};
use crate::reduce::state::StateError;

/// Seconds that are counted one by one, before buckets take less memory than they do.
const SECONDS: usize = 64;

const MICROS: i64 = 1_000_000;

/// Counts times in at most 128 buckets of equal width.
///
/// The width is the least power of two of seconds for which the buckets from the first to the last time are at most 128. Buckets
/// begin at multiples of their width since 1970.
#[derive(Debug, Default)]
pub struct Timeline(Counts);

/// Up to [`SECONDS`] different seconds one by one, then buckets.
#[derive(Debug)]
enum Counts {
    /// Sorted.
    Seconds(Few<Counted<i64>>),
    Buckets(Box<Buckets>),
}

impl Default for Counts {
    fn default() -> Counts {
        Counts::Seconds(Few::Empty)
    }
}

impl Timeline {
    /// Adds a time, in microseconds since 1970.
    #[inline]
    pub fn add(&mut self, micros: i64) {
        let second = micros.div_euclid(MICROS);
        match &mut self.0 {
            Counts::Buckets(buckets) => buckets.add(second, 1),
            Counts::Seconds(few) => match near_end(few.as_mut_slice(), second) {
                Some(count) => *count = count.saturating_add(1),
                None => self.add_second(second),
            },
        }
    }

    /// Adds a second to those counted one by one.
    fn add_second(&mut self, second: i64) {
        let Counts::Seconds(few) = &mut self.0 else { return };
        match few.as_slice().binary_search_by_key(&second, |(second, _)| *second) {
            Ok(at) => {
                let count = &mut few.as_mut_slice()[at].1;
                *count = count.saturating_add(1);
            }
            Err(at) if few.as_slice().len() < SECONDS => few.insert(at, (second, 1)),
            Err(_) => {
                let mut buckets = Buckets::of(few.as_slice());
                buckets.add(second, 1);
                self.0 = Counts::Buckets(Box::new(buckets));
            }
        }
    }

    /// Adds all times of another timeline.
    pub fn merge(&mut self, other: &Timeline) {
        match (&mut self.0, &other.0) {
            (Counts::Buckets(buckets), Counts::Buckets(more)) => buckets.merge(more),
            (Counts::Buckets(buckets), Counts::Seconds(few)) => buckets.extend(few.as_slice()),
            (Counts::Seconds(few), Counts::Buckets(more)) => {
                let mut buckets = more.clone();
                buckets.extend(few.as_slice());
                self.0 = Counts::Buckets(buckets);
            }
            (Counts::Seconds(few), Counts::Seconds(more)) => {
                let seconds = merge_counts(few.as_slice(), more.as_slice());
                self.0 = if seconds.len() <= SECONDS {
                    Counts::Seconds(seconds.into())
                } else {
                    Counts::Buckets(Box::new(Buckets::of(&seconds)))
                };
            }
        }
    }

    /// Whether no time was added.
    pub fn is_empty(&self) -> bool {
        matches!(self.0, Counts::Seconds(Few::Empty))
    }

    /// The start of each bucket, in microseconds since 1970, and its count, from that of the first time to that of the last.
    ///
    /// The first bucket may start before the earliest time that microseconds can express; then its start is that time.
    pub fn buckets(&self) -> impl Iterator<Item = (i64, u64)> {
        let start = |second: i64| second.saturating_mul(MICROS);
        self.to_buckets().into_iter().flat_map(Buckets::into_counts).map(move |(second, count)| (start(second), count))
    }

    /// The width of the buckets in microseconds, from one second.
    pub fn width_micros(&self) -> i64 {
        self.to_buckets().map_or(1, |buckets| buckets.width()) * MICROS
    }

    fn to_buckets(&self) -> Option<Buckets> {
        match &self.0 {
            Counts::Seconds(Few::Empty) => None,
            Counts::Seconds(few) => Some(Buckets::of(few.as_slice())),
            Counts::Buckets(buckets) => Some((**buckets).clone()),
        }
    }
}

/// The count of a second if no second from it to the last one is missing. Logs are written in the order of time, or almost.
#[inline]
fn near_end(seconds: &mut [Counted<i64>], second: i64) -> Option<&mut u64> {
    let distance = usize::try_from(seconds.last()?.0 - second).ok()?;
    let at = seconds.len().checked_sub(distance.checked_add(1)?)?;
    Some(&mut seconds[at]).filter(|(found, _)| *found == second).map(|(_, count)| count)
}

impl Sketch for Timeline {
    fn bytes(&self) -> usize {
        match &self.0 {
            Counts::Seconds(few) => few.bytes(),
            Counts::Buckets(_) => size_of::<Buckets>(),
        }
    }

    /// How many seconds there are, and their counts; 65 before buckets.
    fn encode(&self, out: &mut Vec<u8>) {
        match &self.0 {
            Counts::Buckets(buckets) => {
                write_number(SECONDS as u64 + 1, out);
                buckets.encode(out);
            }
            Counts::Seconds(few) => {
                write_number(few.as_slice().len() as u64, out);
                write_counts(few.as_slice().iter().copied(), out);
            }
        }
    }

    fn decode(bytes: &[u8]) -> Result<Timeline, StateError> {
        let mut reader = ByteReader(bytes);
        let counts = match number(&mut reader)? {
            len if len <= SECONDS as u64 => {
                Counts::Seconds(counts(&mut reader, len, !LAST_SECOND..=LAST_SECOND)?.into())
            }
            len if len == SECONDS as u64 + 1 => Counts::Buckets(Box::new(Buckets::decode(&mut reader, SECONDS)?)),
            _ => return damaged("it has too many seconds"),
        };
        end(&reader)?;
        Ok(Timeline(counts))
    }
}

#[cfg(test)]
#[path = "timeline_tests.rs"]
mod tests;
