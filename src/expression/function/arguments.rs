//! The arguments of a call, checked one by one.

use regex::bytes::RegexBuilder;
use sqlparser::ast::Expr;

use crate::expression::constant::{self, Constant};
use crate::expression::context::Context;
use crate::expression::error::{ExpressionError, Problem, TypeName};
use crate::expression::node::{Apply, Call, Node, Typed};
use crate::expression::scope::Scope;
use crate::expression::syntax::{canonical, fail, lower, unsupported};
use crate::log::column::ColumnKind;

/// A checked part, or what is wrong with it.
pub type Checked = Result<Typed, ExpressionError>;

/// Largest compiled pattern, in bytes: enough for `\w{200}`, while `\w{9999}` is refused before it takes the memory.
const PATTERN_BYTES: usize = 10 << 20;
/// Memory for the automaton that is built while matching, in bytes. Without more of it, matching is slower.
const CACHE_BYTES: usize = 2 << 20;

/// What checks the parts of an expression.
pub trait Check {
    /// Checks an expression.
    ///
    /// # Errors
    /// What is wrong with it.
    fn expression(&self, expr: &Expr) -> Checked;

    /// Checks a condition.
    ///
    /// # Errors
    /// What is wrong with it, or that it is no condition.
    fn condition(&self, expr: &Expr) -> Result<Node, ExpressionError>;

    /// Checks expressions and gives them one type.
    ///
    /// # Errors
    /// What is wrong with one, or that they have no common type.
    fn unified(&self, exprs: &[&Expr], verb: &'static str) -> Result<Vec<Typed>, ExpressionError>;

    /// What is fixed for a run.
    fn context(&self) -> &Context;

    /// The names that can be used.
    fn scope(&self) -> &dyn Scope;

    /// Checks that a part has one of some kinds.
    ///
    /// # Errors
    /// What is wrong with it, or that it has another type.
    fn of_kind(
        &self,
        expr: &Expr,
        what: &'static str,
        expected: &'static str,
        fits: fn(ColumnKind) -> bool,
    ) -> Checked {
        let typed = self.expression(expr)?;
        match typed.kind {
            TypeName::Null => Ok(typed),
            TypeName::Value(kind) if fits(kind) => Ok(typed),
            kind => Err(fail(expr, Problem::WrongType { what, expected, operand: (canonical(expr), kind) })),
        }
    }

    /// Checks that a part is text.
    ///
    /// # Errors
    /// Those of [`Check::of_kind`].
    fn text(&self, expr: &Expr, what: &'static str) -> Checked {
        self.of_kind(expr, what, "a text", |kind| kind == ColumnKind::Text)
    }

    /// The text of a constant, `None` for null: patterns are compiled once, not for each record.
    ///
    /// # Errors
    /// Those of [`Check::text`], or that it is not a constant.
    fn constant_text(&self, expr: &Expr, what: &'static str) -> Result<Option<String>, ExpressionError> {
        match self.text(expr, what)?.node {
            Node::Constant(Constant::Text(text)) => Ok(Some(text)),
            Node::Constant(_) => Ok(None),
            _ => Err(unsupported(expr, &format!("{what} that depends on the record"), "write it as 'text'")),
        }
    }
}

/// A function of expressions.
pub struct Function {
    /// Its name, in lower case.
    pub name: &'static str,
    /// The form of a call.
    pub form: &'static str,
    /// What it returns, in a sentence.
    pub meaning: &'static str,
    /// An example and its value, both as text.
    pub example: (&'static str, &'static str),
    /// Checks a call.
    pub make: fn(&Arguments<'_>) -> Checked,
}

/// The arguments of a call.
pub struct Arguments<'a> {
    /// What checks them.
    pub check: &'a dyn Check,
    /// The function.
    pub function: &'static Function,
    /// The whole call.
    pub call: &'a Expr,
    /// The arguments.
    pub exprs: Vec<&'a Expr>,
}

impl<'a> Arguments<'a> {
    /// Checks their number.
    ///
    /// # Errors
    /// There are more or fewer.
    pub fn count(&self, least: usize, most: usize) -> Result<(), ExpressionError> {
        let found = self.exprs.len();
        if (least..=most).contains(&found) {
            return Ok(());
        }
        let arguments = if found == 1 { "argument" } else { "arguments" };
        Err(self.wrong(format!("{found} {arguments} are given")))
    }

    /// The error about wrong arguments.
    pub fn wrong(&self, found: String) -> ExpressionError {
        let Function { name, form, .. } = *self.function;
        fail(self.call, Problem::WrongArguments { name, found, form })
    }

    /// The expression of an argument.
    pub fn expr(&self, index: usize) -> &'a Expr {
        self.exprs[index]
    }

    /// A text.
    ///
    /// # Errors
    /// Those of [`Check::text`].
    pub fn text(&self, index: usize) -> Result<Node, ExpressionError> {
        self.check.text(self.expr(index), self.what(index)).map(|typed| typed.node)
    }

    /// A whole number.
    ///
    /// # Errors
    /// Those of [`Check::of_kind`].
    pub fn whole(&self, index: usize) -> Result<Node, ExpressionError> {
        let typed =
            self.check.of_kind(self.expr(index), self.what(index), "a whole number", ColumnKind::is_whole_number);
        typed.map(|typed| typed.node)
    }

    /// A point in time; a text is read as one.
    ///
    /// # Errors
    /// Those of [`Check::of_kind`], or that the text is no time.
    pub fn time(&self, index: usize) -> Result<Typed, ExpressionError> {
        let expr = self.expr(index);
        let fits = |kind| matches!(kind, ColumnKind::Time | ColumnKind::Day | ColumnKind::Text);
        let typed = self.check.of_kind(expr, self.what(index), "a point in time", fits)?;
        match (&typed.node, typed.kind) {
            (Node::Constant(Constant::Text(text)), _) => {
                let time = constant::point(text, &self.check.context().zone);
                let time = time.ok_or_else(|| bad_literal(expr, text, ColumnKind::Time))?;
                Ok(Typed { node: Node::Constant(Constant::Time(time)), kind: TypeName::Value(ColumnKind::Time) })
            }
            (_, TypeName::Value(ColumnKind::Text)) => {
                let (what, operand) = (self.what(index), (canonical(expr), typed.kind));
                Err(fail(expr, Problem::WrongType { what, expected: "a point in time", operand }))
            }
            _ => Ok(typed),
        }
    }

    /// A constant text; `None` for null.
    ///
    /// # Errors
    /// Those of [`Check::constant_text`].
    pub fn constant_text(&self, index: usize) -> Result<Option<String>, ExpressionError> {
        self.check.constant_text(self.expr(index), self.what(index))
    }

    /// A constant whole number.
    ///
    /// # Errors
    /// It is not one.
    pub fn constant_whole(&self, index: usize) -> Result<i64, ExpressionError> {
        match self.whole(index)? {
            Node::Constant(Constant::Integer(number)) => Ok(number),
            _ => {
                let what = format!("{} that depends on the record", self.what(index));
                Err(unsupported(self.expr(index), &what, "write it in digits"))
            }
        }
    }

    fn what(&self, index: usize) -> &'static str {
        match index {
            0 => "the first argument",
            1 => "the second argument",
            2 => "the third argument",
            _ => "an argument",
        }
    }

    /// The call of a function with a result of some kind; null if one of its arguments is always null.
    pub fn made(&self, kind: ColumnKind, cost: u32, arguments: Vec<Node>, apply: Apply) -> Checked {
        let kind = TypeName::Value(kind);
        if arguments.iter().any(|node| matches!(node, Node::Constant(Constant::Null))) {
            return Ok(Typed { node: Node::Constant(Constant::Null), kind });
        }
        Ok(Typed {
            node: Node::Call(Call { name: self.function.name, arguments, cost, apply, bin_micros: None, text: None }),
            kind,
        })
    }

    /// Like [`Arguments::made`], of a function that cannot fail and is worth computing once for all expressions of a run.
    pub fn made_once(&self, kind: ColumnKind, cost: u32, arguments: Vec<Node>, apply: Apply) -> Checked {
        let mut typed = self.made(kind, cost, arguments, apply)?;
        if let Node::Call(call) = &mut typed.node {
            call.text = Some(canonical(self.call).into());
        }
        Ok(typed)
    }

    /// Null, where a value of some kind would be.
    pub fn null(kind: ColumnKind) -> Checked {
        Ok(Typed { node: Node::Constant(Constant::Null), kind: TypeName::Value(kind) })
    }
}

/// Compiles a regular expression.
pub fn compile(expr: &Expr, pattern: &str, ignores_case: bool) -> Result<regex::bytes::Regex, ExpressionError> {
    let built = RegexBuilder::new(pattern)
        .case_insensitive(ignores_case)
        .size_limit(PATTERN_BYTES)
        .dfa_size_limit(CACHE_BYTES)
        .build();
    built.map_err(|error| {
        // The message draws the pattern over several lines; its last one says what is wrong.
        let message = error.to_string();
        let reason = message.lines().last().unwrap_or_default().trim_start_matches("error: ").trim_end_matches('.');
        let reason = lower(reason);
        fail(expr, Problem::BadPattern { pattern: pattern.to_owned(), reason })
    })
}

/// A text that is not a value of a kind.
pub fn bad_literal(expr: &Expr, text: &str, kind: ColumnKind) -> ExpressionError {
    let (what, advice) = match kind {
        ColumnKind::Time => {
            ("a point in time", "write '2026-01-31 14:20', with a zone such as +02:00 or Z if it is another")
        }
        ColumnKind::Day => ("a day", "write '2026-01-31'"),
        ColumnKind::Duration => ("a duration", "write '500ms' or '1.5s'"),
        ColumnKind::Size => ("a size", "write a number of bytes, or '10 MiB'"),
        ColumnKind::Boolean => ("a condition", "write true or false"),
        ColumnKind::Float => ("a number", "write it in digits"),
        _ => ("a whole number", "write it in digits"),
    };
    fail(expr, Problem::BadLiteral { text: text.to_owned(), what, advice: advice.to_owned() })
}
