//! Chooses the codec of an input by its first bytes, never by its name.
//!
//! A new codec is one file here, its magic number, a line of [`CODECS`] and an arm of [`Codec::decoder`].

mod bzip2;
mod decoder;
mod gzip;
mod lz4;
mod magic;
mod members;
#[cfg(feature = "xz")]
mod xz;
#[cfg(feature = "zstd")]
mod zstd;

use super::error::{SourceError, SourceWarning, shell_word};
use super::raw_input::ByteStream;
use super::read_buffer::ReadBuffer;
use super::tar_header;

pub(super) use decoder::{Decoder, Trailer};

/// Bytes that decide the codec, at most.
const MAGIC_BYTES: usize = 10;

/// A compression.
pub(super) struct Codec {
    /// Its name in messages.
    name: &'static str,
    /// The command that decompresses it.
    tool: &'static str,
    /// Whether data begins like this.
    begins: fn(&[u8]) -> bool,
    coding: Coding,
}

#[derive(Clone, Copy)]
enum Coding {
    Gzip,
    #[cfg(feature = "zstd")]
    Zstd,
    Bzip2,
    #[cfg(feature = "xz")]
    Xz,
    Lz4,
    /// Left out of the build.
    #[cfg_attr(all(feature = "xz", feature = "zstd"), expect(dead_code, reason = "all are in this build"))]
    Missing,
}

/// Every compression that is read.
static CODECS: [Codec; 5] = [
    Codec { name: "gzip", tool: "zcat", begins: magic::gzip, coding: Coding::Gzip },
    Codec { name: "zstd", tool: "zstdcat", begins: magic::zstd, coding: ZSTD },
    Codec { name: "bzip2", tool: "bzcat", begins: magic::bzip2, coding: Coding::Bzip2 },
    Codec { name: "xz", tool: "xzcat", begins: magic::xz, coding: XZ },
    Codec { name: "lz4", tool: "lz4cat", begins: magic::lz4, coding: Coding::Lz4 },
];

#[cfg(feature = "xz")]
const XZ: Coding = Coding::Xz;
#[cfg(not(feature = "xz"))]
const XZ: Coding = Coding::Missing;
#[cfg(feature = "zstd")]
const ZSTD: Coding = Coding::Zstd;
#[cfg(not(feature = "zstd"))]
const ZSTD: Coding = Coding::Missing;

impl Codec {
    /// The text of compressed data.
    ///
    /// # Errors
    /// The codec was left out of the build; the stream comes back.
    pub(super) fn decoder<R: ByteStream + Send + 'static>(
        &self,
        input: ReadBuffer<R>,
    ) -> Result<Box<dyn Decoder<R>>, R> {
        match self.coding {
            Coding::Gzip => Ok(gzip::open(input)),
            #[cfg(feature = "zstd")]
            Coding::Zstd => Ok(zstd::open(input)),
            Coding::Bzip2 => Ok(bzip2::open(input)),
            #[cfg(feature = "xz")]
            Coding::Xz => Ok(xz::open(input)),
            Coding::Lz4 => Ok(lz4::open(input)),
            Coding::Missing => Err(input.into_raw()),
        }
    }

    /// A warning about what follows the compressed data.
    pub(super) fn warning(&self, trailer: Trailer, shown: &str) -> Option<SourceWarning> {
        let (shown, codec) = (shown.to_owned(), self.name);
        match trailer {
            Trailer::None => None,
            Trailer::Zeros => Some(SourceWarning::ZeroPadding { shown, codec }),
            Trailer::Garbage => Some(SourceWarning::TrailingGarbage { shown, codec }),
        }
    }
}

/// The kind of an input, by its first bytes.
#[derive(Clone, Copy)]
pub(super) enum ContentKind {
    /// Plain text.
    Plain,
    /// Compressed.
    Packed(&'static Codec),
    /// An archive in the tar format.
    Tar,
    /// Compressed in an unsupported way.
    Unsupported(&'static UnsupportedCodec),
    /// Text in units of two or four bytes, with a byte order mark: its name, and the command that converts it to UTF-8.
    Wide(&'static str, &'static str),
}

/// An unsupported compression.
pub(super) struct UnsupportedCodec {
    /// Its name in messages.
    name: &'static str,
    /// The command that decompresses it.
    tool: &'static str,
    /// The command that decompresses it in a pipe.
    pipe: &'static str,
    magic: &'static [u8],
}

static FOREIGN: [UnsupportedCodec; 4] = [
    UnsupportedCodec { name: "zip", tool: "unzip -p", pipe: "funzip", magic: b"PK\x03\x04" },
    UnsupportedCodec { name: "legacy lz4", tool: "lz4cat", pipe: "lz4cat", magic: &[0x02, 0x21, 0x4c, 0x18] },
    UnsupportedCodec { name: "compress", tool: "zcat", pipe: "zcat", magic: &[0x1f, 0x9d] },
    // The usual properties, and a dictionary of whole pages.
    UnsupportedCodec { name: "lzma", tool: "lzcat", pipe: "lzcat", magic: &[0x5d, 0, 0] },
];

/// Decides what begins like this.
pub(super) fn sniff(start: &[u8]) -> ContentKind {
    if let Some(codec) = CODECS.iter().find(|codec| (codec.begins)(start)) {
        return ContentKind::Packed(codec);
    }
    if let Some(foreign) = FOREIGN.iter().find(|foreign| start.starts_with(foreign.magic)) {
        return ContentKind::Unsupported(foreign);
    }
    match start {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => ContentKind::Wide("UTF-32", "iconv -f UTF-32 -t UTF-8"),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => ContentKind::Wide("UTF-16", "iconv -f UTF-16 -t UTF-8"),
        _ if tar_header::begins(start) => ContentKind::Tar,
        _ => ContentKind::Plain,
    }
}

/// Whether more bytes could change the decision: text with a line end is not the header of a tar member.
pub(super) fn is_undecided(start: &[u8]) -> bool {
    start.len() < MAGIC_BYTES || (start.len() < tar_header::BYTES && !start.contains(&b'\n'))
}

impl ContentKind {
    /// Why text with this beginning cannot be log lines. `packed` is the codec that it was decompressed with.
    pub(super) fn refusal(self, origin: &DataOrigin, packed: Option<&Codec>) -> Option<SourceError> {
        let (name, tool, pipe) = match self {
            ContentKind::Plain => return None,
            ContentKind::Tar if origin.member.is_none() => return None,
            ContentKind::Tar => ("tar", "tar -xOf", "tar -xO"),
            ContentKind::Packed(codec) => (codec.name, codec.tool, codec.tool),
            ContentKind::Unsupported(foreign) => (foreign.name, foreign.tool, foreign.pipe),
            ContentKind::Wide(name, iconv) => (name, iconv, iconv),
        };
        let shown = origin.shown.clone();
        let command = match packed {
            Some(outer) => format!("{} | {pipe}", origin.through(outer.tool, outer.tool)),
            None => origin.through(tool, pipe),
        };
        let codec = match packed {
            _ if matches!(self, ContentKind::Wide(..)) => {
                return Some(SourceError::WideText { shown, encoding: name, command });
            }
            Some(outer) if outer.name == name => format!("doubly compressed {name}"),
            Some(outer) => format!("{name} data inside {}", outer.name),
            None => name.to_owned(),
        };
        Some(SourceError::Compressed { shown, codec, command })
    }
}

/// Where data comes from, for messages.
#[derive(Debug, Clone)]
pub(super) struct DataOrigin {
    /// The name in messages and reports.
    pub shown: String,
    /// The name of the archive that it is a member of, and its own name there.
    pub member: Option<(String, String)>,
}

impl DataOrigin {
    /// A shell command that runs a tool over the stored bytes; `pipe` is the tool in a pipe.
    fn through(&self, tool: &str, pipe: &str) -> String {
        match &self.member {
            None => format!("{tool} {}", shell_word(&self.shown)),
            Some((archive, member)) => {
                format!("tar -xOf {} {} | {pipe}", shell_word(archive), shell_word(member))
            }
        }
    }
}
