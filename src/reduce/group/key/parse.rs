//! Keys as text: the name of a column, and after a `/` the precision of a computed key.

use std::str::FromStr;

use serde::{Deserialize, Deserializer, de};

use super::definition::AnyKey;
use super::{bucket, network, segments};
use crate::log::Column;
use crate::log::named::NoSuchColumn;

/// A kind of computed key.
struct Computed {
    column: Column,
    /// Reads what follows the `/`.
    parse: fn(&str) -> Option<AnyKey>,
    /// What can follow it, for messages.
    form: &'static str,
    example: &'static str,
}

/// Every kind of computed key.
const COMPUTED: [Computed; 3] = [
    Computed { column: Column::Time, parse: bucket::parse, form: bucket::FORM, example: "time/5min" },
    Computed { column: Column::Host, parse: network::parse, form: network::FORM, example: "host/24" },
    Computed { column: Column::Path, parse: segments::parse, form: segments::FORM, example: "path/2" },
];

/// Why a text is not a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// It does not name a column.
    #[error(transparent)]
    NoSuchColumn(#[from] NoSuchColumn),
    /// Nothing is computed from its column.
    #[error(
        "'{text}': '{column}' is grouped by whole values; write '{column}', or a computed key such as {}",
        examples()
    )]
    NotComputed {
        /// The text as given.
        text: String,
        /// The column.
        column: Column,
    },
    /// What follows the `/` does not fit.
    #[error("'{text}': '{detail}' is not possible after '{column}/'; write {form}, such as '{example}'")]
    BadDetail {
        /// The text as given.
        text: String,
        /// What follows the `/`.
        detail: String,
        /// The column.
        column: Column,
        /// What can follow it.
        form: &'static str,
        /// A key that is right.
        example: &'static str,
    },
}

fn examples() -> String {
    let examples: Vec<String> = COMPUTED.iter().map(|computed| format!("'{}'", computed.example)).collect();
    examples.join(", ")
}

impl FromStr for AnyKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<AnyKey, KeyError> {
        let Some((name, detail)) = text.split_once('/') else { return Ok(Column::named(text)?.into()) };
        let column = Column::named(name)?;
        let Some(computed) = COMPUTED.iter().find(|computed| computed.column == column) else {
            return Err(KeyError::NotComputed { text: text.to_owned(), column });
        };
        (computed.parse)(detail).ok_or_else(|| KeyError::BadDetail {
            text: text.to_owned(),
            detail: detail.to_owned(),
            column,
            form: computed.form,
            example: computed.example,
        })
    }
}

impl<'de> Deserialize<'de> for AnyKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<AnyKey, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}
