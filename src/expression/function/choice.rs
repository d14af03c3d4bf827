//! Functions that choose among values.

use super::arguments::{Arguments, Checked, Function};
use crate::expression::error::TypeName;
use crate::expression::node::{Comparison, Node, Typed, null};

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
        make: |call| extreme(call, Comparison::Greater),
    },
    Function {
        name: "least",
        form: "least(value, ..)",
        meaning: "the least of the values that are not null",
        example: ("least(1, NULL, 3)", "1"),
        make: |call| extreme(call, Comparison::Less),
    },
];

/// The arguments in one type; `None` if all are null.
fn unified(
    call: &Arguments<'_>,
    least: usize,
    most: usize,
) -> Result<Option<(Vec<Typed>, TypeName)>, crate::expression::ExpressionError> {
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

fn is_present(node: &Node) -> Node {
    Node::Not(Box::new(Node::IsNull(Box::new(node.clone()))))
}

fn coalesce(call: &Arguments<'_>) -> Checked {
    let Some((values, kind)) = unified(call, 1, usize::MAX)? else { return Ok(null()) };
    let mut nodes: Vec<Node> = values.into_iter().map(|value| value.node).collect();
    let last = nodes.pop().unwrap_or_else(|| null().node);
    let branches = nodes.into_iter().map(|node| (is_present(&node), node)).collect();
    Ok(case(branches, last, kind))
}

fn nullif(call: &Arguments<'_>) -> Checked {
    let Some((values, kind)) = unified(call, 2, 2)? else { return Ok(null()) };
    let [value, other] = &values[..] else { return Ok(null()) };
    let equal = Node::Compare(Comparison::Equal, Box::new(value.node.clone()), Box::new(other.node.clone()));
    Ok(case(vec![(equal, null().node)], value.node.clone(), kind))
}

fn extreme(call: &Arguments<'_>, comparison: Comparison) -> Checked {
    let Some((values, kind)) = unified(call, 1, usize::MAX)? else { return Ok(null()) };
    let mut nodes = values.into_iter().map(|value| value.node);
    let first = nodes.next().unwrap_or_else(|| null().node);
    let best = nodes.fold(first, |best, node| {
        let wins = Node::Compare(comparison, Box::new(node.clone()), Box::new(best.clone()));
        let is_only = Node::IsNull(Box::new(best.clone()));
        case(vec![(wins, node.clone()), (is_only, node)], best, kind).node
    });
    Ok(Typed { node: best, kind })
}
