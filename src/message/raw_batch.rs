//! From reader to parser: whole lines of text.

use std::fmt;
use std::sync::Arc;

use arrow_buffer::Buffer;

use super::Spare;
use crate::log::Format;

/// The identity of a batch, kept through the pipeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BatchId {
    /// Index of the source in the plan.
    pub source: u32,
    /// Index of the file in the run's list of files.
    pub file: u32,
    /// Number of the member in an archive, from 1; 0 for other files.
    pub member: u32,
    /// Number of the batch in its file or member, from 0.
    pub seq: u32,
}

/// A line longer than `max_line_bytes`; only its beginning is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Oversize {
    /// The first [`SHOWN_BYTES`](crate::log::reject::SHOWN_BYTES) bytes.
    pub start: Vec<u8>,
    /// Length of the whole line in bytes, line end included.
    pub bytes: u64,
}

/// Whole lines of one file, in a recycled buffer. Clones share the text.
#[derive(Clone)]
pub struct RawBatch {
    /// Which batch this is.
    pub id: BatchId,
    /// Bytes of the (uncompressed) file before the first line.
    pub offset: u64,
    /// The name of the file or member in messages and reports.
    pub shown: Arc<str>,
    /// Lines of the file before the first one of this batch; 0 unless the reader counts them.
    pub lines_before: u64,
    /// The buffer; the lines are its first `len` bytes.
    pub text: Buffer,
    /// Bytes of the lines, line ends included. Only a file's last line may lack its line end.
    pub len: usize,
    /// NULs between the previous batch and these lines that were skipped; more may be at the beginning of the text.
    pub nul_bytes: u64,
    /// The line after the others, if it was too long to keep.
    pub oversize: Option<Oversize>,
    /// Whether reading failed inside the last line, so that it is incomplete.
    pub is_cut: bool,
    /// How to read the lines.
    pub format: Format,
    /// The directives in force before the first line, as whole lines, for formats with
    /// [directives](crate::log::format::LineFormat::has_directives).
    pub header: Option<Arc<[u8]>>,
    /// Memory of an earlier batch for the parser to reuse.
    pub spare: Spare,
}

impl RawBatch {
    /// The lines.
    pub fn lines(&self) -> &[u8] {
        &self.text[..self.len]
    }

    /// The number of lines, including one that was too long to keep.
    pub fn count_lines(&self) -> u64 {
        let lines = self.lines();
        let ends = memchr::memchr_iter(b'\n', lines).count();
        let has_open_end = lines.last().is_some_and(|last| *last != b'\n');
        ends as u64 + u64::from(has_open_end) + u64::from(self.oversize.is_some())
    }
}

impl fmt::Debug for RawBatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RawBatch({:?}, {} bytes)", self.id, self.len)
    }
}
