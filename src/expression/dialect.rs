//! The dialect of SQL: PostgreSQL's, without the forms that the parser tries several times.

use std::any::TypeId;

use sqlparser::ast::Expr;
use sqlparser::dialect::{Dialect, PostgreSqlDialect, Precedence};
use sqlparser::keywords::Keyword;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::Token;

/// The dialect of expressions.
///
/// A call in a call in a call takes twice the time with each level if the parser first looks for the name of an argument, `lower(a := b)`,
/// and, not finding it, begins again. Neither names of arguments nor geometric types have a use in a log.
#[derive(Debug)]
pub struct ExpressionDialect;

const POSTGRESQL: PostgreSqlDialect = PostgreSqlDialect {};

impl Dialect for ExpressionDialect {
    fn dialect(&self) -> TypeId {
        TypeId::of::<PostgreSqlDialect>()
    }

    /// After an error in `CAST(..)` and the like, the word is not tried again as the name of a function.
    fn is_reserved_for_identifier(&self, _: Keyword) -> bool {
        true
    }

    fn identifier_quote_style(&self, identifier: &str) -> Option<char> {
        POSTGRESQL.identifier_quote_style(identifier)
    }

    fn is_delimited_identifier_start(&self, char: char) -> bool {
        POSTGRESQL.is_delimited_identifier_start(char)
    }

    fn is_identifier_start(&self, char: char) -> bool {
        POSTGRESQL.is_identifier_start(char)
    }

    fn is_identifier_part(&self, char: char) -> bool {
        POSTGRESQL.is_identifier_part(char)
    }

    fn is_custom_operator_part(&self, char: char) -> bool {
        POSTGRESQL.is_custom_operator_part(char)
    }

    /// Regular expressions bind more tightly than comparisons: `true = path ~ 'a'` is `true = (path ~ 'a')`.
    fn get_next_precedence(&self, parser: &Parser<'_>) -> Option<Result<u8, ParserError>> {
        match parser.peek_token_ref().token {
            Token::Tilde
            | Token::TildeAsterisk
            | Token::ExclamationMarkTilde
            | Token::ExclamationMarkTildeAsterisk
            | Token::DoubleTilde
            | Token::DoubleTildeAsterisk => Some(Ok(self.prec_value(Precedence::PgOther))),
            _ => POSTGRESQL.get_next_precedence(parser),
        }
    }

    /// The right side of `IS DISTINCT FROM` ends where an operator binds less tightly: before `AND` and `OR`, too.
    fn parse_infix(&self, parser: &mut Parser<'_>, left: &Expr, precedence: u8) -> Option<Result<Expr, ParserError>> {
        let make = if parser.parse_keywords(&[Keyword::IS, Keyword::DISTINCT, Keyword::FROM]) {
            Expr::IsDistinctFrom
        } else if parser.parse_keywords(&[Keyword::IS, Keyword::NOT, Keyword::DISTINCT, Keyword::FROM]) {
            Expr::IsNotDistinctFrom
        } else {
            return None;
        };
        Some(parser.parse_subexpr(precedence).map(|right| make(Box::new(left.clone()), Box::new(right))))
    }

    fn prec_value(&self, precedence: Precedence) -> u8 {
        POSTGRESQL.prec_value(precedence)
    }

    fn supports_unicode_string_literal(&self) -> bool {
        true
    }

    fn supports_string_escape_constant(&self) -> bool {
        true
    }

    fn supports_numeric_literal_underscores(&self) -> bool {
        true
    }

    fn supports_nested_comments(&self) -> bool {
        true
    }

    fn supports_filter_during_aggregation(&self) -> bool {
        true
    }

    fn supports_factorial_operator(&self) -> bool {
        true
    }

    fn supports_bitwise_shift_operators(&self) -> bool {
        true
    }

    fn supports_array_typedef_with_brackets(&self) -> bool {
        true
    }

    fn supports_notnull_operator(&self) -> bool {
        true
    }

    fn supports_interval_options(&self) -> bool {
        true
    }

    fn supports_comma_separated_trim(&self) -> bool {
        true
    }

    fn allow_extract_custom(&self) -> bool {
        true
    }

    fn allow_extract_single_quotes(&self) -> bool {
        true
    }
}
