//! From the syntax tree to a checked one: names are resolved, types fit, and patterns are compiled.

mod arithmetic;
mod calls;
mod cast;
mod comparison;
mod conditional;
mod operand;
mod possible;

use sqlparser::ast::{BinaryOperator, Expr, Ident, UnaryOperator, Value};

use super::constant::{self, Constant, Interval};
use super::context::Context;
use super::error::{ExpressionError, Problem, Spot, TypeName};
use super::function::arguments::{Check, Checked};
use super::function::extra;
use super::node::{Comparison, Node, Operator, Truth, Typed, boolean, null};
use super::scope::Scope;
use super::syntax::{at, canonical, fail, spot, unsupported};
use crate::log::column::ColumnKind;

/// Checks expressions.
pub(super) struct Checker<'c> {
    pub scope: &'c dyn Scope,
    pub context: &'c Context,
}

impl Check for Checker<'_> {
    fn context(&self) -> &Context {
        self.context
    }

    fn scope(&self) -> &dyn Scope {
        self.scope
    }

    fn unified(&self, exprs: &[&Expr], verb: &'static str) -> Result<Vec<Typed>, ExpressionError> {
        self.unify_all(exprs, verb)
    }

    fn expression(&self, expr: &Expr) -> Checked {
        if let Some(field) = self.scope.whole(expr)? {
            let kind = TypeName::Value(field.kind);
            return Ok(Typed { node: Node::Field(field), kind });
        }
        match expr {
            Expr::Nested(inner) => self.expression(inner),
            Expr::Identifier(name) => self.name(name),
            Expr::CompoundIdentifier(names) => self.path(expr, names),
            Expr::Value(value) => literal(&value.value, at(expr)),
            Expr::UnaryOp { op, expr: inner } => self.unary(expr, *op, inner),
            Expr::BinaryOp { left, op, right } => self.binary(expr, left, op, right),
            Expr::IsNull(inner) | Expr::IsUnknown(inner) => {
                self.expression(inner).map(|inner| boolean(Node::IsNull(Box::new(inner.node))))
            }
            Expr::IsNotNull(inner) | Expr::IsNotUnknown(inner) => {
                let inner = self.expression(inner)?;
                Ok(boolean(Node::Not(Box::new(Node::IsNull(Box::new(inner.node))))))
            }
            Expr::IsTrue(inner) => self.truth(inner, Truth::True, false),
            Expr::IsNotTrue(inner) => self.truth(inner, Truth::True, true),
            Expr::IsFalse(inner) => self.truth(inner, Truth::False, false),
            Expr::IsNotFalse(inner) => self.truth(inner, Truth::False, true),
            Expr::IsDistinctFrom(left, right) => self.compare(Comparison::Distinct, left, right),
            Expr::IsNotDistinctFrom(left, right) => self.compare(Comparison::NotDistinct, left, right),
            Expr::InList { expr: value, list, negated } => self.in_list(value, list, *negated),
            Expr::Between { expr: value, negated, low, high } => self.between(value, low, high, *negated),
            Expr::Like { negated, any: false, expr: value, pattern, escape_char } => {
                self.like(value, pattern, escape_char.as_ref(), false, *negated)
            }
            Expr::ILike { negated, any: false, expr: value, pattern, escape_char } => {
                self.like(value, pattern, escape_char.as_ref(), true, *negated)
            }
            Expr::Case { operand, conditions, else_result, .. } => {
                self.case(expr, operand.as_deref(), conditions, else_result.as_deref())
            }
            Expr::Cast { expr: value, data_type, .. } => self.cast(expr, value, data_type),
            Expr::TypedString(typed) => self.typed_string(expr, typed),
            Expr::Interval(interval) => self.interval(expr, interval),
            _ => self.special_form(expr),
        }
    }

    fn condition(&self, expr: &Expr) -> Result<Node, ExpressionError> {
        let checked = self.expression(expr)?;
        match checked.kind {
            TypeName::Value(ColumnKind::Boolean) | TypeName::Null => Ok(checked.node),
            kind => {
                let text = canonical(expr);
                let message =
                    format!("{text} is {kind}, not a condition; compare it, such as {}", example(&text, kind));
                Err(fail(expr, Problem::Syntax { message }))
            }
        }
    }
}

impl Checker<'_> {
    fn name(&self, name: &Ident) -> Checked {
        let at = spot(name.span.start.line, name.span.start.column);
        if let Some(typed) = self.known(&name.value) {
            return Ok(typed);
        }
        // A name of records has quotes that nobody wrote.
        let is_quoted = name.quote_style == Some('"') && !self.scope.has_name(&name.value);
        let problem = match is_quoted {
            true => Problem::DoubleQuotes { name: name.value.clone() },
            false => {
                let advice = self.scope.advice(&name.value);
                // No name is like it.
                let advice = match advice.starts_with("the columns") || advice.starts_with('`') {
                    true => format!("{advice}; a text is written in single quotes: '{}'", name.value),
                    false => advice,
                };
                Problem::NoSuchColumn { name: name.value.clone(), advice }
            }
        };
        Err(ExpressionError { at, problem })
    }

    /// A column, or another name of the scope.
    fn known(&self, name: &str) -> Option<Typed> {
        let field = self.scope.field(name)?;
        let kind = TypeName::Value(field.kind);
        Some(self.in_zone(field.column, Typed { node: Node::Field(field), kind }))
    }

    /// `extra.key`: a value of the text that follows the last known field.
    fn path(&self, expr: &Expr, names: &[Ident]) -> Checked {
        if let [table, key] = names
            && table.value.eq_ignore_ascii_case("extra")
            && let Some(typed) = extra::value_of(self.scope, &key.value)
        {
            return Ok(typed);
        }
        let text = canonical(expr);
        let advice = "write the name of a column alone, or extra.KEY for a value of a key=value tail".to_owned();
        Err(fail(expr, Problem::NoSuchColumn { name: text, advice }))
    }

    fn truth(&self, inner: &Expr, truth: Truth, negated: bool) -> Checked {
        let test = Node::Is(truth, Box::new(self.condition(inner)?));
        Ok(boolean(if negated { Node::Not(Box::new(test)) } else { test }))
    }

    fn unary(&self, expr: &Expr, op: UnaryOperator, inner: &Expr) -> Checked {
        match op {
            UnaryOperator::Not => Ok(boolean(Node::Not(Box::new(self.condition(inner)?)))),
            UnaryOperator::Plus => self.positive(expr, inner),
            UnaryOperator::Minus => self.negative(expr, inner),
            UnaryOperator::BangNot => Err(unsupported(expr, "!", "write NOT")),
            op => Err(unsupported(expr, &op.to_string(), "write NOT, + or -")),
        }
    }

    fn binary(&self, expr: &Expr, left: &Expr, op: &BinaryOperator, right: &Expr) -> Checked {
        let operator = match op {
            BinaryOperator::And => return self.junction(expr, true),
            BinaryOperator::Or => return self.junction(expr, false),
            BinaryOperator::PGOverlap => return Err(unsupported(expr, "&&", "write AND")),
            BinaryOperator::Plus => Operator::Add,
            BinaryOperator::Minus => Operator::Subtract,
            BinaryOperator::Multiply => Operator::Multiply,
            BinaryOperator::Divide => Operator::Divide,
            BinaryOperator::Modulo => Operator::Remainder,
            BinaryOperator::StringConcat => return self.concatenation(expr, left, right),
            BinaryOperator::Eq => return self.compare(Comparison::Equal, left, right),
            BinaryOperator::NotEq => return self.compare(Comparison::NotEqual, left, right),
            BinaryOperator::Lt => return self.compare(Comparison::Less, left, right),
            BinaryOperator::LtEq => return self.compare(Comparison::AtMost, left, right),
            BinaryOperator::Gt => return self.compare(Comparison::Greater, left, right),
            BinaryOperator::GtEq => return self.compare(Comparison::AtLeast, left, right),
            BinaryOperator::PGRegexMatch => return self.regex(left, right, false, false),
            BinaryOperator::PGRegexIMatch => return self.regex(left, right, true, false),
            BinaryOperator::PGRegexNotMatch => return self.regex(left, right, false, true),
            BinaryOperator::PGRegexNotIMatch => return self.regex(left, right, true, true),
            BinaryOperator::PGLikeMatch => return self.like(left, right, None, false, false),
            BinaryOperator::PGILikeMatch => return self.like(left, right, None, true, false),
            BinaryOperator::BitwiseAnd => return Err(unsupported(expr, "&", "write AND")),
            BinaryOperator::BitwiseOr => return Err(unsupported(expr, "|", "write OR")),
            op => {
                let what = format!("the operator {op}");
                return Err(unsupported(expr, &what, "there are = <> < <= > >= ~ ~* !~ !~* LIKE ILIKE + - * / % ||"));
            }
        };
        self.arithmetic(expr, operator, left, right)
    }

    /// `AND` or `OR` with all of its operands, however they are nested.
    fn junction(&self, expr: &Expr, is_and: bool) -> Checked {
        let mut nodes = Vec::new();
        let mut rest = vec![expr];
        while let Some(next) = rest.pop() {
            match next {
                Expr::BinaryOp { left, op: BinaryOperator::And, right } if is_and => rest.extend([&**right, &**left]),
                Expr::BinaryOp { left, op: BinaryOperator::Or, right } if !is_and => rest.extend([&**right, &**left]),
                Expr::Nested(inner) if matches!(&**inner, Expr::BinaryOp { .. }) => rest.push(inner),
                operand => nodes.push(self.condition(operand)?),
            }
        }
        // The sort is stable: terms of one cost stay as written.
        nodes.sort_by_cached_key(Node::cost);
        Ok(boolean(if is_and { Node::And(nodes) } else { Node::Or(nodes) }))
    }

    fn interval(&self, expr: &Expr, interval: &sqlparser::ast::Interval) -> Checked {
        let text = match &*interval.value {
            Expr::Value(value) => match &value.value {
                Value::SingleQuotedString(text) => text.clone(),
                Value::Number(number, _) => number.clone(),
                other => other.to_string(),
            },
            other => canonical(other),
        };
        let unit = interval.leading_field.as_ref().map_or(String::new(), |field| format!(" {field}"));
        let whole = format!("{text}{unit}");
        let parsed = Interval::parse(&whole).filter(|_| interval.last_field.is_none());
        parsed
            .map(|interval| Typed { node: Node::Constant(Constant::Interval(interval)), kind: TypeName::Interval })
            .ok_or_else(|| {
                let advice = "write INTERVAL '5 minutes', with ms, s, min, h, days, weeks, months or years".to_owned();
                fail(expr, Problem::BadLiteral { text: whole, what: "an interval", advice })
            })
    }
}

/// The value of a literal.
fn literal(value: &Value, at: Spot) -> Checked {
    let typed = |constant, kind| Ok(Typed { node: Node::Constant(constant), kind: TypeName::Value(kind) });
    match value {
        Value::Null => Ok(null()),
        Value::Boolean(truth) => typed(Constant::Boolean(*truth), ColumnKind::Boolean),
        Value::SingleQuotedString(text) | Value::EscapedStringLiteral(text) | Value::UnicodeStringLiteral(text) => {
            typed(Constant::Text(text.clone()), ColumnKind::Text)
        }
        Value::DollarQuotedString(text) => typed(Constant::Text(text.value.clone()), ColumnKind::Text),
        Value::Number(digits, _) => match constant::number(digits) {
            Some(number @ Constant::Integer(_)) => typed(number, ColumnKind::Integer),
            Some(number) => typed(number, ColumnKind::Float),
            None => {
                let problem = Problem::BadLiteral {
                    text: digits.clone(),
                    what: "a number that fits",
                    advice: "write a smaller one".to_owned(),
                };
                Err(ExpressionError { at, problem })
            }
        },
        other => {
            let (what, advice) = (format!("the literal {other}"), "write a number or 'text'".to_owned());
            Err(ExpressionError { at, problem: Problem::Unsupported { what, advice } })
        }
    }
}

/// A condition on a value, as an example.
fn example(text: &str, kind: TypeName) -> String {
    match kind {
        TypeName::Value(ColumnKind::Text) => format!("{text} = '..' or {text} LIKE '/api/%'"),
        TypeName::Value(ColumnKind::Time) => format!("{text} >= '2026-01-31 14:20'"),
        TypeName::Value(ColumnKind::Day) => format!("{text} = '2026-01-31'"),
        TypeName::Value(ColumnKind::Duration) => format!("{text} > '500ms'"),
        TypeName::Interval => format!("time > now() - {text}"),
        _ => format!("{text} >= 500"),
    }
}
