//! Errors in a filter's settings.

use crate::log::Column;
use crate::log::possible::Advice;

/// Settings that are another way to write a condition.
pub trait ToCondition {
    /// The key that an error in the condition concerns.
    const KEY: &'static str;

    /// The condition.
    ///
    /// # Errors
    /// [`SettingsError`] for each setting that is invalid.
    fn condition(&self) -> Result<String, Vec<SettingsError>>;
}

/// A text as a literal of SQL.
pub(super) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// Why the settings of a filter are invalid. Each message names the option, the problem, and what to write.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SettingsError {
    /// A name that a path segment cannot have.
    #[error("{option}: '{value}' cannot be a path segment; write one segment without '/'")]
    NotASegment {
        /// The option.
        option: &'static str,
        /// What it held.
        value: String,
    },
    /// An extension that a path segment cannot end with.
    #[error("exclude_extensions: '{value}' is not an extension; write it as '.png' or 'png'")]
    NotAnExtension {
        /// The value as written.
        value: String,
    },
    /// A status range without a status.
    #[error("min = {min}, max = {max}: the range is empty; min must be 0 to max, max at most 999")]
    EmptyRange {
        /// Lower bound as written.
        min: u16,
        /// Upper bound as written.
        max: u16,
    },
    /// A pattern for a column that is not text.
    #[error("column: '{column}' is not text; use the filter 'where' for it, such as where = \"{column} >= 500\"")]
    NotText {
        /// The column.
        column: Column,
    },
    /// Neither `one_of` nor `none_of` has a value.
    #[error("{option}: name at least one value of '{column}'")]
    NoValues {
        /// The option that is empty, or both when neither is written.
        option: &'static str,
        /// The column.
        column: Column,
    },
    /// A value that the column never holds.
    #[error("{option}[{index}]: {value} is not a value of '{column}'; {}", advised(advice))]
    WrongValue {
        /// The option.
        option: &'static str,
        /// Place in its list, from 0.
        index: usize,
        /// The value as written; text is quoted.
        value: String,
        /// The column.
        column: Column,
        /// What to write.
        advice: Advice,
    },
    /// A column whose values cannot be listed.
    #[error("column: '{column}' cannot be compared with listed values; use 'day' or 'hour'")]
    NotListable {
        /// The column.
        column: Column,
    },
}

fn advised(advice: &Advice) -> String {
    match advice {
        Advice::Value(value) => format!("did you mean {value}?"),
        Advice::Network(network) => format!("use where = \"ip_in(.., '{network}')\""),
        Advice::Pattern(pattern) => format!("use the filter 'where' with LIKE '{pattern}'"),
        Advice::Form(form) => format!("write {form}"),
        Advice::Absent => "logs write '-' for no value: 'one_of' drops such records, 'none_of' keeps them".to_owned(),
    }
}
