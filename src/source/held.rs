//! Bytes that were read but not handed out yet.

/// A buffer of bytes that wait for the next piece: the half line at the end of the last one, what detection looked at,
/// or what was read behind a line that was skipped.
#[derive(Debug, Default)]
pub(super) struct Held {
    /// Keeps its length, so that it is zeroed only when it grows.
    bytes: Vec<u8>,
    at: usize,
    end: usize,
}

impl Held {
    /// The bytes that wait.
    pub(super) fn ready(&self) -> &[u8] {
        &self.bytes[self.at..self.end]
    }

    /// Forgets the first bytes that wait.
    pub(super) fn pass(&mut self, bytes: usize) {
        self.at += bytes;
    }

    /// Forgets all.
    pub(super) fn clear(&mut self) {
        self.at = 0;
        self.end = 0;
    }

    /// Moves bytes out to the start of `into`, as many as there are and fit; tells how many.
    pub(super) fn take(&mut self, into: &mut [u8]) -> usize {
        let ready = self.ready();
        let taken = ready.len().min(into.len());
        into[..taken].copy_from_slice(&ready[..taken]);
        self.pass(taken);
        taken
    }

    /// Takes bytes back. When some still wait, they are the bytes that were passed or taken last.
    pub(super) fn put_back(&mut self, bytes: &[u8]) {
        if self.at < self.end {
            self.at -= bytes.len();
            return;
        }
        self.clear();
        self.room(bytes.len())[..bytes.len()].copy_from_slice(bytes);
        self.end = bytes.len();
    }

    /// Room behind the bytes that wait, at least so much; [`Held::filled`] says how much of it was used.
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

    /// Adds the first bytes of the room to those that wait.
    pub(super) fn filled(&mut self, bytes: usize) {
        self.end += bytes;
    }
}
