//! Groups that are on disk: bytes of parts in files.

use std::io;

use super::totals::Totals;
use crate::reduce::{Disk, DiskFile};

/// Bytes of a part that are written together.
const SEGMENT: usize = 16 << 10;

/// The groups of a state that are on disk.
pub struct Spilled {
    /// Their files, one for each time that the state was too large.
    pub files: Vec<SpillFile>,
    /// Totals of these groups.
    pub totals: Totals,
}

impl Spilled {
    /// Adds the groups of another state.
    pub fn merge(&mut self, other: Spilled) {
        self.files.extend(other.files);
        self.totals.add(&other.totals);
    }
}

/// A file with bytes of several parts.
pub struct SpillFile {
    file: Box<dyn DiskFile>,
    segments: Vec<Segment>,
    end: u64,
}

/// Bytes of one part.
struct Segment {
    part: usize,
    start: u64,
    bytes: usize,
}

impl SpillFile {
    /// An empty file.
    ///
    /// # Errors
    /// That of the disk.
    pub fn new(disk: &dyn Disk) -> io::Result<SpillFile> {
        Ok(SpillFile { file: disk.create()?, segments: Vec::new(), end: 0 })
    }

    /// Writes a buffer of a part if it is long enough, and clears it.
    ///
    /// # Errors
    /// That of the disk.
    pub fn write_if_long(&mut self, part: usize, buffer: &mut Vec<u8>) -> io::Result<()> {
        if buffer.len() < SEGMENT { Ok(()) } else { self.write(part, buffer) }
    }

    /// Writes a buffer of a part, and clears it.
    ///
    /// # Errors
    /// That of the disk.
    pub fn write(&mut self, part: usize, buffer: &mut Vec<u8>) -> io::Result<()> {
        if buffer.is_empty() {
            return Ok(());
        }
        self.file.append(buffer)?;
        self.segments.push(Segment { part, start: self.end, bytes: buffer.len() });
        self.end += buffer.len() as u64;
        buffer.clear();
        Ok(())
    }

    /// Calls `read` with all bytes of a part, as they were written together.
    ///
    /// # Errors
    /// That of the disk, or of `read`.
    pub fn read<E: From<io::Error>>(&self, part: usize, mut read: impl FnMut(&[u8]) -> Result<(), E>) -> Result<(), E> {
        let mut bytes = Vec::new();
        for segment in self.segments.iter().filter(|segment| segment.part == part) {
            bytes.resize(segment.bytes, 0);
            self.file.read(segment.start, &mut bytes)?;
            read(&bytes)?;
        }
        Ok(())
    }
}
