//! Functions of numbers.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int64Type};
use arrow_array::{ArrayRef, PrimitiveArray};

use super::arguments::{Arguments, Checked, Function};
use super::convert;
use crate::expression::arrays::count_lost;
use crate::expression::error::{ExpressionError, TypeName};
use crate::expression::failures::Failure;
use crate::expression::node::Typed;
use crate::log::column::ColumnKind;

/// The functions.
pub const FUNCTIONS: &[Function] = &[
    Function {
        name: "abs",
        form: "abs(number)",
        meaning: "the number without its sign",
        example: ("abs(-5)", "5"),
        make: abs,
    },
    Function {
        name: "round",
        form: "round(number, digits)",
        meaning: "the number rounded to so many digits after the point, halves away from zero",
        example: ("round(2.345, 1)", "2.3"),
        make: |call| rounded(call, |number| number.round()),
    },
    Function {
        name: "floor",
        form: "floor(number)",
        meaning: "the greatest whole number that is not greater",
        example: ("floor(-1.5)", "-2"),
        make: |call| rounded(call, |number| number.floor()),
    },
    Function {
        name: "ceil",
        form: "ceil(number)",
        meaning: "the least whole number that is not less",
        example: ("ceil(1.2)", "2"),
        make: |call| rounded(call, |number| number.ceil()),
    },
];

/// Cost relative to a comparison of numbers.
const COST: u32 = 2;

/// The argument and its kind.
fn number(call: &Arguments<'_>) -> Result<(Typed, ColumnKind), ExpressionError> {
    let typed = call.check.of_kind(call.expr(0), "the first argument", "a number", ColumnKind::is_number)?;
    let kind = match typed.kind {
        // The part of a whole is one only as it is.
        TypeName::Value(ColumnKind::Share) => ColumnKind::Float,
        TypeName::Value(kind) => kind,
        _ => ColumnKind::Integer,
    };
    Ok((typed, kind))
}

fn abs(call: &Arguments<'_>) -> Checked {
    call.count(1, 1)?;
    let (typed, kind) = number(call)?;
    if kind == ColumnKind::Float {
        let apply = |arrays: &[ArrayRef], _: &_, _: &mut _| {
            let made: PrimitiveArray<Float64Type> = arrays[0].as_primitive::<Float64Type>().unary(f64::abs);
            Arc::new(made) as _
        };
        return call.made(kind, COST, vec![typed.node], Arc::new(apply));
    }
    let apply = |arrays: &[ArrayRef], among: &_, failures: &mut _| {
        let numbers = arrays[0].as_primitive::<Int64Type>();
        let made = numbers.unary_opt::<_, Int64Type>(i64::checked_abs);
        count_lost(&made, &[numbers], among, Failure::Overflow, failures);
        Arc::new(made) as _
    };
    call.made(kind, COST, vec![convert::to_whole(typed.node)], Arc::new(apply))
}

fn rounded(call: &Arguments<'_>, round: fn(f64) -> f64) -> Checked {
    call.count(1, if call.function.name == "round" { 2 } else { 1 })?;
    let digits = if call.exprs.len() == 2 { call.constant_whole(1)? } else { 0 };
    if !(0..=15).contains(&digits) {
        return Err(call.wrong(format!("{digits} digits are not 0 to 15")));
    }
    let (typed, kind) = number(call)?;
    if kind != ColumnKind::Float {
        return Ok(typed);
    }
    let factor = 10_f64.powi(i32::try_from(digits).unwrap_or_default());
    let apply = move |arrays: &[ArrayRef], _: &_, _: &mut _| {
        let near = |number: f64| {
            let scaled = round(number * factor) / factor;
            // A number too large to be scaled has no digits after the point. Zero has one sign.
            if scaled.is_finite() { scaled + 0.0 } else { number }
        };
        let made: PrimitiveArray<Float64Type> = arrays[0].as_primitive::<Float64Type>().unary(near);
        Arc::new(made) as _
    };
    call.made(kind, COST, vec![typed.node], Arc::new(apply))
}
