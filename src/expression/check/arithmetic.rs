//! Arithmetic on numbers, times and spans of time.

use sqlparser::ast::Expr;

use super::Checker;
use super::comparison::to_float;
use super::operand::Operand;
use crate::expression::constant::{Constant, Interval};
use crate::expression::error::{ExpressionError, Problem, TypeName};
use crate::expression::function::arguments::{Check, Checked};
use crate::expression::function::time;
use crate::expression::node::{Node, Operator, Typed, null};
use crate::expression::syntax::{canonical, fail};
use crate::log::column::ColumnKind;

impl Checker<'_> {
    /// `+value`.
    pub(super) fn positive(&self, expr: &Expr, inner: &Expr) -> Checked {
        let typed = self.expression(inner)?;
        match typed.kind {
            TypeName::Value(kind) if !kind.is_number() => {
                let operand = (canonical(inner), typed.kind);
                Err(fail(expr, Problem::WrongType { what: "the value after +", expected: "a number", operand }))
            }
            _ => Ok(typed),
        }
    }

    /// `-value`.
    pub(super) fn negative(&self, expr: &Expr, inner: &Expr) -> Checked {
        let operand = self.operand(inner)?;
        let kind = operand.typed.kind;
        let node = match operand.typed.node {
            Node::Constant(Constant::Integer(number)) => match number.checked_neg() {
                Some(number) => Node::Constant(Constant::Integer(number)),
                None => Node::Constant(Constant::Float(-(number as f64))),
            },
            // Zero has one sign.
            Node::Constant(Constant::Float(number)) => Node::Constant(Constant::Float(0.0 - number)),
            Node::Constant(Constant::Interval(interval)) => {
                Node::Constant(interval.negated().map_or(Constant::Null, Constant::Interval))
            }
            node => match kind {
                TypeName::Null => node,
                TypeName::Value(ColumnKind::Float | ColumnKind::Share) => {
                    let zero = Box::new(Node::Constant(Constant::Float(0.0)));
                    Node::Fraction(Operator::Subtract, zero, Box::new(node))
                }
                TypeName::Value(kind) if kind.is_whole_number() => {
                    let zero = Box::new(Node::Constant(Constant::Integer(0)));
                    Node::Whole(Operator::Subtract, zero, Box::new(node))
                }
                kind => {
                    let operand = (canonical(inner), kind);
                    return Err(fail(
                        expr,
                        Problem::WrongType { what: "the value after -", expected: "a number", operand },
                    ));
                }
            },
        };
        Ok(Typed { node, kind })
    }

    /// `left + right` and the like.
    pub(super) fn arithmetic(&self, expr: &Expr, operator: Operator, left: &Expr, right: &Expr) -> Checked {
        let (mut left, mut right) = (self.operand(left)?, self.operand(right)?);
        if let Some(moved) = self.with_time(expr, operator, &left, &right)? {
            return Ok(moved);
        }
        // A constant text may be a number.
        let is_other = |operand: &Operand<'_>| match (operand.typed.kind, &operand.typed.node) {
            (TypeName::Value(ColumnKind::Text), Node::Constant(_)) => false,
            (kind, _) => matches!(kind, TypeName::Value(kind) if !kind.is_number()),
        };
        if is_other(&left) || is_other(&right) {
            return Err(not_numbers(expr, operator, left, right));
        }
        if operator == Operator::Add || operator == Operator::Subtract || operator == Operator::Remainder {
            self.unify(&mut left, &mut right, "added")?;
        }
        let (a, b) = match (left.typed.kind, right.typed.kind) {
            (TypeName::Null, _) | (_, TypeName::Null) => return Ok(null()),
            (TypeName::Value(a), TypeName::Value(b)) if a.is_number() && b.is_number() => (a, b),
            _ => return Err(not_numbers(expr, operator, left, right)),
        };
        if !a.is_whole_number() || !b.is_whole_number() {
            [&mut left.typed, &mut right.typed].into_iter().for_each(as_float);
            let node = Node::Fraction(operator, Box::new(left.typed.node), Box::new(right.typed.node));
            return Ok(Typed { node, kind: TypeName::Value(ColumnKind::Float) });
        }
        let node = Node::Whole(operator, Box::new(left.typed.node), Box::new(right.typed.node));
        Ok(Typed { node, kind: TypeName::Value(unit_of(operator, a, b)) })
    }

    /// Arithmetic with times, days and intervals.
    fn with_time(
        &self,
        expr: &Expr,
        operator: Operator,
        left: &Operand<'_>,
        right: &Operand<'_>,
    ) -> Result<Option<Typed>, ExpressionError> {
        use ColumnKind::{Day, Duration, Integer, Time};
        let kinds = (left.typed.kind, right.typed.kind);
        let interval = |operand: &Operand<'_>| match &operand.typed.node {
            Node::Constant(Constant::Interval(interval)) => Some(*interval),
            _ => None,
        };
        let moved = |operand: &Operand<'_>, interval: Interval| {
            let start = match operand.typed.kind {
                TypeName::Value(Day) => self.midnight(operand.typed.node.clone()).node,
                _ => operand.typed.node.clone(),
            };
            Typed { node: time::shifted(start, interval, &self.context.zone), kind: TypeName::Value(Time) }
        };
        let whole = |a: &Operand<'_>, b: &Operand<'_>, kind| {
            let node = Node::Whole(operator, Box::new(a.typed.node.clone()), Box::new(b.typed.node.clone()));
            Typed { node, kind: TypeName::Value(kind) }
        };
        let is_time = |kind| matches!(kind, TypeName::Value(Time | Day));
        Ok(match (operator, kinds) {
            (Operator::Add | Operator::Subtract, (time, TypeName::Interval)) if is_time(time) => {
                let interval = interval(right).unwrap_or_default();
                let interval = if operator == Operator::Add { Some(interval) } else { interval.negated() };
                Some(moved(left, interval.unwrap_or_default()))
            }
            (Operator::Add, (TypeName::Interval, time)) if is_time(time) => {
                Some(moved(right, interval(left).unwrap_or_default()))
            }
            (Operator::Subtract, (TypeName::Value(Time), TypeName::Value(Time))) => {
                let numbers = |operand: &Operand<'_>| time::as_number(operand.typed.node.clone());
                let node = Node::Whole(operator, Box::new(numbers(left)), Box::new(numbers(right)));
                Some(Typed { node, kind: TypeName::Value(Duration) })
            }
            (Operator::Subtract, (TypeName::Value(Day), TypeName::Value(Day))) => {
                let numbers = |operand: &Operand<'_>| time::as_number(operand.typed.node.clone());
                let node = Node::Whole(operator, Box::new(numbers(left)), Box::new(numbers(right)));
                Some(Typed { node, kind: TypeName::Value(Integer) })
            }
            (Operator::Add | Operator::Subtract, (TypeName::Value(Day), TypeName::Value(Integer))) => {
                let days = Operand {
                    expr: left.expr,
                    typed: Typed { node: time::as_number(left.typed.node.clone()), ..left.typed },
                };
                Some(Typed { node: time::as_day(whole(&days, right, Day).node), kind: TypeName::Value(Day) })
            }
            (_, (a, b)) if is_time(a) || is_time(b) => {
                let advice = "a time and an interval can be added, and two times subtracted".to_owned();
                let named = |operand: &Operand<'_>| (canonical(operand.expr), operand.typed.kind);
                let verb = "combined";
                let problem = Problem::Mismatch { left: named(left), right: named(right), verb, advice };
                return Err(fail(expr, problem));
            }
            _ => None,
        })
    }
}

fn as_float(typed: &mut Typed) {
    if matches!(typed.kind, TypeName::Value(kind) if kind.is_whole_number()) {
        to_float(typed);
    }
}

/// The unit of a result: bytes and bytes are bytes, bytes and a number are bytes when multiplied or divided by it.
fn unit_of(operator: Operator, a: ColumnKind, b: ColumnKind) -> ColumnKind {
    let is_amount = |kind| matches!(kind, ColumnKind::Size | ColumnKind::Duration);
    match operator {
        Operator::Add | Operator::Subtract | Operator::Remainder if is_amount(a) => a,
        Operator::Add | Operator::Subtract if is_amount(b) => b,
        Operator::Multiply if is_amount(a) != is_amount(b) => {
            if is_amount(a) {
                a
            } else {
                b
            }
        }
        Operator::Divide if is_amount(a) && !is_amount(b) => a,
        _ => ColumnKind::Integer,
    }
}

fn not_numbers(expr: &Expr, operator: Operator, left: Operand<'_>, right: Operand<'_>) -> ExpressionError {
    let is_number = |kind| matches!(kind, TypeName::Value(kind) if ColumnKind::is_number(kind));
    let wrong = if is_number(left.typed.kind) { right } else { left };
    let what = match operator {
        Operator::Add => "an operand of +",
        Operator::Subtract => "an operand of -",
        Operator::Multiply => "an operand of *",
        Operator::Divide => "an operand of /",
        Operator::Remainder => "an operand of %",
    };
    let operand = (canonical(wrong.expr), wrong.typed.kind);
    fail(expr, Problem::WrongType { what, expected: "a number", operand })
}
