//! Reads a table of bots.

use std::collections::HashMap;

use csv::{ReaderBuilder, StringRecord, Trim};
use thiserror::Error;

use super::bot::{Bot, Purpose};

/// Columns that a table must have.
const COLUMNS: [&str; 4] = ["token", "name", "operator", "purpose"];

/// Column that a table may have: where its facts come from. It is for people and not read.
const SOURCE: &str = "source";

/// Shortest token, in bytes. A shorter one would match nearly every header.
const SHORTEST_TOKEN: usize = 2;

/// Why a table of bots cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum BotTableError {
    /// The text is not CSV.
    #[error("line {line}: not CSV: {reason}")]
    Csv {
        /// Line, from 1.
        line: u64,
        /// What the reader found.
        reason: String,
    },
    /// The table has no row.
    #[error("the table has no rows: write the columns 'token,name,operator,purpose' and one row for each bot")]
    NoRows,
    /// A column is missing.
    #[error("line {line}: column '{column}' is missing: the first line must be 'token,name,operator,purpose'")]
    MissingColumn {
        /// Line of the header, from 1.
        line: u64,
        /// Name of the missing column.
        column: &'static str,
    },
    /// A column is unknown or occurs twice.
    #[error(
        "line {line}: column '{column}' is unknown or repeated: write 'token', 'name', 'operator', 'purpose', 'source'"
    )]
    UnexpectedColumn {
        /// Line of the header, from 1.
        line: u64,
        /// The column as written.
        column: String,
    },
    /// A row has more or fewer fields than the header.
    #[error("line {line}: {found} fields, but the table has {expected} columns: quote a field that contains a comma")]
    FieldCount {
        /// Line, from 1.
        line: u64,
        /// Number of fields in the row.
        found: usize,
        /// Number of columns.
        expected: usize,
    },
    /// A field that must not be empty is empty.
    #[error("line {line}: column '{column}' is empty: write the text that the User-Agent header contains, or its name")]
    Empty {
        /// Line, from 1.
        line: u64,
        /// `token` or `name`.
        column: &'static str,
    },
    /// A token is so short that it would match by chance.
    #[error("line {line}: column 'token': '{token}' is too short: write at least two characters")]
    ShortToken {
        /// Line, from 1.
        line: u64,
        /// The token as written.
        token: String,
    },
    /// A token occurs twice.
    #[error("line {line}: column 'token': '{token}' is already on line {first}: remove one of them")]
    DuplicateToken {
        /// Line, from 1.
        line: u64,
        /// The token as written.
        token: String,
        /// Line where it occurs first.
        first: u64,
    },
    /// A purpose is unknown.
    #[error("line {line}: column 'purpose': '{value}' is unknown: write one of {}", purposes())]
    UnknownPurpose {
        /// Line, from 1.
        line: u64,
        /// The purpose as written.
        value: String,
    },
    /// The tokens do not fit into one search automaton.
    #[error("the table of bots is too large: {reason}: write fewer or shorter tokens")]
    TooLarge {
        /// The limit that is exceeded.
        reason: String,
    },
}

fn purposes() -> String {
    Purpose::ALL.map(|purpose| format!("'{}'", purpose.name())).join(", ")
}

/// A row of a table.
#[derive(Debug)]
pub(super) struct Row {
    pub bot: Bot,
    /// Whether the token must be the whole header.
    pub whole: bool,
}

/// Reads a table, whose rows keep their order.
pub(super) fn read(text: &str) -> Result<Vec<Row>, BotTableError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = ReaderBuilder::new()
        .comment(Some(b'#'))
        .trim(Trim::All)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut records = reader.records();
    let header = records.next().ok_or(BotTableError::NoRows)?.map_err(not_csv)?;
    let places = columns(line(text, &header), &header)?;
    let (mut rows, mut lines) = (Vec::new(), HashMap::new());
    for record in records {
        let record = record.map_err(not_csv)?;
        let line = line(text, &record);
        if record.len() != header.len() {
            return Err(BotTableError::FieldCount { line, found: record.len(), expected: header.len() });
        }
        let row = row(line, places.map(|place| &record[place]))?;
        if let Some(first) = lines.insert((row.whole, row.bot.token.to_ascii_lowercase()), line) {
            return Err(BotTableError::DuplicateToken { line, token: row.bot.token, first });
        }
        rows.push(row);
    }
    if rows.is_empty() { Err(BotTableError::NoRows) } else { Ok(rows) }
}

/// Returns the place of each of [`COLUMNS`] in a row.
fn columns(line: u64, header: &StringRecord) -> Result<[usize; COLUMNS.len()], BotTableError> {
    let mut places = [None; COLUMNS.len()];
    let mut source = None;
    for (place, column) in header.iter().enumerate() {
        let free = match COLUMNS.iter().position(|known| known.eq_ignore_ascii_case(column)) {
            Some(index) => places[index].replace(place).is_none(),
            None => column.eq_ignore_ascii_case(SOURCE) && source.replace(place).is_none(),
        };
        if !free {
            return Err(BotTableError::UnexpectedColumn { line, column: column.to_owned() });
        }
    }
    match places {
        [Some(token), Some(name), Some(operator), Some(purpose)] => Ok([token, name, operator, purpose]),
        _ => {
            let missing = places.iter().position(Option::is_none).unwrap_or_default();
            Err(BotTableError::MissingColumn { line, column: COLUMNS[missing] })
        }
    }
}

fn row(line: u64, [written, name, operator, purpose]: [&str; COLUMNS.len()]) -> Result<Row, BotTableError> {
    let (whole, token) = match written.strip_prefix('=') {
        Some(token) => (true, token),
        None => (false, written),
    };
    if token.is_empty() {
        return Err(BotTableError::Empty { line, column: "token" });
    }
    if token.len() < SHORTEST_TOKEN && !whole {
        return Err(BotTableError::ShortToken { line, token: token.to_owned() });
    }
    if name.is_empty() {
        return Err(BotTableError::Empty { line, column: "name" });
    }
    let purpose =
        Purpose::from_name(purpose).ok_or_else(|| BotTableError::UnknownPurpose { line, value: purpose.to_owned() })?;
    let bot = Bot { token: token.to_owned(), name: name.to_owned(), operator: operator.to_owned(), purpose };
    Ok(Row { bot, whole })
}

/// Returns the line of a record. The reader reports where it went on reading, which may be some comments earlier.
fn line(text: &str, record: &StringRecord) -> u64 {
    let Some(position) = record.position() else { return 1 };
    let rest = usize::try_from(position.byte()).ok().and_then(|start| text.get(start..)).unwrap_or_default();
    let skipped = rest.lines().take_while(|line| line.is_empty() || line.starts_with('#')).count();
    position.line() + skipped as u64
}

fn not_csv(error: csv::Error) -> BotTableError {
    BotTableError::Csv { line: error.position().map_or(1, |position| position.line()), reason: error.to_string() }
}

#[cfg(test)]
#[path = "table_tests.rs"]
mod tests;
