//! Lz4 frames, with their checksums.

use std::io::Read;

use lz4_flex::frame::FrameDecoder;

use super::decoder::{Decoder, Trailer};
use super::magic;
use crate::source::error::ReadFault;
use crate::source::raw_input::{ByteStream, ReadOutcome};
use crate::source::read_buffer::{BlockingReader, Interruption, ReadBuffer};

const NAME: &str = "lz4";

/// The text of lz4 frames.
pub(super) fn open<R: ByteStream + Send + 'static>(input: ReadBuffer<R>) -> Box<dyn Decoder<R>> {
    Box::new(Lz4 {
        frames: FrameDecoder::new(BlockingReader::new(input)),
        state: FrameState::Between,
        trailer: Trailer::None,
    })
}

enum FrameState {
    /// Before a frame, or after the last.
    Between,
    /// Inside a frame.
    Inside,
    /// Inside a frame that is skipped: the bytes that are left of it.
    Skipping(u64),
    /// After the end of all data.
    Done,
}

struct Lz4<R: ByteStream> {
    frames: FrameDecoder<BlockingReader<R>>,
    state: FrameState,
    trailer: Trailer,
}

impl<R: ByteStream> Lz4<R> {
    /// Goes on to the next frame, or to the end.
    fn start_frame(&mut self) -> Result<ReadOutcome, ReadFault> {
        let input = self.frames.get_mut().buffer();
        let got = input.need(8)?;
        if matches!(got, ReadOutcome::Data(_)) {
            self.state = match input.ready() {
                start if magic::lz4(start) => FrameState::Inside,
                [_, _, _, _, a, b, c, d, ..] if magic::skippable(input.ready()) => {
                    let length = u32::from_le_bytes([*a, *b, *c, *d]);
                    input.consume(8);
                    FrameState::Skipping(u64::from(length))
                }
                rest => {
                    self.trailer = Trailer::of(rest);
                    FrameState::Done
                }
            };
        }
        Ok(got)
    }

    fn skip(&mut self, left: u64) -> Result<ReadOutcome, ReadFault> {
        let input = self.frames.get_mut().buffer();
        let got = input.need(1)?;
        if let ReadOutcome::Data(ready) = got {
            if ready == 0 && left > 0 {
                return Err(ReadFault::CutOff(NAME));
            }
            let skipped = left.min(ready as u64);
            input.consume(skipped as usize);
            self.state = if skipped < left { FrameState::Skipping(left - skipped) } else { FrameState::Between };
        }
        Ok(got)
    }

    /// Decodes some of the frame. The library treats an end of the data in mid-frame as the end of the frame.
    fn decode(&mut self, into: &mut [u8]) -> Result<ReadOutcome, ReadFault> {
        let read = self.frames.read(into);
        match (read, self.frames.get_mut().interruption()) {
            (Ok(bytes), _) if bytes > 0 => Ok(ReadOutcome::Data(bytes)),
            (_, Some(Interruption::Eof)) => Err(ReadFault::CutOff(NAME)),
            (_, Some(Interruption::Cancelled)) => Ok(ReadOutcome::Cancelled),
            (_, Some(Interruption::Fault(fault))) => Err(fault),
            (Ok(_), None) => {
                self.state = FrameState::Between;
                Ok(ReadOutcome::Data(0))
            }
            (Err(error), None) => Err(ReadFault::Damaged(NAME, error.to_string())),
        }
    }
}

impl<R: ByteStream> ByteStream for Lz4<R> {
    fn read(&mut self, into: &mut [u8]) -> Result<ReadOutcome, ReadFault> {
        loop {
            let got = match self.state {
                FrameState::Between => self.start_frame()?,
                FrameState::Skipping(left) => self.skip(left)?,
                FrameState::Inside => match self.decode(into)? {
                    ReadOutcome::Data(0) => continue,
                    got => return Ok(got),
                },
                FrameState::Done => return Ok(ReadOutcome::Eof),
            };
            if !matches!(got, ReadOutcome::Data(_)) {
                return Ok(got);
            }
        }
    }
}

impl<R: ByteStream + Send> Decoder<R> for Lz4<R> {
    fn trailer(&self) -> Trailer {
        self.trailer
    }

    fn into_raw(self: Box<Self>) -> R {
        self.frames.into_inner().into_buffer().into_raw()
    }
}
