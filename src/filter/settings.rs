//! What can be wrong with a filter's settings.

use crate::log::Column;

/// Why settings make no filter. Texts say which option, what was wrong and what to write.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SettingsError {
    /// A name that no path segment can have.
    #[error("{option}: '{value}' cannot be a path segment; write one segment without '/'")]
    NotASegment {
        /// The option.
        option: &'static str,
        /// What it held.
        value: String,
    },
    /// An extension that no path segment can end with.
    #[error("exclude_extensions: '{value}' is not an extension; write it as '.png' or 'png'")]
    NotAnExtension {
        /// The value as written.
        value: String,
    },
    /// A status range that holds no status.
    #[error("min = {min}, max = {max}: no status lies between; min must be 0 to max, max at most 999")]
    EmptyRange {
        /// Lower bound as written.
        min: u16,
        /// Upper bound as written.
        max: u16,
    },
    /// A pattern for a column that is not text.
    #[error("column: '{column}' is not text; use the filter 'value' or 'status' for it")]
    NotText {
        /// The column.
        column: Column,
    },
    /// A pattern that does not compile.
    #[error("pattern: '{pattern}' is not a regular expression that can be used: {error}")]
    BadPattern {
        /// The pattern as written.
        pattern: String,
        /// What the regular expression engine says about it.
        error: ::regex::Error,
    },
    /// Neither `one_of` nor `none_of` holds a value.
    #[error("one_of and none_of are both empty: name at least one value of '{column}'")]
    NoValues {
        /// The column.
        column: Column,
    },
    /// A value that the column cannot hold.
    #[error("{option}: {value} is not a value of '{column}'; write {expected}")]
    WrongValue {
        /// The option.
        option: &'static str,
        /// The value as written; text is quoted.
        value: String,
        /// The column.
        column: Column,
        /// What a value of the column looks like.
        expected: &'static str,
    },
    /// A column whose values cannot be listed.
    #[error("column: '{column}' cannot be compared with listed values; use 'day' or 'hour'")]
    NotListable {
        /// The column.
        column: Column,
    },
}
