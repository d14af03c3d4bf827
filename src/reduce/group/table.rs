//! The hash table of a group reducer: small slots, and one arena in which the accumulators lie beside their key.
//!
//! A table of a few hundred thousand keys does not fit into a cache, so its speed is that of memory. Rows therefore come in
//! chunks, and each chunk goes through passes of loads that do not wait for each other: hash every key, read every slot, read the
//! start of every entry, and only then compare and update, when everything is in the cache.

use std::hash::{BuildHasher, Hasher};

use foldhash::fast::RandomState;

use crate::log::window::touch;

/// Rows of a chunk: enough loads to keep the memory busy, few enough to stay in registers and the first cache.
pub const CHUNK: usize = 32;

/// Where a key is found: an empty slot has `start` 0.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Slot {
    /// The low bits of the hash, which also decide where the slot belongs.
    tag: u32,
    /// First word of the entry in the arena: 32 bits, for eight bytes a slot, are enough for 32 GiB of groups.
    start: u32,
}

/// Where the accumulators of a key lie in the arena.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Entry {
    /// First word of the accumulators; the key follows them.
    pub start: usize,
    /// Length of the key in bytes.
    pub len: usize,
}

/// A position between entries; by default that before all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position(usize);

impl Default for Position {
    fn default() -> Position {
        Position(1)
    }
}

/// Entries that are compared near a position: enough to skip keys that a part does not have, few enough to cost less than a hash.
const NEAR: usize = 8;
const FIRST_SLOTS: usize = 1 << 10;
const WORD: usize = size_of::<u64>();

/// Keys, and for each one words of accumulators that start as zero.
pub struct KeyTable {
    /// A power of two, at least twice the number of keys.
    slots: Vec<Slot>,
    /// Word 0 is not used. An entry is the length of its key, its accumulators, then the key's bytes, padded with zeros to at
    /// least one word.
    arena: Vec<u64>,
    keys: usize,
    accumulator_words: usize,
    /// Seeded at random for each table: a log cannot be written so that its keys collide.
    hasher: RandomState,
}

impl KeyTable {
    /// A table without keys.
    pub fn new(accumulator_words: usize) -> KeyTable {
        KeyTable {
            slots: vec![Slot::default(); FIRST_SLOTS],
            arena: vec![0],
            keys: 0,
            accumulator_words,
            hasher: RandomState::default(),
        }
    }

    /// The number of keys.
    pub fn len(&self) -> usize {
        self.keys
    }

    /// Memory that the keys and accumulators take up, in bytes. Depends only on the keys, in any order: what is
    /// reserved for more of them is not counted.
    pub fn bytes(&self) -> usize {
        self.slots.len() * size_of::<Slot>() + self.arena.len() * WORD
    }

    /// All words, for [`Entry::start`] to point into.
    pub fn arena_mut(&mut self) -> &mut [u64] {
        &mut self.arena
    }

    /// The entry whose accumulators begin at a word.
    pub fn entry_of(&self, start: usize) -> Entry {
        Entry { start, len: self.arena[start - 1] as usize }
    }

    /// The accumulators of an entry.
    pub fn accumulators(&self, entry: Entry) -> &[u64] {
        &self.arena[entry.start..entry.start + self.accumulator_words]
    }

    /// The accumulators of an entry, to change.
    pub fn accumulators_mut(&mut self, entry: Entry) -> &mut [u64] {
        &mut self.arena[entry.start..entry.start + self.accumulator_words]
    }

    /// The key of an entry.
    #[inline(always)]
    pub fn key(&self, entry: Entry) -> &[u8] {
        &bytemuck::cast_slice(&self.arena[entry.start + self.accumulator_words..])[..entry.len]
    }

    /// Every entry, in the order in which they were added, which is that of memory.
    pub fn entries(&self) -> impl Iterator<Item = Entry> + '_ {
        let mut position = Position::default();
        std::iter::from_fn(move || {
            let entry = self.entry_at(position)?;
            position = self.after(entry);
            Some(entry)
        })
    }

    /// The entry at a position; `None` at the end.
    #[inline(always)]
    fn entry_at(&self, position: Position) -> Option<Entry> {
        let len = *self.arena.get(position.0)? as usize;
        Some(Entry { start: position.0 + 1, len })
    }

    /// The position after an entry.
    #[inline(always)]
    pub fn after(&self, entry: Entry) -> Position {
        Position(entry.start + self.accumulator_words + key_words(entry.len))
    }

    /// The entry of a key, when it is one of the next few after a position; moves the position after the entries with lesser keys
    /// and its own. `None` does not mean that the table lacks the key.
    ///
    /// Keys that are searched in order, in a table to which they were added in order, are found faster than by their hash: what is
    /// read lies side by side.
    #[inline(always)]
    pub fn find_near(&self, position: &mut Position, key: &[u8]) -> Option<Entry> {
        for _ in 0..NEAR {
            let entry = self.entry_at(*position)?;
            let stored = self.key(entry);
            let start = self.arena[entry.start + self.accumulator_words];
            if stored.len() == key.len() && start == first_word(key) && same(stored, key) {
                *position = self.after(entry);
                return Some(entry);
            }
            if stored > key {
                return None;
            }
            *position = self.after(entry);
        }
        None
    }

    /// The entries of up to [`CHUNK`] keys, which are added where they are new.
    pub fn find_or_insert_all(&mut self, keys: &[&[u8]], entries: &mut [Entry; CHUNK]) {
        touch(keys);
        let mut tags = [0; CHUNK];
        for (tag, key) in tags.iter_mut().zip(keys) {
            *tag = self.tag(key);
        }
        let mut slots = [Slot::default(); CHUNK];
        for (slot, tag) in slots.iter_mut().zip(&tags[..keys.len()]) {
            *slot = self.slots[self.home(*tag)];
        }
        // For an empty slot this reads other words, or no words of an empty table: they are not used.
        let mut starts = [(0, 0); CHUNK];
        for (start, slot) in starts.iter_mut().zip(&slots[..keys.len()]) {
            let words = self.arena.get(slot.start as usize..).unwrap_or_default();
            *start = (words.first().copied().unwrap_or(0), words.get(1 + self.accumulator_words).copied().unwrap_or(0));
        }
        for (i, key) in keys.iter().enumerate() {
            // A slot read above stays true when keys are added meanwhile: entries never move in the arena.
            let slot = slots[i];
            let alike = slot.start != 0 && slot.tag == tags[i] && starts[i] == (key.len() as u64, first_word(key));
            let entry = Entry { start: slot.start as usize + 1, len: key.len() };
            entries[i] = if alike && same(self.key(entry), key) { entry } else { self.probe(tags[i], key) };
        }
    }

    /// The entry of a key, if there is one.
    pub fn find(&self, key: &[u8]) -> Option<Entry> {
        let tag = self.tag(key);
        let mut at = self.home(tag);
        loop {
            let slot = self.slots[at];
            if slot.start == 0 {
                return None;
            }
            if slot.tag == tag && self.key(self.entry(slot)) == key {
                return Some(self.entry(slot));
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }

    /// The entry of a key, which is added when it is new.
    pub fn find_or_insert(&mut self, key: &[u8]) -> Entry {
        self.probe(self.tag(key), key)
    }

    #[inline(never)]
    fn probe(&mut self, tag: u32, key: &[u8]) -> Entry {
        let mut at = self.home(tag);
        loop {
            let slot = self.slots[at];
            if slot.start == 0 {
                return self.insert(at, tag, key);
            }
            if slot.tag == tag && self.key(self.entry(slot)) == key {
                return self.entry(slot);
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }

    fn insert(&mut self, at: usize, tag: u32, key: &[u8]) -> Entry {
        let start = u32::try_from(self.arena.len()).expect("the groups of one reducer fit 32 GiB");
        self.slots[at] = Slot { tag, start };
        self.arena.push(key.len() as u64);
        let entry = Entry { start: self.arena.len(), len: key.len() };
        let key_start = entry.start + self.accumulator_words;
        self.arena.resize(key_start + key_words(key.len()), 0);
        bytemuck::cast_slice_mut(&mut self.arena[key_start..])[..key.len()].copy_from_slice(key);
        self.keys += 1;
        if self.keys * 2 > self.slots.len() {
            self.grow();
        }
        entry
    }

    fn grow(&mut self) {
        let larger = vec![Slot::default(); self.slots.len() * 2];
        let old = std::mem::replace(&mut self.slots, larger);
        for slot in old.into_iter().filter(|slot| slot.start != 0) {
            let mut at = self.home(slot.tag);
            while self.slots[at].start != 0 {
                at = (at + 1) & (self.slots.len() - 1);
            }
            self.slots[at] = slot;
        }
    }

    #[inline(always)]
    fn entry(&self, slot: Slot) -> Entry {
        let start = slot.start as usize;
        Entry { start: start + 1, len: self.arena[start] as usize }
    }

    #[inline(always)]
    fn home(&self, tag: u32) -> usize {
        tag as usize & (self.slots.len() - 1)
    }

    #[inline(always)]
    fn tag(&self, key: &[u8]) -> u32 {
        let mut hasher = self.hasher.build_hasher();
        hasher.write(key);
        let hash = hasher.finish();
        (hash ^ hash >> 32) as u32
    }
}

/// Words that a key occupies.
#[inline(always)]
fn key_words(len: usize) -> usize {
    len.div_ceil(WORD).max(1)
}

/// The first word of a key as it lies in the arena.
#[inline(always)]
fn first_word(key: &[u8]) -> u64 {
    let mut word = [0; WORD];
    match key.first_chunk() {
        Some(first) => word = *first,
        None => word[..key.len()].copy_from_slice(key),
    }
    u64::from_ne_bytes(word)
}

/// Whether two keys of the same length are equal, given that their first words are. Most keys are a few words long: comparing
/// them here costs less than a call.
#[inline(always)]
fn same(stored: &[u8], key: &[u8]) -> bool {
    if stored.len() > 16 * WORD {
        return stored == key;
    }
    // The last word overlaps the one before it, so that nothing is left over.
    let (stored_words, key_words) = (stored.as_chunks::<WORD>().0, key.as_chunks::<WORD>().0);
    let differ = stored_words.iter().zip(key_words).any(|(a, b)| a != b);
    !differ && stored.last_chunk::<WORD>() == key.last_chunk::<WORD>()
}
