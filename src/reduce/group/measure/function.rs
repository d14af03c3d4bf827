//! How settings write measures.

use super::any::AnyMeasure;
use crate::log::Column;
use crate::log::column::ColumnKind;

/// A kind of measure, by the name that settings use.
pub struct Function {
    /// The name, such as `sum`.
    pub name: &'static str,
    /// What it is of.
    pub of: Of,
}

/// What a function measures.
pub enum Of {
    /// The records themselves: the name is written alone.
    Records(fn() -> AnyMeasure),
    /// A column, which is written in parentheses.
    Column {
        /// Whether columns of a kind can be measured so.
        accepts: fn(ColumnKind) -> bool,
        /// The measure of a column.
        make: fn(Column) -> AnyMeasure,
    },
}

/// Whether values add up: sizes and durations do, a status code does not.
pub fn adds_up(kind: ColumnKind) -> bool {
    matches!(kind, ColumnKind::Size | ColumnKind::Duration)
}

/// Whether there is a smallest and a largest value: of everything but text.
pub fn has_order(kind: ColumnKind) -> bool {
    kind != ColumnKind::Text
}
