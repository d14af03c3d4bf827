//! The loop of codecs that decode from slice to slice: one member after the other, and what follows the last one.

use super::decoder::{Decoder, Trailer};
use crate::source::error::ReadFault;
use crate::source::raw_input::{ByteStream, ReadOutcome};
use crate::source::read_buffer::ReadBuffer;

/// Result of one step of decoding.
pub(super) struct Decoded {
    /// Bytes of input that were consumed.
    pub used: usize,
    /// Bytes of text that were made.
    pub made: usize,
    /// Whether the member has ended.
    pub ended: bool,
}

/// Why decoding cannot go on.
pub(super) enum DecodeFailure {
    /// The data is damaged; says how.
    Damaged(String),
    /// The data needs too much memory; the command that decompresses it anyway.
    #[cfg_attr(
        not(any(feature = "xz", feature = "zstd")),
        allow(dead_code, reason = "the other codecs have fixed windows")
    )]
    Demanding(&'static str),
}

/// Decodes one compression, from slice to slice.
pub(super) trait Decode: Send {
    /// The name in messages.
    const NAME: &'static str;
    /// Bytes that decide whether a member begins.
    const MAGIC_BYTES: usize;
    /// The unit of the zero bytes that may be between members and after the last one; 0 for none.
    const PADDING: usize = 0;

    /// Whether a member begins with these bytes.
    fn begins(start: &[u8]) -> bool;

    /// Prepares for the next member.
    fn restart(&mut self);

    /// Decodes some of the input, from the member's first byte on.
    fn decode(&mut self, input: &[u8], into: &mut [u8]) -> (Decoded, Option<DecodeFailure>);
}

enum MemberState {
    /// Before a member, or after the last.
    Between,
    /// Inside a member.
    Inside,
    /// Decoding cannot go on; what was decoded before was returned.
    Failed(DecodeFailure),
    /// After the end of all data.
    Done,
}

/// The text of compressed data with all its members.
pub(super) struct MemberDecoder<R, U> {
    input: ReadBuffer<R>,
    decode: U,
    state: MemberState,
    trailer: Trailer,
}

impl<R: ByteStream, U: Decode> MemberDecoder<R, U> {
    /// The text of the data in the buffer.
    pub(super) fn new(input: ReadBuffer<R>, decode: U) -> MemberDecoder<R, U> {
        MemberDecoder { input, decode, state: MemberState::Between, trailer: Trailer::None }
    }

    /// Moves to the next member, or to the end.
    fn start_member(&mut self) -> Result<ReadOutcome, ReadFault> {
        let got = self.input.need(U::MAGIC_BYTES.max(U::PADDING))?;
        if matches!(got, ReadOutcome::Data(_)) {
            let start = self.input.ready();
            if U::begins(start) {
                self.decode.restart();
                self.state = MemberState::Inside;
            } else if U::PADDING > 0 && start.starts_with(&[0; 16][..U::PADDING]) {
                self.input.consume(U::PADDING);
            } else {
                self.trailer = Trailer::of(start);
                self.state = MemberState::Done;
            }
        }
        Ok(got)
    }

    /// Decodes some of the member.
    fn step(&mut self, into: &mut [u8]) -> Result<ReadOutcome, ReadFault> {
        let got = self.input.need(1)?;
        if !matches!(got, ReadOutcome::Data(_)) {
            return Ok(got);
        }
        let starved = self.input.is_empty();
        let (Decoded { used, made, ended }, refusal) = self.decode.decode(self.input.ready(), into);
        self.input.consume(used);
        match refusal {
            Some(refusal) => self.state = MemberState::Failed(refusal),
            None if ended => self.state = MemberState::Between,
            None if made == 0 && starved => return Err(ReadFault::CutOff(U::NAME)),
            None if made == 0 && used == 0 => {
                self.state = MemberState::Failed(DecodeFailure::Damaged("no progress".to_owned()));
            }
            None => {}
        }
        Ok(ReadOutcome::Data(made))
    }
}

impl<R: ByteStream, U: Decode> ByteStream for MemberDecoder<R, U> {
    fn read(&mut self, into: &mut [u8]) -> Result<ReadOutcome, ReadFault> {
        loop {
            let got = match &self.state {
                MemberState::Between => match self.start_member()? {
                    ReadOutcome::Data(_) => continue,
                    pause => pause,
                },
                MemberState::Inside => self.step(into)?,
                MemberState::Failed(DecodeFailure::Damaged(detail)) => {
                    return Err(ReadFault::Damaged(U::NAME, detail.clone()));
                }
                MemberState::Failed(DecodeFailure::Demanding(command)) => {
                    return Err(ReadFault::Demanding(U::NAME, command));
                }
                MemberState::Done => ReadOutcome::Eof,
            };
            if got != ReadOutcome::Data(0) {
                return Ok(got);
            }
        }
    }
}

impl<R: ByteStream + Send, U: Decode> Decoder<R> for MemberDecoder<R, U> {
    fn trailer(&self) -> Trailer {
        self.trailer
    }

    fn into_raw(self: Box<Self>) -> R {
        self.input.into_raw()
    }
}

/// A number of bytes of a buffer.
pub(super) fn counted(bytes: u64) -> usize {
    usize::try_from(bytes).expect("a buffer is smaller than the address space")
}
