//! The functions that measures are written with.

use std::sync::Arc;

use super::any::ErasedMeasure;
use crate::expression::{AggregateCall, Expression, TypeName};
use crate::log::column::ColumnKind;

/// A function of the records of a group.
pub struct Function {
    /// Its name, in lower case.
    pub name: &'static str,
    /// The form of a call.
    pub form: &'static str,
    /// What it measures, in a sentence.
    pub meaning: &'static str,
    /// Makes the measure of a call.
    pub make: fn(&AggregateCall) -> Result<Made, Unfit>,
}

/// A measure, and what it reads of each record.
pub struct Made {
    /// The measure.
    pub measure: Arc<dyn ErasedMeasure>,
    /// The operands: none, a value, or a value and a time.
    pub operands: Vec<Expression>,
}

/// Why a call is not one of a function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unfit {
    /// Its arguments are not those of the form, which completes the message.
    Call(String),
    /// Its argument is of a kind that another function is for; the text names that.
    Operand(String),
}

impl Made {
    /// A measure of the records themselves.
    pub fn of_records(measure: impl ErasedMeasure + 'static) -> Made {
        Made { measure: Arc::new(measure), operands: Vec::new() }
    }

    /// A measure of a value.
    pub fn of(measure: impl ErasedMeasure + 'static, operand: &Expression) -> Made {
        Made { measure: Arc::new(measure), operands: vec![operand.clone()] }
    }
}

/// The only argument of a call.
///
/// # Errors
/// There is none, or several.
pub fn only(call: &AggregateCall) -> Result<&Expression, Unfit> {
    match call.arguments.as_slice() {
        [operand] if operand.has_values() => Ok(operand),
        [_] => Err(Unfit::Call("an interval has no values to measure".to_owned())),
        arguments => Err(Unfit::Call(format!("one argument is needed, and {} are given", arguments.len()))),
    }
}

/// The only argument of a call, a number that adds up: an amount or a computed number, not a code.
///
/// # Errors
/// There is none, or it does not add up.
pub fn only_amount(call: &AggregateCall) -> Result<&Expression, Unfit> {
    let operand = only(call)?;
    match operand.kind() {
        ColumnKind::Size | ColumnKind::Duration | ColumnKind::Integer | ColumnKind::Float | ColumnKind::Number => {
            Ok(operand)
        }
        ColumnKind::Boolean => Err(Unfit::Operand(format!(
            "{} is a condition; write count() FILTER (WHERE {})",
            operand.text(),
            operand.text()
        ))),
        kind if kind.is_number() => Err(Unfit::Operand(format!(
            "{} is {}, which does not add up; write count(), or min or max of it",
            operand.text(),
            TypeName::Value(kind)
        ))),
        kind => Err(Unfit::Operand(format!(
            "{} is {}, not a number; write count() or distinct({})",
            operand.text(),
            TypeName::Value(kind),
            operand.text()
        ))),
    }
}
