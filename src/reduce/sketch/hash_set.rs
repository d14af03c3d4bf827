//! A set of hashes, whose memory depends on their number alone.

use super::slots::{home, next, slots};

/// Different hashes, in an open-addressed table: each lies in the first free slot from the one of its rank among all 64-bit
/// numbers. So they are nearly sorted, and are moved to a larger table from its first slot to its last.
#[derive(Debug, Clone)]
pub(super) struct HashSet {
    /// Zero marks a free slot. Their number follows [`slots`].
    slots: Vec<u64>,
    /// Hashes in the set.
    len: usize,
    /// Whether one is zero.
    has_zero: bool,
}

impl HashSet {
    /// A set of different hashes, at least one.
    pub fn of(hashes: &[u64]) -> HashSet {
        let mut set = HashSet { slots: vec![0; slots(hashes.len())], len: 0, has_zero: false };
        hashes.iter().for_each(|hash| set.place(*hash));
        set
    }

    /// Adds a hash.
    #[inline]
    pub fn insert(&mut self, hash: u64) {
        let before = self.len;
        self.place(hash);
        if self.len > before {
            self.resize(self.len);
        }
    }

    /// Adds all hashes of another set.
    pub fn merge(&mut self, other: &HashSet) {
        // Its hashes come nearly sorted: without room for all, they would crowd the first slots.
        self.resize(self.len + other.len);
        other.iter().for_each(|hash| self.place(hash));
        self.resize(self.len);
    }

    /// Adds a hash to slots of which one is free.
    #[inline]
    fn place(&mut self, hash: u64) {
        if hash == 0 {
            self.len += usize::from(!self.has_zero);
            self.has_zero = true;
            return;
        }
        let mut at = home(hash, self.slots.len());
        while self.slots[at] != hash {
            if self.slots[at] == 0 {
                self.slots[at] = hash;
                self.len += 1;
                return;
            }
            at = next(at, self.slots.len());
        }
    }

    /// Makes slots for `len` hashes.
    #[inline]
    fn resize(&mut self, len: usize) {
        if self.slots.len() != slots(len) {
            let before = std::mem::replace(&mut self.slots, vec![0; slots(len)]);
            self.len = usize::from(self.has_zero);
            before.into_iter().filter(|hash| *hash != 0).for_each(|hash| self.place(hash));
        }
    }

    /// How many hashes it holds.
    #[inline]
    pub fn len(&self) -> usize {
        self.len
    }

    /// All hashes.
    pub fn iter(&self) -> impl Iterator<Item = u64> {
        let zero = self.has_zero.then_some(0);
        zero.into_iter().chain(self.slots.iter().copied().filter(|hash| *hash != 0))
    }

    /// All hashes, sorted.
    pub fn sorted(&self) -> Vec<u64> {
        let mut sorted: Vec<u64> = self.iter().collect();
        sorted.sort_unstable();
        sorted
    }

    /// Memory of the set and of this type.
    pub fn bytes(&self) -> usize {
        HashSet::bytes_of(self.len)
    }

    /// Memory of a set of `len` hashes.
    pub fn bytes_of(len: usize) -> usize {
        size_of::<HashSet>() + slots(len) * size_of::<u64>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Different hashes of all ranks.
    fn hashes(numbers: std::ops::Range<u64>) -> Vec<u64> {
        numbers.map(|n| n.wrapping_mul(0x9E37_79B9_7F4A_7C15)).collect()
    }

    #[test]
    fn a_set_holds_each_hash_once_and_has_the_slots_for_that_many() {
        let mut set = HashSet::of(&[0]);
        for (n, hash) in hashes(0..5000).into_iter().enumerate() {
            for _ in 0..2 {
                set.insert(hash);
                assert_eq!((set.len(), set.slots.len()), (n + 1, slots(n + 1)));
            }
        }
        let mut expected = hashes(0..5000);
        expected.sort_unstable();
        assert_eq!(set.sorted(), expected);
    }

    #[test]
    fn a_merged_set_has_the_slots_for_its_hashes() {
        let mut set = HashSet::of(&hashes(0..3000));
        set.merge(&HashSet::of(&hashes(100..3100)));
        assert_eq!((set.len(), set.slots.len()), (3100, slots(3100)));
        assert_eq!(set.sorted(), HashSet::of(&hashes(0..3100)).sorted());
    }

    #[test]
    fn hashes_that_collide_are_all_held() {
        let mut set = HashSet::of(&[u64::MAX]);
        (1..500).for_each(|n| set.insert(u64::MAX - n));
        assert_eq!(set.len(), 500);
        assert_eq!(set.sorted(), (u64::MAX - 499..=u64::MAX).collect::<Vec<_>>());
    }
}
