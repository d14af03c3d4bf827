//! A condition on one column in a line of text, as the command line takes it: `status >= 500`, `path ~ ^/blog/`.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use ::regex::bytes::Regex;
use arrow_array::{BooleanArray, RecordBatch};
use arrow_buffer::BooleanBuffer;

use super::possible::{self, Advice};
use super::{Filter, FilterError};
use crate::log::column::ColumnKind;
use crate::log::named::NoSuchColumn;
use crate::log::{Column, Columns, Numbers, Views, calendar};

/// Keeps the records whose value meets the comparison. Only `!=` and `!~` keep records without the value.
///
/// The form is `COLUMN OPERATOR VALUE`, with or without whitespace around the operator. Operators are `=`, `!=`, `<`, `<=`, `>`, `>=`, and
/// `~` and `!~` for a regular expression that matches anywhere in a text. Texts compare by their bytes; a day is written `2026-01-31`.
/// Single or double quotes around the value are removed. A comparison that no record can meet is an error.
///
/// ```
/// use logmill::filter::Condition;
///
/// assert!("status >= 500".parse::<Condition>().is_ok());
/// let error = "status >= many".parse::<Condition>().expect_err("no number");
/// assert_eq!(
///     error.to_string(),
///     "'status >= many': 'many' is not a value of 'status'; write a whole number from 0 to 999"
/// );
/// ```
#[derive(Debug, Clone)]
pub struct Condition {
    text: String,
    column: Column,
    test: Test,
}

#[derive(Debug, Clone)]
enum Test {
    Text(Comparison, Vec<u8>),
    Number(Comparison, i128),
    Pattern { regex: Regex, negated: bool },
}

/// How a value must compare with the one in the condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Comparison {
    Equal,
    NotEqual,
    Less,
    AtMost,
    Greater,
    AtLeast,
}

impl Comparison {
    fn is_equality(self) -> bool {
        matches!(self, Comparison::Equal | Comparison::NotEqual)
    }

    fn holds(self, ordering: Ordering) -> bool {
        match self {
            Comparison::Equal => ordering.is_eq(),
            Comparison::NotEqual => ordering.is_ne(),
            Comparison::Less => ordering.is_lt(),
            Comparison::AtMost => ordering.is_le(),
            Comparison::Greater => ordering.is_gt(),
            Comparison::AtLeast => ordering.is_ge(),
        }
    }
}

/// Operators and what they mean. An operator comes before those that it begins with; `None` is a regular expression.
const OPERATORS: [(&str, Option<Comparison>); 8] = [
    ("!=", Some(Comparison::NotEqual)),
    ("!~", None),
    ("<=", Some(Comparison::AtMost)),
    (">=", Some(Comparison::AtLeast)),
    ("=", Some(Comparison::Equal)),
    ("~", None),
    ("<", Some(Comparison::Less)),
    (">", Some(Comparison::Greater)),
];

/// Why a text is not a condition.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ConditionError {
    /// It has no operator.
    #[error(
        "'{text}' is not a condition; write COLUMN OPERATOR VALUE with one of = != < <= > >= ~ !~, such as 'status >= 500'"
    )]
    NoOperator {
        /// The text as given.
        text: String,
    },
    /// It does not name a column.
    #[error("'{text}': {source}")]
    NoSuchColumn {
        /// The text as given.
        text: String,
        /// What is wrong with the name.
        source: NoSuchColumn,
    },
    /// The column never holds the value, or never holds one that compares so.
    #[error("'{text}': '{value}' is not a value of '{column}'; {}", advised(*column, advice))]
    WrongValue {
        /// The text as given.
        text: String,
        /// The value in it.
        value: String,
        /// The column.
        column: Column,
        /// What to write.
        advice: Advice,
    },
    /// A pattern for a column that is not text.
    #[error("'{text}': '{column}' is not text; compare it with = != < <= > >=")]
    NotText {
        /// The text as given.
        text: String,
        /// The column.
        column: Column,
    },
    /// A pattern that does not compile.
    #[error("'{text}': '{pattern}' is not a regular expression that can be used: {error}")]
    BadPattern {
        /// The text as given.
        text: String,
        /// The pattern in it.
        pattern: String,
        /// What is wrong with it.
        error: ::regex::Error,
    },
}

impl FromStr for Condition {
    type Err = ConditionError;

    fn from_str(text: &str) -> Result<Condition, ConditionError> {
        let text = text.trim();
        let place = text.find(['=', '!', '<', '>', '~']);
        let parts = place.and_then(|at| {
            let (sign, comparison) = OPERATORS.into_iter().find(|(sign, _)| text[at..].starts_with(sign))?;
            Some((text[..at].trim(), sign, comparison, unquoted(text[at + sign.len()..].trim())))
        });
        let Some((name, sign, comparison, value)) = parts else {
            return Err(ConditionError::NoOperator { text: text.to_owned() });
        };
        let column =
            Column::named(name).map_err(|source| ConditionError::NoSuchColumn { text: text.to_owned(), source })?;
        let test = match comparison {
            Some(comparison) => compared(text, column, comparison, value)?,
            None => pattern(text, column, sign == "!~", value)?,
        };
        Ok(Condition { text: text.to_owned(), column, test })
    }
}

/// A value without the quotes that other languages require.
fn unquoted(value: &str) -> &str {
    let without = |quote: char| value.strip_prefix(quote).and_then(|value| value.strip_suffix(quote));
    without('"').or_else(|| without('\'')).unwrap_or(value)
}

fn compared(text: &str, column: Column, comparison: Comparison, value: &str) -> Result<Test, ConditionError> {
    let test = if column.is_text() {
        // A text that no value equals may still be a bound.
        let checked = if comparison.is_equality() { possible::check_text(column, value) } else { Ok(()) };
        checked.map(|()| Test::Text(comparison, value.as_bytes().to_vec()))
    } else {
        number(column, comparison, value).map(|number| Test::Number(comparison, number))
    };
    test.map_err(|advice| ConditionError::WrongValue { text: text.to_owned(), value: value.to_owned(), column, advice })
}

/// The number that a value is compared with.
fn number(column: Column, comparison: Comparison, value: &str) -> Result<i128, Advice> {
    match column.kind() {
        ColumnKind::Time => Err(Advice::Form("a condition on 'day' or 'hour' in its place")),
        ColumnKind::Day => {
            let day = calendar::parse_day(value).ok_or_else(|| possible::nearest_day(value))?;
            Ok(day.into())
        }
        _ => {
            let number = value.parse::<u64>().map_err(|_| possible::nearest_number(column, value))?.into();
            let range = possible::range(column);
            // If the comparison can hold at all, it holds at one end of the range.
            let can_hold = match comparison {
                _ if comparison.is_equality() => range.contains(&number),
                _ => [range.start(), range.end()].into_iter().any(|bound| comparison.holds(bound.cmp(&number))),
            };
            if can_hold { Ok(number) } else { Err(Advice::Form(possible::form(column))) }
        }
    }
}

fn advised(column: Column, advice: &Advice) -> String {
    match advice {
        Advice::Value(value) => format!("did you mean {value}?"),
        Advice::Pattern(pattern) => format!("write {column} ~ '{pattern}'"),
        Advice::Form(form) => format!("write {form}"),
        Advice::Absent => "logs write '-' for no value: '=' never finds such records, '!=' always does".to_owned(),
    }
}

fn pattern(text: &str, column: Column, negated: bool, pattern: &str) -> Result<Test, ConditionError> {
    if !column.is_text() {
        return Err(ConditionError::NotText { text: text.to_owned(), column });
    }
    let regex = Regex::new(pattern).map_err(|error| ConditionError::BadPattern {
        text: text.to_owned(),
        pattern: pattern.to_owned(),
        error,
    })?;
    Ok(Test::Pattern { regex, negated })
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Filter for Condition {
    fn columns(&self) -> Columns {
        Columns::of(&[self.column])
    }

    fn keep(&self, batch: &RecordBatch) -> Result<BooleanArray, FilterError> {
        let rows = batch.num_rows();
        let absent = |comparison: Comparison| comparison == Comparison::NotEqual;
        let keep = match &self.test {
            Test::Text(comparison, value) => {
                let texts = Views::of(batch, self.column)?;
                let holds = |text: &[u8]| comparison.holds(text.cmp(value));
                BooleanBuffer::collect_bool(rows, |row| texts.get(row).map_or(absent(*comparison), holds))
            }
            Test::Number(comparison, value) => {
                let numbers = Numbers::of(batch, self.column)?;
                let holds = |number: i128| comparison.holds(number.cmp(value));
                BooleanBuffer::collect_bool(rows, |row| numbers.get(row).map_or(absent(*comparison), holds))
            }
            Test::Pattern { regex, negated } => {
                let texts = Views::of(batch, self.column)?;
                BooleanBuffer::collect_bool(rows, |row| {
                    texts.get(row).map_or(*negated, |text| regex.is_match(text) != *negated)
                })
            }
        };
        Ok(BooleanArray::from(keep))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow_array::{Date32Array, StringViewArray, UInt16Array};
    use arrow_schema::Schema;

    use super::*;

    fn kept(condition: &str) -> Vec<bool> {
        let columns = [Column::Path, Column::Status, Column::Day];
        let paths = StringViewArray::from_iter([Some("/a"), Some("/blog/x"), None, Some("/blog/y")]);
        let status = UInt16Array::from(vec![Some(200), Some(404), None, Some(500)]);
        let days = Date32Array::from(vec![Some(0), Some(1), None, Some(2)]);
        let schema = Arc::new(Schema::new(columns.map(Column::field).to_vec()));
        let batch = RecordBatch::try_new(schema, vec![Arc::new(paths), Arc::new(status), Arc::new(days)]);
        let condition: Condition = condition.parse().expect("a condition");
        condition.keep(&batch.expect("three columns")).expect("the column is there").values().iter().collect()
    }

    #[test]
    fn values_compare_by_every_operator() {
        assert_eq!(kept("status>=404"), [false, true, false, true]);
        assert_eq!(kept("status > 404"), [false, false, false, true]);
        assert_eq!(kept("status <= 404"), [true, true, false, false]);
        assert_eq!(kept("status < 404"), [true, false, false, false]);
        assert_eq!(kept("status = 404"), [false, true, false, false]);
        assert_eq!(kept("status != 404"), [true, false, true, true]);
        assert_eq!(kept("path = /a"), [true, false, false, false]);
        assert_eq!(kept("path ~ ^/blog/"), [false, true, false, true]);
        assert_eq!(kept("path !~ ^/blog/"), [true, false, true, false]);
        assert_eq!(kept("day = 1970-01-02"), [false, true, false, false]);
    }

    #[test]
    fn a_bound_just_outside_of_the_values_is_accepted() {
        assert_eq!(kept("status < 1000"), [true, true, false, true]);
        assert_eq!(kept("path < -"), [false; 4]);
    }

    #[test]
    fn quotes_around_the_value_are_taken_off_once() {
        assert_eq!(kept("path = \"/a\""), [true, false, false, false]);
        assert_eq!(kept("path='/a'"), [true, false, false, false]);
        assert_eq!(kept("path ~ '^/blog/'"), [false, true, false, true]);
        assert_eq!(kept("status = \"404\""), [false, true, false, false]);
        assert_eq!(kept("path = '\"/a\"'"), [false; 4]);
        assert_eq!(kept("path != \"/a"), [true; 4], "a quote without its match is part of the value");
    }

    #[test]
    fn a_text_that_is_not_a_condition_is_refused_with_what_to_write() {
        let cases = [
            ("status", "'status' is not a condition; write COLUMN OPERATOR VALUE"),
            ("stats = 1", "'stats' is not a column; did you mean 'status'?"),
            ("status ! 1", "is not a condition"),
            ("status ~ 5..", "'status' is not text; compare it with ="),
            ("path ~ (", "'(' is not a regular expression"),
            ("day = 1.2.2026", "'1.2.2026' is not a value of 'day'; did you mean '2026-02-01'?"),
            ("status = 2OO", "'2OO' is not a value of 'status'; did you mean 200?"),
            ("status >= 1000", "'1000' is not a value of 'status'; write a whole number from 0 to 999"),
            ("hour > 23", "'23' is not a value of 'hour'; write a whole number from 0 to 23"),
            ("port < 0", "'0' is not a value of 'port'; write a whole number from 0 to 65535"),
            ("host = 10.0.0.0/8", "'10.0.0.0/8' is not a value of 'host'; write host ~ '^10\\.'"),
            ("referer != -", "'-' is not a value of 'referer'; logs write '-' for no value"),
            ("time > 0", "'0' is not a value of 'time'; write a condition on 'day' or 'hour'"),
        ];
        for (text, message) in cases {
            let error = text.parse::<Condition>().expect_err(text).to_string();
            assert!(error.contains(message), "{error}");
        }
    }
}
