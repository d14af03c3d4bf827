//! Reads the members of a tar archive in one pass over its bytes.

use super::error::{ReadFault, SourceWarning};
use super::raw_input::{ByteStream, ReadOutcome};
use super::read_buffer::ReadBuffer;
use super::tar_header::{Announced, BYTES, Extensions, TarHeader, map_goes_on, parse};

/// Longest name or set of pax records; most systems allow names of 4 KiB.
const MAX_EXTENSION_BYTES: u64 = 1 << 20;
const NAME: &str = "tar";
const BLOCK: u64 = BYTES as u64;

/// A member.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Member {
    /// A regular file; the archive now reads as its bytes.
    File(String),
    /// A sparse file: only its nonzero parts are stored, with a map of them.
    Sparse(String),
    /// Not a file: its name, and its kind in words.
    Other(String, &'static str),
}

/// Why there is no next member.
pub(super) enum NoMember {
    /// The archive has ended.
    End,
    /// The run was cancelled.
    Cancelled,
    /// Reading a member failed; that error was already returned.
    Reported,
    /// The archive is damaged, or could not be read.
    Fault(ReadFault),
}

impl From<ReadFault> for NoMember {
    fn from(fault: ReadFault) -> NoMember {
        NoMember::Fault(fault)
    }
}

/// An archive being read. As a stream, it is the bytes of the current member.
pub(super) struct Archive<S> {
    bytes: ReadBuffer<S>,
    /// Bytes of the current member that are not read yet.
    left: u64,
    /// Bytes between the member and the next header.
    padding: u64,
    /// Bytes of members returned so far.
    text_bytes: u64,
    /// Whether other data follows the archive.
    has_garbage: bool,
    /// Whether reading a member failed.
    has_failed: bool,
}

impl<S: ByteStream> Archive<S> {
    /// An archive that begins with `start`; `fault` is the error that ended these bytes.
    pub(super) fn new(stream: S, start: &[u8], fault: Option<ReadFault>) -> Archive<S> {
        let bytes = ReadBuffer::new(stream, start).with_fault(fault);
        Archive { bytes, left: 0, padding: 0, text_bytes: 0, has_garbage: false, has_failed: false }
    }

    /// Bytes of members returned so far.
    pub(super) fn text_bytes(&self) -> u64 {
        self.text_bytes
    }

    /// A warning if something else follows the archive.
    pub(super) fn warning(&self, shown: &str) -> Option<SourceWarning> {
        self.has_garbage.then(|| SourceWarning::TrailingGarbage { shown: shown.to_owned(), codec: NAME })
    }

    /// The stream that the archive is read from.
    pub(super) fn stream(&self) -> &S {
        self.bytes.raw()
    }

    /// Skips the rest of the current member and moves to the next one that is not a directory.
    pub(super) fn next_member(&mut self) -> Result<Member, NoMember> {
        if self.has_failed {
            return Err(NoMember::Reported);
        }
        let (mut long_name, mut extensions) = (None, Extensions::default());
        loop {
            self.skip()?;
            let TarHeader { announced, name, size, has_long_map } = self.header()?;
            if has_long_map {
                self.skip_map()?;
            }
            let is_member =
                matches!(announced, Announced::File | Announced::Sparse | Announced::Directory | Announced::Other(_));
            self.left = extensions.size.filter(|_| is_member).unwrap_or(size);
            self.padding = (BLOCK - self.left % BLOCK) % BLOCK;
            match announced {
                Announced::LongName => long_name = Some(until_zero(self.short_content()?)),
                Announced::Extensions => extensions = Extensions::parse(&self.short_content()?),
                Announced::Remark => {}
                Announced::Directory => (long_name, extensions) = (None, Extensions::default()),
                Announced::File | Announced::Sparse | Announced::Other(_) => {
                    let name = long_name.or(extensions.name).unwrap_or(name);
                    let name = String::from_utf8_lossy(&name).into_owned();
                    return Ok(match announced {
                        Announced::Other(kind) => Member::Other(name, kind),
                        Announced::Sparse => Member::Sparse(name),
                        _ if extensions.is_sparse => Member::Sparse(name),
                        _ => Member::File(name),
                    });
                }
            }
        }
    }

    /// The next header. Blocks of zeros are the end, unless another archive follows them.
    fn header(&mut self) -> Result<TarHeader, NoMember> {
        let mut is_after_end = false;
        loop {
            let ready = self.wait_for(BYTES)?.min(BYTES);
            let block = &self.bytes.ready()[..ready];
            let is_zeros = block.iter().all(|byte| *byte == 0);
            is_after_end |= is_zeros;
            let header = if ready == BYTES { parse(block) } else { None };
            match header {
                None if !is_after_end && ready < BYTES => return Err(ReadFault::CutOff(NAME).into()),
                None if !is_after_end => {
                    return Err(ReadFault::Damaged(NAME, "invalid header of a member".to_owned()).into());
                }
                None => self.has_garbage |= !is_zeros,
                Some(_) => {}
            }
            self.bytes.consume(ready);
            match header {
                Some(header) => return Ok(header),
                None if ready < BYTES => return Err(NoMember::End),
                None => {}
            }
        }
    }

    /// Skips the blocks after a header that continue the map of a sparse member.
    fn skip_map(&mut self) -> Result<(), NoMember> {
        while {
            if self.wait_for(BYTES)? < BYTES {
                return Err(ReadFault::CutOff(NAME).into());
            }
            let has_more = map_goes_on(&self.bytes.ready()[..BYTES]);
            self.bytes.consume(BYTES);
            has_more
        } {}
        Ok(())
    }

    /// The whole content of a short member.
    fn short_content(&mut self) -> Result<Vec<u8>, NoMember> {
        if self.left > MAX_EXTENSION_BYTES {
            return Err(ReadFault::Damaged(NAME, "a name is too long".to_owned()).into());
        }
        let mut content = Vec::new();
        while self.left > 0 {
            let ready = self.wait_for(1)?;
            let bytes = ready.min(self.left as usize);
            content.extend_from_slice(&self.bytes.ready()[..bytes]);
            self.take(bytes)?;
        }
        Ok(content)
    }

    /// Skips the rest of the member and its padding.
    fn skip(&mut self) -> Result<(), NoMember> {
        while self.left > 0 {
            let ready = self.wait_for(1)?;
            self.take(ready.min(usize::try_from(self.left).unwrap_or(usize::MAX)))?;
        }
        // The padding of the last member may be missing.
        let ready = self.wait_for(self.padding as usize)?;
        self.bytes.consume(ready.min(self.padding as usize));
        self.padding = 0;
        Ok(())
    }

    /// Skips `bytes` of the member. Zero means that the archive is truncated.
    fn take(&mut self, bytes: usize) -> Result<(), ReadFault> {
        self.bytes.consume(bytes);
        self.left -= bytes as u64;
        if bytes == 0 { Err(ReadFault::CutOff(NAME)) } else { Ok(()) }
    }

    /// Waits until `bytes` are ready, or all that are left.
    fn wait_for(&mut self, bytes: usize) -> Result<usize, NoMember> {
        loop {
            match self.bytes.need(bytes)? {
                ReadOutcome::Data(ready) => return Ok(ready),
                ReadOutcome::Eof => return Ok(0),
                ReadOutcome::Pending => {}
                ReadOutcome::Cancelled => return Err(NoMember::Cancelled),
            }
        }
    }
}

impl<S: ByteStream> ByteStream for Archive<S> {
    fn read(&mut self, into: &mut [u8]) -> Result<ReadOutcome, ReadFault> {
        if self.left == 0 {
            return Ok(ReadOutcome::Eof);
        }
        let most = into.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
        let got = match self.bytes.read(&mut into[..most]) {
            Ok(ReadOutcome::Eof) => Err(ReadFault::CutOff(NAME)),
            got => got,
        };
        match &got {
            Ok(ReadOutcome::Data(bytes)) => {
                self.left -= *bytes as u64;
                self.text_bytes += *bytes as u64;
            }
            Ok(_) => {}
            Err(_) => self.has_failed = true,
        }
        got
    }
}

/// The name up to its first zero byte.
fn until_zero(mut name: Vec<u8>) -> Vec<u8> {
    name.truncate(name.iter().position(|byte| *byte == 0).unwrap_or(name.len()));
    name
}
