//! Expressions over columns, in SQL: conditions for filters, keys and operands for reducers.
//!
//! ```text
//! text ─▶ syntax (sqlparser) ─▶ check (names, types, patterns) ─▶ Expression ─▶ evaluate over Arrow arrays
//! ```
//!
//! The syntax is PostgreSQL's, and so is the meaning, with three values of truth. What cannot be computed for a record (a division by
//! zero, a number that does not fit, a text that is not a number) is null for that record, and counted. [`function`] has the functions.

mod aggregate;
mod arithmetic;
mod arrays;
mod check;
mod compare;
mod constant;
mod context;
mod dialect;
mod digest;
mod error;
mod evaluate;
mod failures;
pub mod function;
mod like;
mod nesting;
mod node;
mod predicate;
mod scope;
mod set;
mod shared;
mod stack;
mod syntax;

use std::fmt;

use arrow_array::{ArrayRef, RecordBatch};
use arrow_buffer::BooleanBuffer;

use crate::log::column::ColumnKind;
use crate::log::numbers::ValueType;
use crate::log::{Column, Columns, MissingColumn};
pub use aggregate::{AggregateCall, AggregateScope};
pub use arrays::computed_type;
use check::Checker;
pub use constant::{Constant, Interval};
pub use context::Context;
pub use digest::digest;
pub use error::{ExpressionError, Problem, Spot, TypeName};
use evaluate::Evaluation;
pub use failures::{Failure, Failures};
use function::arguments::Check;
use node::{Node, Typed};
pub use scope::{Field, LogScope, Scope};
pub use shared::{SharedCalls, User};
use sqlparser::ast::Expr;
use syntax::canonical;
pub use syntax::split_list;

/// A checked expression.
///
/// ```
/// use logmill::expression::{Context, Expression};
///
/// let expression = Expression::parse("status >= 500 AND path LIKE '/api/%'", &Context::default());
/// assert!(expression.is_ok_and(|expression| expression.is_condition()));
///
/// let error = Expression::parse("stats >= 500", &Context::default()).expect_err("no column");
/// assert_eq!(error.to_string(), "line 1, column 1: 'stats' is not a column; did you mean 'status'?");
/// ```
#[derive(Debug, Clone)]
pub struct Expression {
    text: String,
    name: Option<String>,
    node: Node,
    kind: TypeName,
    columns: Columns,
}

const CONDITION: TypeName = TypeName::Value(ColumnKind::Boolean);

impl Expression {
    /// Parses and checks an expression over the columns of a log, with or without `AS name`.
    ///
    /// # Errors
    /// [`ExpressionError`] for the first thing that is wrong.
    pub fn parse(text: &str, context: &Context) -> Result<Expression, ExpressionError> {
        Expression::parse_in(text, &context.columns(), context)
    }

    /// Like [`Expression::parse`], over the names of a scope.
    ///
    /// # Errors
    /// [`ExpressionError`] for the first thing that is wrong.
    pub fn parse_in(text: &str, scope: &dyn Scope, context: &Context) -> Result<Expression, ExpressionError> {
        let parsed = syntax::parse(text, &|name| scope.has_name(name))?;
        let Typed { node, kind } = Checker { scope, context }.expression(&parsed.tree)?;
        Ok(Expression { name: parsed.name, ..Expression::of(parsed.text, node, kind) })
    }

    /// Parses and checks a condition.
    ///
    /// # Errors
    /// [`ExpressionError`] for the first thing that is wrong, or if the expression is not a condition.
    pub fn condition(text: &str, scope: &dyn Scope, context: &Context) -> Result<Expression, ExpressionError> {
        let parsed = syntax::parse(text, &|name| scope.has_name(name))?;
        let node = Checker { scope, context }.condition(&parsed.tree)?;
        Ok(Expression { name: parsed.name, ..Expression::of(parsed.text, node, CONDITION) })
    }

    /// Checks a part of a syntax tree.
    fn checked(tree: &Expr, scope: &dyn Scope, context: &Context) -> Result<Expression, ExpressionError> {
        let Typed { node, kind } = Checker { scope, context }.expression(tree)?;
        Ok(Expression::of(canonical(tree), node, kind))
    }

    /// Checks a condition in a syntax tree.
    fn checked_condition(tree: &Expr, scope: &dyn Scope, context: &Context) -> Result<Expression, ExpressionError> {
        let node = Checker { scope, context }.condition(tree)?;
        Ok(Expression::of(canonical(tree), node, CONDITION))
    }

    fn of(text: String, node: Node, kind: TypeName) -> Expression {
        let mut columns = Columns::NONE;
        node.each_field(&mut |field| columns = columns.union(field.columns()));
        Expression { text, name: None, node, kind, columns }
    }

    /// Its text, without the name.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The name after `AS`, or else the text.
    pub fn name(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.text)
    }

    /// Whether it is true, false or null.
    pub fn is_condition(&self) -> bool {
        matches!(self.kind, TypeName::Value(ColumnKind::Boolean) | TypeName::Null)
    }

    /// Whether it has values: an interval has none.
    pub fn has_values(&self) -> bool {
        self.kind != TypeName::Interval
    }

    /// Whether a name was given to it.
    pub fn has_name(&self) -> bool {
        self.name.is_some()
    }

    /// Calls `visit` with every field, as often as it occurs.
    pub fn each_field(&self, visit: &mut dyn FnMut(&Field)) {
        self.node.each_field(visit);
    }

    /// The width of the bins of time that it makes, in microseconds, if it does.
    pub fn bin_micros(&self) -> Option<i64> {
        match &self.node {
            Node::Call(call) => call.bin_micros,
            _ => None,
        }
    }

    /// The columns that it reads.
    pub fn columns(&self) -> Columns {
        self.columns
    }

    /// The name of the field that it is, if it is one and nothing else.
    pub fn field(&self) -> Option<&str> {
        match &self.node {
            Node::Field(field) => Some(&field.name),
            _ => None,
        }
    }

    /// The column that it is, if it is one and nothing else.
    pub fn column(&self) -> Option<Column> {
        match &self.node {
            Node::Field(field) => field.column,
            _ => None,
        }
    }

    /// What its values are; text for a null and an interval, which have no values.
    pub fn kind(&self) -> ColumnKind {
        match self.kind {
            TypeName::Value(kind) => kind,
            TypeName::Null | TypeName::Interval => ColumnKind::Text,
        }
    }

    /// The type of its values.
    pub fn value_type(&self) -> ValueType {
        match &self.node {
            Node::Field(field) => field.kind.into(),
            _ => ValueType::computed(self.kind()),
        }
    }

    /// The value, if it does not depend on the record.
    pub fn constant(&self) -> Option<&Constant> {
        match &self.node {
            Node::Constant(constant) => Some(constant),
            _ => None,
        }
    }

    /// The selected records for which it holds, as a condition. Counts values that could not be computed.
    ///
    /// # Errors
    /// [`MissingColumn`] if the batch lacks a column.
    pub fn holds(
        &self,
        batch: &RecordBatch,
        selected: &BooleanBuffer,
        failures: &mut Failures,
    ) -> Result<BooleanBuffer, MissingColumn> {
        let mut evaluation = Evaluation::new(batch);
        let holds = evaluation.holds(&self.node, selected)?;
        failures.merge(evaluation.failures);
        Ok(holds)
    }

    /// Its values; those of records that are not selected may be anything. Counts values that could not be computed.
    ///
    /// # Errors
    /// [`MissingColumn`] if the batch lacks a column.
    pub fn values(
        &self,
        batch: &RecordBatch,
        selected: &BooleanBuffer,
        failures: &mut Failures,
    ) -> Result<ArrayRef, MissingColumn> {
        let mut evaluation = Evaluation::new(batch);
        let values = evaluation.values(&self.node, self.kind(), selected)?;
        failures.merge(evaluation.failures);
        Ok(values)
    }
}

/// The expression as it was written, with its name.
impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)?;
        match &self.name {
            Some(name) => write!(f, " AS {name}"),
            None => Ok(()),
        }
    }
}

/// Expressions of one text are equal.
impl PartialEq for Expression {
    fn eq(&self, other: &Expression) -> bool {
        self.to_string() == other.to_string()
    }
}

impl Eq for Expression {}

#[cfg(test)]
mod tests;
