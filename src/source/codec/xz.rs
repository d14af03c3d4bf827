//! Xz, with the checks of its blocks and of its index.

use liblzma::stream::{Action, Error, Status, Stream};

use super::decoder::{Decoder, MOST_MEMORY};
use super::magic;
use super::members::{Decode, DecodeFailure, Decoded, MemberDecoder, counted};
use crate::source::raw_input::ByteStream;
use crate::source::read_buffer::ReadBuffer;

/// The text of xz data.
pub(super) fn open<R: ByteStream + Send + 'static>(input: ReadBuffer<R>) -> Box<dyn Decoder<R>> {
    Box::new(MemberDecoder::new(input, Xz { stream: None }))
}

struct Xz {
    /// `None` before the first stream, and if the library has no memory for its tables.
    stream: Option<Stream>,
}

impl Decode for Xz {
    const NAME: &'static str = "xz";
    const MAGIC_BYTES: usize = 6;
    /// Streams are padded to multiples of four bytes.
    const PADDING: usize = 4;

    fn begins(start: &[u8]) -> bool {
        magic::xz(start)
    }

    fn restart(&mut self) {
        const ONE_STREAM: u32 = 0;
        self.stream = Stream::new_stream_decoder(MOST_MEMORY as u64, ONE_STREAM).ok();
    }

    fn decode(&mut self, input: &[u8], into: &mut [u8]) -> (Decoded, Option<DecodeFailure>) {
        let Some(stream) = &mut self.stream else {
            let nothing = Decoded { used: 0, made: 0, ended: false };
            return (nothing, Some(DecodeFailure::Damaged("there is not enough memory".to_owned())));
        };
        let (bytes_in, bytes_out) = (stream.total_in(), stream.total_out());
        let status = stream.process(input, into, Action::Run);
        let used = counted(stream.total_in() - bytes_in);
        let made = counted(stream.total_out() - bytes_out);
        let refusal = status.as_ref().err().map(|error| match error {
            Error::MemLimit => DecodeFailure::Demanding("xzcat"),
            Error::Options | Error::UnsupportedCheck => DecodeFailure::Damaged("unknown options".to_owned()),
            _ => DecodeFailure::Damaged("invalid block or checksum".to_owned()),
        });
        (Decoded { used, made, ended: matches!(status, Ok(Status::StreamEnd)) }, refusal)
    }
}
