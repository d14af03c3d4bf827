//! Bytes as they are stored: of a file, of a part of one, of an object of a server, or of a member of an archive.

use std::io;

use super::archive::Archive;
use super::error::ReadFault;
use super::listing::{Input, InputFile};
use super::planned::Planned;
use super::range::{ByteRange, RangeStream};
use super::raw_input::{ByteStream, RawInput, ReadOutcome};
use super::reader::Cancelled;
use super::remote::ObjectStream;

/// Where stored bytes are.
pub(super) enum Stored {
    /// In a file of their own.
    File(RawInput),
    /// The lines that begin in a range of a plain file.
    Part(RangeStream<RawInput>),
    /// On a server.
    Object(ObjectStream),
    /// In the member at which an archive stands.
    Member(Box<Archive>),
}

impl Stored {
    /// Opens a file, or the range of it that is to be read. A server is asked when the object is read.
    ///
    /// # Errors
    /// What the operating system says.
    pub(super) fn open(file: &InputFile, cancelled: Cancelled) -> io::Result<Stored> {
        match &file.input {
            Input::Stdin => RawInput::stdin(cancelled).map(Stored::File),
            Input::Path(path) => Stored::of(RawInput::open(path, cancelled)?, file.range),
            Input::Object(object) => Ok(Stored::Object(ObjectStream::open(object, cancelled))),
        }
    }

    /// An open file, or the lines of a range of it.
    fn of(mut raw: RawInput, range: Option<ByteRange>) -> io::Result<Stored> {
        let Some(range) = range else { return Ok(Stored::File(raw)) };
        raw.go_to(range.first_read())?;
        Ok(Stored::Part(RangeStream::new(raw, range)))
    }

    /// Makes sure that a file is the one that was planned.
    ///
    /// # Errors
    /// What became of it.
    pub(super) fn expect(&mut self, planned: Planned) -> Result<(), ReadFault> {
        match self {
            Stored::File(raw) => raw.expect(planned),
            Stored::Part(part) => part.stream().expect(planned),
            Stored::Object(_) | Stored::Member(_) => Ok(()),
        }
    }

    /// Makes sure, behind the last line of a part, that the file still is what it was: other parts may have been read of something else. What
    /// is read to the end of its file is looked at there.
    ///
    /// # Errors
    /// What became of it.
    pub(super) fn check(&mut self) -> Result<(), ReadFault> {
        match self {
            Stored::Part(part) => part.stream().check(),
            Stored::File(_) | Stored::Object(_) | Stored::Member(_) => Ok(()),
        }
    }

    /// Bytes of the file before the first line that this gives.
    pub(super) fn first_line(&self) -> u64 {
        match self {
            Stored::Part(part) => part.first_line(),
            Stored::File(_) | Stored::Object(_) | Stored::Member(_) => 0,
        }
    }
}

impl ByteStream for Stored {
    fn read(&mut self, into: &mut [u8]) -> Result<ReadOutcome, ReadFault> {
        match self {
            Stored::File(raw) => raw.read(into),
            Stored::Part(part) => part.read(into),
            Stored::Object(object) => object.read(into),
            Stored::Member(archive) => archive.read(into),
        }
    }
}
