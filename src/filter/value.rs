//! Lists of values of a column, as a condition.

use std::fmt;

use serde::Deserialize;

use super::settings::{SettingsError, ToCondition, quoted};
use crate::log::possible::{self, Advice};
use crate::log::{Column, calendar};

/// A value as written in settings.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged, expecting = "a text or a whole number")]
pub enum Scalar {
    /// A whole number.
    Number(i64),
    /// A text; a day is written as one, `'2026-01-31'`.
    Text(String),
}

/// Settings that mean `column IN (..)` and `column NOT IN (..)`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ValueSettings {
    /// The column to compare: any but `time`. Required. Example: `column = "method"`.
    pub column: Column,
    /// Keeps only records with one of these values: texts for a text column (case matters), networks for an address, whole numbers for a
    /// number column, `"2026-01-31"` for `day`. A value that the column never holds is an error. Default empty: any value. Example:
    /// `one_of = ["GET", "HEAD"]`.
    #[serde(default)]
    pub one_of: Option<Vec<Scalar>>,
    /// Drops records with one of these values, and those without a value. Default empty. Example: `none_of = [301, 302]`.
    #[serde(default)]
    pub none_of: Option<Vec<Scalar>>,
}

impl fmt::Display for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Scalar::Number(number) => write!(f, "{number}"),
            Scalar::Text(text) => write!(f, "'{text}'"),
        }
    }
}

impl ToCondition for ValueSettings {
    const KEY: &'static str = "column";

    fn condition(&self) -> Result<String, Vec<SettingsError>> {
        let column = self.column;
        let lists = [("one_of", &self.one_of), ("none_of", &self.none_of)];
        if lists.iter().all(|(_, list)| list.as_ref().is_none_or(Vec::is_empty)) {
            let written = lists.into_iter().find(|(_, list)| list.is_some());
            let option = written.map_or("one_of or none_of", |(option, _)| option);
            return Err(vec![SettingsError::NoValues { option, column }]);
        }
        if column == Column::Time {
            return Err(vec![SettingsError::NotListable { column }]);
        }
        let mut problems = Vec::new();
        let one_of = self.list("one_of", self.one_of.as_deref().unwrap_or_default(), &mut problems);
        let none_of = self.list("none_of", self.none_of.as_deref().unwrap_or_default(), &mut problems);
        if !problems.is_empty() {
            return Err(problems);
        }
        let none_of = none_of.map(|condition| format!("NOT ({condition})"));
        Ok([one_of, none_of].into_iter().flatten().collect::<Vec<_>>().join(" AND "))
    }
}

impl ValueSettings {
    /// The condition that a value is in a list; `None` for an empty list. Wrong values are added to `problems`.
    fn list(&self, option: &'static str, values: &[Scalar], problems: &mut Vec<SettingsError>) -> Option<String> {
        let column = self.column;
        let (mut members, mut networks) = (Vec::new(), Vec::new());
        for (index, value) in values.iter().enumerate() {
            match (check(column, value), value) {
                (Ok(()), Scalar::Number(number)) => members.push(number.to_string()),
                (Ok(()), Scalar::Text(text)) => members.push(quoted(text)),
                (Err(Advice::Network(_)), Scalar::Text(text)) => networks.push(quoted(text)),
                (Err(advice), _) => {
                    problems.push(SettingsError::WrongValue {
                        option,
                        index,
                        value: value.to_string(),
                        column,
                        advice,
                    });
                }
            }
        }
        let among = (!members.is_empty()).then(|| format!("{column} IN ({})", members.join(", ")));
        let inside = (!networks.is_empty()).then(|| format!("ip_in({column}, {})", networks.join(", ")));
        match (among, inside) {
            (Some(among), Some(inside)) => Some(format!("({among} OR {inside})")),
            (among, inside) => among.or(inside),
        }
    }
}

/// Checks that a column can hold a value.
fn check(column: Column, value: &Scalar) -> Result<(), Advice> {
    match (column, value) {
        (Column::Day, Scalar::Text(text)) => match calendar::parse_day(text) {
            Some(_) => Ok(()),
            None => Err(possible::nearest_day(text)),
        },
        (Column::Day, Scalar::Number(_)) => Err(Advice::Form(possible::form(column))),
        (_, Scalar::Text(text)) if column.is_text() => possible::check_text(column, text),
        (_, Scalar::Number(_)) if column.is_text() => Err(Advice::Form("a text in quotes")),
        (_, Scalar::Text(text)) => Err(possible::nearest_number(column, text)),
        (_, Scalar::Number(number)) => possible::check_number(column, (*number).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn condition(column: Column, one_of: &[&str], none_of: &[i64]) -> Result<String, String> {
        let one_of = one_of.iter().map(|text| Scalar::Text((*text).to_owned())).collect();
        let none_of = none_of.iter().map(|number| Scalar::Number(*number)).collect();
        let settings = ValueSettings { column, one_of: Some(one_of), none_of: Some(none_of) };
        settings.condition().map_err(|errors| errors[0].to_string())
    }

    #[test]
    fn lists_are_conditions() {
        assert_eq!(condition(Column::Method, &["GET", "HEAD"], &[]), Ok("method IN ('GET', 'HEAD')".to_owned()));
        assert_eq!(condition(Column::Status, &[], &[301, 302]), Ok("NOT (status IN (301, 302))".to_owned()));
        assert_eq!(
            condition(Column::Host, &["::1", "10.0.0.0/8"], &[]),
            Ok("(host IN ('::1') OR ip_in(host, '10.0.0.0/8'))".to_owned())
        );
        assert_eq!(condition(Column::Day, &["2026-01-31"], &[]), Ok("day IN ('2026-01-31')".to_owned()));
    }

    #[test]
    fn values_that_a_column_never_holds_are_refused_in_one_message() {
        for (column, value, message) in [
            (Column::Method, "get", "one_of[0]: 'get' is not a value of 'method'; did you mean 'GET'?"),
            (Column::Status, "404", "one_of[0]: '404' is not a value of 'status'; did you mean 404?"),
            (Column::Day, "31.1.2026", "one_of[0]: '31.1.2026' is not a value of 'day'; did you mean '2026-01-31'?"),
        ] {
            assert_eq!(condition(column, &[value], &[]), Err(message.to_owned()));
        }
        let texts = |values: &[&str]| Some(values.iter().map(|text| Scalar::Text((*text).to_owned())).collect());
        let settings =
            ValueSettings { column: Column::Method, one_of: texts(&["get", "GET", "put"]), none_of: texts(&["post"]) };
        assert_eq!(settings.condition().expect_err("three are wrong").len(), 3);
        assert!(condition(Column::Method, &[], &[]).is_err_and(|error| error.starts_with("one_of: name at least one")));
        assert!(condition(Column::Time, &["x"], &[]).is_err());
    }
}
