//! Why serde could not read a value, and which one.

use std::fmt::{self, Display};

use serde::de;

use super::tree::PathStep;

/// Names of keys or variants, as given by serde.
pub(super) type NameList = &'static [&'static str];

/// The reason why serde stopped, and the value below the top.
#[derive(Debug)]
pub(super) struct ReadFailure {
    pub steps: Option<Vec<PathStep>>,
    pub cause: Cause,
}

#[derive(Debug)]
pub(super) enum Cause {
    /// What would be valid.
    Unfit(String),
    /// The type's own message.
    Refused(String),
    /// The value, and the valid names.
    UnknownName(String, NameList),
    /// The key, and the valid keys.
    UnknownField(String, NameList),
    /// The key without a default.
    Missing(&'static str),
    /// A field is missing because its value was reported and removed.
    Reported,
}

impl ReadFailure {
    pub fn new(cause: Cause) -> ReadFailure {
        ReadFailure { steps: None, cause }
    }

    /// Sets the place unless an inner value has set it.
    pub fn at(mut self, trail: Trail<'_>) -> ReadFailure {
        self.steps.get_or_insert_with(|| trail.steps());
        self
    }
}

impl Display for ReadFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.cause)
    }
}

impl std::error::Error for ReadFailure {}

impl de::Error for ReadFailure {
    fn custom<T: Display>(message: T) -> ReadFailure {
        ReadFailure::new(Cause::Refused(message.to_string()))
    }

    fn invalid_type(_: de::Unexpected<'_>, expected: &dyn de::Expected) -> ReadFailure {
        ReadFailure::new(Cause::Unfit(expected.to_string()))
    }

    fn invalid_value(_: de::Unexpected<'_>, expected: &dyn de::Expected) -> ReadFailure {
        ReadFailure::new(Cause::Unfit(expected.to_string()))
    }

    fn invalid_length(_: usize, expected: &dyn de::Expected) -> ReadFailure {
        ReadFailure::new(Cause::Unfit(expected.to_string()))
    }

    fn unknown_variant(variant: &str, expected: NameList) -> ReadFailure {
        ReadFailure::new(Cause::UnknownName(variant.to_owned(), expected))
    }

    fn unknown_field(field: &str, expected: NameList) -> ReadFailure {
        ReadFailure::new(Cause::UnknownField(field.to_owned(), expected))
    }

    fn missing_field(field: &'static str) -> ReadFailure {
        ReadFailure::new(Cause::Missing(field))
    }
}

/// The path to a value, kept on the stack; only a problem turns it into a `KeyPath`.
#[derive(Debug, Clone, Copy)]
pub(super) enum Trail<'a> {
    Top,
    Key(&'a Trail<'a>, &'a str),
    Index(&'a Trail<'a>, usize),
}

impl Trail<'_> {
    pub fn steps(self) -> Vec<PathStep> {
        let (parent, step) = match self {
            Trail::Top => return Vec::new(),
            Trail::Key(parent, key) => (parent, PathStep::Key(key.to_owned())),
            Trail::Index(parent, index) => (parent, PathStep::Index(index)),
        };
        let mut steps = parent.steps();
        steps.push(step);
        steps
    }
}
