//! `value::type`, `CAST(value AS type)` and `TIMESTAMP '..'`.

use sqlparser::ast::{DataType, Expr, TypedString, Value};

use super::Checker;
use crate::expression::constant::{self, Constant};
use crate::expression::error::{ExpressionError, Problem, TypeName};
use crate::expression::function::arguments::{Check, Checked, bad_literal};
use crate::expression::function::convert;
use crate::expression::node::{Node, Typed};
use crate::expression::syntax::{canonical, fail, unsupported};
use crate::log::column::ColumnKind;

impl Checker<'_> {
    /// `value::type`.
    pub(super) fn cast(&self, expr: &Expr, value: &Expr, data_type: &DataType) -> Checked {
        let target = kind_of(expr, data_type)?;
        let value = self.expression(value)?;
        let source = match value.kind {
            TypeName::Null => return Ok(Typed { kind: TypeName::Value(target), ..value }),
            TypeName::Interval if target == ColumnKind::Integer => {
                let micros = match &value.node {
                    Node::Constant(Constant::Interval(interval)) => interval.fixed_micros(),
                    _ => None,
                };
                let constant = micros.map_or(Constant::Null, Constant::Integer);
                return Ok(Typed { node: Node::Constant(constant), kind: TypeName::Value(target) });
            }
            TypeName::Interval => ColumnKind::Text,
            TypeName::Value(kind) => kind,
        };
        if let Node::Constant(Constant::Text(text)) = &value.node {
            // A constant that is no value of the type is a mistake, not a record's.
            let read = constant::read(text, target, &self.context.zone);
            let constant = read.ok_or_else(|| bad_literal(expr, text, target))?;
            return Ok(Typed { node: Node::Constant(constant), kind: TypeName::Value(target) });
        }
        let node = convert::cast(value.node, source, target, &self.context.zone).ok_or_else(|| {
            let (what, advice) = (canonical(expr), "cast between text, numbers, and days and times");
            unsupported(expr, &format!("the cast {what}"), advice)
        })?;
        Ok(Typed { node, kind: TypeName::Value(target) })
    }

    /// `TIMESTAMP '2026-01-31 14:20'` and the like.
    pub(super) fn typed_string(&self, expr: &Expr, typed: &TypedString) -> Checked {
        let target = kind_of(expr, &typed.data_type)?;
        let text = match &typed.value.value {
            Value::SingleQuotedString(text) => text.clone(),
            other => other.to_string(),
        };
        let read = constant::read(&text, target, &self.context.zone);
        let constant = read.ok_or_else(|| bad_literal(expr, &text, target))?;
        Ok(Typed { node: Node::Constant(constant), kind: TypeName::Value(target) })
    }
}

/// The kind of a type that a cast names.
fn kind_of(expr: &Expr, data_type: &DataType) -> Result<ColumnKind, ExpressionError> {
    Ok(match data_type {
        DataType::Text | DataType::Varchar(_) | DataType::String(_) | DataType::Char(_) | DataType::CharVarying(_) => {
            ColumnKind::Text
        }
        DataType::Int(_)
        | DataType::Integer(_)
        | DataType::BigInt(_)
        | DataType::SmallInt(_)
        | DataType::Int2(_)
        | DataType::Int4(_)
        | DataType::Int8(_)
        | DataType::Int64 => ColumnKind::Integer,
        DataType::Float(_)
        | DataType::Float4
        | DataType::Float8
        | DataType::Double(_)
        | DataType::DoublePrecision
        | DataType::Real
        | DataType::Numeric(_)
        | DataType::Decimal(_) => ColumnKind::Float,
        DataType::Boolean | DataType::Bool => ColumnKind::Boolean,
        DataType::Timestamp(..) | DataType::Datetime(_) => ColumnKind::Time,
        DataType::Date => ColumnKind::Day,
        other => {
            let (what, advice) = (
                format!("the type {other}"),
                "there are text, bigint, double precision, boolean, timestamp and date".to_owned(),
            );
            return Err(fail(expr, Problem::Unsupported { what, advice }));
        }
    })
}
