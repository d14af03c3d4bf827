//! Keeps the records in which a text column matches a regular expression.

use arrow_array::{BooleanArray, RecordBatch};
use arrow_buffer::BooleanBuffer;
use regex::bytes::{Regex, RegexBuilder};
use serde::Deserialize;

use super::{Filter, FilterError, SettingsError};
use crate::log::{Column, Columns, Views};

/// Largest compiled pattern, in bytes: enough for `\w{200}`, while `\w{9999}` is refused before it takes the memory.
const PATTERN_BYTES: usize = 10 << 20;
/// Memory for the automaton that is built while matching, in bytes. Without more of it, matching is slower.
const CACHE_BYTES: usize = 2 << 20;

/// The settings of a [`RegexFilter`].
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegexSettings {
    /// The text column to match. Required. Example: `column = "user_agent"`.
    pub column: Column,
    /// The regular expression, in the syntax of Rust's regex crate. It may match anywhere: anchor it with `^` and `$` where that
    /// matters. Matching takes time linear in the text. Required. Example: `pattern = '(?i)bot|crawler'`.
    pub pattern: String,
    /// Drops records that match instead of keeping them. Default false. Example: `exclude = true`.
    #[serde(default)]
    pub exclude: bool,
}

/// Keeps the records in which a text column matches. A record without the text does not match: it is dropped, or kept with
/// `exclude`.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "RegexSettings")]
pub struct RegexFilter {
    column: Column,
    pattern: Regex,
    exclude: bool,
}

impl TryFrom<RegexSettings> for RegexFilter {
    type Error = SettingsError;

    fn try_from(settings: RegexSettings) -> Result<RegexFilter, SettingsError> {
        let RegexSettings { column, pattern, exclude } = settings;
        if !column.is_text() {
            return Err(SettingsError::NotText { column });
        }
        let compiled = RegexBuilder::new(&pattern).size_limit(PATTERN_BYTES).dfa_size_limit(CACHE_BYTES).build();
        match compiled {
            Ok(pattern) => Ok(RegexFilter { column, pattern, exclude }),
            Err(error) => Err(SettingsError::BadPattern { pattern, error }),
        }
    }
}

impl Filter for RegexFilter {
    fn columns(&self) -> Columns {
        Columns::of(&[self.column])
    }

    fn keep(&self, batch: &RecordBatch) -> Result<BooleanArray, FilterError> {
        let texts = Views::of(batch, self.column)?;
        let keeps = |row| texts.get(row).is_some_and(|text| self.pattern.is_match(text)) != self.exclude;
        Ok(BooleanArray::from(BooleanBuffer::collect_bool(texts.len(), keeps)))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow_array::StringViewArray;
    use arrow_schema::Schema;

    use super::*;

    fn kept(settings: &str) -> Vec<bool> {
        let agents =
            StringViewArray::from_iter([Some("Mozilla/5.0"), Some("Googlebot/2.1 (+http://www.google.com)"), None]);
        let schema = Arc::new(Schema::new(vec![Column::UserAgent.field()]));
        let batch = RecordBatch::try_new(schema, vec![Arc::new(agents)]).expect("one column");
        let filter: RegexFilter = toml::from_str(settings).expect("good settings");
        filter.keep(&batch).expect("the column is there").values().iter().collect()
    }

    #[test]
    fn what_matches_is_kept() {
        assert_eq!(kept("column = 'user_agent'\npattern = '(?i)BOT'"), [false, true, false]);
    }

    #[test]
    fn exclude_drops_only_what_matches() {
        assert_eq!(kept("column = 'user_agent'\npattern = '(?i)BOT'\nexclude = true"), [true, false, true]);
    }

    #[test]
    fn a_bad_pattern_is_shown_with_the_reason() {
        let error = toml::from_str::<RegexFilter>("column = 'path'\npattern = '(a'").expect_err("unclosed").to_string();
        assert!(
            error.contains("pattern: '(a' is not a regular expression") && error.contains("unclosed group"),
            "{error}"
        );
    }

    #[test]
    fn a_pattern_that_would_take_too_much_memory_is_refused() {
        let error = toml::from_str::<RegexFilter>(
            r"column = 'path'
pattern = '\w{999}{999}'",
        );
        assert!(error.expect_err("huge").to_string().contains("size limit"));
    }

    #[test]
    fn a_column_of_numbers_is_refused() {
        let error = toml::from_str::<RegexFilter>("column = 'status'\npattern = '4..'").expect_err("no text");
        assert!(error.to_string().contains("'status' is not text"), "{error}");
    }
}
