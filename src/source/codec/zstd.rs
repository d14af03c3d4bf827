//! Zstandard (RFC 8878), including frames that are skipped.

use zstd_safe::{DCtx, DParameter, InBuffer, OutBuffer, get_error_name};

use super::decoder::{Decoder, MOST_MEMORY};
use super::magic;
use super::members::{Decode, DecodeFailure, Decoded, MemberDecoder};
use crate::source::raw_input::ByteStream;
use crate::source::read_buffer::ReadBuffer;

/// The text of zstd data.
pub(super) fn open<R: ByteStream + Send + 'static>(input: ReadBuffer<R>) -> Box<dyn Decoder<R>> {
    Box::new(MemberDecoder::new(input, Zstd { context: new_context(), wanted: 1 }))
}

struct Zstd {
    /// `None` if the library has no memory for its tables.
    context: Option<DCtx<'static>>,
    /// Bytes of input that the library wants.
    wanted: usize,
}

impl Decode for Zstd {
    const NAME: &'static str = "zstd";
    const MAGIC_BYTES: usize = 4;

    fn begins(start: &[u8]) -> bool {
        magic::zstd(start)
    }

    /// Nothing else: the library goes on to the next frame by itself.
    fn restart(&mut self) {
        self.wanted = 1;
    }

    fn decode(&mut self, input: &[u8], into: &mut [u8]) -> (Decoded, Option<DecodeFailure>) {
        let Some(context) = &mut self.context else {
            let nothing = Decoded { used: 0, made: 0, ended: false };
            return (nothing, Some(DecodeFailure::Damaged("there is not enough memory".to_owned())));
        };
        let input = &input[..input.len().min(one_step(self.wanted))];
        let (mut from, mut to) = (InBuffer::around(input), OutBuffer::around(into));
        let wanted = context.decompress_stream(&mut to, &mut from);
        self.wanted = wanted.unwrap_or_default();
        // No more bytes wanted: the frame has ended and all of it was returned.
        let step = Decoded { used: from.pos(), made: to.pos(), ended: wanted == Ok(0) };
        (step, wanted.err().map(refusal))
    }
}

/// Input for one step. The library wants a block and the three bytes of the next header. It gets them separately, because a call
/// that fails returns nothing, not even the good block before the damage.
fn one_step(wanted: usize) -> usize {
    const BLOCK_HEADER_BYTES: usize = 3;
    if wanted > BLOCK_HEADER_BYTES { wanted - BLOCK_HEADER_BYTES } else { wanted.max(1) }
}

fn refusal(code: usize) -> DecodeFailure {
    /// `ZSTD_error_frameParameter_windowTooLarge`; codes are returned as negative numbers, and never change.
    const WINDOW_TOO_LARGE: usize = 0usize.wrapping_sub(16);
    match code {
        WINDOW_TOO_LARGE => DecodeFailure::Demanding("zstd -dc --long=31"),
        code => DecodeFailure::Damaged(get_error_name(code).to_lowercase()),
    }
}

/// A decoder that refuses windows above the limit before it allocates memory for them.
fn new_context() -> Option<DCtx<'static>> {
    let mut context = DCtx::try_create()?;
    context.set_parameter(DParameter::WindowLogMax(MOST_MEMORY.ilog2())).ok()?;
    Some(context)
}
