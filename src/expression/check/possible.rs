//! Comparisons that no record can meet are refused.

use super::operand::Operand;
use crate::expression::constant::Constant;
use crate::expression::error::{ExpressionError, Problem};
use crate::expression::node::{Comparison, Node};
use crate::expression::scope::Scope;
use crate::expression::syntax::{canonical, fail};
use crate::log::possible::{self, Advice};

/// Checks that a column can hold a constant, or a value that compares so with it.
pub(super) fn check_possible(
    scope: &dyn Scope,
    comparison: Comparison,
    column: &Operand<'_>,
    constant: &Operand<'_>,
) -> Result<(), ExpressionError> {
    let (Node::Field(field), Node::Constant(value)) = (&column.typed.node, &constant.typed.node) else { return Ok(()) };
    let Some(column) = field.column else { return Ok(()) };
    let is_equality =
        matches!(comparison, Comparison::Equal | Comparison::NotEqual | Comparison::Distinct | Comparison::NotDistinct);
    let checked = match value {
        // A text that no value equals may still be a bound.
        Constant::Text(text) if is_equality => possible::check_text(column, text),
        Constant::Integer(number) if column.kind().is_whole_number() => {
            let range = possible::range(column);
            let number = i128::from(*number);
            // If the comparison can hold at all, it holds at one end of the range.
            let holds = |bound: i128| match comparison {
                Comparison::Less => bound < number,
                Comparison::AtMost => bound <= number,
                Comparison::Greater => bound > number,
                Comparison::AtLeast => bound >= number,
                _ => range.contains(&number),
            };
            let can_hold = holds(*range.start()) || holds(*range.end());
            if !can_hold && !is_equality {
                let (operator, value, form) = (comparison.symbol(), canonical(constant.expr), possible::form(column));
                let problem = Problem::NeverHolds { column: column.name().to_owned(), operator, value, form };
                return Err(fail(constant.expr, problem));
            }
            if can_hold { Ok(()) } else { Err(Advice::Form(possible::form(column))) }
        }
        _ => Ok(()),
    };
    checked.map_err(|advice| {
        let name = scope.name_of(column);
        let problem = Problem::Impossible {
            value: canonical(constant.expr),
            column: name.clone(),
            advice: advised(&name, &advice),
        };
        fail(constant.expr, problem)
    })
}

fn advised(column: &str, advice: &Advice) -> String {
    match advice {
        Advice::Value(value) => format!("did you mean {value}?"),
        Advice::Network(network) => format!("write ip_in({column}, '{network}')"),
        Advice::Pattern(pattern) => format!("write {column} LIKE '{pattern}'"),
        Advice::Form(form) => format!("write {form}"),
        Advice::Absent => format!("logs write '-' for no value: write {column} IS NULL"),
    }
}
