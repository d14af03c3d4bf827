//! Bytes that were read but are not part of a block yet.

/// Bytes carried over to the next block: the incomplete line at the end of the last one, the sample for detection, or what was read after
/// a skipped line.
#[derive(Debug, Default)]
pub(super) struct Carryover {
    /// Keeps its length, so that it is zeroed only when it grows.
    bytes: Vec<u8>,
    at: usize,
    end: usize,
}

impl Carryover {
    /// The bytes that are carried over.
    pub(super) fn ready(&self) -> &[u8] {
        &self.bytes[self.at..self.end]
    }

    /// Drops the first `bytes` bytes.
    pub(super) fn consume(&mut self, bytes: usize) {
        self.at += bytes;
    }

    /// Drops all bytes.
    pub(super) fn clear(&mut self) {
        self.at = 0;
        self.end = 0;
    }

    /// Moves as many bytes as fit to the start of `into`, and returns how many.
    pub(super) fn take(&mut self, into: &mut [u8]) -> usize {
        let ready = self.ready();
        let taken = ready.len().min(into.len());
        into[..taken].copy_from_slice(&ready[..taken]);
        self.consume(taken);
        taken
    }

    /// Puts bytes back in front. They must be the ones that were consumed or taken last.
    pub(super) fn put_back(&mut self, bytes: &[u8]) {
        if self.at < self.end {
            self.at -= bytes.len();
            return;
        }
        self.clear();
        self.room(bytes.len())[..bytes.len()].copy_from_slice(bytes);
        self.end = bytes.len();
    }

    /// Room for at least `bytes` more; [`Carryover::fill`] adds what was written there.
    pub(super) fn room(&mut self, bytes: usize) -> &mut [u8] {
        if self.at == self.end {
            self.clear();
        }
        let needed = self.end + bytes;
        if self.bytes.len() < needed {
            self.bytes.resize(needed, 0);
        }
        &mut self.bytes[self.end..]
    }

    /// Adds the first `bytes` bytes of the room.
    pub(super) fn fill(&mut self, bytes: usize) {
        self.end += bytes;
    }
}
