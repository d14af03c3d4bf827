//! How an input is encoded, told by its first bytes and never by its name.
//!
//! A new codec is one file here, its magic number and a line of [`CODECS`].

mod bzip2;
mod gzip;
mod lz4;
mod magic;
mod members;
#[cfg(feature = "xz")]
mod xz;
#[cfg(feature = "zstd")]
mod zstd;

use std::sync::Arc;

use super::carryover::Carryover;
use super::error::{ReadFault, SourceError, SourceWarning, shell_word};
use super::raw_input::{ByteStream, ReadOutcome};
use super::read_buffer::ReadBuffer;
use super::reader::Cancelled;
use super::stored::Stored;
use super::tar_header;

/// Bytes that decide the codec, at most.
pub(super) const MAGIC_BYTES: usize = 10;

/// Memory that compressed data may ask for to be unpacked: the window of the highest ordinary level of zstd, and twice
/// that of `xz -9`.
#[cfg(any(feature = "xz", feature = "zstd"))]
const MOST_MEMORY: usize = 128 << 20;

/// A compression.
pub(super) struct Codec {
    /// Its name in messages.
    name: &'static str,
    /// The command that undoes it.
    tool: &'static str,
    /// Whether data begins like this.
    begins: fn(&[u8]) -> bool,
    /// Its decoder; None where it was left out of the build.
    open: Option<Open>,
}

type Open = fn(ReadBuffer<Stored>) -> Box<dyn Decoder<Stored>>;

/// Every compression that is read.
static CODECS: [Codec; 5] = [
    Codec { name: "gzip", tool: "zcat", begins: magic::gzip, open: Some(gzip::open) },
    Codec { name: "zstd", tool: "zstdcat", begins: magic::zstd, open: ZSTD },
    Codec { name: "bzip2", tool: "bzcat", begins: magic::bzip2, open: Some(bzip2::open) },
    Codec { name: "xz", tool: "xzcat", begins: magic::xz, open: XZ },
    Codec { name: "lz4", tool: "lz4cat", begins: magic::lz4, open: Some(lz4::open) },
];

#[cfg(feature = "xz")]
const XZ: Option<Open> = Some(xz::open);
#[cfg(not(feature = "xz"))]
const XZ: Option<Open> = None;
#[cfg(feature = "zstd")]
const ZSTD: Option<Open> = Some(zstd::open);
#[cfg(not(feature = "zstd"))]
const ZSTD: Option<Open> = None;

/// What the first bytes of an input say.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    /// Nothing: text, as far as we know.
    Plain,
    /// Compressed.
    Packed(&'static Codec),
    /// An archive in the tar format.
    Tar,
    /// Compressed in a way that is not ours.
    Foreign(&'static Foreign),
    /// Text in units of two or four bytes, with a byte order mark: its name, and what makes UTF-8 of it.
    Wide(&'static str, &'static str),
}

/// A compression that is not ours.
pub(super) struct Foreign {
    /// Its name in messages.
    name: &'static str,
    /// The command that undoes it.
    tool: &'static str,
    /// The command that undoes it in a pipe.
    pipe: &'static str,
    magic: &'static [u8],
}

static FOREIGN: [Foreign; 4] = [
    Foreign { name: "zip", tool: "unzip -p", pipe: "funzip", magic: b"PK\x03\x04" },
    Foreign { name: "legacy lz4", tool: "lz4cat", pipe: "lz4cat", magic: &[0x02, 0x21, 0x4c, 0x18] },
    Foreign { name: "compress", tool: "zcat", pipe: "zcat", magic: &[0x1f, 0x9d] },
    // The properties that are always chosen, and a dictionary of whole pages.
    Foreign { name: "lzma", tool: "lzcat", pipe: "lzcat", magic: &[0x5d, 0, 0] },
];

/// Tells what begins like this.
pub(super) fn sniff(start: &[u8]) -> Kind {
    if let Some(codec) = CODECS.iter().find(|codec| (codec.begins)(start)) {
        return Kind::Packed(codec);
    }
    if let Some(foreign) = FOREIGN.iter().find(|foreign| start.starts_with(foreign.magic)) {
        return Kind::Foreign(foreign);
    }
    match start {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => Kind::Wide("UTF-32", "iconv -f UTF-32 -t UTF-8"),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Kind::Wide("UTF-16", "iconv -f UTF-16 -t UTF-8"),
        _ if tar_header::begins(start) => Kind::Tar,
        _ => Kind::Plain,
    }
}

/// Whether more bytes could still make a difference: what has a line end is no header of a tar member.
pub(super) fn is_undecided(start: &[u8]) -> bool {
    start.len() < MAGIC_BYTES || (start.len() < tar_header::BYTES && !start.contains(&b'\n'))
}

impl Kind {
    /// Why text that begins like this cannot be log lines. `packed` is the codec that it was unpacked from.
    pub(super) fn refusal(self, origin: &Origin, packed: Option<&Codec>) -> Option<SourceError> {
        let (name, tool, pipe) = match self {
            Kind::Plain => return None,
            Kind::Tar if origin.member.is_none() => return None,
            Kind::Tar => ("tar", "tar -xOf", "tar -xO"),
            Kind::Packed(codec) => (codec.name, codec.tool, codec.tool),
            Kind::Foreign(foreign) => (foreign.name, foreign.tool, foreign.pipe),
            Kind::Wide(name, iconv) => (name, iconv, iconv),
        };
        let shown = origin.shown.clone();
        let command = match packed {
            Some(outer) => format!("{} | {pipe}", origin.through(outer.tool, outer.tool)),
            None => origin.through(tool, pipe),
        };
        let codec = match packed {
            _ if matches!(self, Kind::Wide(..)) => {
                return Some(SourceError::WideText { shown, encoding: name, command });
            }
            Some(outer) if outer.name == name => format!("doubly compressed {name}"),
            Some(outer) => format!("{name} data inside {}", outer.name),
            None => name.to_owned(),
        };
        Some(SourceError::Compressed { shown, codec, command })
    }
}

/// Where data comes from, as messages say it.
#[derive(Debug, Clone)]
pub(super) struct Origin {
    /// The name in messages and reports.
    pub shown: String,
    /// The archive that it is a member of, and its name there.
    pub member: Option<(String, String)>,
}

impl Origin {
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

/// What follows the last member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trailer {
    /// Nothing.
    None,
    /// Zero bytes, as padding.
    Zeros,
    /// Anything else.
    Garbage,
}

impl Trailer {
    /// What the bytes behind the last member are, as far as they are known.
    fn of(rest: &[u8]) -> Trailer {
        match rest {
            [] => Trailer::None,
            rest if rest.iter().all(|byte| *byte == 0) => Trailer::Zeros,
            _ => Trailer::Garbage,
        }
    }
}

/// A stream of text that is made from a stream of stored bytes.
pub(super) trait Decoder<R>: ByteStream + Send {
    /// What follows the last member, known once the text has ended.
    fn trailer(&self) -> Trailer;

    /// The stored bytes, read to some place behind the text that was handed out.
    fn into_raw(self: Box<Self>) -> R;
}

/// The text of an input, whatever it is stored in.
pub(super) enum TextStream {
    /// Stored as it is.
    Plain(Stored),
    /// Compressed. A few stored bytes may be text without end, so the run is asked here, too, whether it is over.
    Packed(&'static Codec, Box<dyn Decoder<Stored>>, Cancelled),
}

impl TextStream {
    /// The text of stored bytes whose first ones are `held`; these come from there again unless a decoder took them.
    pub(super) fn open(stored: Stored, carryover: &mut Carryover, cancelled: &Cancelled) -> TextStream {
        if let Stored::Part(_) = stored {
            // What stands in the middle of a text begins nothing.
            return TextStream::Plain(stored);
        }
        let Kind::Packed(codec) = sniff(carryover.ready()) else { return TextStream::Plain(stored) };
        let Some(open) = codec.open else { return TextStream::Plain(stored) };
        let input = ReadBuffer::new(stored, carryover.ready());
        carryover.clear();
        TextStream::Packed(codec, open(input), Arc::clone(cancelled))
    }

    /// The codec that the text is unpacked from.
    pub(super) fn codec(&self) -> Option<&'static Codec> {
        match self {
            TextStream::Plain(_) => None,
            TextStream::Packed(codec, ..) => Some(codec),
        }
    }

    /// Whether the text is part of a file.
    pub(super) fn is_part(&self) -> bool {
        matches!(self, TextStream::Plain(Stored::Part(_)))
    }

    /// Bytes of text before the first line that this gives.
    pub(super) fn first_line(&self) -> u64 {
        match self {
            TextStream::Plain(stored) => stored.first_line(),
            TextStream::Packed(..) => 0,
        }
    }

    /// What is worth telling about the input after its end.
    pub(super) fn warning(&self, shown: &str) -> Option<SourceWarning> {
        let TextStream::Packed(codec, decoder, _) = self else { return None };
        let (shown, codec) = (shown.to_owned(), codec.name);
        match decoder.trailer() {
            Trailer::None => None,
            Trailer::Zeros => Some(SourceWarning::ZeroPadding { shown, codec }),
            Trailer::Garbage => Some(SourceWarning::TrailingGarbage { shown, codec }),
        }
    }

    /// Makes sure, after the end of a part of a file, that the file still is what it was.
    ///
    /// # Errors
    /// What became of it.
    pub(super) fn check(&mut self) -> Result<(), ReadFault> {
        match self {
            TextStream::Plain(stored) => stored.check(),
            TextStream::Packed(..) => Ok(()),
        }
    }

    /// The stored bytes.
    pub(super) fn into_stored(self) -> Stored {
        match self {
            TextStream::Plain(stored) => stored,
            TextStream::Packed(_, decoder, _) => decoder.into_raw(),
        }
    }
}

impl ByteStream for TextStream {
    fn read(&mut self, into: &mut [u8]) -> Result<ReadOutcome, ReadFault> {
        match self {
            TextStream::Plain(stored) => stored.read(into),
            TextStream::Packed(_, _, cancelled) if cancelled() => Ok(ReadOutcome::Cancelled),
            TextStream::Packed(_, decoder, _) => decoder.read(into),
        }
    }
}
