//! Calls of functions, and the forms that SQL has of its own for some.

use sqlparser::ast::{
    DuplicateTreatment, Expr, Function as CallExpr, FunctionArg, FunctionArgExpr, FunctionArguments, TrimWhereField,
};

use super::Checker;
use crate::expression::error::{ExpressionError, Problem};
use crate::expression::function::arguments::{Arguments, Checked, Function};
use crate::expression::function::{self, MEASURES, find};
use crate::expression::syntax::{fail, unsupported};

impl Checker<'_> {
    /// Calls, and what is not supported.
    pub(super) fn special_form(&self, expr: &Expr) -> Checked {
        match expr {
            Expr::Function(call) => self.function(expr, call),
            Expr::Extract { field, expr: time, .. } => function::time::extract(self, expr, &field.to_string(), time),
            Expr::Ceil { expr: value, .. } => self.call(expr, "ceil", vec![value]),
            Expr::Floor { expr: value, .. } => self.call(expr, "floor", vec![value]),
            Expr::Position { expr: part, r#in: text } => self.call(expr, "strpos", vec![text, part]),
            Expr::Substring { expr: text, substring_from, substring_for, .. } => {
                let Some(from) = substring_from else {
                    return Err(unsupported(expr, "SUBSTRING without a start", "write substr(text, 1, n)"));
                };
                let length = substring_for.as_deref();
                self.call(expr, "substr", [Some(&**text), Some(from), length].into_iter().flatten().collect())
            }
            Expr::Trim { trim_where, trim_what, expr: text, trim_characters } => {
                let name = match trim_where {
                    None | Some(TrimWhereField::Both) => "trim",
                    Some(TrimWhereField::Leading) => "ltrim",
                    Some(TrimWhereField::Trailing) => "rtrim",
                };
                let what = trim_what.as_deref().or_else(|| trim_characters.as_ref()?.first());
                self.call(expr, name, [Some(&**text), what].into_iter().flatten().collect())
            }
            Expr::AtTimeZone { .. } => {
                Err(unsupported(expr, "AT TIME ZONE", "set the zone of the whole run with --timezone"))
            }
            Expr::InSubquery { .. } | Expr::Exists { .. } | Expr::Subquery(_) | Expr::InUnnest { .. } => {
                Err(unsupported(expr, "a subquery", "write the values themselves, IN ('a', 'b')"))
            }
            Expr::SimilarTo { .. } => Err(unsupported(expr, "SIMILAR TO", "write ~ with a regular expression")),
            Expr::RLike { .. } => Err(unsupported(expr, "RLIKE", "write ~ with a regular expression")),
            Expr::AnyOp { .. } | Expr::AllOp { .. } | Expr::Like { .. } | Expr::ILike { .. } => {
                Err(unsupported(expr, "ANY or ALL", "join the conditions with OR or AND"))
            }
            Expr::JsonAccess { .. } | Expr::CompoundFieldAccess { .. } => {
                Err(unsupported(expr, "access to parts of a value", "write extra.KEY for a value of a key=value tail"))
            }
            Expr::Collate { .. } => {
                Err(unsupported(expr, "COLLATE", "texts are compared by their bytes; use lower(..)"))
            }
            Expr::Tuple(_) => Err(unsupported(expr, "a row of values", "compare the columns one by one, with AND")),
            Expr::Array(_) => Err(unsupported(expr, "an array", "write IN ('a', 'b')")),
            other => {
                let what = other.to_string();
                Err(unsupported(expr, &what, "`logmill functions` lists what there is"))
            }
        }
    }

    fn function(&self, expr: &Expr, call: &CallExpr) -> Checked {
        let name = call.name.to_string().replace('"', "").to_lowercase();
        let list: &[FunctionArg] = match &call.args {
            FunctionArguments::None => &[],
            FunctionArguments::List(list) => {
                let is_distinct = list.duplicate_treatment == Some(DuplicateTreatment::Distinct);
                if is_distinct && find(&name).is_some() {
                    return Err(unsupported(expr, "DISTINCT here", "leave it out"));
                }
                &list.args
            }
            FunctionArguments::Subquery(_) => return Err(unsupported(expr, "a subquery", "write the value itself")),
        };
        let Some(function) = find(&name) else { return Err(self.no_such_function(expr, &name)) };
        if call.over.is_some()
            || call.filter.is_some()
            || !call.within_group.is_empty()
            || call.null_treatment.is_some()
        {
            return Err(unsupported(expr, "OVER, FILTER or WITHIN GROUP here", "leave it out"));
        }
        let mut exprs = Vec::with_capacity(list.len());
        for argument in list {
            match argument {
                FunctionArg::Unnamed(FunctionArgExpr::Expr(expr)) => exprs.push(expr),
                other => return Err(unsupported(expr, &format!("the argument {other}"), "write a value")),
            }
        }
        self.with_arguments(function, expr, exprs)
    }

    /// The call of a function that exists.
    pub(super) fn call(&self, expr: &Expr, name: &'static str, exprs: Vec<&Expr>) -> Checked {
        let function = find(name).ok_or_else(|| self.no_such_function(expr, name))?;
        self.with_arguments(function, expr, exprs)
    }

    fn with_arguments(&self, function: &'static Function, expr: &Expr, exprs: Vec<&Expr>) -> Checked {
        (function.make)(&Arguments { check: self, function, call: expr, exprs })
    }

    fn no_such_function(&self, expr: &Expr, name: &str) -> ExpressionError {
        if MEASURES.contains(&name) {
            let advice = "use it in measures, or in having";
            return fail(expr, Problem::MeasureInside { name: name.to_owned(), advice });
        }
        fail(expr, Problem::NoSuchFunction { name: name.to_owned(), advice: function::advice(name) })
    }
}
