//! Stored bytes of a file, a range of one, an object on a server or a member of an archive; and their text.

use std::io;
use std::sync::Arc;

use super::archive::Archive;
use super::carryover::Carryover;
use super::codec::{Codec, ContentKind, Decoder, sniff};
use super::error::{ReadFault, SourceWarning};
use super::framing::{Framing, ObjectLines};
use super::input::{Input, InputFile};
use super::planned::Planned;
use super::range::{ByteRange, RangeStream};
use super::raw_input::{ByteStream, Cancelled, RawInput, ReadOutcome};
use super::read_buffer::ReadBuffer;
use super::remote::RemoteStream;

/// Stored bytes.
pub(super) enum Stored {
    /// A file.
    File(RawInput),
    /// The lines that begin in a range of a plain file.
    Part(RangeStream<RawInput>),
    /// On a server.
    Object(RemoteStream),
    /// The current member of an archive.
    Member(Box<Archive<TextStream>>),
}

impl Stored {
    /// Opens a file, or its range. An object is requested when it is read.
    ///
    /// # Errors
    /// The error of the operating system.
    pub(super) fn open(file: &InputFile, cancelled: Cancelled) -> io::Result<Stored> {
        match &file.input {
            Input::Stdin => RawInput::stdin(cancelled).map(Stored::File),
            Input::Path(path) => Stored::of(RawInput::open(path, cancelled)?, file.range),
            Input::Object(object) => Ok(Stored::Object(RemoteStream::open(object, cancelled))),
        }
    }

    /// An open file, or the lines of a range of it.
    fn of(mut raw: RawInput, range: Option<ByteRange>) -> io::Result<Stored> {
        let Some(range) = range else { return Ok(Stored::File(raw)) };
        raw.go_to(range.first_read())?;
        Ok(Stored::Part(RangeStream::new(raw, range)))
    }

    /// Checks that a file is in its planned state.
    ///
    /// # Errors
    /// How it has changed.
    pub(super) fn expect(&mut self, planned: Planned) -> Result<(), ReadFault> {
        match self {
            Stored::File(raw) => raw.expect(planned),
            Stored::Part(part) => part.stream().expect(planned),
            Stored::Object(_) | Stored::Member(_) => Ok(()),
        }
    }

    /// Checks, after the last line of a range, that the file has not changed: other ranges may be of another file. At the end of the file
    /// this is checked anyway.
    ///
    /// # Errors
    /// How it has changed.
    fn check(&mut self) -> Result<(), ReadFault> {
        match self {
            Stored::Part(part) => part.stream().check(),
            Stored::File(_) | Stored::Object(_) | Stored::Member(_) => Ok(()),
        }
    }

    /// Bytes of the file before the first line that this returns.
    fn first_line(&self) -> u64 {
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

/// The text of stored bytes.
pub(super) enum TextStream {
    /// Stored as it is.
    Plain(Stored),
    /// Compressed. A few stored bytes may decompress to endless text, so each read checks for cancellation.
    Packed(&'static Codec, Box<dyn Decoder<Stored>>, Cancelled),
    /// JSON objects that were not one a line.
    Framed(Box<ObjectLines<TextStream>>),
}

impl TextStream {
    /// The text of stored bytes that begin with the carryover, unless a decoder has taken it.
    pub(super) fn open(stored: Stored, carryover: &mut Carryover, cancelled: &Cancelled) -> TextStream {
        if let Stored::Part(_) = stored {
            // The middle of a text is never compressed.
            return TextStream::Plain(stored);
        }
        let ContentKind::Packed(codec) = sniff(carryover.ready()) else { return TextStream::Plain(stored) };
        match codec.decoder(ReadBuffer::new(stored, carryover.ready())) {
            Ok(decoder) => {
                carryover.clear();
                TextStream::Packed(codec, decoder, Arc::clone(cancelled))
            }
            Err(stored) => TextStream::Plain(stored),
        }
    }

    /// The text of JSON objects, one a line.
    pub(super) fn framed(input: ReadBuffer<TextStream>, framing: &Framing) -> TextStream {
        TextStream::Framed(Box::new(ObjectLines::new(input, framing)))
    }

    /// The codec that the text is decompressed with.
    pub(super) fn codec(&self) -> Option<&'static Codec> {
        match self {
            TextStream::Plain(_) => None,
            TextStream::Packed(codec, ..) => Some(codec),
            TextStream::Framed(objects) => objects.input().codec(),
        }
    }

    /// Whether the text is stored as it is, so that ranges of it can be read alone.
    pub(super) fn is_plain(&self) -> bool {
        matches!(self, TextStream::Plain(_))
    }

    /// Whether the text is part of a file.
    pub(super) fn is_part(&self) -> bool {
        matches!(self, TextStream::Plain(Stored::Part(_)))
    }

    /// Bytes of text before the first line that this returns.
    pub(super) fn first_line(&self) -> u64 {
        match self {
            TextStream::Plain(stored) => stored.first_line(),
            TextStream::Packed(..) | TextStream::Framed(_) => 0,
        }
    }

    /// Warnings about the input after its end.
    pub(super) fn warnings(&self, shown: &str) -> Vec<SourceWarning> {
        match self {
            TextStream::Plain(_) => Vec::new(),
            TextStream::Packed(codec, decoder, _) => codec.warning(decoder.trailer(), shown).into_iter().collect(),
            TextStream::Framed(objects) => {
                let mut warnings = objects.input().warnings(shown);
                if objects.is_unclosed() {
                    warnings.push(SourceWarning::Unclosed { shown: shown.to_owned() });
                }
                warnings
            }
        }
    }

    /// Checks, after the end of a part of a file, that the file has not changed.
    ///
    /// # Errors
    /// How it has changed.
    pub(super) fn check(&mut self) -> Result<(), ReadFault> {
        match self {
            TextStream::Plain(stored) => stored.check(),
            // These are never parts.
            TextStream::Packed(..) | TextStream::Framed(_) => Ok(()),
        }
    }

    /// The stored bytes.
    pub(super) fn into_stored(self) -> Stored {
        match self {
            TextStream::Plain(stored) => stored,
            TextStream::Packed(_, decoder, _) => decoder.into_raw(),
            TextStream::Framed(objects) => objects.into_input().into_stored(),
        }
    }
}

impl ByteStream for TextStream {
    fn read(&mut self, into: &mut [u8]) -> Result<ReadOutcome, ReadFault> {
        match self {
            TextStream::Plain(stored) => stored.read(into),
            TextStream::Packed(_, _, cancelled) if cancelled() => Ok(ReadOutcome::Cancelled),
            TextStream::Packed(_, decoder, _) => decoder.read(into),
            TextStream::Framed(objects) => objects.read(into),
        }
    }
}
