//! The names that a session has: of its own values, and of what was computed of its entry page.

use crate::expression::{Field, Scope};
use crate::log::Column;
use crate::log::column::ColumnKind;

/// The values of a session, in the order of the documentation.
pub const FIELDS: [(&str, ColumnKind); 9] = [
    ("entry", ColumnKind::Text),
    ("exit", ColumnKind::Text),
    ("time", ColumnKind::Time),
    ("day", ColumnKind::Day),
    ("hour", ColumnKind::Hour),
    ("duration", ColumnKind::Duration),
    ("pages", ColumnKind::Number),
    ("hits", ColumnKind::Number),
    ("bytes", ColumnKind::Size),
];

/// Whether it is the first session of its visitor in its group: 1 or 0.
pub const NEW_VISITOR: &str = "new_visitor";
/// Whether it has one page: 1 or 0.
pub const BOUNCED: &str = "bounced";

/// Name of the array of a key of the entry page.
pub fn first_name(index: usize) -> String {
    format!("first{index}")
}

/// The names of sessions.
#[derive(Debug, Clone, Default)]
pub struct SessionScope {
    /// The kinds of the keys of the entry page.
    pub first: Vec<ColumnKind>,
}

impl SessionScope {
    /// The names of a session's own values, for messages.
    pub fn names() -> String {
        FIELDS.map(|(name, _)| name).join(", ")
    }
}

impl Scope for SessionScope {
    fn field(&self, name: &str) -> Option<Field> {
        let name = name.to_ascii_lowercase();
        let own = FIELDS.iter().find(|(own, _)| *own == name).map(|(_, kind)| *kind);
        let flag = || [NEW_VISITOR, BOUNCED].contains(&name.as_str()).then_some(ColumnKind::Number);
        let first = || (0..self.first.len()).find(|index| first_name(*index) == name).map(|index| self.first[index]);
        let kind = own.or_else(flag).or_else(first)?;
        Some(Field { name: name.into(), kind, column: None })
    }

    fn advice(&self, name: &str) -> String {
        match Column::named(name) {
            Ok(column) => format!(
                "it is one of requests, and can be a key, of the entry page: group_by = [\"{column}\"]; a session has {}",
                SessionScope::names()
            ),
            Err(_) => format!("a session has {}", SessionScope::names()),
        }
    }
}
