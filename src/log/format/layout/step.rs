//! The steps of a layout: what to read, where it ends, and what follows.

use super::literal::Literal;
use crate::log::format::Meaning;
use crate::log::time::pattern::TimePattern;

/// A field and the text after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What is read.
    pub field: Field,
    /// Where it ends.
    pub extent: Extent,
    /// The text after it; empty after the last field, and where the extent ends directly before the next one.
    pub after: Literal,
}

/// A field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Field {
    /// Text with a meaning.
    Value(Meaning),
    /// A time or a part of one, and whether it is used: not when the line has a more exact one.
    Time(TimePattern, bool),
}

/// Where a field ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// At an unescaped quote that the rest of the text follows.
    Quoted,
    /// Where the text after it begins.
    Until,
    /// Where a slash begins the next field.
    Slash,
    /// Where the pattern of the time does.
    Pattern,
    /// At whitespace or the end of the line.
    Token,
    /// After the last address of a list.
    Hosts,
    /// At the end of the line.
    Rest,
}

/// About how many bytes are examined to find out whether a field ends at a place.
pub const LOOK_BYTES: usize = 64;

/// How many bytes are examined to find out whether a time begins with them: no server writes a longer one.
pub fn time_bytes(pattern: &TimePattern) -> usize {
    LOOK_BYTES + pattern.pieces().len()
}
