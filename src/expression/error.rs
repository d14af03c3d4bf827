//! Why a text is not an expression: where, what, and what to write.

use std::fmt;

use crate::log::column::ColumnKind;

/// A place in the text of an expression, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    /// Line.
    pub line: u64,
    /// Character of the line.
    pub column: u64,
}

impl Spot {
    /// The beginning of the text.
    pub const START: Spot = Spot { line: 1, column: 1 };
}

/// Why a text is not an expression.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{}{problem}", place(.at))]
pub struct ExpressionError {
    /// Where.
    pub at: Spot,
    /// What is wrong, and what to write.
    pub problem: Problem,
}

fn place(at: &Spot) -> String {
    format!("line {}, column {}: ", at.line, at.column)
}

/// What is wrong with an expression.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// It has no valid syntax.
    #[error("{message}")]
    Syntax {
        /// What was expected, and what was found.
        message: String,
    },
    /// It is nested too deeply.
    #[error("the expression is nested more than {most} levels deep; write it in parts, or with IN (..)")]
    TooDeep {
        /// The most levels.
        most: usize,
    },
    /// It has too many terms.
    #[error("the expression has more than {most} terms joined by AND or OR; write values of one column in IN (..)")]
    TooManyTerms {
        /// The most terms.
        most: usize,
    },
    /// It is longer than any that a person writes.
    #[error(
        "the expression is {bytes} bytes long, and {most} is the most; put values into IN (..), or filter in two steps"
    )]
    TooLong {
        /// Its length.
        bytes: usize,
        /// The greatest length.
        most: usize,
    },
    /// A name that is not a column.
    #[error("'{name}' is not a column; {advice}")]
    NoSuchColumn {
        /// The name as written.
        name: String,
        /// What to write.
        advice: String,
    },
    /// A text in double quotes that is not a column.
    #[error(
        "\"{name}\" in double quotes is the name of a column, and there is none; a text is written in single quotes: '{name}'"
    )]
    DoubleQuotes {
        /// The text in the quotes.
        name: String,
    },
    /// A name that is not a function.
    #[error("there is no function '{name}'; {advice}")]
    NoSuchFunction {
        /// The name as written.
        name: String,
        /// What to write.
        advice: String,
    },
    /// A measure where a value of one record is needed.
    #[error("'{name}' measures many records and cannot be used for one; {advice}")]
    MeasureInside {
        /// The measure.
        name: String,
        /// What to write.
        advice: &'static str,
    },
    /// A function with the wrong arguments.
    #[error("{name}: {found}; write {form}")]
    WrongArguments {
        /// The function.
        name: &'static str,
        /// What is wrong.
        found: String,
        /// The form of a call.
        form: &'static str,
    },
    /// A function with an argument of a kind that another function is for.
    #[error("{name}: {found}")]
    UnfitArgument {
        /// The function.
        name: &'static str,
        /// What is wrong, and what to write.
        found: String,
    },
    /// A function whose values are in a database that is not there.
    #[error("{name}() looks addresses up in a database; {advice}")]
    NoDatabase {
        /// The function.
        name: &'static str,
        /// What to do.
        advice: String,
    },
    /// Something of SQL that is not supported.
    #[error("{what} is not supported; {advice}")]
    Unsupported {
        /// What was written.
        what: String,
        /// What to write.
        advice: String,
    },
    /// Two values that cannot be used together.
    #[error("{left} and {right} cannot be {verb}; {advice}", left = of(left), right = of(right))]
    Mismatch {
        /// The left operand and its type.
        left: (String, TypeName),
        /// The right operand and its type.
        right: (String, TypeName),
        /// What the operator does with them.
        verb: &'static str,
        /// What to write.
        advice: String,
    },
    /// A value of the wrong type.
    #[error("{what} must be {expected}, and {} is {}", operand.0, operand.1)]
    WrongType {
        /// What it is for.
        what: &'static str,
        /// The type that it must have.
        expected: &'static str,
        /// The operand and its type.
        operand: (String, TypeName),
    },
    /// A text that is not a value of the type it is compared with.
    #[error("'{text}' is not {what}; {advice}")]
    BadLiteral {
        /// The text.
        text: String,
        /// What it should be, with an article.
        what: &'static str,
        /// What to write.
        advice: String,
    },
    /// A value that a column never holds.
    #[error("{value} is not a value of '{column}'; {advice}")]
    Impossible {
        /// The value as written.
        value: String,
        /// The column.
        column: String,
        /// What to write.
        advice: String,
    },
    /// A comparison that no value of a column meets.
    #[error("{column} {operator} {value} never holds; '{column}' is {form}")]
    NeverHolds {
        /// The column.
        column: String,
        /// The comparison.
        operator: &'static str,
        /// The value as written.
        value: String,
        /// The form of the column's values.
        form: &'static str,
    },
    /// A pattern that does not compile.
    #[error("'{pattern}' is not a regular expression that can be used: {reason}")]
    BadPattern {
        /// The pattern.
        pattern: String,
        /// What is wrong with it, on one line.
        reason: String,
    },
}

fn of((text, kind): &(String, TypeName)) -> String {
    format!("{text} ({kind})")
}

/// The type of a part of an expression, as messages name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TypeName {
    /// `NULL`, of any type.
    Null,
    /// A value that columns can hold.
    Value(ColumnKind),
    /// A span of time.
    Interval,
}

impl fmt::Display for TypeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            TypeName::Null => "null",
            TypeName::Interval => "an interval",
            TypeName::Value(kind) => match kind {
                ColumnKind::Text => "a text",
                ColumnKind::Time => "a point in time",
                ColumnKind::Code => "a code",
                ColumnKind::Port => "a port",
                ColumnKind::Size => "a size in bytes",
                ColumnKind::Duration => "a duration",
                ColumnKind::Number | ColumnKind::Integer => "a whole number",
                ColumnKind::Day => "a day",
                ColumnKind::Hour => "an hour",
                ColumnKind::Float | ColumnKind::Share => "a number",
                ColumnKind::Boolean => "a condition",
            },
        })
    }
}
