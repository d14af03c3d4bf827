//! Any text is an expression or refused with a place inside it.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::batch::batch;
use super::{computed, context};
use crate::expression::{Expression, LogScope, split_list};

/// Checks that a text is parsed or refused, that what is parsed has values, and that its text means the same.
fn assert_parsed_or_refused(text: &str) -> Result<(), TestCaseError> {
    let _ = split_list(text);
    let _ = Expression::condition(text, &LogScope::default(), &context());
    match Expression::parse(text, &context()) {
        Ok(expression) => {
            let (values, failures) = computed(&expression, &batch());
            let again = Expression::parse(expression.text(), &context());
            let again = again.map_err(|error| TestCaseError::fail(format!("{}: {error}", expression.text())))?;
            prop_assert_eq!(computed(&again, &batch()), (values, failures));
        }
        Err(error) => {
            let lines: Vec<&str> = text.split('\n').collect();
            let (line, column) = (error.at.line as usize, error.at.column as usize);
            prop_assert!((1..=lines.len()).contains(&line), "{}", error);
            prop_assert!((1..=lines[line - 1].chars().count() + 1).contains(&column), "{}", error);
        }
    }
    Ok(())
}

/// What expressions are made of, and what they are not.
const TOKENS: [&str; 92] = [
    "status",
    "bytes",
    "path",
    "user",
    "time",
    "day",
    "hour",
    "extra",
    "request_time",
    "NULL",
    "true",
    "1",
    "0",
    "-1",
    "0.5",
    "1e999",
    "9223372036854775807",
    "'a'",
    "'2026-01-31'",
    "'%_\\'",
    "''",
    "'é'",
    "\"status\"",
    "\"x\"",
    "(",
    ")",
    "(",
    ")",
    ",",
    ".",
    "=",
    "<>",
    "<",
    ">=",
    "+",
    "-",
    "*",
    "/",
    "%",
    "||",
    "~",
    "!~*",
    "::",
    "::bigint",
    "::text",
    "::date",
    "AND",
    "OR",
    "NOT",
    "IS",
    "IS NULL",
    "IS DISTINCT FROM",
    "IN",
    "BETWEEN",
    "LIKE",
    "ILIKE",
    "ESCAPE",
    "CASE",
    "WHEN",
    "THEN",
    "ELSE",
    "END",
    "INTERVAL",
    "INTERVAL '1 day'",
    "TIMESTAMP",
    "DATE",
    "CAST(",
    "AS",
    "lower(",
    "substr(",
    "coalesce(",
    "extract(",
    "FROM",
    "FOR",
    "trim(",
    "position(",
    "date_trunc(",
    "regexp_match(",
    "count(",
    "FILTER",
    "SELECT",
    "VALUES",
    "EXISTS",
    "ANY",
    "ARRAY[",
    "]",
    "{",
    "}",
    ":",
    ";",
    "$1",
    "\n",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases * 8))]

    #[test]
    fn any_text_is_parsed_or_refused(text in ".{0,200}") {
        assert_parsed_or_refused(&text)?;
    }

    #[test]
    fn any_tokens_are_parsed_or_refused(tokens in vec(select(TOKENS.to_vec()), 0..16)) {
        assert_parsed_or_refused(&tokens.join(" "))?;
        assert_parsed_or_refused(&tokens.concat())?;
    }

    #[test]
    fn calls_of_any_arguments_are_parsed_or_refused(
        name in select(crate::expression::function::all().map(|function| function.name).collect::<Vec<_>>()),
        arguments in vec(select(TOKENS[..24].to_vec()), 0..4),
    ) {
        assert_parsed_or_refused(&format!("{name}({})", arguments.join(", ")))?;
    }
}
