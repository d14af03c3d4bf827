//! Bounds on the nesting of an expression. They are checked on its tokens: the parser and all that follows it are recursive, and the
//! stack has to suffice for them.

use sqlparser::keywords::Keyword;
use sqlparser::tokenizer::{Token, TokenWithSpan, Word};

use super::error::{ExpressionError, Problem, Spot};

/// Levels of nesting, more than a person reads.
pub const MOST_DEPTH: usize = 80;
/// Terms that are joined by `AND` or `OR`.
const MOST_TERMS: usize = 2_000;
/// Levels that a form counts for which the parser tries in two ways: its time doubles with each level.
const DOUBLING: usize = 16;

/// What is between two parentheses, or `CASE` and `END`.
#[derive(Default)]
struct Group {
    /// Operators of the current operand of a list or of `AND` and `OR`. Each of them can be a level: `1 + 1 + 1` is `(1 + 1) + 1`.
    operators: usize,
    /// Levels of the deepest group in the current operand.
    inner: usize,
    /// Levels of the deepest operand before.
    before: usize,
    /// `BETWEEN` whose `AND` is still to come.
    open_ranges: usize,
}

impl Group {
    fn depth(&self) -> usize {
        self.before.max(self.operators + self.inner)
    }

    fn next_operand(&mut self) {
        *self = Group { before: self.depth(), ..Group::default() };
    }
}

/// How deeply an expression is nested.
///
/// # Errors
/// The place from which on it is nested too deeply.
pub fn check(tokens: &[TokenWithSpan]) -> Result<usize, ExpressionError> {
    let mut open = vec![Group::default()];
    let mut terms = 1;
    for (index, token) in tokens.iter().enumerate() {
        let is_call = tokens.get(index + 1).is_some_and(|next| next.token == Token::LParen);
        let error = |problem| {
            let at = Spot { line: token.span.start.line, column: token.span.start.column };
            Err(ExpressionError { at, problem })
        };
        let group = open.last_mut().expect("the outermost group is never closed");
        match &token.token {
            Token::LParen | Token::LBracket | Token::LBrace => {
                group.operators += 1;
                open.push(Group::default());
            }
            Token::RParen | Token::RBracket | Token::RBrace => close(&mut open),
            Token::Comma => group.next_operand(),
            Token::Word(Word { quote_style: None, keyword, .. }) => match keyword {
                Keyword::CASE => {
                    group.operators += 1;
                    open.push(Group::default());
                }
                Keyword::END => close(&mut open),
                Keyword::AND if group.open_ranges > 0 => {
                    group.open_ranges -= 1;
                }
                Keyword::AND | Keyword::OR => {
                    terms += 1;
                    group.next_operand();
                }
                Keyword::WHEN | Keyword::THEN | Keyword::ELSE => group.next_operand(),
                Keyword::BETWEEN => {
                    group.open_ranges += 1;
                    group.operators += 1;
                }
                Keyword::POSITION | Keyword::INTERVAL => group.operators += DOUBLING,
                Keyword::NoKeyword | Keyword::TRUE | Keyword::FALSE | Keyword::NULL => {}
                // The name of a function.
                keyword if is_call && !matches!(keyword, Keyword::NOT | Keyword::IN) => {}
                _ => group.operators += 1,
            },
            Token::Word(_) | Token::Number(..) | Token::SingleQuotedString(_) | Token::Period => {}
            _ => group.operators += 1,
        }
        if open.len() > MOST_DEPTH || open.last().is_some_and(|group| group.depth() > MOST_DEPTH) {
            return error(Problem::TooDeep { most: MOST_DEPTH });
        }
        if terms > MOST_TERMS {
            return error(Problem::TooManyTerms { most: MOST_TERMS });
        }
    }
    // Groups that are still open were not added to those around them.
    Ok(open.iter().map(Group::depth).sum())
}

/// Ends a group, which is a part of the one around it.
fn close(open: &mut Vec<Group>) {
    if let [.., around, group] = open.as_mut_slice() {
        around.inner = around.inner.max(group.depth());
        open.pop();
    }
}
