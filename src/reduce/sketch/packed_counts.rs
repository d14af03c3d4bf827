//! Counts of few texts, in one allocation.

use std::cmp::Ordering;

use crate::reduce::bytes::{ByteReader, write_text};

const COUNT: usize = size_of::<u64>();

/// Counts of texts, sorted: each text after its length, and its count in 8 bytes. As there are few, its room is no more than that.
#[derive(Debug, Clone, Default)]
pub(super) struct PackedCounts(Vec<u8>);

struct Entry<'a> {
    start: usize,
    text: &'a [u8],
    count: u64,
    end: usize,
}

impl PackedCounts {
    /// Adds to the count of a text. Returns `false` and adds nothing if that makes more than `most` texts.
    #[inline]
    pub fn add(&mut self, text: &[u8], count: u64, most: usize) -> bool {
        match self.find(text) {
            Ok(found) => {
                let sum = found.count.saturating_add(count);
                let end = found.end;
                self.0[end - COUNT..end].copy_from_slice(&sum.to_le_bytes());
            }
            Err(_) if self.entries().count() >= most => return false,
            Err(at) => self.insert(at, text, count),
        }
        true
    }

    /// The entry of a text, or where it has to be inserted.
    #[inline]
    fn find(&self, text: &[u8]) -> Result<Entry<'_>, usize> {
        for entry in self.entries() {
            match entry.text.cmp(text) {
                Ordering::Less => (),
                Ordering::Equal => return Ok(entry),
                Ordering::Greater => return Err(entry.start),
            }
        }
        Err(self.0.len())
    }

    fn insert(&mut self, at: usize, text: &[u8], count: u64) {
        let mut entry = Vec::new();
        write_text(text, &mut entry);
        entry.extend(count.to_le_bytes());
        self.0.reserve_exact(entry.len());
        self.0.splice(at..at, entry);
    }

    #[inline]
    fn entries(&self) -> impl Iterator<Item = Entry<'_>> {
        let mut reader = ByteReader(&self.0);
        std::iter::from_fn(move || {
            let start = self.0.len() - reader.0.len();
            let len = reader.number().ok()?;
            let (text, rest) = reader.0.split_at_checked(len as usize)?;
            let (count, rest) = rest.split_first_chunk()?;
            reader.0 = rest;
            Some(Entry { start, text, count: u64::from_le_bytes(*count), end: self.0.len() - rest.len() })
        })
    }

    /// Texts and their counts, sorted.
    pub fn iter(&self) -> impl Iterator<Item = (&[u8], u64)> {
        self.entries().map(|entry| (entry.text, entry.count))
    }

    /// Memory of its allocation.
    pub fn bytes(&self) -> usize {
        self.0.len()
    }
}
