//! Which format a sample of lines is in.

use super::Format;

/// The outcome of looking at a sample of a file's lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Detection {
    /// The format that fits best.
    pub format: Format,
    /// Lines of the sample that fit it.
    pub matched: u64,
    /// Lines of the sample, blank lines and comments left out.
    pub sampled: u64,
}
