//! How an input is encoded, told by its first bytes and never by its name.

use super::error::{ReadFault, SourceError, SourceWarning, shell_word};
use super::gzip::{Gzip, Trailer};
use super::range::RangeStream;
use super::raw_input::{ByteStream, Got, RawInput};

/// Bytes that decide the codec, at most.
pub(super) const MAGIC_BYTES: usize = 10;

/// What the first bytes of an input say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Codec {
    /// Nothing: text, as far as we know.
    Plain,
    /// RFC 1952.
    Gzip,
    /// A compression that is not ours: its name and the command that undoes it.
    Foreign(&'static str, &'static str),
    /// Text in two-byte units, with a byte order mark.
    Utf16,
}

/// Magic numbers; a bzip2 stream has that of its first block behind the level, so that a host named `BZh1` is still text.
pub(super) fn sniff(start: &[u8]) -> Codec {
    match start {
        [0x1f, 0x8b, ..] => Codec::Gzip,
        [b'B', b'Z', b'h', b'1'..=b'9', 0x31, 0x41, 0x59, 0x26, 0x53, 0x59, ..] => Codec::Foreign("bzip2", "bzcat"),
        [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Codec::Foreign("xz", "xzcat"),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Codec::Foreign("zstd", "zstdcat"),
        [0x04, 0x22, 0x4d, 0x18, ..] => Codec::Foreign("lz4", "lz4cat"),
        [b'P', b'K', 3, 4, ..] => Codec::Foreign("zip", "unzip -p"),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Codec::Utf16,
        _ => Codec::Plain,
    }
}

impl Codec {
    /// Why text that begins like this cannot be log lines.
    pub(super) fn refusal(self, shown: &str) -> Option<SourceError> {
        let shown = shown.to_owned();
        match self {
            Codec::Plain => None,
            Codec::Gzip => {
                let command = format!("zcat {} | zcat", shell_word(&shown));
                Some(SourceError::Compressed { shown, codec: "doubly compressed gzip", command })
            }
            Codec::Foreign(codec, tool) => {
                let command = format!("{tool} {}", shell_word(&shown));
                Some(SourceError::Compressed { shown, codec, command })
            }
            Codec::Utf16 => Some(SourceError::Utf16 { shown }),
        }
    }
}

/// The text of an input, whatever it is stored in.
pub(super) enum TextStream {
    /// Stored as it is.
    Plain(RawInput),
    /// Stored as it is, and only a part is read.
    Range(RangeStream<RawInput>),
    /// Stored as gzip.
    Gzip(Box<Gzip<RawInput>>),
}

impl TextStream {
    /// Bytes of text before the first line that this gives.
    pub(super) fn first_line(&self) -> u64 {
        match self {
            TextStream::Range(range) => range.first_line(),
            TextStream::Plain(_) | TextStream::Gzip(_) => 0,
        }
    }

    /// What is worth telling about the input after its end.
    pub(super) fn warning(&self, shown: &str) -> Option<SourceWarning> {
        let TextStream::Gzip(gzip) = self else { return None };
        let shown = shown.to_owned();
        match gzip.trailer() {
            Trailer::None => None,
            Trailer::Zeros => Some(SourceWarning::ZeroPadding { shown }),
            Trailer::Garbage => Some(SourceWarning::TrailingGarbage { shown }),
        }
    }
}

impl ByteStream for TextStream {
    fn read(&mut self, into: &mut [u8]) -> Result<Got, ReadFault> {
        match self {
            TextStream::Plain(raw) => raw.read(into),
            TextStream::Range(range) => range.read(into),
            TextStream::Gzip(gzip) => gzip.read(into),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_that_resembles_a_magic_number_is_text() {
        assert_eq!(sniff(b"BZh9.example.net - - ["), Codec::Plain);
        assert_eq!(sniff(b"PK - - ["), Codec::Plain);
        assert_eq!(sniff(b"\xef\xbb\xbf127.0.0.1"), Codec::Plain);
        assert_eq!(sniff(b""), Codec::Plain);
    }

    #[test]
    fn a_foreign_compression_is_answered_with_its_command() {
        let error = sniff(b"\x28\xb5\x2f\xfd....").refusal("a.log").map(|error| error.to_string());
        let expected = "a.log: is zstd data, which is not read directly; use `zstdcat a.log | logmill run -`";
        assert_eq!(error.as_deref(), Some(expected));
    }
}
