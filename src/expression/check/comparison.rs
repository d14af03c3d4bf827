//! Comparisons, lists, ranges and patterns.

use super::Checker;
use super::operand::Operand;
use super::possible::check_possible;
use crate::expression::constant::{self, Constant};
use crate::expression::error::{ExpressionError, Problem, TypeName};
use crate::expression::function::arguments::{Check, Checked, bad_literal, compile};
use crate::expression::like::LikePattern;
use crate::expression::node::{Comparison, Node, Typed, boolean, null_condition};
use crate::expression::set::ValueSet;
use crate::expression::syntax::{canonical, fail};
use crate::log::column::ColumnKind;
use sqlparser::ast::{Expr, Value, ValueWithSpan};

impl Checker<'_> {
    /// An operand.
    pub(super) fn operand<'e>(&self, expr: &'e Expr) -> Result<Operand<'e>, ExpressionError> {
        Ok(Operand { expr, typed: self.expression(expr)? })
    }

    /// An operand that is used several times.
    pub(super) fn shared<'e>(&self, expr: &'e Expr) -> Result<Operand<'e>, ExpressionError> {
        let Operand { expr, typed } = self.operand(expr)?;
        Ok(Operand { expr, typed: Typed { node: typed.node.shared(), kind: typed.kind } })
    }

    /// `left = right` and the like.
    pub(super) fn compare(&self, comparison: Comparison, left: &Expr, right: &Expr) -> Checked {
        self.compare_operands(comparison, self.operand(left)?, self.operand(right)?)
    }

    /// Like [`Checker::compare`], of operands that were checked.
    pub(super) fn compare_operands(
        &self,
        comparison: Comparison,
        mut left: Operand<'_>,
        mut right: Operand<'_>,
    ) -> Checked {
        self.unify(&mut left, &mut right, "compared")?;
        check_possible(self.scope, comparison, &left, &right)?;
        check_possible(self.scope, comparison.mirrored(), &right, &left)?;
        if left.typed.kind == TypeName::Null || right.typed.kind == TypeName::Null {
            return Ok(compared_with_null(comparison, left.typed, right.typed));
        }
        Ok(boolean(Node::Compare(comparison, Box::new(left.typed.node), Box::new(right.typed.node))))
    }

    /// Gives two operands one type.
    pub(super) fn unify(
        &self,
        left: &mut Operand<'_>,
        right: &mut Operand<'_>,
        verb: &'static str,
    ) -> Result<(), ExpressionError> {
        self.adapt(left, right.typed.kind)?;
        self.adapt(right, left.typed.kind)?;
        let (TypeName::Value(a), TypeName::Value(b)) = (left.typed.kind, right.typed.kind) else {
            return match (left.typed.kind, right.typed.kind) {
                (TypeName::Interval, TypeName::Null) | (TypeName::Null, _) | (_, TypeName::Null) => Ok(()),
                _ => Err(self.mismatch(left, right, verb)),
            };
        };
        match (a, b) {
            _ if a == b => {}
            (a, b) if is_fraction(a) && is_fraction(b) => {}
            (a, b) if is_fraction(a) && b.is_number() => to_float(&mut right.typed),
            (a, b) if is_fraction(b) && a.is_number() => to_float(&mut left.typed),
            (a, b) if a.is_whole_number() && b.is_whole_number() => {}
            (ColumnKind::Time, ColumnKind::Day) => right.typed = self.midnight(right.typed.node.clone()),
            (ColumnKind::Day, ColumnKind::Time) => left.typed = self.midnight(left.typed.node.clone()),
            _ => return Err(self.mismatch(left, right, verb)),
        }
        Ok(())
    }

    fn mismatch(&self, left: &Operand<'_>, right: &Operand<'_>, verb: &'static str) -> ExpressionError {
        let text_of = |operand: &Operand<'_>| operand.typed.kind == TypeName::Value(ColumnKind::Text);
        let other = if text_of(left) { right } else { left };
        let advice = match (text_of(left), text_of(right)) {
            (false, false) => "write both as values of one type".to_owned(),
            _ => format!("write {}::text to use it as a text", canonical(other.expr)),
        };
        fail(left.expr, Problem::Mismatch { left: left.named(), right: right.named(), verb, advice })
    }

    /// Reads a constant as a value of the type that it is used with.
    fn adapt(&self, operand: &mut Operand<'_>, other: TypeName) -> Result<(), ExpressionError> {
        let TypeName::Value(kind) = other else { return Ok(()) };
        let adapted = match operand.constant() {
            Some(Constant::Text(text)) if kind != ColumnKind::Text => {
                let read = constant::read(text, kind, &self.context.zone);
                Some(read.ok_or_else(|| bad_literal(operand.expr, text, kind))?)
            }
            Some(Constant::Interval(interval)) if kind == ColumnKind::Duration => {
                interval.fixed_micros().map(Constant::Integer)
            }
            Some(Constant::Float(number)) if kind == ColumnKind::Duration => {
                let advice = format!("a duration has a unit: write '{number}s' or '{number}ms'");
                let problem = Problem::BadLiteral { text: number.to_string(), what: "a duration", advice };
                return Err(fail(operand.expr, problem));
            }
            _ => None,
        };
        if let Some(constant) = adapted {
            operand.typed = Typed { node: Node::Constant(constant), kind: TypeName::Value(kind) };
        }
        Ok(())
    }

    /// `value IN (..)`.
    pub(super) fn in_list(&self, value: &Expr, list: &[Expr], negated: bool) -> Checked {
        let mut value = self.shared(value)?;
        let mut items = list.iter().map(|item| self.operand(item)).collect::<Result<Vec<_>, _>>()?;
        for item in &mut items {
            self.unify(&mut value, item, "compared")?;
            check_possible(self.scope, Comparison::Equal, &value, item)?;
        }
        let mut constants = Vec::with_capacity(list.len());
        let mut others = Vec::new();
        for mut item in items {
            // Again, since a fraction or a time at the end of the list makes the value one, and with it the first ones.
            self.unify(&mut value, &mut item, "compared")?;
            match item.constant() {
                Some(constant) => constants.push(constant.clone()),
                None => others.push(item),
            }
        }
        let is_null = value.typed.kind == TypeName::Null;
        let mut tests = vec![Node::In(Box::new(value.typed.node.clone()), ValueSet::new(&constants))];
        for item in others {
            tests.push(Node::Compare(Comparison::Equal, Box::new(value.typed.node.clone()), Box::new(item.typed.node)));
        }
        let test = match tests.len() {
            _ if is_null => return Ok(null_condition()),
            1 => tests.remove(0),
            _ => Node::Or(tests),
        };
        Ok(boolean(if negated { Node::Not(Box::new(test)) } else { test }))
    }

    /// `value BETWEEN low AND high`.
    pub(super) fn between(&self, value: &Expr, low: &Expr, high: &Expr, negated: bool) -> Checked {
        let value = self.shared(value)?;
        let low = self.compare_operands(Comparison::AtLeast, value.clone(), self.operand(low)?)?.node;
        let high = self.compare_operands(Comparison::AtMost, value, self.operand(high)?)?.node;
        let test = Node::And(vec![low, high]);
        Ok(boolean(if negated { Node::Not(Box::new(test)) } else { test }))
    }

    /// `value LIKE pattern`.
    pub(super) fn like(
        &self,
        value: &Expr,
        pattern: &Expr,
        escape: Option<&ValueWithSpan>,
        ignores_case: bool,
        negated: bool,
    ) -> Checked {
        let text = self.text(value, "the value of LIKE")?;
        let Some(pattern_text) = self.constant_text(pattern, "a pattern of LIKE")? else { return Ok(null_condition()) };
        let escape = match escape.map(|escape| &escape.value) {
            None => Some('\\'),
            Some(Value::SingleQuotedString(escape)) if escape.is_empty() => None,
            Some(Value::SingleQuotedString(escape)) if escape.chars().count() == 1 => escape.chars().next(),
            Some(other) => {
                let advice = "write one character, such as ESCAPE '!'".to_owned();
                return Err(fail(pattern, Problem::Unsupported { what: format!("ESCAPE {other}"), advice }));
            }
        };
        if text.kind == TypeName::Null {
            return Ok(null_condition());
        }
        let compiled = LikePattern::new(&pattern_text, escape, ignores_case).map_err(|advice| {
            fail(pattern, Problem::BadLiteral { text: pattern_text, what: "a pattern of LIKE", advice })
        })?;
        let test = Node::Like(Box::new(text.node), compiled);
        Ok(boolean(if negated { Node::Not(Box::new(test)) } else { test }))
    }

    /// `value ~ pattern`.
    pub(super) fn regex(&self, value: &Expr, pattern: &Expr, ignores_case: bool, negated: bool) -> Checked {
        let text = self.text(value, "the value of ~")?;
        let Some(source) = self.constant_text(pattern, "a regular expression")? else { return Ok(null_condition()) };
        if text.kind == TypeName::Null {
            return Ok(null_condition());
        }
        let test = Node::Matches(Box::new(text.node), compile(pattern, &source, ignores_case)?);
        Ok(boolean(if negated { Node::Not(Box::new(test)) } else { test }))
    }
}

/// The result of a comparison with null.
fn compared_with_null(comparison: Comparison, left: Typed, right: Typed) -> Typed {
    let other = if left.kind == TypeName::Null { right } else { left };
    let is_null = Node::IsNull(Box::new(other.node));
    match comparison {
        Comparison::NotDistinct => boolean(is_null),
        Comparison::Distinct => boolean(Node::Not(Box::new(is_null))),
        _ => null_condition(),
    }
}

fn is_fraction(kind: ColumnKind) -> bool {
    matches!(kind, ColumnKind::Float | ColumnKind::Share)
}

/// Makes a whole number a float.
pub(super) fn to_float(typed: &mut Typed) {
    let node = match std::mem::replace(&mut typed.node, Node::Constant(Constant::Null)) {
        Node::Constant(Constant::Integer(number)) => Node::Constant(Constant::Float(number as f64)),
        node => Node::ToFloat(Box::new(node)),
    };
    *typed = Typed { node, kind: TypeName::Value(ColumnKind::Float) };
}
