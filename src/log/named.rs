//! Looks up columns by the names in settings.

use serde::de::{Deserialize, Deserializer, Error};
use serde::{Serialize, Serializer};

use super::Column;
use super::spelling::nearest;

/// A name in the settings that is not a column, with what to write instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{name}' is not a column; {advice}")]
pub struct NoSuchColumn {
    /// The name as given.
    pub name: String,
    /// What to write.
    pub advice: String,
}

/// What to write instead of a name that is not a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ColumnAdvice {
    /// Other programs call these columns so; the first one is the usual choice.
    #[error("write {}", alternatives(columns))]
    Habit {
        /// The columns.
        columns: &'static [Column],
    },
    /// The name looks like a misspelling.
    #[error("did you mean '{column}'?")]
    Misspelt {
        /// The column.
        column: Column,
    },
    /// The name resembles no column.
    #[error("`logmill columns` lists them")]
    List,
}

impl ColumnAdvice {
    /// The advice for a name that is probably a slip: a misspelt column, or what other programs call one.
    pub fn of_slip(name: &str) -> Option<ColumnAdvice> {
        habit(name).or_else(|| misspelt(name))
    }
}

/// What other programs call columns.
const HABITS: &[(&str, &[Column])] = &[
    (
        "ip client client_ip clientip remote_addr remote_address remote_host remote_ip addr address source_ip",
        &[Column::Host],
    ),
    ("url uri request_uri request_url cs_uri cs_uri_stem page", &[Column::Path, Column::Target]),
    ("ua agent useragent http_user_agent browser", &[Column::UserAgent]),
    ("latency duration response_time rt time_taken elapsed", &[Column::RequestTime]),
    ("size body_bytes_sent bytes_sent body_bytes response_size length", &[Column::Bytes]),
    ("code http_status http_code status_code response_code", &[Column::Status]),
    ("referrer http_referer", &[Column::Referer]),
    ("verb http_method request_method", &[Column::Method]),
    ("args query_string querystring", &[Column::Query]),
    ("timestamp datetime date_time time_local", &[Column::Time]),
    ("date", &[Column::Day]),
    ("domain site virtual_host http_host server_name", &[Column::Vhost]),
    ("remote_user username", &[Column::User]),
    ("ext file_type", &[Column::Extension]),
    ("http_version version", &[Column::Protocol]),
    ("xff x_forwarded_for http_x_forwarded_for", &[Column::ForwardedFor]),
    ("upstream_response_time backend_time", &[Column::UpstreamTime]),
    ("content_type media_type", &[Column::MimeType]),
];

/// Letters from which a misspelt habit is recognised: shorter ones are near too many words.
const LEAST_LETTERS: usize = 6;

impl Column {
    /// The column that a setting names.
    ///
    /// # Errors
    /// [`NoSuchColumn`], which says what to write.
    pub fn named(name: &str) -> Result<Column, NoSuchColumn> {
        name.parse().map_err(|_| NoSuchColumn { name: name.to_owned(), advice: advice_for(name) })
    }
}

/// What to write instead of a name that is not a column.
pub fn advice_for(name: &str) -> String {
    advice(name).to_string()
}

fn advice(name: &str) -> ColumnAdvice {
    let written = name.trim_start_matches('$').replace('-', "_").to_lowercase();
    if let Some(advice) = ColumnAdvice::of_slip(&written) {
        return advice;
    }
    let is_near = |(names, _): &&(&str, &[Column])| {
        let long = names.split(' ').filter(|name| name.len() >= LEAST_LETTERS);
        nearest(&written, long).is_some()
    };
    HABITS.iter().find(is_near).map_or(ColumnAdvice::List, |(_, columns)| ColumnAdvice::Habit { columns })
}

/// The columns that other programs call so.
fn habit(name: &str) -> Option<ColumnAdvice> {
    let is_known = |(names, _): &&(&str, &[Column])| names.split(' ').any(|known| known == name);
    HABITS.iter().find(is_known).map(|(_, columns)| ColumnAdvice::Habit { columns })
}

/// The column that is nearly called so.
fn misspelt(name: &str) -> Option<ColumnAdvice> {
    let column = nearest(name, Column::NAMED.map(Column::name))?.parse().ok()?;
    Some(ColumnAdvice::Misspelt { column })
}

fn alternatives(columns: &[Column]) -> String {
    columns.iter().map(|column| format!("'{column}'")).collect::<Vec<_>>().join(" or ")
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

    fn refusal(name: &str) -> String {
        Column::named(name).expect_err("not a column").to_string()
    }

    #[test]
    fn a_misspelt_column_gets_a_suggestion() {
        for (wrong, meant) in [("pth", "path"), ("usre_agent", "user_agent"), ("Status", "status"), ("byte", "bytes")] {
            assert_eq!(refusal(wrong), format!("'{wrong}' is not a column; did you mean '{meant}'?"));
        }
    }

    #[test]
    fn the_name_of_another_program_gets_ours() {
        assert_eq!(refusal("ip"), "'ip' is not a column; write 'host'");
        assert_eq!(refusal("url"), "'url' is not a column; write 'path' or 'target'");
        assert_eq!(refusal("client"), "'client' is not a column; write 'host'");
        assert_eq!(refusal("duration"), "'duration' is not a column; write 'request_time'");
        assert_eq!(refusal("$remote_addr"), "'$remote_addr' is not a column; write 'host'");
        assert_eq!(refusal("duratoin"), "'duratoin' is not a column; write 'request_time'");
        assert_eq!(refusal("User-Agent"), "'User-Agent' is not a column; did you mean 'user_agent'?");
    }

    #[test]
    fn no_habit_is_a_column_and_none_is_there_twice() {
        let mut habits: Vec<&str> = HABITS.iter().flat_map(|(names, _)| names.split(' ')).collect();
        assert!(habits.iter().all(|habit| habit.parse::<Column>().is_err()), "{habits:?}");
        let count = habits.len();
        habits.sort_unstable();
        habits.dedup();
        assert_eq!(habits.len(), count, "a habit is there twice");
    }

    #[test]
    fn an_unrecognisable_name_gets_the_command_that_lists_columns() {
        assert_eq!(refusal("zzz"), "'zzz' is not a column; `logmill columns` lists them");
    }
}
