//! Gunzip (RFC 1952) with all members, from a small input buffer straight into the batch.

use flate2::{Decompress, FlushDecompress, Status};

use super::error::ReadFault;
use super::raw_input::{ByteStream, Got};

/// Compressed bytes read at once: more gains nothing, and it stays in the second-level cache.
const INPUT_BYTES: usize = 128 * 1024;

/// What follows the last member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trailer {
    /// Nothing.
    None,
    /// Zero bytes, as padding.
    Zeros,
    /// Anything else.
    Garbage,
}

enum Place {
    /// Before a member, or behind the last.
    Between,
    /// Inside a member.
    Inside,
    /// The data is damaged; what was decoded before has been handed out.
    Failed(String),
    /// Behind the end of all data.
    Done,
}

/// The text of gzip data.
pub(super) struct Gzip<R> {
    raw: R,
    input: Vec<u8>,
    /// The bytes `at..end` of the input are not decoded yet.
    at: usize,
    end: usize,
    raw_ended: bool,
    inflate: Decompress,
    place: Place,
    trailer: Trailer,
}

impl<R: ByteStream> Gzip<R> {
    /// Text of the data that begins with `start` and goes on in `raw`.
    pub(super) fn new(raw: R, start: &[u8]) -> Gzip<R> {
        let mut input = vec![0; INPUT_BYTES.max(start.len())];
        input[..start.len()].copy_from_slice(start);
        Gzip {
            raw,
            input,
            at: 0,
            end: start.len(),
            raw_ended: false,
            inflate: new_member(),
            place: Place::Between,
            trailer: Trailer::None,
        }
    }

    /// What follows the last member, known once the text has ended.
    pub(super) fn trailer(&self) -> Trailer {
        self.trailer
    }

    /// Makes at least `wanted` bytes of input ready, unless the data ends before.
    fn need(&mut self, wanted: usize) -> Result<Got, ReadFault> {
        while self.end - self.at < wanted && !self.raw_ended {
            if self.at > 0 {
                self.input.copy_within(self.at..self.end, 0);
                self.end -= self.at;
                self.at = 0;
            }
            match self.raw.read(&mut self.input[self.end..])? {
                Got::Bytes(bytes) => self.end += bytes,
                Got::End => self.raw_ended = true,
                pause => return Ok(pause),
            }
        }
        Ok(Got::Bytes(self.end - self.at))
    }

    /// Goes on to the next member, or to the end.
    fn start_member(&mut self) -> Result<Got, ReadFault> {
        let got = self.need(2)?;
        if matches!(got, Got::Bytes(_)) {
            self.place = match &self.input[self.at..self.end] {
                [0x1f, 0x8b, ..] => {
                    self.inflate = new_member();
                    Place::Inside
                }
                rest => {
                    self.trailer = match rest {
                        [] => Trailer::None,
                        rest if rest.iter().all(|byte| *byte == 0) => Trailer::Zeros,
                        _ => Trailer::Garbage,
                    };
                    Place::Done
                }
            };
        }
        Ok(got)
    }

    /// Decodes some of the member.
    fn inflate(&mut self, into: &mut [u8]) -> Result<Got, ReadFault> {
        let got = self.need(1)?;
        if !matches!(got, Got::Bytes(_)) {
            return Ok(got);
        }
        let (bytes_in, bytes_out) = (self.inflate.total_in(), self.inflate.total_out());
        let status = self.inflate.decompress(&self.input[self.at..self.end], into, FlushDecompress::None);
        let used = counted(self.inflate.total_in() - bytes_in);
        let made = counted(self.inflate.total_out() - bytes_out);
        let starved = self.at == self.end && self.raw_ended;
        self.at += used;
        match status {
            Ok(Status::StreamEnd) => self.place = Place::Between,
            Ok(_) if made == 0 && starved => return Err(ReadFault::CutOff),
            Ok(_) if made == 0 && used == 0 => self.place = Place::Failed("no progress".to_owned()),
            Ok(_) => {}
            Err(error) => self.place = Place::Failed(error.message().unwrap_or("invalid data").to_owned()),
        }
        Ok(Got::Bytes(made))
    }
}

impl<R: ByteStream> ByteStream for Gzip<R> {
    fn read(&mut self, into: &mut [u8]) -> Result<Got, ReadFault> {
        loop {
            let got = match &self.place {
                Place::Between => match self.start_member()? {
                    Got::Bytes(_) => continue,
                    pause => pause,
                },
                Place::Inside => self.inflate(into)?,
                Place::Failed(detail) => return Err(ReadFault::Damaged(detail.clone())),
                Place::Done => Got::End,
            };
            if got != Got::Bytes(0) {
                return Ok(got);
            }
        }
    }
}

/// A decoder that reads a member's header and checks its checksum and length. It is made anew for each member, because
/// a reset keeps the window but not, in all releases, the gzip wrapping.
fn new_member() -> Decompress {
    const WINDOW_BITS: u8 = 15;
    Decompress::new_gzip(WINDOW_BITS)
}

/// A count of bytes in one of our buffers.
fn counted(bytes: u64) -> usize {
    usize::try_from(bytes).expect("a buffer is smaller than the address space")
}
