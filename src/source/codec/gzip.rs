//! Gzip (RFC 1952), including files of many members: `bgzip` and `cat a.gz b.gz` write.

use flate2::{Decompress, FlushDecompress, Status};

use super::decoder::Decoder;
use super::magic;
use super::members::{Decode, DecodeFailure, Decoded, MemberDecoder, counted};
use crate::source::raw_input::ByteStream;
use crate::source::read_buffer::ReadBuffer;

/// The text of gzip data.
pub(super) fn open<R: ByteStream + Send + 'static>(input: ReadBuffer<R>) -> Box<dyn Decoder<R>> {
    Box::new(MemberDecoder::new(input, Gzip { inflate: new_member() }))
}

struct Gzip {
    inflate: Decompress,
}

impl Decode for Gzip {
    const NAME: &'static str = "gzip";
    const MAGIC_BYTES: usize = 2;

    fn begins(start: &[u8]) -> bool {
        magic::gzip(start)
    }

    fn restart(&mut self) {
        self.inflate = new_member();
    }

    fn decode(&mut self, input: &[u8], into: &mut [u8]) -> (Decoded, Option<DecodeFailure>) {
        let (bytes_in, bytes_out) = (self.inflate.total_in(), self.inflate.total_out());
        let status = self.inflate.decompress(input, into, FlushDecompress::None);
        let used = counted(self.inflate.total_in() - bytes_in);
        let made = counted(self.inflate.total_out() - bytes_out);
        let ended = matches!(status, Ok(Status::StreamEnd));
        let refusal =
            status.err().map(|error| DecodeFailure::Damaged(error.message().unwrap_or("invalid data").to_owned()));
        (Decoded { used, made, ended }, refusal)
    }
}

/// A decoder that reads the header of a member and checks its checksum and length. Each member has a new one, because a
/// reset keeps the window but not, in all releases, the gzip wrapping.
fn new_member() -> Decompress {
    const WINDOW_BITS: u8 = 15;
    Decompress::new_gzip(WINDOW_BITS)
}
