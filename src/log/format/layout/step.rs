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
    /// What stands behind it; nothing behind the last field, or before one that the extent leads to.
    pub after: Literal,
}

/// A field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Field {
    /// Text with a meaning.
    Value(Meaning),
    /// A time or a part of one; not used when the line has a more exact one.
    Time(TimePattern, bool),
}

/// Where a field ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// At a quote that no backslash escapes, with the rest of the text behind it.
    Quoted,
    /// Where the text behind it begins.
    Until,
    /// Where a slash begins the next field.
    Slash,
    /// Where the pattern of the time does.
    Pattern,
    /// At a blank or the end of the line.
    Token,
    /// Behind the last address of a list.
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
