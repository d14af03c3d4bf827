//! `CASE`, and values that are given one type: `coalesce`, `nullif`, `||`.

use sqlparser::ast::{CaseWhen, Expr};

use super::Checker;
use super::operand::Operand;
use crate::expression::error::{ExpressionError, Problem, TypeName};
use crate::expression::function::arguments::{Check, Checked};
use crate::expression::function::{day, text, time};
use crate::expression::node::{Comparison, Node, Typed, null};
use crate::expression::scope::Field;
use crate::expression::syntax::{canonical, fail};
use crate::log::Column;
use crate::log::column::ColumnKind;

impl Checker<'_> {
    /// `CASE WHEN .. THEN .. ELSE .. END`, or `CASE value WHEN .. THEN .. END`.
    pub(super) fn case(
        &self,
        expr: &Expr,
        operand: Option<&Expr>,
        conditions: &[CaseWhen],
        otherwise: Option<&Expr>,
    ) -> Checked {
        let mut tests = Vec::with_capacity(conditions.len());
        let operand = operand.map(|operand| self.shared(operand)).transpose()?;
        for CaseWhen { condition, .. } in conditions {
            tests.push(match &operand {
                None => self.condition(condition)?,
                Some(operand) => {
                    self.compare_operands(Comparison::Equal, operand.clone(), self.operand(condition)?)?.node
                }
            });
        }
        let results: Vec<&Expr> = conditions.iter().map(|when| &when.result).chain(otherwise).collect();
        let mut values = self.unify_all(&results, "the result of one CASE")?;
        let kind = match values.first().map(|value| value.kind) {
            Some(TypeName::Value(kind)) => kind,
            Some(TypeName::Interval) => {
                let operand = (canonical(results[0]), TypeName::Interval);
                return Err(fail(
                    expr,
                    Problem::WrongType { what: "the result of CASE", expected: "a value", operand },
                ));
            }
            _ => return Ok(null()),
        };
        let otherwise = match otherwise {
            Some(_) => values.pop().map_or_else(|| null().node, |value| value.node),
            None => null().node,
        };
        let branches = tests.into_iter().zip(values.into_iter().map(|value| value.node)).collect();
        let node = Node::Case { branches, otherwise: Box::new(otherwise), kind };
        Ok(Typed { node, kind: TypeName::Value(kind) })
    }

    /// Checks expressions and gives them one type: that of the first one that is not null.
    pub(super) fn unify_all(&self, exprs: &[&Expr], verb: &'static str) -> Result<Vec<Typed>, ExpressionError> {
        let mut operands = exprs.iter().map(|expr| self.operand(expr)).collect::<Result<Vec<Operand<'_>>, _>>()?;
        // Twice, since a fraction at the end makes the first ones fractions too.
        for _ in 0..2 {
            for index in 1..operands.len() {
                let (before, rest) = operands.split_at_mut(index);
                let first = before.iter_mut().find(|operand| operand.typed.kind != TypeName::Null);
                if let Some(first) = first {
                    self.unify(first, &mut rest[0], verb)?;
                }
            }
        }
        let of_amount = |kind| matches!(kind, ColumnKind::Size | ColumnKind::Duration);
        let common = operands.iter().find_map(|operand| match operand.typed.kind {
            TypeName::Value(kind) => Some(kind),
            _ => None,
        });
        // Whole numbers of different kinds have no unit in common.
        let is_mixed =
            operands.iter().any(|operand| matches!(operand.typed.kind, TypeName::Value(kind) if Some(kind) != common));
        let kind = match common {
            Some(kind) if kind.is_whole_number() && is_mixed && !of_amount(kind) => Some(ColumnKind::Integer),
            common => common,
        };
        let kind =
            kind.map_or_else(|| operands.first().map_or(TypeName::Null, |first| first.typed.kind), TypeName::Value);
        Ok(operands.into_iter().map(|operand| Typed { node: operand.typed.node, kind }).collect())
    }

    /// `left || right`.
    pub(super) fn concatenation(&self, expr: &Expr, left: &Expr, right: &Expr) -> Checked {
        let both = vec![self.expression(left)?, self.expression(right)?];
        let is_text = |typed: &Typed| matches!(typed.kind, TypeName::Value(ColumnKind::Text) | TypeName::Null);
        if !both.iter().any(is_text) {
            let named = |expr: &Expr, typed: &Typed| (canonical(expr), typed.kind);
            let (left, verb) = (named(left, &both[0]), "joined as texts");
            let advice = "write OR between conditions, or make one a text with ::text".to_owned();
            return Err(fail(expr, Problem::Mismatch { left, right: named(right, &both[1]), verb, advice }));
        }
        Ok(text::joined("||", both, true, &self.context.zone))
    }

    /// A day at its first moment.
    pub(super) fn midnight(&self, day: Node) -> Typed {
        Typed { node: day::midnight(day, &self.context.zone), kind: TypeName::Value(ColumnKind::Time) }
    }

    /// A column that depends on the zone is computed from the time, if the zone is not UTC.
    pub(super) fn in_zone(&self, column: Option<Column>, typed: Typed) -> Typed {
        let zone = &self.context.zone;
        let Some(column) = column.filter(|_| !zone.is_utc()) else { return typed };
        let field = || {
            Node::Field(Field { name: Column::Time.name().into(), kind: ColumnKind::Time, column: Some(Column::Time) })
        };
        match column {
            Column::Day => Typed { node: day::day_of(field(), zone), ..typed },
            Column::Hour => Typed { node: time::hour_of(field(), zone), ..typed },
            _ => typed,
        }
    }
}
