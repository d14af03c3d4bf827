//! Random choices that are the same on every machine.

use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

/// Choices drawn from one seed, using integers only: rounding must not change a log that is identified by its seed.
#[derive(Debug, Clone)]
pub(super) struct Random(Xoshiro256PlusPlus);

impl Random {
    /// The choices of a seed.
    pub(super) fn new(seed: u64) -> Random {
        Random(Xoshiro256PlusPlus::seed_from_u64(seed))
    }

    /// The next 64 bits.
    pub(super) fn bits(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// A number below `n`, uniformly; 0 if `n` is 0.
    pub(super) fn below(&mut self, n: u64) -> u64 {
        scale(self.bits(), n)
    }

    /// A number below `n`, skewed to small ones: half of the draws are in the first eighth.
    pub(super) fn skewed_below(&mut self, n: u64) -> u64 {
        let x = self.bits();
        scale(scale(scale(x, x), x), n)
    }

    /// True `n` times in a thousand.
    pub(super) fn per_mille(&mut self, n: u64) -> bool {
        self.below(1000) < n
    }

    /// One of the items.
    pub(super) fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[index(self.below(items.len() as u64))]
    }

    /// One of the items, by weight.
    pub(super) fn weighted<T: Copy>(&mut self, items: &[(u16, T)]) -> T {
        let total: u64 = items.iter().map(|(weight, _)| u64::from(*weight)).sum();
        let mut place = self.below(total);
        let chosen = items.iter().position(|(weight, _)| {
            let here = place < u64::from(*weight);
            place = place.wrapping_sub(u64::from(*weight));
            here
        });
        items[chosen.unwrap_or_default()].1
    }
}

/// Hashes a number: the finisher of splitmix64 (<https://prng.di.unimi.it/splitmix64.c>).
pub(super) fn mix(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// `x / 2^64 * n`.
fn scale(x: u64, n: u64) -> u64 {
    ((u128::from(x) * u128::from(n)) >> 64) as u64
}

/// An index into a slice, from a number below its length.
pub(super) fn index(n: u64) -> usize {
    usize::try_from(n).expect("a number below a slice's length is an index")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_the_skewed_numbers_are_in_the_first_eighth() {
        let mut random = Random::new(7);
        let small = (0..10_000).filter(|_| random.skewed_below(800) < 100).count();
        assert!((4_800..5_200).contains(&small), "{small}");
    }

    #[test]
    fn items_are_drawn_by_their_weights() {
        let mut random = Random::new(7);
        let ones = (0..10_000).filter(|_| random.weighted(&[(1, 0), (3, 1), (0, 2)]) == 1).count();
        assert!((7_300..7_700).contains(&ones), "{ones}");
    }
}
