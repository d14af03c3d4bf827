//! From text to the syntax tree of SQL: `sqlparser` with PostgreSQL's dialect, and columns whose names are words of SQL.

use sqlparser::ast::{Expr, Spanned};
use sqlparser::keywords::Keyword;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Token, TokenWithSpan, Tokenizer, Word};

use super::dialect::ExpressionDialect;
use super::error::{ExpressionError, Problem, Spot};
use super::nesting::{self, MOST_DEPTH};
use super::stack::{recursion, with_stack};

/// Bytes of an expression: enough for `IN` with thousands of values.
const MOST_BYTES: usize = 1 << 20;

const DIALECT: ExpressionDialect = ExpressionDialect;

/// An expression and the name that follows its `AS`.
#[derive(Debug, Clone)]
pub struct Parsed {
    /// The expression.
    pub tree: Expr,
    /// Its text, without the name.
    pub text: String,
    /// The name, if there is one.
    pub name: Option<String>,
}

/// Parses an expression, with or without `AS name`. `is_name` knows the names that are columns even where SQL reserves them.
///
/// # Errors
/// [`ExpressionError`] with the place and what was expected.
pub fn parse(text: &str, is_name: &dyn Fn(&str) -> bool) -> Result<Parsed, ExpressionError> {
    let tokens = tokens(text)?;
    let (tokens, name) = split_name(tokens);
    let last = tokens.last().map_or(Spot::START, |token| spot(token.span.end.line, token.span.end.column));
    let end = offset(text, last.line, last.column);
    let written = text[..end].trim().to_owned();
    let tokens = quote_names(tokens, is_name);
    let depth = nesting::check(&tokens)?;
    refuse_foreign(&tokens)?;
    let parsed = with_stack(depth, || {
        let mut parser =
            Parser::new(&DIALECT).with_recursion_limit(recursion(depth)).with_tokens_with_locations(tokens);
        parser.parse_expr().map(|tree| (tree, parser.peek_token()))
    });
    let parsed = parsed.map_err(|error| ExpressionError {
        at: Spot::START,
        problem: Problem::Syntax { message: format!("no memory for the stack of the parser: {error}") },
    })?;
    let (tree, rest) = parsed.map_err(|error| syntax_error(error, last))?;
    match rest.token {
        Token::EOF => Ok(Parsed { tree, text: written, name }),
        token => {
            let found = name_of(&token).unwrap_or_else(|| token.to_string());
            let message = format!("expected an operator or the end, found: {found}");
            Err(ExpressionError {
                at: spot(rest.span.start.line, rest.span.start.column),
                problem: Problem::Syntax { message },
            })
        }
    }
}

/// The parts of a list of expressions, as written.
///
/// # Errors
/// [`ExpressionError`] if the text has no valid tokens.
pub fn split_list(text: &str) -> Result<Vec<&str>, ExpressionError> {
    let mut depth = 0;
    let mut start = 0;
    let mut parts = Vec::new();
    for token in tokens(text)? {
        match token.token {
            Token::LParen => depth += 1,
            Token::RParen => depth -= 1,
            Token::Comma if depth == 0 => {
                let at = offset(text, token.span.start.line, token.span.start.column);
                parts.push(text[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(text[start..].trim());
    Ok(parts)
}

/// Tokens without whitespace and comments.
fn tokens(text: &str) -> Result<Vec<TokenWithSpan>, ExpressionError> {
    if text.len() > MOST_BYTES {
        let problem = Problem::TooLong { bytes: text.len(), most: MOST_BYTES };
        return Err(ExpressionError { at: Spot::START, problem });
    }
    let tokens = Tokenizer::new(&DIALECT, text).tokenize_with_location().map_err(|error| ExpressionError {
        at: Spot { line: error.location.line.max(1), column: error.location.column.max(1) },
        problem: Problem::Syntax { message: lower(&error.message) },
    })?;
    let tokens: Vec<_> = tokens.into_iter().filter(|token| !matches!(token.token, Token::Whitespace(_))).collect();
    match tokens.is_empty() {
        true => Err(ExpressionError {
            at: Spot::START,
            problem: Problem::Syntax {
                message: "expected an expression, such as status >= 500, found nothing".to_owned(),
            },
        }),
        false => Ok(tokens),
    }
}

/// Separates `AS name` at the end.
fn split_name(mut tokens: Vec<TokenWithSpan>) -> (Vec<TokenWithSpan>, Option<String>) {
    if let [_, .., as_token, name] = tokens.as_slice()
        && is_word(&as_token.token, Keyword::AS)
        && let Some(name) = name_of(&name.token)
    {
        tokens.truncate(tokens.len() - 2);
        return (tokens, Some(name));
    }
    (tokens, None)
}

fn name_of(token: &Token) -> Option<String> {
    match token {
        Token::Word(word) => Some(word.value.clone()),
        Token::DoubleQuotedString(text) => Some(text.clone()),
        _ => None,
    }
}

fn is_word(token: &Token, keyword: Keyword) -> bool {
    matches!(token, Token::Word(Word { keyword: own, quote_style: None, .. }) if *own == keyword)
}

/// Quotes words that are names, so that the parser does not read `user` as a function, or `time` as a type.
fn quote_names(tokens: Vec<TokenWithSpan>, is_name: &dyn Fn(&str) -> bool) -> Vec<TokenWithSpan> {
    let is_quotable = |index: usize| {
        let before = index.checked_sub(1).map(|index| &tokens[index].token);
        let after = tokens.get(index + 1).map(|token| &token.token);
        // `extract(hour FROM ..)`, `INTERVAL '1' hour`, `x::time`, `CAST(x AS time)`, `AT TIME ZONE`, `hour(..)`, `time '10:00'`.
        let is_field =
            after.is_some_and(|token| is_word(token, Keyword::FROM)) && matches!(before, Some(Token::LParen));
        let follows_type = before.is_some_and(|token| {
            matches!(token, Token::DoubleColon | Token::SingleQuotedString(_) | Token::Number(..))
                || is_word(token, Keyword::AS)
                || is_word(token, Keyword::AT)
        });
        let is_type = matches!(after, Some(Token::LParen | Token::SingleQuotedString(_)));
        !is_field && !follows_type && !is_type
    };
    // `extra.Path`: a key, in the letters of the log.
    let is_key = |index: usize| index > 0 && tokens[index - 1].token == Token::Period;
    let quotes: Vec<(bool, bool)> = (0..tokens.len()).map(|index| (is_quotable(index), is_key(index))).collect();
    let mut quoted = tokens;
    for (token, (may_quote, is_key)) in quoted.iter_mut().zip(quotes) {
        if let Token::Word(word) = &mut token.token
            && word.quote_style.is_none()
            && may_quote
            && (is_key || is_name(&word.value))
        {
            if is_key {
                (word.quote_style, word.keyword) = (Some('"'), Keyword::NoKeyword);
                continue;
            }
            *word =
                Word { value: word.value.to_ascii_lowercase(), quote_style: Some('"'), keyword: Keyword::NoKeyword };
        }
    }
    quoted
}

/// Byte offset of a line and column from 1.
fn offset(text: &str, line: u64, column: u64) -> usize {
    let start = text.split_inclusive('\n').take(line.saturating_sub(1) as usize).map(str::len).sum::<usize>();
    let rest = &text[start.min(text.len())..];
    let within = rest.char_indices().nth(column.saturating_sub(1) as usize).map_or(rest.len(), |(at, _)| at);
    start + within
}

/// Refuses what the parser would take for something else, and queries, before the parser tries whether they are some.
fn refuse_foreign(tokens: &[TokenWithSpan]) -> Result<(), ExpressionError> {
    const QUERIES: [Keyword; 4] = [Keyword::SELECT, Keyword::WITH, Keyword::VALUES, Keyword::TABLE];
    for (index, TokenWithSpan { token, span }) in tokens.iter().enumerate() {
        let next = tokens.get(index + 1).map(|next| &next.token);
        let is_query = || QUERIES.iter().any(|keyword| next.is_some_and(|next| is_word(next, *keyword)));
        let (what, advice) = match token {
            Token::DoubleEq => ("==", "write = for equality"),
            Token::Assignment => (":=", "write = for equality"),
            Token::ExclamationMark => ("!", "write NOT"),
            Token::LParen if is_query() => ("a subquery", "write the values themselves, IN ('a', 'b')"),
            token if index == 0 && is_word(token, Keyword::WHERE) => ("WHERE", "write the condition alone"),
            _ => continue,
        };
        let problem = Problem::Unsupported { what: what.to_owned(), advice: advice.to_owned() };
        return Err(ExpressionError { at: spot(span.start.line, span.start.column), problem });
    }
    Ok(())
}

/// The parser's error with our place: its messages end with `at Line: 1, Column: 5`, unless it found the end.
fn syntax_error(error: ParserError, end: Spot) -> ExpressionError {
    let message = match error {
        ParserError::RecursionLimitExceeded => {
            return ExpressionError { at: Spot::START, problem: Problem::TooDeep { most: MOST_DEPTH } };
        }
        ParserError::TokenizerError(message) | ParserError::ParserError(message) => message,
    };
    let (text, place) = message.rsplit_once(" at Line: ").unwrap_or((&message, ""));
    let (line, column) = place.split_once(", Column: ").unwrap_or_default();
    let number = |text: &str| text.trim().parse().ok().filter(|number| *number > 0);
    let at = number(line).zip(number(column)).map_or(end, |(line, column)| Spot { line, column });
    let text = text.replace("Expected: ", "expected ").replace("found: EOF", "found the end");
    // The quotes are ours: see `quote_names`.
    let text = match text.strip_suffix('"').and_then(|text| text.rsplit_once("found: \"")) {
        Some((before, name)) => format!("{before}found: {name}"),
        None => text,
    };
    ExpressionError { at, problem: Problem::Syntax { message: text } }
}

/// A message that begins in lower case.
pub fn lower(message: &str) -> String {
    let mut chars = message.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

/// The text of an expression, as messages show it: without the quotes that only protect names. Expressions with different texts differ.
pub fn canonical(expr: &Expr) -> String {
    let text = expr.to_string();
    if !text.contains('"') {
        return text;
    }
    // Texts keep their quotes, and are left as they are written.
    let Ok(tokens) = Tokenizer::new(&DIALECT, &text).with_unescape(false).tokenize() else { return text };
    tokens.into_iter().fold(String::with_capacity(text.len()), |mut text, token| {
        match token {
            Token::Word(word) => text.push_str(&word.value),
            token => text.push_str(&token.to_string()),
        }
        text
    })
}

/// The place of an expression.
pub fn at(expr: &Expr) -> Spot {
    let start = expr.span().start;
    spot(start.line, start.column)
}

/// A place; parts without one begin the text.
pub fn spot(line: u64, column: u64) -> Spot {
    Spot { line: line.max(1), column: column.max(1) }
}

/// An error at an expression.
pub fn fail(expr: &Expr, problem: Problem) -> ExpressionError {
    ExpressionError { at: at(expr), problem }
}

/// Something that is not supported, and what to write instead.
pub fn unsupported(expr: &Expr, what: &str, advice: &str) -> ExpressionError {
    fail(expr, Problem::Unsupported { what: what.to_owned(), advice: advice.to_owned() })
}
