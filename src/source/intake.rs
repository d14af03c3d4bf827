//! Bytes that are read ahead of what decodes them.

use std::io::{self, ErrorKind, Read};

use super::error::ReadFault;
use super::raw_input::{ByteStream, Got};

/// Bytes read at once: more gains nothing, and it stays in the second-level cache.
const INTAKE_BYTES: usize = 128 * 1024;

/// A stream with a buffer before it.
pub(super) struct Intake<R> {
    raw: R,
    bytes: Vec<u8>,
    /// The bytes `at..end` were read and not taken yet.
    at: usize,
    end: usize,
    ended: bool,
    /// What went wrong while the first bytes were read: told where they end.
    fault: Option<ReadFault>,
}

impl<R: ByteStream> Intake<R> {
    /// The bytes of `start`, and then those of the stream.
    pub(super) fn new(raw: R, start: &[u8]) -> Intake<R> {
        let mut bytes = vec![0; INTAKE_BYTES.max(start.len())];
        bytes[..start.len()].copy_from_slice(start);
        Intake { raw, bytes, at: 0, end: start.len(), ended: false, fault: None }
    }

    /// The same, when reading failed behind the first bytes.
    pub(super) fn with_fault(self, fault: Option<ReadFault>) -> Intake<R> {
        Intake { fault, ..self }
    }

    fn read_raw(&mut self) -> Result<Got, ReadFault> {
        match self.fault.take() {
            Some(fault) => Err(fault),
            None => self.raw.read(&mut self.bytes[self.end..]),
        }
    }

    /// Makes at least `wanted` bytes ready, 128 KiB at most, unless the stream ends before.
    pub(super) fn need(&mut self, wanted: usize) -> Result<Got, ReadFault> {
        while self.end - self.at < wanted && !self.ended {
            if self.at > 0 {
                self.bytes.copy_within(self.at..self.end, 0);
                self.end -= self.at;
                self.at = 0;
            }
            match self.read_raw()? {
                Got::Bytes(bytes) => self.end += bytes,
                Got::End => self.ended = true,
                pause => return Ok(pause),
            }
        }
        Ok(Got::Bytes(self.end - self.at))
    }

    /// The bytes that are ready.
    pub(super) fn ready(&self) -> &[u8] {
        &self.bytes[self.at..self.end]
    }

    /// Whether the stream has ended and nothing is ready any more.
    pub(super) fn is_empty(&self) -> bool {
        self.ended && self.at == self.end
    }

    /// Passes over bytes that are ready.
    pub(super) fn pass(&mut self, bytes: usize) {
        self.at += bytes;
    }

    /// The stream, which may have been read further than the bytes that were taken.
    pub(super) fn into_raw(self) -> R {
        self.raw
    }

    /// The stream itself.
    pub(super) fn raw(&self) -> &R {
        &self.raw
    }
}

impl<R: ByteStream> ByteStream for Intake<R> {
    fn read(&mut self, into: &mut [u8]) -> Result<Got, ReadFault> {
        let got = self.need(1)?;
        if !matches!(got, Got::Bytes(_)) {
            return Ok(got);
        }
        let taken = self.ready().len().min(into.len());
        if taken == 0 {
            return Ok(Got::End);
        }
        into[..taken].copy_from_slice(&self.ready()[..taken]);
        self.pass(taken);
        Ok(Got::Bytes(taken))
    }
}

/// An intake for decoders that pull and cannot be told that there is nothing for now: reading waits.
pub(super) struct Waiting<R> {
    intake: Intake<R>,
    /// Why reading ended early, in our own terms.
    broken: Option<Broken>,
}

/// What a pulling decoder cannot be told.
pub(super) enum Broken {
    /// The bytes came to their end where more were asked for.
    Ended,
    /// Reading failed.
    Fault(ReadFault),
    /// The run was cancelled.
    Cancelled,
}

impl<R: ByteStream> Waiting<R> {
    /// Makes reading the intake wait.
    pub(super) fn new(intake: Intake<R>) -> Waiting<R> {
        Waiting { intake, broken: None }
    }

    /// Why reading ended early; asked once.
    pub(super) fn broken(&mut self) -> Option<Broken> {
        self.broken.take()
    }

    /// The intake.
    pub(super) fn intake(&mut self) -> &mut Intake<R> {
        &mut self.intake
    }

    /// The intake for good.
    pub(super) fn into_intake(self) -> Intake<R> {
        self.intake
    }
}

impl<R: ByteStream> Read for Waiting<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            self.broken = Some(match self.intake.read(into) {
                Ok(Got::Bytes(bytes)) => return Ok(bytes),
                Ok(Got::Nothing) => continue,
                Ok(Got::End) if into.is_empty() => return Ok(0),
                Ok(Got::End) => {
                    self.broken = Some(Broken::Ended);
                    return Ok(0);
                }
                Ok(Got::Cancelled) => Broken::Cancelled,
                Err(fault) => Broken::Fault(fault),
            });
            return Err(ErrorKind::Other.into());
        }
    }
}
