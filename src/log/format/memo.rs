//! What a parser remembers from one line of a batch to the next. It changes how fast lines are read, and nothing else.

use super::keyed::pattern::PatternTree;
use crate::log::time::DateMemo;

/// What the next line probably repeats, already checked.
#[derive(Debug, Default)]
pub struct Memo {
    /// The date and zone of a time of the Common Log Format.
    pub(super) date: DateMemo,
    /// Where values have names: the text between them.
    pub(super) patterns: PatternTree,
}
