//! Counts of many texts, found by their hashes.

use std::hash::BuildHasher;

use foldhash::fast::RandomState;

use super::room::{reserve, room_bytes};
use super::slots::{home, next, slots};

/// The part of a hash that its slot keeps.
const TAG: u64 = !0 << 32;

/// Counts of texts. What it holds depends on the texts added; the order in which it lists them does not.
#[derive(Debug, Clone, Default)]
pub(super) struct TextCounts {
    /// All texts, one after the other.
    texts: Vec<u8>,
    entries: Vec<Entry>,
    /// The number of an entry from 1, below the high half of its hash; zero marks a free slot.
    slots: Vec<u64>,
    /// A seed of its own: no log can be written so that its texts collide.
    hasher: RandomState,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    /// The end of its text, which begins where that of the entry before ends.
    end: usize,
    count: u64,
}

impl TextCounts {
    /// Adds to the count of a text.
    pub fn add(&mut self, text: &[u8], count: u64) {
        let tag = self.hasher.hash_one(text) & TAG;
        match self.find(tag, text) {
            Some(number) => {
                let sum = &mut self.entries[number].count;
                *sum = sum.saturating_add(count);
            }
            None => self.insert(tag, text, count),
        }
    }

    #[inline]
    fn find(&self, tag: u64, text: &[u8]) -> Option<usize> {
        // An empty table has no slots.
        let mut at = home(tag, self.slots.len());
        loop {
            let slot = *self.slots.get(at)?;
            if slot == 0 {
                return None;
            }
            let number = (slot & !TAG) as usize - 1;
            if slot & TAG == tag && self.text(number) == text {
                return Some(number);
            }
            at = next(at, self.slots.len());
        }
    }

    fn insert(&mut self, tag: u64, text: &[u8], count: u64) {
        reserve(&mut self.texts, text.len());
        self.texts.extend_from_slice(text);
        reserve(&mut self.entries, 1);
        self.entries.push(Entry { end: self.texts.len(), count });
        let number = u32::try_from(self.entries.len()).expect("memory is full before 2^32 texts are counted");
        if self.slots.len() != slots(self.entries.len()) {
            let before = std::mem::replace(&mut self.slots, vec![0; slots(self.entries.len())]);
            before.into_iter().filter(|slot| *slot != 0).for_each(|slot| self.place(slot));
        }
        self.place(tag | u64::from(number));
    }

    /// Puts an entry in the first free slot for it.
    fn place(&mut self, entry: u64) {
        let mut at = home(entry & TAG, self.slots.len());
        while self.slots[at] != 0 {
            at = next(at, self.slots.len());
        }
        self.slots[at] = entry;
    }

    fn text(&self, number: usize) -> &[u8] {
        let start = number.checked_sub(1).map_or(0, |before| self.entries[before].end);
        &self.texts[start..self.entries[number].end]
    }

    /// Texts and their counts.
    pub fn iter(&self) -> impl Iterator<Item = (&[u8], u64)> {
        self.entries.iter().enumerate().map(|(number, entry)| (self.text(number), entry.count))
    }

    /// Memory of the counts and of this type.
    pub fn bytes(&self) -> usize {
        let len = self.entries.len();
        let tables = room_bytes::<Entry>(len) + slots(len) * size_of::<u64>();
        size_of::<TextCounts>() + room_bytes::<u8>(self.texts.len()) + tables
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_equal_hashes_are_counted_apart() {
        let mut counts = TextCounts::default();
        let texts: [&[u8]; 4] = [b"a", b"b", b"", b"ab"];
        for (count, text) in (1..).zip(texts) {
            assert_eq!(counts.find(TAG, text), None);
            counts.insert(TAG, text, count);
        }
        assert_eq!(counts.iter().collect::<Vec<_>>(), texts.into_iter().zip(1..).collect::<Vec<_>>());
        for (number, text) in texts.into_iter().enumerate() {
            assert_eq!(counts.find(TAG, text), Some(number));
        }
    }

    #[test]
    fn memory_counted_is_that_of_the_lists() {
        let mut counts = TextCounts::default();
        for n in 0..3000_u64 {
            counts.add(&(n / 2).to_le_bytes(), 1);
            let lists = counts.texts.capacity() + counts.entries.capacity() * 16 + counts.slots.capacity() * 8;
            assert_eq!(counts.bytes(), size_of::<TextCounts>() + lists);
        }
    }
}
