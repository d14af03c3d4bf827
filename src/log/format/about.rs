//! What is known about a format, besides how its lines are read.

use std::borrow::Cow;

use super::Escaping;

/// Name and documentation of a format.
#[derive(Debug, Clone)]
pub struct About {
    /// The name that configuration and reports use.
    pub name: Cow<'static, str>,
    /// A line of the format, after the directives that it needs; empty for a user's format.
    pub example: &'static str,
    /// The order of the fields, as the server's manual or configuration writes it.
    pub grammar: Cow<'static, str>,
    /// URL of the documentation; empty for a user's format.
    pub source: &'static str,
    /// How the server escapes what clients send. Texts are kept as logged unless a user asks for the escapes to be undone.
    pub escaping: Escaping,
    /// Whether `auto` leaves it alone: its lines do not say what their values are.
    pub is_by_name_only: bool,
}

impl About {
    /// A built-in format; its server escapes with backslashes.
    pub const fn new(name: &'static str, example: &'static str, grammar: &'static str, source: &'static str) -> About {
        let (name, grammar) = (Cow::Borrowed(name), Cow::Borrowed(grammar));
        About { name, example, grammar, source, escaping: Escaping::Backslash, is_by_name_only: false }
    }

    /// A user's format.
    pub fn own(name: &str, grammar: &str) -> About {
        let (name, grammar) = (Cow::Owned(name.to_owned()), Cow::Owned(grammar.to_owned()));
        About { name, example: "", grammar, source: "", escaping: Escaping::Backslash, is_by_name_only: false }
    }

    /// The same for a format whose lines do not say what their values are: `auto` does not try it.
    #[must_use]
    pub const fn by_name_only(mut self) -> About {
        self.is_by_name_only = true;
        self
    }

    /// The same with another escaping.
    #[must_use]
    pub const fn escaping(mut self, escaping: Escaping) -> About {
        self.escaping = escaping;
        self
    }
}
