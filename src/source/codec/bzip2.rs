//! Bzip2, including the streams of a parallel compressor.

use bzip2::{Decompress, Error, Status};

use super::decoder::Decoder;
use super::magic;
use super::members::{Decode, DecodeFailure, Decoded, MemberDecoder, counted};
use crate::source::raw_input::ByteStream;
use crate::source::read_buffer::ReadBuffer;

/// The text of bzip2 data.
pub(super) fn open<R: ByteStream + Send + 'static>(input: ReadBuffer<R>) -> Box<dyn Decoder<R>> {
    Box::new(MemberDecoder::new(input, Bzip2 { decompress: new_stream() }))
}

struct Bzip2 {
    decompress: Decompress,
}

impl Decode for Bzip2 {
    const NAME: &'static str = "bzip2";
    const MAGIC_BYTES: usize = 10;

    fn begins(start: &[u8]) -> bool {
        magic::bzip2(start)
    }

    fn restart(&mut self) {
        self.decompress = new_stream();
    }

    fn decode(&mut self, input: &[u8], into: &mut [u8]) -> (Decoded, Option<DecodeFailure>) {
        let (bytes_in, bytes_out) = (self.decompress.total_in(), self.decompress.total_out());
        let status = self.decompress.decompress(input, into);
        let used = counted(self.decompress.total_in() - bytes_in);
        let made = counted(self.decompress.total_out() - bytes_out);
        let refusal = match status {
            Ok(Status::MemNeeded) => Some(DecodeFailure::Damaged("there is not enough memory".to_owned())),
            Ok(_) => None,
            Err(Error::Data) => Some(DecodeFailure::Damaged("invalid block or checksum".to_owned())),
            Err(_) => Some(DecodeFailure::Damaged("invalid data".to_owned())),
        };
        (Decoded { used, made, ended: matches!(status, Ok(Status::StreamEnd)) }, refusal)
    }
}

/// A decoder of one stream. It takes up to 4 MB.
fn new_stream() -> Decompress {
    const SMALL: bool = false;
    Decompress::new(SMALL)
}
