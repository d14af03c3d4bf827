//! Zstandard (RFC 8878), frames that are skipped included.

use zstd_safe::{DCtx, DParameter, InBuffer, OutBuffer, get_error_name};

use super::members::{Members, Refusal, Step, Unpack};
use super::{Decoder, MOST_MEMORY, magic};
use crate::source::intake::Intake;
use crate::source::raw_input::ByteStream;

/// The text of zstd data.
pub(super) fn open<R: ByteStream + Send + 'static>(input: Intake<R>) -> Box<dyn Decoder<R>> {
    Box::new(Members::new(input, Zstd { context: new_frame() }))
}

struct Zstd {
    /// None where the library found no memory for its tables.
    context: Option<DCtx<'static>>,
}

impl Unpack for Zstd {
    const NAME: &'static str = "zstd";
    const MAGIC_BYTES: usize = 4;

    fn begins(start: &[u8]) -> bool {
        magic::zstd(start)
    }

    /// Nothing: the library goes on to the next frame by itself.
    fn restart(&mut self) {}

    fn unpack(&mut self, input: &[u8], into: &mut [u8]) -> (Step, Option<Refusal>) {
        let Some(context) = &mut self.context else {
            let nothing = Step { used: 0, made: 0, ended: false };
            return (nothing, Some(Refusal::Damaged("there is not enough memory".to_owned())));
        };
        let (mut from, mut to) = (InBuffer::around(input), OutBuffer::around(into));
        let hint = context.decompress_stream(&mut to, &mut from);
        // A hint of 0 more bytes: the frame has ended and all of it was handed out.
        let step = Step { used: from.pos(), made: to.pos(), ended: hint == Ok(0) };
        (step, hint.err().map(refusal))
    }
}

fn refusal(code: usize) -> Refusal {
    /// `ZSTD_error_frameParameter_windowTooLarge`; codes are handed out as negative numbers, and never change.
    const WINDOW_TOO_LARGE: usize = 0usize.wrapping_sub(16);
    match code {
        WINDOW_TOO_LARGE => Refusal::Demanding("zstd -dc --long=31"),
        code => Refusal::Damaged(get_error_name(code).to_lowercase()),
    }
}

/// A decoder that refuses windows above the limit before it takes memory for them.
fn new_frame() -> Option<DCtx<'static>> {
    let mut context = DCtx::try_create()?;
    context.set_parameter(DParameter::WindowLogMax(MOST_MEMORY.ilog2())).ok()?;
    Some(context)
}
