//! Cuts a stream of bytes into blocks of whole lines, in memory of the caller.

use memchr::memchr;

use super::carryover::Carryover;
use super::cut::{Cut, whole_lines};
use super::error::ReadFault;
use super::raw_input::{ByteStream, ReadOutcome};
use super::read_buffer::ReadBuffer;
use crate::log::reject::SHOWN_BYTES;
use crate::log::{Envelope, leading_nuls};
use crate::message::Oversize;

/// Sizes of batches and lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadLimits {
    /// Bytes of text in a batch, at least 1. Only a batch of one long line is larger.
    pub batch_bytes: usize,
    /// Longest line that is kept, in bytes without its line end, at least 1.
    pub max_line_bytes: usize,
}

/// Bytes read at once while a line that is too long is skipped.
const SKIP_BYTES: usize = 64 * 1024;

/// Whole lines, optionally followed by one that is too long.
#[derive(Debug)]
pub(super) struct LineBlock {
    /// The caller's buffer, which may have grown.
    pub text: Vec<u8>,
    /// Bytes of the lines in it.
    pub len: usize,
    /// Bytes of the stream before the first line.
    pub offset: u64,
    /// NULs among these that were skipped after the previous block.
    pub nul_bytes: u64,
    /// The line after the others that is too long to keep.
    pub oversize: Option<Oversize>,
    /// Whether reading failed inside the last line.
    pub is_cut: bool,
}

/// Why filling a buffer stopped.
#[derive(Clone, Copy, PartialEq, Eq)]
enum FillEnd {
    Full,
    Pause,
    End,
}

/// Reads a stream as blocks.
pub(super) struct LineReader<S> {
    stream: S,
    limits: ReadLimits,
    carryover: Carryover,
    /// Bytes of the stream that were returned.
    offset: u64,
    /// NULs that were skipped before the next line.
    nul_bytes: u64,
    ended: bool,
    cancelled: bool,
    fault: Option<ReadFault>,
    /// The envelope, if it cuts lines into parts, which then stay in one block.
    envelope: Option<Envelope>,
}

impl<S: ByteStream> LineReader<S> {
    /// Reads a stream that begins with the carryover.
    pub(super) fn new(stream: S, limits: ReadLimits, carryover: Carryover) -> LineReader<S> {
        LineReader {
            stream,
            limits,
            carryover,
            offset: 0,
            nul_bytes: 0,
            ended: false,
            cancelled: false,
            fault: None,
            envelope: None,
        }
    }

    /// The same reader for a stream made of this one and the bytes read ahead. Nothing may have been returned yet.
    pub(super) fn convert<T: ByteStream>(mut self, make: impl FnOnce(ReadBuffer<S>) -> T) -> LineReader<T> {
        let has_ended = self.ended && !self.cancelled && self.fault.is_none();
        let input = ReadBuffer::new(self.stream, self.carryover.ready()).with_end(has_ended).with_fault(self.fault);
        self.carryover.clear();
        let mut lines = LineReader::new(make(input), self.limits, self.carryover);
        lines.nul_bytes = self.nul_bytes;
        lines
    }

    /// Keeps the parts of a line that an envelope has cut in one block, unless together they exceed the longest line.
    pub(super) fn keep_parts_together(&mut self, envelope: Option<Envelope>) {
        self.envelope = envelope.filter(|envelope| envelope.has_parts());
    }

    /// The first `bytes` of the stream, or all. They are read ahead, and still part of the blocks.
    pub(super) fn head(&mut self, bytes: usize) -> &[u8] {
        self.head_while(bytes, |_| true)
    }

    /// The same, but reads only while `wants_more` returns true.
    pub(super) fn head_while(&mut self, bytes: usize, wants_more: impl Fn(&[u8]) -> bool) -> &[u8] {
        while self.carryover.ready().len() < bytes && !self.ended && wants_more(self.carryover.ready()) {
            self.read_ahead(bytes - self.carryover.ready().len());
        }
        let ready = self.carryover.ready();
        &ready[..ready.len().min(bytes)]
    }

    /// Fills the given buffer with the next block. Returns the buffer as an error at the end of the stream.
    ///
    /// A block ends when it has `batch_bytes`, before a line that is too long, at the end, or when the writer of a pipe pauses. The last line
    /// needs no line end, unless a cancelled run has truncated it.
    pub(super) fn next_block(&mut self, mut text: Vec<u8>) -> Result<LineBlock, Vec<u8>> {
        let cut = loop {
            self.skip_nuls();
            if let Some(cut) = self.gather(&mut text) {
                break cut;
            }
        };
        let oversize = cut.too_long.then(|| self.skip_line());
        let is_cut = self.fault.is_some() && cut.end > 0 && text[cut.end - 1] != b'\n';
        let nul_bytes = std::mem::take(&mut self.nul_bytes);
        self.offset += nul_bytes;
        if cut.end == 0 && oversize.is_none() {
            return Err(text);
        }
        let offset = self.offset;
        self.offset += (cut.end as u64) + oversize.as_ref().map_or(0, |line| line.bytes);
        Ok(LineBlock { text, len: cut.end, offset, nul_bytes, oversize, is_cut })
    }

    /// The stream.
    pub(super) fn stream(&self) -> &S {
        &self.stream
    }

    /// Whether all of the stream was read and returned.
    pub(super) fn is_complete(&self) -> bool {
        self.ended && !self.cancelled && self.fault.is_none() && self.carryover.ready().is_empty()
    }

    /// Takes the reader apart: the stream, the error that ended it, the number of bytes returned, and the memory.
    pub(super) fn into_parts(self) -> (S, Option<ReadFault>, u64, Carryover) {
        (self.stream, self.fault, self.offset, self.carryover)
    }

    /// Skips the NULs at the beginning of the next line. If nothing follows, the last one stays as an empty line.
    pub(super) fn skip_nuls(&mut self) {
        loop {
            let ready = self.carryover.ready();
            let nuls = leading_nuls(ready);
            let is_end = nuls == ready.len();
            if nuls == 0 {
                return;
            }
            if !is_end {
                self.nul_bytes += nuls as u64;
                return self.carryover.consume(nuls);
            }
            self.nul_bytes += nuls as u64 - 1;
            self.carryover.clear();
            self.carryover.put_back(&[0]);
            if self.ended {
                return;
            }
            self.read_ahead(SKIP_BYTES);
        }
    }

    /// Puts whole lines at the start of the buffer and carries the rest over. `None` if a line that is too long begins with NULs, which are
    /// not part of it and must be skipped first.
    fn gather(&mut self, text: &mut Vec<u8>) -> Option<Cut> {
        let mut limit = self.limits.batch_bytes.max(1);
        if let Some(cut) = self.gather_carryover(text, limit) {
            return Some(cut);
        }
        let mut filled = 0;
        loop {
            make_room(text, limit);
            let stop = self.fill(&mut text[..limit], &mut filled);
            let mut cut = whole_lines(&text[..filled], self.limits.max_line_bytes);
            if cut.too_long && text[cut.end..filled].starts_with(&[0]) && filled - cut.end > 1 {
                self.carryover.put_back(&text[cut.end..filled]);
                return (cut.end > 0).then_some(Cut { too_long: false, ..cut });
            }
            // Two bytes for the line end.
            let longest = self.limits.max_line_bytes.saturating_add(2);
            if stop == FillEnd::End && !cut.too_long && !self.cancelled {
                cut.end = filled;
            } else if let Some(envelope) = self.envelope.filter(|_| !cut.too_long) {
                let end = envelope.first_open_part(&text[..cut.end], longest);
                let is_too_long = end == 0 && stop == FillEnd::Full && limit >= longest;
                cut.end = if is_too_long { cut.end } else { end };
            }
            if cut.end > 0 || cut.too_long || stop == FillEnd::End {
                self.carryover.put_back(&text[cut.end..filled]);
                return Some(cut);
            }
            if stop == FillEnd::Full {
                limit = limit.saturating_mul(2).min(longest);
            }
        }
    }

    /// The lines before a line that is too long, if both are carried over. Otherwise a buffer full of such lines would be copied whole for
    /// each line.
    fn gather_carryover(&mut self, text: &mut Vec<u8>, limit: usize) -> Option<Cut> {
        let ready = self.carryover.ready();
        let ready = &ready[..ready.len().min(limit)];
        let cut = whole_lines(ready, self.limits.max_line_bytes);
        if !cut.too_long {
            return None;
        }
        let has_nuls = cut.end > 0 && ready[cut.end..].starts_with(&[0]);
        make_room(text, limit);
        self.carryover.take(&mut text[..cut.end]);
        Some(Cut { too_long: !has_nuls, ..cut })
    }

    fn fill(&mut self, text: &mut [u8], filled: &mut usize) -> FillEnd {
        *filled += self.carryover.take(&mut text[*filled..]);
        while *filled < text.len() {
            match self.read(&mut text[*filled..]) {
                ReadOutcome::Data(bytes) => *filled += bytes,
                ReadOutcome::Pending => return FillEnd::Pause,
                ReadOutcome::Eof | ReadOutcome::Cancelled => return FillEnd::End,
            }
        }
        FillEnd::Full
    }

    /// Skips the line at the start of the carryover.
    fn skip_line(&mut self) -> Oversize {
        let mut line = Oversize { start: Vec::new(), bytes: 0 };
        loop {
            let ready = self.carryover.ready();
            let newline = memchr(b'\n', ready);
            let content = &ready[..newline.unwrap_or(ready.len())];
            let shown = content.len().min(SHOWN_BYTES - line.start.len());
            line.start.extend_from_slice(&content[..shown]);
            let length = content.len();
            line.bytes += length as u64;
            if newline.is_some() {
                if line.bytes == line.start.len() as u64 && line.start.ends_with(b"\r") {
                    line.start.pop();
                }
                line.bytes += 1;
                self.carryover.consume(length + 1);
                return line;
            }
            self.carryover.clear();
            if self.ended {
                return line;
            }
            self.read_ahead(SKIP_BYTES);
        }
    }

    /// Reads some bytes into the carryover, if there are any yet.
    fn read_ahead(&mut self, room: usize) {
        let mut carryover = std::mem::take(&mut self.carryover);
        if let ReadOutcome::Data(bytes) = self.read(carryover.room(room)) {
            carryover.fill(bytes);
        }
        self.carryover = carryover;
    }

    /// Reads on. After an error, or the end, it always returns `Eof`.
    fn read(&mut self, into: &mut [u8]) -> ReadOutcome {
        if self.ended {
            return ReadOutcome::Eof;
        }
        let got = self.stream.read(into).unwrap_or_else(|fault| {
            self.fault = Some(fault);
            ReadOutcome::Eof
        });
        self.cancelled |= got == ReadOutcome::Cancelled;
        self.ended |= matches!(got, ReadOutcome::Eof | ReadOutcome::Cancelled);
        got
    }
}

/// Makes the buffer at least `bytes` long. It keeps its length, so that this costs something only once.
fn make_room(text: &mut Vec<u8>, bytes: usize) {
    if text.len() < bytes {
        // The vector itself would choose twice the old length.
        text.reserve_exact(bytes - text.len());
        text.resize(bytes, 0);
    }
}

#[cfg(test)]
mod tests;
