//! From a call such as `p95(request_time)` to the measure.

use super::any::AnyMeasure;
use super::function::{Function, Unfit};
use super::{avg, by_time, count, distinct, extreme, frequent, quantile, span, sum, timeline};
use crate::expression::{AggregateCall, ExpressionError, Problem};

/// The functions, in the order of the documentation.
pub fn functions() -> impl Iterator<Item = Function> {
    let before = [count::FUNCTION, sum::FUNCTION, avg::FUNCTION, extreme::MIN, extreme::MAX, distinct::FUNCTION];
    let after = [by_time::FIRST, by_time::LAST, frequent::FUNCTION, timeline::FUNCTION, span::FUNCTION, SHARE];
    before.into_iter().chain(quantile::FUNCTIONS).chain(after)
}

/// `share(x)`, which is made of another measure and its total.
pub const SHARE: Function = Function {
    name: "share",
    form: "share(x)",
    meaning: "the part of the sum of x over all groups, or of all records, from 0 to 1",
    make: |call| match call.arguments.as_slice() {
        [] => (count::FUNCTION.make)(call),
        _ => (sum::FUNCTION.make)(call),
    },
};

/// The measure of a call.
///
/// # Errors
/// [`ExpressionError`] if there is no such function, or its arguments do not fit.
pub fn measure(call: &AggregateCall) -> Result<AnyMeasure, ExpressionError> {
    let error = |problem| ExpressionError { at: call.at, problem };
    let Some(function) = functions().find(|function| function.name == call.function) else {
        let names: Vec<&str> = functions().map(|function| function.name).collect();
        let advice = format!("there are {}", names.join(", "));
        return Err(error(Problem::NoSuchFunction { name: call.function.clone(), advice }));
    };
    let made = (function.make)(call).map_err(|unfit| {
        error(match unfit {
            Unfit::Call(found) => Problem::WrongArguments { name: function.name, found, form: function.form },
            Unfit::Operand(found) => Problem::UnfitArgument { name: function.name, found },
        })
    })?;
    // A share is that of the measure that it is made of.
    let text = match function.name {
        "share" if call.arguments.is_empty() => call.text.replacen("share", "count", 1),
        "share" => call.text.replacen("share", "sum", 1),
        _ => call.text.clone(),
    };
    Ok(AnyMeasure::new(text, made.measure, made.operands, call.filter.clone()))
}
