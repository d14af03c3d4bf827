//! The lines that begin in a byte range of a file: what one process reads of a shared file.

use memchr::memchr;
use serde::{Deserialize, Serialize};

use super::error::ReadFault;
use super::raw_input::{ByteStream, ReadOutcome};

/// Bytes read at once after the end of the range, where only the rest of a line is wanted.
const TAIL_BYTES: u64 = 16 * 1024;

/// A range of the bytes of a plain file. It owns the lines that begin in it, so that ranges covering a file without overlap have each of its
/// lines once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ByteRange {
    /// The first byte.
    pub start: u64,
    /// The byte after the last one; [`ByteRange::OPEN`] for the end of the file when it is read.
    pub end: u64,
}

impl ByteRange {
    /// The end of a range that ends with its file.
    pub const OPEN: u64 = u64::MAX;

    /// Where its stream starts to read: one byte before the range, so that a newline there is seen.
    pub(super) fn first_read(self) -> u64 {
        self.start.saturating_sub(1)
    }
}

/// The bytes of the lines that begin in a range.
///
/// A line begins at the first byte of a file, and after each newline. So the lines that begin at `start` or later are the bytes after
/// the first newline at `start - 1` or later, and those that begin at `end` or later are found in the same way.
pub(super) struct RangeStream<S> {
    stream: S,
    range: ByteRange,
    /// Bytes of the file before what is read next.
    at: u64,
    /// Bytes of the file before the first line, once it is found.
    first_line: u64,
    place: Phase,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Before the first line of the range.
    Before,
    /// In its lines.
    Inside,
    /// After its last line.
    After,
}

impl<S: ByteStream> RangeStream<S> {
    /// The range of a file whose stream is at [`ByteRange::first_read`].
    pub(super) fn new(stream: S, range: ByteRange) -> RangeStream<S> {
        let place = if range.start == 0 { Phase::Inside } else { Phase::Before };
        RangeStream { stream, range, at: range.first_read(), first_line: range.start, place }
    }

    /// The stream of the file.
    pub(super) fn stream(&mut self) -> &mut S {
        &mut self.stream
    }

    /// Bytes of the file before the first line of the range; before one is found, before the range.
    pub(super) fn first_line(&self) -> u64 {
        self.first_line
    }

    /// Reads on, but not far beyond the range.
    fn read_on(&mut self, into: &mut [u8]) -> Result<ReadOutcome, ReadFault> {
        let useful = self.range.end.saturating_sub(self.at).saturating_add(TAIL_BYTES);
        let room = into.len().min(usize::try_from(useful).unwrap_or(usize::MAX));
        let got = self.stream.read(&mut into[..room])?;
        if let ReadOutcome::Data(bytes) = got {
            self.at += bytes as u64;
        }
        Ok(got)
    }

    /// Removes what precedes the first line from the bytes just read; returns how many are left at the start of `read`.
    fn drop_before(&mut self, read: &mut [u8]) -> usize {
        let before = self.at - read.len() as u64;
        let newline = memchr(b'\n', read);
        // A line that begins at the end of the range belongs to the next range.
        match newline.filter(|newline| before + (*newline as u64) + 1 < self.range.end) {
            Some(newline) => {
                self.place = Phase::Inside;
                self.first_line = before + (newline as u64) + 1;
                read.copy_within(newline + 1.., 0);
                read.len() - newline - 1
            }
            None => {
                if newline.is_some() || self.at >= self.range.end {
                    self.place = Phase::After;
                }
                0
            }
        }
    }

    /// How many of the bytes just read belong to lines of the range.
    fn keep_inside(&mut self, read: &[u8]) -> usize {
        let before = self.at - read.len() as u64;
        // The newline that ends the last line is the first one here or later.
        let last = usize::try_from((self.range.end - 1).saturating_sub(before)).unwrap_or(usize::MAX);
        let Some(newline) = read.get(last..).and_then(|tail| memchr(b'\n', tail)) else { return read.len() };
        self.place = Phase::After;
        last + newline + 1
    }
}

impl<S: ByteStream> ByteStream for RangeStream<S> {
    fn read(&mut self, into: &mut [u8]) -> Result<ReadOutcome, ReadFault> {
        if self.range.start >= self.range.end {
            return Ok(ReadOutcome::Eof);
        }
        while self.place != Phase::After {
            let bytes = match self.read_on(into)? {
                ReadOutcome::Data(bytes) => bytes,
                other => return Ok(other),
            };
            let left = if self.place == Phase::Before { self.drop_before(&mut into[..bytes]) } else { bytes };
            let kept = match self.place {
                Phase::Inside => self.keep_inside(&into[..left]),
                Phase::Before | Phase::After => 0,
            };
            if kept > 0 {
                return Ok(ReadOutcome::Data(kept));
            }
        }
        Ok(ReadOutcome::Eof)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::log::leading_nuls;
    use crate::source::carryover::Carryover;
    use crate::source::lines::{LineReader, ReadLimits};

    /// A file in memory that gives a few bytes at a time.
    struct Memory<'a> {
        bytes: &'a [u8],
        chunk: usize,
    }

    impl ByteStream for Memory<'_> {
        fn read(&mut self, into: &mut [u8]) -> Result<ReadOutcome, ReadFault> {
            let bytes = self.bytes.len().min(into.len()).min(self.chunk);
            if bytes == 0 {
                return Ok(ReadOutcome::Eof);
            }
            into[..bytes].copy_from_slice(&self.bytes[..bytes]);
            self.bytes = &self.bytes[bytes..];
            Ok(ReadOutcome::Data(bytes))
        }
    }

    /// What a reader returns for a range: the kept lines, and the lengths of those that are too long.
    #[derive(Debug, PartialEq, Eq, Default)]
    struct Read {
        text: Vec<u8>,
        lines: usize,
        oversize: Vec<(Vec<u8>, u64)>,
    }

    fn read(file: &[u8], range: ByteRange, chunk: usize, limits: ReadLimits, into: &mut Read) {
        let from = usize::try_from(range.first_read()).expect("small").min(file.len());
        let stream = RangeStream::new(Memory { bytes: &file[from..], chunk }, range);
        let mut lines = LineReader::new(stream, limits, Carryover::default());
        while let Ok(block) = lines.next_block(Vec::new()) {
            let text = &block.text[..block.len];
            for line in text.split_inclusive(|byte| *byte == b'\n') {
                // How many of the NULs before a line are left in a block does not matter.
                into.text.extend_from_slice(&line[leading_nuls(line)..]);
                into.lines += 1;
            }
            into.oversize.extend(block.oversize.map(|line| (line.start, line.bytes)));
        }
        assert!(lines.is_complete());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases * 8))]

        #[test]
        fn any_cuts_of_any_text_give_the_lines_of_the_whole_in_their_order(
            text in proptest::collection::vec(prop_oneof![4 => Just(b'a'), 2 => Just(b'\n'), 1 => Just(b'\r'), 1 => any::<u8>()], 0..60),
            mut cuts in proptest::collection::vec(0_u64..70, 0..6),
            (chunk, batch_bytes, max_line_bytes) in (1_usize..9, 1_usize..20, 1_usize..12),
        ) {
            let limits = ReadLimits { batch_bytes, max_line_bytes };
            let mut whole = Read::default();
            read(&text, ByteRange { start: 0, end: ByteRange::OPEN }, text.len().max(1), limits, &mut whole);
            cuts.sort_unstable();
            let (mut parts, mut start) = (Read::default(), 0);
            for end in cuts.into_iter().chain([ByteRange::OPEN]) {
                read(&text, ByteRange { start, end }, chunk, limits, &mut parts);
                start = end;
            }
            prop_assert_eq!(parts, whole);
        }
    }

    #[test]
    fn a_line_longer_than_several_ranges_belongs_to_the_one_that_it_begins_in() {
        let file = b"ab\nccccccccccccccccccc\nd\n";
        let limits = ReadLimits { batch_bytes: 4, max_line_bytes: 100 };
        let texts: Vec<Vec<u8>> = [(0, 5), (5, 10), (10, 15), (15, ByteRange::OPEN)]
            .map(|(start, end)| {
                let mut part = Read::default();
                read(file, ByteRange { start, end }, 3, limits, &mut part);
                part.text
            })
            .into();
        assert_eq!(texts, [&file[..23], b"", b"", b"d\n"]);
    }

    #[test]
    fn little_is_read_after_the_end_of_a_range() {
        let file = b"0123456\n".repeat(100_000);
        let mut stream = RangeStream::new(Memory { bytes: &file, chunk: usize::MAX }, ByteRange { start: 0, end: 4 });
        let mut buffer = vec![0; file.len()];
        assert!(matches!(stream.read(&mut buffer), Ok(ReadOutcome::Data(8))));
        assert!(matches!(stream.read(&mut buffer), Ok(ReadOutcome::Eof)));
        assert!(file.len() as u64 - stream.stream.bytes.len() as u64 <= 4 + TAIL_BYTES);
    }
}
