//! JSON that is not one object per line: arrays, objects without line ends between them, objects over many lines, and an object whose only array
//! holds the records. Read as one compact object per line.
//!
//! [`recognize`] finds the framing in the head of a text; ordinary JSON Lines have none and are read as they are.
//! [`ObjectLines`] removes it:
//!
//! - An object becomes a line. Whitespace between its tokens is removed, all other bytes are kept. Commas, brackets and
//!   whitespace around objects are dropped, and so are the other members of an object that holds the records.
//! - Text that is not an object becomes a line of its own, and an object that was cut off ends where the next one begins.
//!   Neither is dropped, and no object after them is lost.
//! - Memory is bounded: a long object is passed on while it is read, and the reader of lines skips a line that is too long.

mod head;
pub(super) mod kind;
mod object;
mod space;
mod splitter;
mod wrapper;

use super::error::ReadFault;
use super::raw_input::{ByteStream, ReadOutcome};
use super::read_buffer::ReadBuffer;
use splitter::Splitter;

pub(super) use head::{Recognized, recognize};
pub use kind::Framing;

/// A text with one object a line, made of a text with a [`Framing`].
pub(super) struct ObjectLines<R> {
    input: ReadBuffer<R>,
    splitter: Splitter,
    /// Lines that were made and not read yet, from `at` on.
    lines: Vec<u8>,
    at: usize,
    /// Bytes of input from which no line could be made.
    tried: usize,
    /// Whether there is no more input.
    ended: bool,
    /// The error that ended the input.
    fault: Option<ReadFault>,
}

impl<R: ByteStream> ObjectLines<R> {
    /// The objects of the text in the buffer.
    pub(super) fn new(input: ReadBuffer<R>, framing: &Framing) -> ObjectLines<R> {
        let splitter = Splitter::new(framing);
        ObjectLines { input, splitter, lines: Vec::new(), at: 0, tried: 0, ended: false, fault: None }
    }

    /// Whether an array was still open at the end.
    pub(super) fn is_unclosed(&self) -> bool {
        self.ended && self.splitter.is_unclosed()
    }

    /// The framed text.
    pub(super) fn input(&self) -> &R {
        self.input.raw()
    }

    /// The framed text, read to some place after the last line.
    pub(super) fn into_input(self) -> R {
        self.input.into_raw()
    }
}

impl<R: ByteStream> ByteStream for ObjectLines<R> {
    fn read(&mut self, into: &mut [u8]) -> Result<ReadOutcome, ReadFault> {
        loop {
            let ready = &self.lines[self.at..];
            if !ready.is_empty() {
                let taken = ready.len().min(into.len());
                into[..taken].copy_from_slice(&ready[..taken]);
                self.at += taken;
                return Ok(ReadOutcome::Data(taken));
            }
            self.lines.clear();
            self.at = 0;
            let used = self.splitter.split(self.input.ready(), self.ended, &mut self.lines);
            self.input.consume(used);
            if used > 0 || !self.lines.is_empty() {
                continue;
            }
            if self.ended {
                return self.fault.take().map_or(Ok(ReadOutcome::Eof), Err);
            }
            self.tried = self.input.ready().len();
            // An eighth more, so that a long object in many small reads is not tried with each of them.
            match self.input.need(self.tried + self.tried / 8 + 1) {
                Ok(ReadOutcome::Data(_)) => self.ended = self.input.has_ended(),
                Ok(ReadOutcome::Pending) if self.input.ready().len() > self.tried => {}
                Ok(other) => return Ok(other),
                Err(fault) => {
                    self.ended = true;
                    self.fault = Some(fault);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
