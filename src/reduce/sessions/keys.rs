//! What makes groups of sessions: values of a session, or expressions of its entry page.

use super::error::SessionsError;
use super::scope::{SessionScope, first_name};
use crate::expression::{Context, Expression};
use crate::log::column::ColumnKind;
use crate::log::numbers::ValueType;
use crate::reduce::group::key;

/// The keys of a table of sessions.
#[derive(Debug, Clone, Default)]
pub struct SessionKeys {
    /// Keys as expressions over sessions.
    pub texts: Vec<String>,
    /// Expressions of the entry page, to which those refer.
    pub first: Vec<Expression>,
    /// The names that they have.
    pub scope: SessionScope,
}

/// A short name and what it is.
const REFERRER: (&str, &str) = ("referrer", "referrer_host(referer) AS referrer");

impl SessionKeys {
    /// The keys that texts are.
    ///
    /// # Errors
    /// [`SessionsError::Key`] for the first text that is none.
    pub fn parse(texts: &[String], context: &Context) -> Result<SessionKeys, SessionsError> {
        let mut keys = SessionKeys::default();
        for (index, text) in texts.iter().enumerate() {
            let text = if text.trim().eq_ignore_ascii_case(REFERRER.0) { REFERRER.1 } else { text };
            if key::parse(text, &SessionScope::default(), context).is_ok() {
                keys.texts.push(text.to_owned());
                continue;
            }
            let first = key::parse(text, &context.columns(), context).map_err(|source| SessionsError::Key {
                index,
                source: Box::new(source),
                fields: SessionScope::names(),
            })?;
            let name = first.name().replace('"', "\"\"");
            keys.texts.push(format!("{} AS \"{name}\"", first_name(keys.first.len())));
            keys.scope.first.push(kind_of(&first));
            keys.first.push(first);
        }
        Ok(keys)
    }
}

/// The kind of the values of an expression, once they are a column of their own. Computed sizes and the like can be negative, which no
/// column of their kind is.
fn kind_of(expression: &Expression) -> ColumnKind {
    let value_type = expression.value_type();
    if ValueType::from(value_type.kind) == value_type { value_type.kind } else { ColumnKind::Integer }
}
