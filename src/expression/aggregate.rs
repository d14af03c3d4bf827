//! Expressions over groups: measures such as `count()` and `p95(request_time)`, and values computed from them.

use std::cell::RefCell;

use sqlparser::ast::{DuplicateTreatment, Expr, Function as CallExpr, FunctionArg, FunctionArgExpr, FunctionArguments};

use super::Expression;
use super::context::Context;
use super::error::{ExpressionError, Spot};
use super::function::MEASURES;
use super::scope::{Field, Scope};
use super::syntax::{at, canonical, unsupported};

/// A measure as written: a function of the records of a group.
#[derive(Debug, Clone, PartialEq)]
pub struct AggregateCall {
    /// The name of the function, in lower case.
    pub function: String,
    /// What it is of, for each record.
    pub arguments: Vec<Expression>,
    /// The condition of the records that it is of.
    pub filter: Option<Expression>,
    /// The call in one notation: equal calls have equal texts.
    pub text: String,
    /// Where it is.
    pub at: Spot,
}

/// Makes a field of a measure.
pub type MakeField<'a> = dyn FnMut(AggregateCall) -> Result<Field, ExpressionError> + 'a;

/// The names and measures of a table.
pub struct AggregateScope<'a> {
    /// What a name of the table means: a key, or a measure with a name.
    pub names: &'a dyn Fn(&str) -> Option<Field>,
    /// What to write instead of a name that means nothing.
    pub advice: &'a dyn Fn(&str) -> String,
    /// Makes fields of measures.
    pub make: RefCell<&'a mut MakeField<'a>>,
    /// What the operands of measures mean.
    pub context: &'a Context,
}

impl Scope for AggregateScope<'_> {
    fn field(&self, name: &str) -> Option<Field> {
        (self.names)(name)
    }

    fn advice(&self, name: &str) -> String {
        (self.advice)(name)
    }

    fn whole(&self, expr: &Expr) -> Result<Option<Field>, ExpressionError> {
        let call = match expr {
            Expr::Function(call) => {
                let function = call.name.to_string().replace('"', "").to_lowercase();
                match MEASURES.contains(&function.as_str()) {
                    true => self.call(expr, function, call)?,
                    // Another function of the table's names: its arguments are checked one by one.
                    false => return self.key(expr),
                }
            }
            Expr::Identifier(name) if self.is_bare_measure(&name.value) => AggregateCall {
                function: name.value.to_lowercase(),
                arguments: Vec::new(),
                filter: None,
                text: format!("{}()", name.value.to_lowercase()),
                at: at(expr),
            },
            _ => return self.key(expr),
        };
        (self.make.borrow_mut())(call).map(Some)
    }
}

impl AggregateScope<'_> {
    /// A key that is written out, such as `route(path)`.
    fn key(&self, expr: &Expr) -> Result<Option<Field>, ExpressionError> {
        Ok((self.names)(&canonical(expr)))
    }

    /// Whether a name without parentheses is a measure of the records themselves.
    fn is_bare_measure(&self, name: &str) -> bool {
        ["count", "rate", "share"].iter().any(|own| own.eq_ignore_ascii_case(name)) && (self.names)(name).is_none()
    }

    fn call(&self, expr: &Expr, mut function: String, call: &CallExpr) -> Result<AggregateCall, ExpressionError> {
        if call.over.is_some() || !call.within_group.is_empty() || call.null_treatment.is_some() {
            return Err(unsupported(
                expr,
                "OVER or WITHIN GROUP",
                "write the measure alone, such as p95(request_time)",
            ));
        }
        let list: &[FunctionArg] = match &call.args {
            FunctionArguments::None => &[],
            FunctionArguments::Subquery(_) => return Err(unsupported(expr, "a subquery", "write a column")),
            FunctionArguments::List(list) => {
                if !list.clauses.is_empty() {
                    return Err(unsupported(expr, "ORDER BY or LIMIT in a measure", "leave it out"));
                }
                if list.duplicate_treatment == Some(DuplicateTreatment::Distinct) {
                    if function != "count" {
                        return Err(unsupported(
                            expr,
                            &format!("{function}(DISTINCT ..)"),
                            "write distinct(..), their number",
                        ));
                    }
                    function = "distinct".to_owned();
                }
                &list.args
            }
        };
        let mut arguments = Vec::new();
        for argument in list {
            match argument {
                FunctionArg::Unnamed(FunctionArgExpr::Expr(operand)) => {
                    arguments.push(Expression::checked(operand, &self.context.columns(), self.context)?);
                }
                FunctionArg::Unnamed(FunctionArgExpr::Wildcard) if function == "count" => {}
                other => {
                    return Err(unsupported(
                        expr,
                        &format!("the argument {other}"),
                        "write a column, or an expression",
                    ));
                }
            }
        }
        let condition = |filter: &Expr| Expression::checked_condition(filter, &self.context.columns(), self.context);
        let filter = call.filter.as_deref().map(condition).transpose()?;
        let texts: Vec<String> = arguments.iter().map(|argument| argument.text().to_owned()).collect();
        let condition = filter.as_ref().map_or(String::new(), |filter| format!(" FILTER (WHERE {})", filter.text()));
        let text = format!("{function}({}){condition}", texts.join(", "));
        Ok(AggregateCall { function, arguments, filter, text, at: at(expr) })
    }
}
