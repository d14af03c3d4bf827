//! Bytes as they are stored: of a file, or of a member of an archive.

use super::archive::Archive;
use super::error::ReadFault;
use super::raw_input::{ByteStream, Got, RawInput};

/// Where stored bytes are.
pub(super) enum Stored {
    /// In a file of their own.
    File(RawInput),
    /// In the member at which an archive stands.
    Member(Box<Archive>),
}

impl ByteStream for Stored {
    fn read(&mut self, into: &mut [u8]) -> Result<Got, ReadFault> {
        match self {
            Stored::File(raw) => raw.read(into),
            Stored::Member(archive) => archive.read(into),
        }
    }
}
