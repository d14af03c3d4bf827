//! The pieces of a description.

use crate::log::format::layout::Field;

/// A piece of a description.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Text that each line has.
    Text(String),
    /// A field.
    Field(Field, Written),
}

/// How a field is written in the description, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The directive.
    pub text: String,
    /// Its first character, from 1.
    pub at: usize,
}
