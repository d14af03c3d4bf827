//! Functions that choose among values.

use std::sync::Arc;

use arrow_array::{Array, ArrayRef, BooleanArray};
use arrow_buffer::BooleanBuffer;

use super::arguments::{Arguments, Checked, Function};
use crate::expression::arrays::{of_one_width, one_type};
use crate::expression::compare::compare;
use crate::expression::constant::Constant;
use crate::expression::error::{ExpressionError, TypeName};
use crate::expression::failures::Failures;
use crate::expression::node::{Call, Comparison, Node, Typed, null};

/// The functions.
pub const FUNCTIONS: &[Function] = &[
    Function {
        name: "coalesce",
        form: "coalesce(value, ..)",
        meaning: "the first value that is not null",
        example: ("coalesce(NULL, 'none')", "none"),
        make: coalesce,
    },
    Function {
        name: "nullif",
        form: "nullif(value, other)",
        meaning: "the value, or null if it equals another",
        example: ("nullif('-', '-') IS NULL", "true"),
        make: nullif,
    },
    Function {
        name: "greatest",
        form: "greatest(value, ..)",
        meaning: "the greatest of the values that are not null",
        example: ("greatest(1, NULL, 3)", "3"),
        make: |call| extreme(call, true),
    },
    Function {
        name: "least",
        form: "least(value, ..)",
        meaning: "the least of the values that are not null",
        example: ("least(1, NULL, 3)", "1"),
        make: |call| extreme(call, false),
    },
];

/// Cost relative to a comparison of numbers.
const COST: u32 = 5;

/// The arguments in one type; `None` if all are null.
fn unified(call: &Arguments<'_>, least: usize, most: usize) -> Result<Option<(Vec<Typed>, TypeName)>, ExpressionError> {
    call.count(least, most)?;
    let values = call.check.unified(&call.exprs, "values of one call")?;
    let kind = values.first().map_or(TypeName::Null, |value| value.kind);
    Ok(matches!(kind, TypeName::Value(_)).then_some((values, kind)))
}

/// The value of the first condition that holds.
fn case(branches: Vec<(Node, Node)>, otherwise: Node, kind: TypeName) -> Typed {
    let TypeName::Value(value_kind) = kind else { return null() };
    Typed { node: Node::Case { branches, otherwise: Box::new(otherwise), kind: value_kind }, kind }
}

fn coalesce(call: &Arguments<'_>) -> Checked {
    let Some((values, kind)) = unified(call, 1, usize::MAX)? else { return Ok(null()) };
    let mut nodes: Vec<Node> = values.into_iter().map(|value| value.node.shared()).collect();
    let last = nodes.pop().unwrap_or_else(|| null().node);
    let branches =
        nodes.into_iter().map(|node| (Node::Not(Box::new(Node::IsNull(Box::new(node.clone())))), node)).collect();
    Ok(case(branches, last, kind))
}

fn nullif(call: &Arguments<'_>) -> Checked {
    let Some((values, kind)) = unified(call, 2, 2)? else { return Ok(null()) };
    let apply = |arrays: Vec<ArrayRef>| {
        let equal = compare(Comparison::Equal, &arrays[0], &arrays[1]);
        arrow_select::nullif::nullif(&arrays[0], &equal).expect("the mask is as long as the values")
    };
    match &values[..] {
        [value, other] if is_present(&value.node) && is_present(&other.node) => {
            Ok(of_one_type(call, values, kind, apply))
        }
        _ => Ok(values.into_iter().next().unwrap_or_else(null)),
    }
}

fn extreme(call: &Arguments<'_>, is_greatest: bool) -> Checked {
    let Some((values, kind)) = unified(call, 1, usize::MAX)? else { return Ok(null()) };
    let values: Vec<Typed> = values.into_iter().filter(|value| is_present(&value.node)).collect();
    match &values[..] {
        [] => return Ok(Typed { kind, ..null() }),
        [only] => return Ok(only.clone()),
        _ => {}
    }
    let better = if is_greatest { Comparison::Greater } else { Comparison::Less };
    Ok(of_one_type(call, values, kind, move |arrays| {
        let best = |best: ArrayRef, value: ArrayRef| {
            let is_better = compare(better, &value, &best);
            let is_first =
                best.logical_nulls().map_or_else(|| BooleanBuffer::new_unset(best.len()), |nulls| !nulls.inner());
            let is_chosen =
                is_better.iter().zip(&is_first).map(|(is_better, is_first)| is_first || is_better == Some(true));
            let mask = BooleanArray::new(is_chosen.collect(), None);
            arrow_select::zip::zip(&mask, &value, &best).expect(ONE_TYPE)
        };
        arrays.into_iter().reduce(best).expect("there are at least two values")
    }))
}

const ONE_TYPE: &str = "all values have one type";

/// Whether a part is anything but `NULL`.
fn is_present(node: &Node) -> bool {
    !matches!(node, Node::Constant(Constant::Null))
}

/// A function of arrays of one type.
fn of_one_type(
    call: &Arguments<'_>,
    values: Vec<Typed>,
    kind: TypeName,
    compute: impl Fn(Vec<ArrayRef>) -> ArrayRef + Send + Sync + 'static,
) -> Typed {
    let TypeName::Value(value_kind) = kind else { return null() };
    let apply = move |arrays: &[ArrayRef], among: &BooleanBuffer, failures: &mut Failures| {
        let arrays = arrays.iter().map(|array| one_type(array.clone(), value_kind, among, failures));
        compute(of_one_width(arrays.collect()))
    };
    let arguments = values.into_iter().map(|value| value.node).collect();
    let (name, apply) = (call.function.name, Arc::new(apply));
    Typed { node: Node::Call(Call { name, arguments, cost: COST, apply, bin_micros: None, text: None }), kind }
}
