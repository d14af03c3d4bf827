//! Looks up columns by the names in settings.

use serde::de::{Deserialize, Deserializer, Error};
use serde::{Serialize, Serializer};

use super::Column;

/// A name in the settings that is not a column, with the nearest one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{name}' is not a column; {}", advice(*.nearest))]
pub struct NoSuchColumn {
    /// The name as given.
    pub name: String,
    /// The column with the most similar name, if any is similar.
    pub nearest: Option<Column>,
}

/// Jaro-Winkler similarity (0 to 1) from which a name counts as a misspelling.
const ALIKE: f64 = 0.75;

impl Column {
    /// The column that a setting names.
    ///
    /// # Errors
    /// [`NoSuchColumn`], which offers the nearest name.
    pub fn named(name: &str) -> Result<Column, NoSuchColumn> {
        name.parse().map_err(|_| NoSuchColumn { name: name.to_owned(), nearest: nearest(name) })
    }
}

fn nearest(name: &str) -> Option<Column> {
    let likeness = |column: &Column| strsim::jaro_winkler(&name.to_lowercase(), column.name());
    Column::ALL
        .into_iter()
        .map(|column| (likeness(&column), column))
        .filter(|(likeness, _)| *likeness >= ALIKE)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, column)| column)
}

/// What to write instead of a name that is not a column.
pub fn advice_for(name: &str) -> String {
    advice(nearest(name))
}

fn advice(nearest: Option<Column>) -> String {
    match nearest {
        Some(column) => format!("did you mean '{column}'?"),
        None => format!("the columns are {}", list(Column::ALL)),
    }
}

/// Lists column names for a message: `path, status, bytes`.
pub fn list(columns: impl IntoIterator<Item = Column>) -> String {
    columns.into_iter().map(Column::name).collect::<Vec<_>>().join(", ")
}

impl<'de> Deserialize<'de> for Column {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Column, D::Error> {
        Column::named(&String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

impl Serialize for Column {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_column_gets_a_suggestion() {
        for (wrong, meant) in [("pth", "path"), ("useragent", "user_agent"), ("Status", "status"), ("byte", "bytes")] {
            let error = Column::named(wrong).expect_err("misspelt");
            assert_eq!(error.to_string(), format!("'{wrong}' is not a column; did you mean '{meant}'?"));
        }
    }

    #[test]
    fn an_unrecognisable_name_gets_the_list() {
        let error = Column::named("zzz").expect_err("unknown").to_string();
        assert!(error.starts_with("'zzz' is not a column; the columns are host, ident, "), "{error}");
    }
}
