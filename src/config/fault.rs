//! Why serde could not read a value, and which one.

use std::fmt::{self, Display};

use serde::de;

use super::tree::Step;

/// Names of keys or variants, as given by serde.
pub(super) type Fields = &'static [&'static str];

/// The reason why serde stopped, and the value below the top.
#[derive(Debug)]
pub(super) struct Fault {
    pub steps: Option<Vec<Step>>,
    pub cause: Cause,
}

#[derive(Debug)]
pub(super) enum Cause {
    /// What would be valid.
    Unfit(String),
    /// The type's own message.
    Refused(String),
    /// The value, and the valid names.
    UnknownName(String, Fields),
    /// The key, and the valid keys.
    UnknownField(String, Fields),
    /// The key without a default.
    Missing(&'static str),
    /// A field is missing because its value was reported and removed.
    Reported,
}

impl Fault {
    pub fn new(cause: Cause) -> Fault {
        Fault { steps: None, cause }
    }

    /// Sets the place unless an inner value has set it.
    pub fn at(mut self, trail: Trail<'_>) -> Fault {
        self.steps.get_or_insert_with(|| trail.steps());
        self
    }
}

impl Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.cause)
    }
}

impl std::error::Error for Fault {}

impl de::Error for Fault {
    fn custom<T: Display>(message: T) -> Fault {
        Fault::new(Cause::Refused(message.to_string()))
    }

    fn invalid_type(_: de::Unexpected<'_>, expected: &dyn de::Expected) -> Fault {
        Fault::new(Cause::Unfit(expected.to_string()))
    }

    fn invalid_value(_: de::Unexpected<'_>, expected: &dyn de::Expected) -> Fault {
        Fault::new(Cause::Unfit(expected.to_string()))
    }

    fn invalid_length(_: usize, expected: &dyn de::Expected) -> Fault {
        Fault::new(Cause::Unfit(expected.to_string()))
    }

    fn unknown_variant(variant: &str, expected: Fields) -> Fault {
        Fault::new(Cause::UnknownName(variant.to_owned(), expected))
    }

    fn unknown_field(field: &str, expected: Fields) -> Fault {
        Fault::new(Cause::UnknownField(field.to_owned(), expected))
    }

    fn missing_field(field: &'static str) -> Fault {
        Fault::new(Cause::Missing(field))
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
    pub fn steps(self) -> Vec<Step> {
        let (parent, step) = match self {
            Trail::Top => return Vec::new(),
            Trail::Key(parent, key) => (parent, Step::Key(key.to_owned())),
            Trail::Index(parent, index) => (parent, Step::Index(index)),
        };
        let mut steps = parent.steps();
        steps.push(step);
        steps
    }
}
