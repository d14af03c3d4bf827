//! The values of the trees of [`super::model`], for one record at a time.

use super::model::{Condition, Fraction, Number, Row, Text};

/// Whether two values compare so; `None` if one is null.
fn compared<T: PartialOrd>(operator: &str, a: Option<T>, b: Option<T>) -> Option<bool> {
    match operator {
        "IS DISTINCT FROM" => Some(a != b),
        "IS NOT DISTINCT FROM" => Some(a == b),
        operator => {
            let (a, b) = (a?, b?);
            Some(match operator {
                "=" => a == b,
                "<>" => a != b,
                "<" => a < b,
                "<=" => a <= b,
                ">" => a > b,
                ">=" => a >= b,
                other => unreachable!("{other}"),
            })
        }
    }
}

fn and(terms: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let terms: Vec<Option<bool>> = terms.collect();
    match terms.contains(&Some(false)) {
        true => Some(false),
        false => (!terms.contains(&None)).then_some(true),
    }
}

fn or(terms: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    and(terms.map(|term| term.map(|term| !term))).map(|none| !none)
}

fn negated(truth: Option<bool>, is_negated: bool) -> Option<bool> {
    truth.map(|truth| truth != is_negated)
}

/// The first that is not null, the value unless it equals the other, the greatest or the least.
fn of<T: PartialOrd + Clone>(function: &str, values: Vec<Option<T>>) -> Option<T> {
    let present = || values.iter().flatten().cloned();
    match function {
        "coalesce" => present().next(),
        "nullif" if values[0].is_some() && values[0] == values[1] => None,
        "nullif" => values[0].clone(),
        "greatest" => present().reduce(|a, b| if b > a { b } else { a }),
        "least" => present().reduce(|a, b| if b < a { b } else { a }),
        other => unreachable!("{other}"),
    }
}

impl Condition {
    pub fn of(&self, row: &Row) -> Option<bool> {
        match self {
            Condition::Literal(truth) => *truth,
            Condition::Numbers(operator, a, b) => compared(operator, a.of(row), b.of(row)),
            Condition::Fractions(operator, a, b) => compared(operator, a.of(row), b.of(row)),
            Condition::Texts(operator, a, b) => compared(operator, a.of(row), b.of(row)),
            Condition::Conditions(operator, a, b) => compared(operator, a.of(row), b.of(row)),
            Condition::And(terms) => and(terms.iter().map(|term| term.of(row))),
            Condition::Or(terms) => or(terms.iter().map(|term| term.of(row))),
            Condition::Not(inner) => negated(inner.of(row), true),
            Condition::Test(inner, test) => {
                let (not, wanted) = match *test {
                    "IS TRUE" => (false, Some(true)),
                    "IS NOT TRUE" => (true, Some(true)),
                    "IS FALSE" => (false, Some(false)),
                    "IS NOT FALSE" => (true, Some(false)),
                    "IS UNKNOWN" => (false, None),
                    "IS NOT UNKNOWN" => (true, None),
                    other => unreachable!("{other}"),
                };
                Some((inner.of(row) == wanted) != not)
            }
            Condition::NumberIsNull(value) => Some(value.of(row).is_none()),
            Condition::TextIsNull(value) => Some(value.of(row).is_none()),
            Condition::NumberIn(value, items, is_negated) => {
                negated(or(items.iter().map(|item| compared("=", value.of(row), *item))), *is_negated)
            }
            Condition::TextIn(value, items, is_negated) => {
                negated(or(items.iter().map(|item| compared("=", value.of(row), item.clone()))), *is_negated)
            }
            Condition::Between(value, low, high, is_negated) => {
                let at_least = compared(">=", value.of(row), low.of(row));
                let at_most = compared("<=", value.of(row), high.of(row));
                negated(and([at_least, at_most].into_iter()), *is_negated)
            }
            Condition::Like(value, pattern, ignores_case, is_negated) => {
                let text = value.of(row).map(|text| if *ignores_case { text.to_lowercase() } else { text });
                let pattern = if *ignores_case { pattern.to_lowercase() } else { pattern.clone() };
                negated(text.map(|text| like(&pattern, &text)), *is_negated)
            }
            Condition::StartsWith(value, start) => Some(value.of(row)?.starts_with(&start.of(row)?)),
        }
    }
}

/// Whether a text matches a pattern of `LIKE`, by trying every length of every `%`.
pub fn like(pattern: &str, text: &str) -> bool {
    fn matches(pattern: &[char], text: &[char]) -> bool {
        match (pattern, text) {
            ([], text) => text.is_empty(),
            (['%', rest @ ..], text) => (0..=text.len()).any(|skipped| matches(rest, &text[skipped..])),
            (['_', rest @ ..], [_, text @ ..]) => matches(rest, text),
            (['\\', plain, rest @ ..], [char, text @ ..]) => plain == char && matches(rest, text),
            ([plain, rest @ ..], [char, text @ ..]) => *plain != '\\' && plain == char && matches(rest, text),
            (_, []) => false,
        }
    }
    matches(&pattern.chars().collect::<Vec<_>>(), &text.chars().collect::<Vec<_>>())
}

impl Number {
    pub fn of(&self, row: &Row) -> Option<i64> {
        match self {
            Number::Status => row.status.map(i64::from),
            Number::Port => row.port.map(i64::from),
            Number::Bytes => row.bytes.and_then(|bytes| i64::try_from(bytes).ok()),
            Number::Null => None,
            Number::Literal(number) => Some(*number),
            Number::Computed(operator, a, b) => {
                let (a, b) = (i128::from(a.of(row)?), i128::from(b.of(row)?));
                let made = match operator {
                    '+' => a + b,
                    '-' => a - b,
                    '*' => a * b,
                    '/' => a.checked_div(b)?,
                    _ => a.checked_rem(b)?,
                };
                i64::try_from(made).ok()
            }
            Number::Negative(inner) => inner.of(row)?.checked_neg(),
            Number::Length(text) => text.of(row).map(|text| text.chars().count() as i64),
            Number::Case(branches, otherwise) => {
                let found = branches.iter().find(|(when, _)| when.of(row) == Some(true)).map(|(_, then)| then);
                found.or(otherwise.as_deref())?.of(row)
            }
            Number::Of(function, values) => of(function, values.iter().map(|value| value.of(row)).collect()),
            Number::Truth(condition) => condition.of(row).map(i64::from),
        }
    }
}

impl Fraction {
    pub fn of(&self, row: &Row) -> Option<f64> {
        match self {
            Fraction::Literal(number) => Some(*number),
            Fraction::Whole(number) => number.of(row).map(|number| number as f64),
            Fraction::Computed(operator, a, b) => {
                let (a, b) = (a.of(row)?, b.of(row)?);
                let made = match operator {
                    '+' => a + b,
                    '-' => a - b,
                    '*' => a * b,
                    '/' => a / b,
                    _ => a % b,
                };
                made.is_finite().then_some(made + 0.0)
            }
            Fraction::Of(function, values) => of(function, values.iter().map(|value| value.of(row)).collect()),
        }
    }
}

impl Text {
    pub fn of(&self, row: &Row) -> Option<String> {
        match self {
            Text::Path => row.path.clone(),
            Text::Method => row.method.clone(),
            Text::User => row.user.clone(),
            Text::Null => None,
            Text::Literal(text) => Some(text.clone()),
            Text::Lower(text) => text.of(row).map(|text| text.to_lowercase()),
            Text::Part(text, start, length) => {
                let (text, start, length) = (text.of(row)?, i128::from(start.of(row)?), i128::from(length.of(row)?));
                let is_inside = |at: &usize| (start..start + length).contains(&(*at as i128 + 1));
                Some(text.chars().enumerate().filter(|(at, _)| is_inside(at)).map(|(_, char)| char).collect())
            }
            Text::Joined(a, b) => Some(a.of(row)? + &b.of(row)?),
            Text::Number(number) => number.of(row).map(|number| number.to_string()),
            Text::Case(branches, otherwise) => {
                let found = branches.iter().find(|(when, _)| when.of(row) == Some(true)).map(|(_, then)| then);
                found.or(otherwise.as_deref())?.of(row)
            }
            Text::Of(function, values) => of(function, values.iter().map(|value| value.of(row)).collect()),
        }
    }
}
