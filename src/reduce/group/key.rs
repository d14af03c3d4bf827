//! Keys by which records are grouped: columns and other expressions, and short forms of some.

use crate::expression::{Context, Expression, ExpressionError, Scope};

/// A short form of a key: a column, a `/`, and how precise it is.
struct Short {
    column: &'static str,
    /// The expression for what follows the `/`; `None` if that is not possible.
    expand: fn(&str) -> Option<String>,
    /// What can follow it, for messages.
    form: &'static str,
}

const SHORTS: [Short; 3] = [
    Short {
        column: "time",
        expand: time,
        form: "second, minute, hour, day, week, month or year, or a width such as 'time/5min'",
    },
    Short { column: "host", expand: network, form: "1 to 32 bits of an IPv4 address, such as 'host/24'" },
    Short { column: "path", expand: segments, form: "a number of segments from 1, such as 'path/2'" },
];

fn time(width: &str) -> Option<String> {
    const UNITS: [&str; 7] = ["second", "minute", "hour", "day", "week", "month", "year"];
    match UNITS.contains(&width) {
        true => Some(format!("date_trunc('{width}', time)")),
        false => {
            let is_width = width.starts_with(|char: char| char.is_ascii_digit()) && !width.contains('\'');
            is_width.then(|| format!("date_bin('{width}', time)"))
        }
    }
}

fn network(lengths: &str) -> Option<String> {
    let (v4, v6) = lengths.split_once('/').map_or((lengths, None), |(v4, v6)| (v4, Some(v6)));
    let bits = |text: &str, most: u32| text.parse().ok().filter(|bits: &u32| (1..=most).contains(bits));
    let v4 = bits(v4, 32)?;
    Some(match v6 {
        None => format!("ip_network(host, {v4})"),
        Some(v6) => format!("ip_network(host, {v4}, {})", bits(v6, 128)?),
    })
}

fn segments(number: &str) -> Option<String> {
    let number: u32 = number.parse().ok().filter(|number| *number > 0)?;
    Some(format!("path_prefix(path, {number})"))
}

/// Why a text is not a key.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// It is not a valid expression.
    #[error(transparent)]
    Expression(#[from] ExpressionError),
    /// What follows the `/` of a short form does not fit.
    #[error("'{detail}' is not possible after '{column}/'; write {form}")]
    BadDetail {
        /// What follows the `/`.
        detail: String,
        /// The column.
        column: &'static str,
        /// What can follow it.
        form: &'static str,
    },
    /// It has no values.
    #[error("an interval cannot be a key; write a column, or an expression")]
    NoValues,
}

/// The key that a text is, over the names of a scope.
///
/// # Errors
/// [`KeyError`] if it is none.
pub fn parse(text: &str, records: &dyn Scope, context: &Context) -> Result<Expression, KeyError> {
    let short = text.split_once('/').and_then(|(column, detail)| {
        let short = SHORTS.iter().find(|short| short.column == column)?;
        // `time/2 + 1` and the like are expressions.
        let is_detail = detail.chars().all(|char| char.is_alphanumeric() || char == '/');
        is_detail.then_some((short, detail))
    });
    let key = match short {
        None => Expression::parse_in(text, records, context)?,
        Some((Short { column, expand, form }, detail)) => {
            let bad = || KeyError::BadDetail { detail: detail.to_owned(), column, form };
            let expanded = expand(detail).ok_or_else(bad)?;
            Expression::parse_in(&format!("{expanded} AS \"{text}\""), records, context).map_err(|_| bad())?
        }
    };
    if key.has_values() { Ok(key) } else { Err(KeyError::NoValues) }
}
