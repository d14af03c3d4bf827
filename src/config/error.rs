//! Problems with the settings, and their messages.

use std::fmt;

use super::place::Place;

/// Problems that are kept; a file with more is not a configuration.
pub(super) const MAX_KEPT: usize = 1_000;

/// All problems of the settings, in the order of their places. Not empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigErrors {
    errors: Vec<ConfigError>,
    omitted: usize,
}

impl ConfigErrors {
    pub(super) fn new(mut errors: Vec<ConfigError>, omitted: usize) -> ConfigErrors {
        errors.sort_by_cached_key(|error| (error.place.clone(), error.key.clone(), error.kind.to_string()));
        ConfigErrors { errors: once_each(errors), omitted }
    }

    /// The problems; if there are many, the first thousand.
    pub fn iter(&self) -> impl Iterator<Item = &ConfigError> {
        self.errors.iter()
    }

    /// The number of further problems.
    pub fn omitted(&self) -> usize {
        self.omitted
    }
}

/// A flag of a question changes all tables: one mistake in it is one problem, with the message of the first table.
fn once_each(errors: Vec<ConfigError>) -> Vec<ConfigError> {
    let mut kept: Vec<(ConfigError, usize)> = Vec::new();
    for error in errors {
        let same = error.value.is_some() && error.is_of_question();
        match kept.iter_mut().find(|(first, _)| same && first.place == error.place && first.value == error.value) {
            Some((first, more)) => *more += usize::from(first.kind != error.kind),
            None => kept.push((error, 0)),
        }
    }
    let told = |(mut error, more): (ConfigError, usize)| {
        if let (ConfigErrorKind::Refused { message }, 1..) = (&mut error.kind, more) {
            let tables = if more == 1 { "table" } else { "tables" };
            message.push_str(&format!("; {more} more {tables} cannot do it either: name one table with --by"));
        }
        error
    };
    kept.into_iter().map(told).collect()
}

impl fmt::Display for ConfigErrors {
    /// One problem per line, without a final line end.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, error) in self.errors.iter().enumerate() {
            write!(f, "{}{error}", if index == 0 { "" } else { "\n" })?;
        }
        match self.omitted {
            0 => Ok(()),
            omitted => write!(f, "\n{omitted} more problems"),
        }
    }
}

impl std::error::Error for ConfigErrors {}

/// Flags whose values are not settings of the job by themselves.
const QUESTION_FLAGS: [&str; 14] = [
    "--where",
    "--by",
    "--measure",
    "--since",
    "--until",
    "--last",
    "--over",
    "--having",
    "--sort",
    "--top",
    "--pivot",
    "--diff",
    "--other",
    "--split-by",
];

/// One problem: the place, the setting, and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    /// Where it was written.
    pub place: Place,
    /// The setting, such as `filters[0].type`; empty if the problem concerns none.
    pub key: String,
    /// The value as written, shortened, if it helps.
    pub value: Option<String>,
    /// What is wrong.
    pub kind: ConfigErrorKind,
}

impl ConfigError {
    /// Whether it is about a flag of a question.
    fn is_of_question(&self) -> bool {
        matches!(&self.place, Place::CommandLine { flag } if QUESTION_FLAGS.contains(&flag.as_str()))
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let (ConfigErrorKind::Log, Place::File { name, .. }) = (&self.kind, &self.place) {
            return write!(f, "{name} is a log, not a configuration: leave out -c");
        }
        write!(f, "{}: ", self.place)?;
        if self.is_of_question() {
            // The user wrote the flag, and knows nothing of the key.
            if let Some(value) = &self.value {
                write!(f, "{value}: ")?;
            }
            return self.kind.fmt(f);
        }
        match (&self.key, &self.value) {
            (key, _) if key.is_empty() => {}
            (key, Some(value)) => write!(f, "{key} = {value}: ")?,
            (key, None) => write!(f, "{key}: ")?,
        }
        self.kind.fmt(f)
    }
}

/// What is wrong with a setting.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigErrorKind {
    /// The file cannot be read.
    #[error("cannot read the file: {reason}")]
    Unreadable {
        /// The error of the operating system.
        reason: String,
    },
    /// The file is a log.
    #[error("it is a log, not a configuration: leave out -c")]
    Log,
    /// The file is not TOML.
    #[error("not valid TOML: {reason}")]
    Syntax {
        /// The parser's message.
        reason: String,
    },
    /// There is no such key.
    #[error("unknown key{}", choices(expected, nearest.as_deref()))]
    UnknownKey {
        /// The valid keys.
        expected: Vec<String>,
        /// The nearest one.
        nearest: Option<String>,
    },
    /// A key that has no default is missing.
    #[error("missing, add {example}")]
    Missing {
        /// What to write.
        example: String,
    },
    /// The value has the wrong type, size or form.
    #[error("must be {expected}")]
    Unfit {
        /// What is valid.
        expected: String,
    },
    /// The value is not one of the valid names.
    #[error("unknown {what}{}", choices(expected, nearest.as_deref()))]
    UnknownName {
        /// What it should name.
        what: &'static str,
        /// The valid names.
        expected: Vec<String>,
        /// The nearest one.
        nearest: Option<String>,
    },
    /// Two things have one name.
    #[error("the name is taken by the {owner} at {first}; choose another")]
    DuplicateName {
        /// The kind of thing that has the name.
        owner: &'static str,
        /// Its place.
        first: Place,
    },
    /// The text cannot be a name.
    #[error("a name is made of letters, digits, `_` and `-`")]
    BadName,
    /// Filters read each other.
    #[error("the filters read each other in a circle: {}; change one of their `inputs`", path.join(" <- "))]
    Circle {
        /// Names of the filters, from one of them back to it.
        path: Vec<String>,
    },
    /// The type's own message about the value.
    #[error("{message}")]
    Refused {
        /// The message.
        message: String,
    },
}

impl ConfigErrorKind {
    /// Whether something is missing; after a syntax error, the parser may merely not have seen it.
    pub(super) fn is_absence(&self) -> bool {
        !matches!(
            self,
            ConfigErrorKind::UnknownKey { .. } | ConfigErrorKind::Unfit { .. } | ConfigErrorKind::Refused { .. }
        )
    }
}

/// Most names listed in a message.
pub(super) const MAX_LISTED: usize = 32;

fn choices(expected: &[String], nearest: Option<&str>) -> String {
    let mut text = match expected {
        [] => ", there are none".to_owned(),
        [one] => format!(", expected `{one}`"),
        // Only formats are that many.
        many if many.len() > MAX_LISTED => format!(", expected one of the {} that `logmill formats` lists", many.len()),
        several => format!(", expected one of `{}`", several.join("`, `")),
    };
    if let Some(name) = nearest {
        text.push_str(&format!("; did you mean `{name}`?"));
    }
    text
}
