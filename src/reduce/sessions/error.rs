//! Why settings do not make a sessions reducer.

use crate::expression::ExpressionError;
use crate::reduce::group::GroupError;
use crate::reduce::group::key::KeyError;

/// Why settings do not make a [`Sessions`](super::Sessions).
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SessionsError {
    /// Nothing tells visitors apart.
    #[error("visitor = []: name at least one column, such as \"host\", or omit it")]
    NoVisitor,
    /// A part of the visitor is not a key.
    #[error("visitor[{index}]: {source}")]
    Visitor {
        /// Place in the list, from 0.
        index: usize,
        /// What is wrong with it.
        source: Box<KeyError>,
    },
    /// The time between sessions is not one.
    #[error("gap: '{text}' is not a time of up to 366 days; write \"30min\" or \"1h\"")]
    BadGap {
        /// The text as written.
        text: String,
    },
    /// The definition has no gap.
    #[error(
        "gap: '{text}' has no effect, as the definition \"{definition}\" has no gap; omit it, or choose another definition"
    )]
    NoGap {
        /// The text as written.
        text: String,
        /// The definition.
        definition: &'static str,
    },
    /// The condition of pages is not one.
    #[error("pages: {source}")]
    Pages {
        /// What is wrong with it.
        source: Box<ExpressionError>,
    },
    /// A key is neither a value of a session nor one of its first request.
    #[error("group_by[{index}]: {source} (a session has {fields}; other names are columns of its entry page)")]
    Key {
        /// Place in the list, from 0.
        index: usize,
        /// What is wrong with it.
        source: Box<KeyError>,
        /// What a session has.
        fields: String,
    },
    /// A measure has a name that no measure has.
    #[error("measures[{index}]: '{text}' is not a measure of sessions; {advice}")]
    UnknownMeasure {
        /// Place in the list, from 0.
        index: usize,
        /// The name as written.
        text: String,
        /// What to write.
        advice: String,
    },
    /// The table is not possible.
    #[error(transparent)]
    Table(#[from] GroupError),
}
