//! A regular expression for a text column, as a condition.

use serde::Deserialize;

use super::settings::{SettingsError, ToCondition, quoted};
use crate::log::Column;

/// Settings that mean `column ~ 'pattern'`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegexSettings {
    /// The text column to match. Required. Example: `column = "user_agent"`.
    pub column: Column,
    /// The regular expression, in the syntax of Rust's regex crate. It may match anywhere: anchor it with `^` and `$` where that
    /// matters. Matching takes time linear in the text. Required. Example: `pattern = '(?i)bot|crawler'`.
    pub pattern: String,
    /// Keeps the records that do not match. A record without the text is dropped either way. Default false. Example: `exclude = true`.
    #[serde(default)]
    pub exclude: bool,
}

impl ToCondition for RegexSettings {
    const KEY: &'static str = "pattern";

    fn condition(&self) -> Result<String, Vec<SettingsError>> {
        let RegexSettings { column, pattern, exclude } = self;
        if !column.is_text() {
            return Err(vec![SettingsError::NotText { column: *column }]);
        }
        let operator = if *exclude { "!~" } else { "~" };
        Ok(format!("{column} {operator} {}", quoted(pattern)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_a_condition_with_its_quotes_doubled() {
        let settings = |exclude| RegexSettings { column: Column::UserAgent, pattern: "it's".to_owned(), exclude };
        assert_eq!(settings(false).condition(), Ok("user_agent ~ 'it''s'".to_owned()));
        assert_eq!(settings(true).condition(), Ok("user_agent !~ 'it''s'".to_owned()));
        let number = RegexSettings { column: Column::Status, pattern: "4..".to_owned(), exclude: false };
        assert_eq!(number.condition(), Err(vec![SettingsError::NotText { column: Column::Status }]));
    }
}
