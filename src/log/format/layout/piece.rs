//! The parts of a regular line.

use crate::log::bytes::is_blank;
use crate::log::format::Meaning;
use crate::log::time::pattern::TimePattern;

/// A part of such a line.
#[derive(Debug, Clone)]
pub enum RegularPiece {
    /// These bytes, with that number of quotes among them.
    Text(Exact, usize),
    /// A field up to the next quote.
    Quoted(Meaning),
    /// A field up to a byte; blanks may be in it or not.
    Until(Meaning, u8),
    /// A field up to the end of the line, with whitespace or not.
    Last(Meaning, bool),
    /// A time; whether it may be `dd/Mon/yyyy:HH:MM:SS ±hhmm`.
    Time(TimePattern, bool),
}

/// A literal text; one that ends in a space is not followed by more whitespace.
#[derive(Debug, Clone)]
pub struct Exact {
    bytes: Box<[u8]>,
    /// The first eight of them as a number, zeroes for those that are missing.
    head: u64,
    /// Ones where `head` has a byte.
    mask: u64,
    /// Whether a space at its end is any run of whitespace.
    ends_in_run: bool,
}

impl Exact {
    /// The text of these bytes.
    pub fn new(bytes: &[u8], ends_in_run: bool) -> Exact {
        let (mut head, mut mask) = ([0; 8], [0; 8]);
        for (index, byte) in bytes.iter().take(8).enumerate() {
            (head[index], mask[index]) = (*byte, 0xff);
        }
        let (head, mask) = (u64::from_le_bytes(head), u64::from_le_bytes(mask));
        Exact { bytes: bytes.into(), head, mask, ends_in_run }
    }

    /// Whether it is this text.
    pub fn is(&self, text: &[u8]) -> bool {
        *self.bytes == *text
    }

    /// Where the line goes on after the text, if the text is at `at`.
    #[inline(always)]
    pub fn match_at(&self, line: &[u8], at: usize) -> Option<usize> {
        let rest = line.get(at..)?;
        let length = self.bytes.len();
        // Nearly every text is short, and nearly every place far from the end: a comparison of a number then.
        let is_there = match rest.first_chunk::<8>() {
            Some(window) if length <= 8 => u64::from_le_bytes(*window) & self.mask == self.head,
            _ => rest.starts_with(&self.bytes),
        };
        let is_run = self.ends_in_run && rest.get(length).is_some_and(|byte| is_blank(*byte));
        (is_there && !is_run).then_some(at + length)
    }
}
