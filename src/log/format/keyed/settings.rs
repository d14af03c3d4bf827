//! The table with which a user assigns keys to columns: `json = { time = "ts", request_time = { key = "took", unit = "ms" } }`.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde::{Deserialize as Derive, Serialize, Serializer};

use super::map::KeyMap;
use super::path::{self, PathError};
use crate::log::OwnColumns;
use crate::log::column::Column;
use crate::log::duration::Unit;
use crate::log::own_columns::{self, OwnNameError};

/// The table of a format: for each column, the key that fills it.
pub type KeySettings = BTreeMap<KeyColumn, KeySetting>;

/// A column that a key fills, as a user names it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyColumn {
    /// A column of every log.
    Common(Column),
    /// A column of the job's own, by its name.
    Own(String),
}

impl From<Column> for KeyColumn {
    fn from(column: Column) -> KeyColumn {
        KeyColumn::Common(column)
    }
}

impl fmt::Display for KeyColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            KeyColumn::Common(column) => column.fmt(f),
            KeyColumn::Own(name) => name.fmt(f),
        }
    }
}

impl<'de> Deserialize<'de> for KeyColumn {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<KeyColumn, D::Error> {
        let name = String::deserialize(deserializer)?;
        if let Ok(column) = name.parse() {
            return Ok(KeyColumn::Common(column));
        }
        own_columns::check(&name).map(|()| KeyColumn::Own(name)).map_err(D::Error::custom)
    }
}

impl Serialize for KeyColumn {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A key: a text, or a table `{ key = "took", unit = "ms" }`.
///
/// A key inside others is written with dots, `request.headers.User-Agent`; the elements of an array with brackets, `list[1]`, where an
/// array itself means its first element. A dot or bracket that belongs to a key has a backslash before it. A key with dots is also
/// found where a line has it as one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeySetting {
    /// The key.
    pub key: String,
    /// The unit of a duration, or of a time since 1970, that is a bare number. Without it, durations are milliseconds, and the size of a
    /// time decides.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<Unit>,
}

impl<'de> Deserialize<'de> for KeySetting {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<KeySetting, D::Error> {
        #[derive(Derive)]
        #[serde(deny_unknown_fields)]
        struct Table {
            key: String,
            unit: Option<Unit>,
        }

        struct KeyOrTable;

        impl<'de> Visitor<'de> for KeyOrTable {
            type Value = KeySetting;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key, such as \"ts\", or a table, such as { key = \"took\", unit = \"ms\" }")
            }

            fn visit_str<E>(self, key: &str) -> Result<KeySetting, E> {
                Ok(KeySetting { key: key.to_owned(), unit: None })
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<KeySetting, A::Error> {
                let Table { key, unit } = Table::deserialize(MapAccessDeserializer::new(map))?;
                Ok(KeySetting { key, unit })
            }
        }

        deserializer.deserialize_any(KeyOrTable)
    }
}

/// Why settings make no format. Texts begin with the column that they are about.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MapError {
    /// A text that names no key.
    #[error("{column}: '{key}' names no key: {error}")]
    BadKey {
        /// The column.
        column: KeyColumn,
        /// The text as written.
        key: String,
        /// What is wrong with it.
        error: PathError,
    },
    /// A column that follows from others.
    #[error("{column}: is made of '{of}'; give the key of that instead")]
    Derived {
        /// The column.
        column: KeyColumn,
        /// What it is made of.
        of: Column,
    },
    /// A unit for something that has none.
    #[error("{column}: is neither a duration nor a time, so it has no unit; leave 'unit' out")]
    NoUnit {
        /// The column.
        column: KeyColumn,
    },
    /// A name that no own column can have.
    #[error("{column}: {error}")]
    BadName {
        /// The name as written.
        column: KeyColumn,
        /// What is wrong with it.
        error: OwnNameError,
    },
    /// No key for the time.
    #[error("no key for 'time' is given; every record has one: write time = \"ts\", or what the log calls it")]
    NoTime,
    /// No key that makes a line one of an access log.
    #[error("no key of a request is given; give one for 'request', 'method', 'target', 'path' or 'status'")]
    NoRequest,
}

impl MapError {
    /// The column whose key is wrong; none when one is missing.
    pub fn column(&self) -> Option<&KeyColumn> {
        match self {
            MapError::BadKey { column, .. }
            | MapError::Derived { column, .. }
            | MapError::NoUnit { column }
            | MapError::BadName { column, .. } => Some(column),
            MapError::NoTime | MapError::NoRequest => None,
        }
    }
}

/// Makes the map of a table.
///
/// # Errors
/// Every [`MapError`] that the table holds, in the order of its columns.
pub fn compile(settings: &KeySettings, own: &mut OwnColumns) -> Result<KeyMap, Vec<MapError>> {
    let mut map = KeyMap::new();
    let mut errors = Vec::new();
    for (name, setting) in settings {
        let column = match name {
            KeyColumn::Common(column) => Ok(*column),
            KeyColumn::Own(own_name) => {
                own.named(own_name).map_err(|error| MapError::BadName { column: name.clone(), error })
            }
        };
        match column.and_then(|column| Ok((column, checked(name, column, setting)?))) {
            Ok((column, path)) => map.add(&path, column, setting.unit),
            Err(error) => errors.push(error),
        }
    }
    let request = [Column::Request, Column::Method, Column::Target, Column::Path, Column::Status];
    let has = |column: Column| settings.contains_key(&KeyColumn::Common(column));
    if !has(Column::Time) {
        errors.push(MapError::NoTime);
    }
    if !request.into_iter().any(has) {
        errors.push(MapError::NoRequest);
    }
    if errors.is_empty() { Ok(map) } else { Err(errors) }
}

fn checked(name: &KeyColumn, column: Column, setting: &KeySetting) -> Result<Vec<path::Step>, MapError> {
    let name = || name.clone();
    if let Some(of) = origin(column) {
        return Err(MapError::Derived { column: name(), of });
    }
    if setting.unit.is_some() && !column.is_duration() && column != Column::Time {
        return Err(MapError::NoUnit { column: name() });
    }
    path::parse(&setting.key).map_err(|error| MapError::BadKey { column: name(), key: setting.key.clone(), error })
}

/// The column that another is derived from.
fn origin(column: Column) -> Option<Column> {
    match column {
        Column::Day | Column::Hour => Some(Column::Time),
        Column::StatusClass => Some(Column::Status),
        Column::Extension | Column::FirstSegment => Some(Column::Path),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(text: &str) -> KeySettings {
        toml::from_str(text).expect("a table of keys")
    }

    fn errors(text: &str) -> Vec<String> {
        compile(&settings(text), &mut OwnColumns::default())
            .expect_err("settings that make no map")
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn a_key_is_a_text_or_a_table() {
        let read = settings("time = 'ts'\nrequest_time = { key = 'took', unit = 'ms' }\npath = { key = 'req.path' }");
        assert_eq!(read[&Column::Time.into()], KeySetting { key: "ts".to_owned(), unit: None });
        assert_eq!(read[&Column::RequestTime.into()].unit, Some(Unit::Milliseconds));
        let map = compile(&read, &mut OwnColumns::default()).unwrap();
        let wanted = [Column::Time, Column::RequestTime, Column::Path, Column::Target];
        assert_eq!(map.columns(), wanted.into_iter().collect());
    }

    #[test]
    fn a_value_that_is_neither_is_answered_with_what_to_write() {
        let error = |text: &str| toml::from_str::<KeySettings>(text).expect_err("wrong").message().to_owned();
        assert!(error("time = 5").contains("expected a key, such as \"ts\", or a table"), "{}", error("time = 5"));
        assert!(error("time = { key = 'a', unti = 's' }").contains("unknown field `unti`"));
        assert!(error("time = { key = 'a', unit = 'min' }").contains("unknown variant `min`"));
        assert!(error("tine = 'ts'").contains("did you mean 'time'?"));
    }

    #[test]
    fn a_key_may_fill_a_column_of_the_jobs_own() {
        let mut own = OwnColumns::default();
        let map = compile(&settings("time = 'ts'\nstatus = 's'\nTenant = 'ctx.tenant'"), &mut own).expect("a map");
        assert_eq!(own.name_of(Column::Own1), "tenant");
        assert!(map.columns().contains(Column::Own1));
        assert!(
            errors("time = 'ts'\nstatus = 's'\ntenant = { key = 't', unit = 's' }")[0]
                .starts_with("tenant: is neither")
        );
    }

    #[test]
    fn a_mistake_in_a_key_names_its_column() {
        let settings = settings("time = ''\nday = 'd'");
        let errors = compile(&settings, &mut OwnColumns::default()).expect_err("settings that make no map");
        let columns: Vec<_> = errors.iter().map(|error| error.column().map(ToString::to_string)).collect();
        assert_eq!(columns, [Some("time".to_owned()), Some("day".to_owned()), None]);
    }

    #[test]
    fn every_mistake_is_reported_at_once() {
        assert_eq!(
            errors("day = 'd'\nhost = 'a..b'\nbytes = { key = 'n', unit = 's' }"),
            [
                "host: 'a..b' names no key: a key in it is empty; write a dot that belongs to a key as '\\.'",
                "bytes: is neither a duration nor a time, so it has no unit; leave 'unit' out",
                "day: is made of 'time'; give the key of that instead",
                "no key for 'time' is given; every record has one: write time = \"ts\", or what the log calls it",
                "no key of a request is given; give one for 'request', 'method', 'target', 'path' or 'status'",
            ]
        );
    }
}
