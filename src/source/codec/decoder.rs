//! What all codecs have in common.

use crate::source::raw_input::ByteStream;

/// Memory that compressed data may need: the window of the highest ordinary level of zstd, and twice that of `xz -9`.
#[cfg(any(feature = "xz", feature = "zstd"))]
pub(super) const MOST_MEMORY: usize = 128 << 20;

/// What follows the last member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::source) enum Trailer {
    /// Nothing.
    None,
    /// Zero bytes, as padding.
    Zeros,
    /// Anything else.
    Garbage,
}

impl Trailer {
    /// What the bytes after the last member are, as far as they are known.
    pub(super) fn of(rest: &[u8]) -> Trailer {
        match rest {
            [] => Trailer::None,
            rest if rest.iter().all(|byte| *byte == 0) => Trailer::Zeros,
            _ => Trailer::Garbage,
        }
    }
}

/// A stream of text that is decoded from a stream of stored bytes.
pub(in crate::source) trait Decoder<R>: ByteStream + Send {
    /// What follows the last member, known once the text has ended.
    fn trailer(&self) -> Trailer;

    /// The stored bytes, read to some place after the text that was returned.
    fn into_raw(self: Box<Self>) -> R;
}
