//! What orders the rows of a table.

use super::error::GroupError;
use super::output::Design;
use crate::expression::{Context, Expression, Scope};

/// The order of the rows. Rows that are equal in it are in the order of all keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sort {
    /// By a column after the keys, by its index. No value comes last.
    Output {
        /// The column.
        index: usize,
        /// Whether the largest comes first.
        descending: bool,
    },
    /// By a key, by its index.
    Key {
        /// The key.
        index: usize,
        /// Whether the largest comes first.
        descending: bool,
    },
    /// By an expression over the columns of the table.
    Computed {
        /// The expression.
        expression: Expression,
        /// Whether the largest comes first.
        descending: bool,
    },
    /// By all keys, ascending.
    Keys,
}

impl Sort {
    /// The order that a setting names.
    ///
    /// # Errors
    /// [`GroupError`] if it names no column of the table.
    pub fn parse(
        text: Option<&str>,
        design: &Design,
        records: &dyn Scope,
        context: &Context,
    ) -> Result<Sort, GroupError> {
        let text = text.unwrap_or("measure").trim();
        match text {
            "measure" => return Ok(Sort::Output { index: 0, descending: true }),
            "key" => return Ok(Sort::Keys),
            _ => {}
        }
        let (name, descending) = match (text.strip_prefix('-'), text.strip_prefix('+')) {
            (Some(name), _) => (name.trim(), Some(true)),
            (_, Some(name)) => (name.trim(), Some(false)),
            _ => match text.rsplit_once(' ') {
                Some((name, word)) if word.eq_ignore_ascii_case("desc") => (name.trim(), Some(true)),
                Some((name, word)) if word.eq_ignore_ascii_case("asc") => (name.trim(), Some(false)),
                _ => (text, None),
            },
        };
        // `count` and `count()` are the same.
        let same = |own: &str| own.trim_end_matches("()").eq_ignore_ascii_case(name.trim_end_matches("()"));
        if let Some(index) = design.outputs.iter().position(|output| same(&output.name)) {
            return Ok(Sort::Output { index, descending: descending.unwrap_or(true) });
        }
        if let Some(index) = design.keys.iter().position(|key| same(key.name()) || same(key.text())) {
            return Ok(Sort::Key { index, descending: descending.unwrap_or(false) });
        }
        // An expression may only use what the table has: other measures would change the state.
        let mut extended = design.clone();
        if let Ok(expression) = extended.parse(name, records, context)
            && extended.bases.len() == design.bases.len()
            && expression.has_values()
        {
            return Ok(Sort::Computed { expression, descending: descending.unwrap_or(true) });
        }
        let names =
            design.outputs.iter().map(|output| output.name.as_str()).chain(design.keys.iter().map(|key| key.name()));
        let names: Vec<&str> = names.collect();
        Err(GroupError::UnknownSort { text: name.to_owned(), names: names.join(", ") })
    }
}
