//! Keeps or drops the records in which a column has one of the listed values.

use std::collections::HashSet;
use std::fmt;

use arrow_array::{BooleanArray, RecordBatch};
use arrow_buffer::BooleanBuffer;
use serde::Deserialize;

use super::possible::{self, Advice};
use super::{Filter, FilterError, SettingsError};
use crate::log::{Column, Columns, Numbers, Views, calendar};

/// A value as written in settings.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged, expecting = "a text or a whole number")]
pub enum Scalar {
    /// A whole number.
    Number(i64),
    /// A text; a day is written as one, `'2026-01-31'`.
    Text(String),
}

/// The settings of a [`ValueFilter`].
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ValueSettings {
    /// The column to compare: any but `time`. Required. Example: `column = "method"`.
    pub column: Column,
    /// Keeps only records with one of these values: texts for a text column (case matters), whole numbers for a number
    /// column, `"2026-01-31"` for `day`. A value that the column never holds is an error. Default empty: any value, or
    /// none. Example: `one_of = ["GET", "HEAD"]`.
    #[serde(default)]
    pub one_of: Option<Vec<Scalar>>,
    /// Drops records with one of these values. Default empty. Example: `none_of = [301, 302]`.
    #[serde(default)]
    pub none_of: Option<Vec<Scalar>>,
}

/// Keeps the records whose value is in `one_of` and not in `none_of`. A record without the value is in neither list: it
/// is dropped when `one_of` has values, and kept otherwise.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "ValueSettings")]
pub struct ValueFilter {
    column: Column,
    values: Values,
}

#[derive(Debug, Clone)]
enum Values {
    Texts(Lists<Vec<u8>>),
    Numbers(Lists<i128>),
}

#[derive(Debug, Clone)]
struct Lists<T> {
    one_of: HashSet<T>,
    none_of: HashSet<T>,
}

impl<T: std::hash::Hash + Eq> Lists<T> {
    fn read(settings: &ValueSettings, read: impl Fn(&Scalar) -> Result<T, Advice>) -> Result<Lists<T>, SettingsError> {
        let column = settings.column;
        let list = |option, values: &Option<Vec<Scalar>>| -> Result<HashSet<T>, SettingsError> {
            let read = |(index, value): (usize, &Scalar)| {
                let wrong =
                    |advice| SettingsError::WrongValue { option, index, value: value.to_string(), column, advice };
                read(value).map_err(wrong)
            };
            values.iter().flatten().enumerate().map(read).collect()
        };
        Ok(Lists { one_of: list("one_of", &settings.one_of)?, none_of: list("none_of", &settings.none_of)? })
    }

    fn keeps<Q: std::hash::Hash + Eq + ?Sized>(&self, value: Option<&Q>) -> bool
    where
        T: std::borrow::Borrow<Q>,
    {
        let Some(value) = value else { return self.one_of.is_empty() };
        (self.one_of.is_empty() || self.one_of.contains(value)) && !self.none_of.contains(value)
    }
}

impl fmt::Display for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Scalar::Number(number) => write!(f, "{number}"),
            Scalar::Text(text) => write!(f, "'{text}'"),
        }
    }
}

impl Scalar {
    /// The value for a text column.
    fn text(&self, column: Column) -> Result<Vec<u8>, Advice> {
        match self {
            Scalar::Text(text) => possible::check_text(column, text).map(|()| text.clone().into_bytes()),
            Scalar::Number(_) => Err(Advice::Form("a text in quotes")),
        }
    }

    /// The value for a column of whole numbers.
    fn number(&self, column: Column) -> Result<i128, Advice> {
        match self {
            Scalar::Number(number) => possible::check_number(column, (*number).into()).map(|()| (*number).into()),
            Scalar::Text(text) => Err(possible::nearest_number(column, text)),
        }
    }

    /// The value as a day.
    fn day(&self) -> Result<i128, Advice> {
        match self {
            Scalar::Text(text) => calendar::parse_day(text).map(i128::from).ok_or_else(|| possible::nearest_day(text)),
            Scalar::Number(_) => Err(Advice::Form(possible::form(Column::Day))),
        }
    }
}

impl TryFrom<ValueSettings> for ValueFilter {
    type Error = SettingsError;

    fn try_from(settings: ValueSettings) -> Result<ValueFilter, SettingsError> {
        let column = settings.column;
        let lists = [("one_of", &settings.one_of), ("none_of", &settings.none_of)];
        if lists.iter().all(|(_, list)| list.as_ref().is_none_or(Vec::is_empty)) {
            let written = lists.into_iter().find(|(_, list)| list.is_some());
            let option = written.map_or("one_of or none_of", |(option, _)| option);
            return Err(SettingsError::NoValues { option, column });
        }
        let values = match column {
            Column::Time => return Err(SettingsError::NotListable { column }),
            Column::Day => Values::Numbers(Lists::read(&settings, Scalar::day)?),
            _ if column.is_text() => Values::Texts(Lists::read(&settings, |value| value.text(column))?),
            _ => Values::Numbers(Lists::read(&settings, |value| value.number(column))?),
        };
        Ok(ValueFilter { column, values })
    }
}

impl Filter for ValueFilter {
    fn columns(&self) -> Columns {
        Columns::of(&[self.column])
    }

    fn keep(&self, batch: &RecordBatch) -> Result<BooleanArray, FilterError> {
        let keep = match &self.values {
            Values::Texts(lists) => {
                let texts = Views::of(batch, self.column)?;
                BooleanBuffer::collect_bool(texts.len(), |row| lists.keeps(texts.get(row)))
            }
            Values::Numbers(lists) => {
                let numbers = Numbers::of(batch, self.column)?;
                BooleanBuffer::collect_bool(batch.num_rows(), |row| lists.keeps(numbers.get(row).as_ref()))
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

    fn kept(settings: &str) -> Vec<bool> {
        let columns = [Column::Method, Column::Status, Column::Day];
        let methods = StringViewArray::from_iter([Some("GET"), Some("POST"), None, Some("get")]);
        let status = UInt16Array::from(vec![Some(200), Some(301), Some(404), None]);
        let days = Date32Array::from(vec![Some(0), Some(1), None, Some(-1)]);
        let schema = Arc::new(Schema::new(columns.map(Column::field).to_vec()));
        let batch = RecordBatch::try_new(schema, vec![Arc::new(methods), Arc::new(status), Arc::new(days)]);
        let filter: ValueFilter = toml::from_str(settings).expect("good settings");
        let keep = filter.keep(&batch.expect("three columns")).expect("the column is there");
        keep.values().iter().collect()
    }

    #[test]
    fn one_of_keeps_only_the_values_listed() {
        assert_eq!(kept("column = 'method'\none_of = ['GET', 'HEAD']"), [true, false, false, false]);
        assert_eq!(kept("column = 'status'\none_of = [301, 404]"), [false, true, true, false]);
        assert_eq!(kept("column = 'day'\none_of = ['1970-01-01', '1969-12-31']"), [true, false, false, true]);
    }

    #[test]
    fn none_of_drops_only_the_values_listed() {
        assert_eq!(kept("column = 'method'\nnone_of = ['GET']"), [false, true, true, true]);
        assert_eq!(kept("column = 'status'\nnone_of = [200]"), [false, true, true, true]);
    }

    #[test]
    fn a_value_of_the_wrong_type_is_refused_with_what_to_write() {
        let cases = [
            ("column = 'status'\none_of = ['200']", "one_of[0]: '200' is not a value of 'status'; did you mean 200?"),
            ("column = 'method'\nnone_of = [1]", "none_of[0]: 1 is not a value of 'method'; write a text in quotes"),
            ("column = 'day'\none_of = [20260131]", "one_of[0]: 20260131 is not a value of 'day'; write a date such"),
            ("column = 'time'\none_of = [1]", "use 'day' or 'hour'"),
            ("column = 'path'", "name at least one value of 'path'"),
            ("column = 'pth'\none_of = ['/']", "did you mean 'path'?"),
        ];
        for (settings, message) in cases {
            let error = toml::from_str::<ValueFilter>(settings).expect_err(settings).to_string();
            assert!(error.contains(message), "{error}");
        }
    }

    #[test]
    fn a_value_that_the_column_never_holds_is_refused_at_its_place_in_the_list() {
        let cases = [
            (
                "column = 'host'\none_of = ['10.1.2.3', '10.0.0.0/8']",
                "one_of[1]: '10.0.0.0/8' is not a value of 'host'; use the filter 'regex' with pattern = '^10\\.'",
            ),
            (
                "column = 'port'\nnone_of = [80, 70000]",
                "none_of[1]: 70000 is not a value of 'port'; write a whole number",
            ),
            (
                "column = 'hour'\none_of = [24]",
                "one_of[0]: 24 is not a value of 'hour'; write a whole number from 0 to 23",
            ),
            (
                "column = 'day'\none_of = ['31.1.2026']",
                "one_of[0]: '31.1.2026' is not a value of 'day'; did you mean '2026-01-31'?",
            ),
            (
                "column = 'user'\none_of = ['-']",
                "'-' is not a value of 'user'; logs write '-' for no value: 'one_of' drops such records, 'none_of' keeps them",
            ),
        ];
        for (settings, message) in cases {
            let error = toml::from_str::<ValueFilter>(settings).expect_err(settings).to_string();
            assert!(error.contains(message), "{error}");
        }
    }
}
