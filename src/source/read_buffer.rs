//! Buffers bytes in front of a decoder.

use std::io::{self, ErrorKind, Read};

use super::error::ReadFault;
use super::raw_input::{ByteStream, ReadOutcome};

/// Bytes read at once: more gains nothing, and this fits the second-level cache.
const BUFFER_BYTES: usize = 128 * 1024;

/// A stream with a read buffer.
pub(super) struct ReadBuffer<R> {
    raw: R,
    bytes: Vec<u8>,
    /// The bytes `at..end` are read but not consumed.
    at: usize,
    end: usize,
    ended: bool,
    /// The error that ended the first bytes; returned after them.
    fault: Option<ReadFault>,
}

impl<R: ByteStream> ReadBuffer<R> {
    /// A buffer that begins with `start`, before the stream.
    pub(super) fn new(raw: R, start: &[u8]) -> ReadBuffer<R> {
        let mut bytes = vec![0; BUFFER_BYTES.max(start.len())];
        bytes[..start.len()].copy_from_slice(start);
        ReadBuffer { raw, bytes, at: 0, end: start.len(), ended: false, fault: None }
    }

    /// The same for a stream that failed after `start`.
    pub(super) fn with_fault(self, fault: Option<ReadFault>) -> ReadBuffer<R> {
        ReadBuffer { fault, ..self }
    }

    /// The same for a stream that may have ended after `start`.
    pub(super) fn with_end(self, ended: bool) -> ReadBuffer<R> {
        ReadBuffer { ended, ..self }
    }

    fn read_raw(&mut self) -> Result<ReadOutcome, ReadFault> {
        match self.fault.take() {
            Some(fault) => Err(fault),
            None => self.raw.read(&mut self.bytes[self.end..]),
        }
    }

    /// Makes at least `wanted` bytes (at most 128 KiB) available, or all that are left. Returns how many there are.
    pub(super) fn need(&mut self, wanted: usize) -> Result<ReadOutcome, ReadFault> {
        while self.end - self.at < wanted && !self.ended {
            if self.at > 0 {
                self.bytes.copy_within(self.at..self.end, 0);
                self.end -= self.at;
                self.at = 0;
            }
            match self.read_raw()? {
                ReadOutcome::Data(bytes) => self.end += bytes,
                ReadOutcome::Eof => self.ended = true,
                pause => return Ok(pause),
            }
        }
        Ok(ReadOutcome::Data(self.end - self.at))
    }

    /// The available bytes.
    pub(super) fn ready(&self) -> &[u8] {
        &self.bytes[self.at..self.end]
    }

    /// Whether the stream has ended; bytes may still be available.
    pub(super) fn has_ended(&self) -> bool {
        self.ended
    }

    /// Whether the stream has ended and all its bytes are consumed.
    pub(super) fn is_empty(&self) -> bool {
        self.ended && self.at == self.end
    }

    /// Consumes available bytes.
    pub(super) fn consume(&mut self, bytes: usize) {
        self.at += bytes;
    }

    /// The stream, which may have been read further than was consumed.
    pub(super) fn into_raw(self) -> R {
        self.raw
    }

    /// The stream.
    pub(super) fn raw(&self) -> &R {
        &self.raw
    }
}

impl<R: ByteStream> ByteStream for ReadBuffer<R> {
    fn read(&mut self, into: &mut [u8]) -> Result<ReadOutcome, ReadFault> {
        let outcome = self.need(1)?;
        if !matches!(outcome, ReadOutcome::Data(_)) {
            return Ok(outcome);
        }
        let taken = self.ready().len().min(into.len());
        if taken == 0 {
            return Ok(ReadOutcome::Eof);
        }
        into[..taken].copy_from_slice(&self.ready()[..taken]);
        self.consume(taken);
        Ok(ReadOutcome::Data(taken))
    }
}

/// A blocking [`Read`] for decoders that do not support [`ReadOutcome::Pending`].
pub(super) struct BlockingReader<R> {
    buffer: ReadBuffer<R>,
    interruption: Option<Interruption>,
}

/// Why reading ended early, in more detail than an [`io::Error`].
pub(super) enum Interruption {
    /// The data ended although the decoder wanted more.
    Eof,
    /// Reading failed.
    Fault(ReadFault),
    /// The run was cancelled.
    Cancelled,
}

impl<R: ByteStream> BlockingReader<R> {
    /// Reads the bytes of the buffer.
    pub(super) fn new(buffer: ReadBuffer<R>) -> BlockingReader<R> {
        BlockingReader { buffer, interruption: None }
    }

    /// Takes the reason why reading ended early.
    pub(super) fn interruption(&mut self) -> Option<Interruption> {
        self.interruption.take()
    }

    /// The buffer.
    pub(super) fn buffer(&mut self) -> &mut ReadBuffer<R> {
        &mut self.buffer
    }

    /// Takes the reader apart.
    pub(super) fn into_buffer(self) -> ReadBuffer<R> {
        self.buffer
    }
}

impl<R: ByteStream> Read for BlockingReader<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            self.interruption = Some(match self.buffer.read(into) {
                Ok(ReadOutcome::Data(bytes)) => return Ok(bytes),
                Ok(ReadOutcome::Pending) => continue,
                Ok(ReadOutcome::Eof) if into.is_empty() => return Ok(0),
                Ok(ReadOutcome::Eof) => {
                    self.interruption = Some(Interruption::Eof);
                    return Ok(0);
                }
                Ok(ReadOutcome::Cancelled) => Interruption::Cancelled,
                Err(fault) => Interruption::Fault(fault),
            });
            return Err(ErrorKind::Other.into());
        }
    }
}
