//! The kinds of framing.

use std::fmt;

/// How objects are framed, if not as lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Framing {
    /// `[ {..}, {..} ]`
    Array,
    /// `{..}{..}`, or objects over many lines.
    Objects,
    /// `{"records": [ {..}, {..} ]}`: the name of the array, as it is written.
    Wrapped(String),
}

impl fmt::Display for Framing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Framing::Array => f.write_str("a JSON array"),
            Framing::Objects => f.write_str("JSON objects that are not one a line"),
            Framing::Wrapped(name) => write!(f, "a JSON object with the records in `{name}`"),
        }
    }
}
