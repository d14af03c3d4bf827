//! Why a description of a format cannot be used.

use crate::log::format::layout::{STRFTIME, UnknownPiece};
use crate::log::own_columns::OwnNameError;

/// What is wrong with a description, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormatError {
    /// The key below the description that is wrong, such as `date_format`; empty when it is the description itself.
    pub key: &'static str,
    /// The character of the text, from 1, when the fault has a place there.
    pub at: Option<usize>,
    /// What is wrong.
    pub fault: FormatFault,
}

impl FormatError {
    /// A fault of the description at a character, from 1.
    pub(in crate::log) fn at(at: usize, fault: FormatFault) -> FormatError {
        FormatError { key: "", at: Some(at), fault }
    }

    /// A fault of the description as a whole.
    pub(in crate::log) fn whole(fault: FormatFault) -> FormatError {
        FormatError { key: "", at: None, fault }
    }

    /// A directive of strftime(3) that cannot be read back.
    pub(in crate::log) fn strftime(key: &'static str, unknown: UnknownPiece) -> FormatError {
        let fault = FormatFault::Unknown { what: "directive", written: unknown.written, known: STRFTIME.to_vec() };
        FormatError { key, at: Some(unknown.at), fault }
    }
}

impl std::fmt::Display for FormatError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.at {
            Some(at) => write!(f, "at character {at}: {}", self.fault),
            None => self.fault.fmt(f),
        }
    }
}

impl std::error::Error for FormatError {}

/// What is wrong with a description.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FormatFault {
    /// Something has a name that means nothing.
    #[error("unknown {what} `{written}`, expected one of `{}`", known.join("`, `"))]
    Unknown {
        /// What it should name.
        what: &'static str,
        /// The name.
        written: String,
        /// The names that there are.
        known: Vec<&'static str>,
    },
    /// A directive is cut off.
    #[error("`{written}` is cut off: {expected}")]
    CutOff {
        /// What there is of it.
        written: String,
        /// What should follow.
        expected: &'static str,
    },
    /// Nothing separates two fields.
    #[error(
        "nothing separates `{first}` and `{second}`, so it is unclear where the first one ends; use `regex` for such lines"
    )]
    Adjacent {
        /// The first field.
        first: String,
        /// The field after it.
        second: String,
    },
    /// The lines would have no request, status or time.
    #[error("it has no time, status or request: add {example}")]
    NoFields {
        /// How to write them.
        example: &'static str,
    },
    /// The time has no day.
    #[error("the time has no date: {advice}")]
    NoDate {
        /// How to write one.
        advice: &'static str,
    },
    /// A description of times is missing.
    #[error("`{directive}` needs `{key} = \"{example}\"` beside it")]
    MissingKey {
        /// The directive.
        directive: &'static str,
        /// The key.
        key: &'static str,
        /// What may be there.
        example: &'static str,
    },
    /// A regular expression cannot be compiled.
    #[error("{message}")]
    Pattern {
        /// What its compiler says.
        message: String,
    },
    /// A group of a regular expression is not the name of a column that can be read.
    #[error("unknown column `{written}`, expected one of `{}`", known.join("`, `"))]
    UnknownGroup {
        /// The group's name.
        written: String,
        /// The columns that there are.
        known: Vec<&'static str>,
    },
    /// A group of a regular expression has a name that no column can have.
    #[error("group {error}")]
    BadGroup {
        /// What is wrong with the name.
        error: OwnNameError,
    },
    /// A unit is given for what is no duration in the pattern.
    #[error("`{column}` is no duration of the pattern; it has {}", list(durations))]
    NoDuration {
        /// The column.
        column: String,
        /// The durations.
        durations: Vec<&'static str>,
    },
    /// The lines are of a kind that is read otherwise.
    #[error("{advice}")]
    Otherwise {
        /// How they are read.
        advice: String,
    },
}

fn list(names: &[&str]) -> String {
    if names.is_empty() { "none".to_owned() } else { format!("`{}`", names.join("`, `")) }
}
