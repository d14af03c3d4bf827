//! Random numbers that are the same on every machine, for ever.

/// The xoshiro256++ generator of Blackman and Vigna (<https://prng.di.unimi.it>), in integers only: a generated log is
/// named by its seed, so neither a crate's next release nor a processor's rounding may change it.
#[derive(Debug, Clone)]
pub(super) struct Random {
    state: [u64; 4],
}

impl Random {
    /// The generator of a seed. The state is filled by splitmix64, as its authors advise.
    pub(super) fn new(seed: u64) -> Random {
        let state = [1, 2, 3, 4].map(|step: u64| mix(seed.wrapping_add(step.wrapping_mul(GOLDEN))));
        Random { state }
    }

    /// The next 64 bits.
    pub(super) fn next(&mut self) -> u64 {
        let [a, b, c, d] = &mut self.state;
        let result = a.wrapping_add(*d).rotate_left(23).wrapping_add(*a);
        let shifted = *b << 17;
        *c ^= *a;
        *d ^= *b;
        *b ^= *c;
        *a ^= *d;
        *c ^= shifted;
        *d = d.rotate_left(45);
        result
    }

    /// A number below `n`, all about equally likely; 0 when `n` is 0.
    pub(super) fn below(&mut self, n: u64) -> u64 {
        scale(self.next(), n)
    }

    /// A number below `n`, the small ones far more likely: the first eighth comes half the time.
    pub(super) fn skewed_below(&mut self, n: u64) -> u64 {
        let x = self.next();
        scale(scale(scale(x, x), x), n)
    }

    /// Whether something happens that happens `n` times in a thousand.
    pub(super) fn per_mille(&mut self, n: u64) -> bool {
        self.below(1000) < n
    }

    /// One of the items.
    pub(super) fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[index(self.below(items.len() as u64))]
    }

    /// One of the items, with the weights given.
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

/// An odd constant near 2^64 divided by the golden ratio.
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// Scrambles a number: the finisher of splitmix64. The same number always gives the same.
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
    fn the_first_numbers_are_those_of_the_reference_implementation() {
        let mut random = Random { state: [1, 2, 3, 4] };
        assert_eq!([random.next(), random.next(), random.next()], [41_943_041, 58_720_359, 3_588_806_011_781_223]);
    }

    #[test]
    fn half_of_the_skewed_numbers_are_in_the_first_eighth() {
        let mut random = Random::new(7);
        let small = (0..10_000).filter(|_| random.skewed_below(800) < 100).count();
        assert!((4_800..5_200).contains(&small), "{small}");
    }

    #[test]
    fn weights_are_kept() {
        let mut random = Random::new(7);
        let ones = (0..10_000).filter(|_| random.weighted(&[(1, 0), (3, 1), (0, 2)]) == 1).count();
        assert!((7_300..7_700).contains(&ones), "{ones}");
    }
}
