//! The report as a value. All but `actors` and `elapsed_seconds` is the same from run to run.

use std::fmt;

use logmill_actors::StageSnapshot;
use serde::{Deserialize, Serialize};

use crate::expression::Failures;
use crate::log::foreign::Foreign;
use crate::log::zone::Zone;
use crate::log::{RejectReason, Tally};
use crate::reduce::{Part, Table, Value};

/// The answer of a run.
#[derive(Debug, Clone)]
pub struct Report {
    /// Accounting of all lines.
    pub input: InputReport,
    /// One entry a file, in order of source and path.
    pub sources: Vec<SourceReport>,
    /// One entry a filter, in plan order.
    pub filters: Vec<FilterReport>,
    /// The tables, in plan order.
    pub tables: Vec<NamedTable>,
    /// The zone of days, hours and times in the tables.
    pub zone: Zone,
    /// The first malformed lines, in order of file and line.
    pub malformed: Vec<MalformedLine>,
    /// What the report is split by, if it is.
    pub split_by: Option<String>,
    /// What it is about, if it is one of several that a report was split into.
    pub part: Option<PartOf>,
    /// What the tables were restricted to afterwards, if they were.
    pub restricted: Option<Restriction>,
    /// Whether the user interrupted the run: the answer covers what had been read.
    pub interrupted: bool,
    /// The traffic of every actor, in the order of the graph.
    pub actors: Vec<StageSnapshot>,
    /// Wall-clock seconds of the run.
    pub elapsed_seconds: f64,
}

/// The value of an expression that a report is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartOf {
    /// The expression.
    pub by: String,
    /// Its value.
    pub value: Part,
}

/// A table of a report.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedTable {
    /// The name of its reducer.
    pub name: String,
    /// What it shows.
    pub table: Table,
    /// Names of the filters that its records have passed, in plan order.
    pub filters: Vec<String>,
    /// Whether it is shown to people only if it has something to compare.
    pub optional: bool,
    /// The value that it is about, in a report that is split.
    pub part: Option<Part>,
}

impl NamedTable {
    /// Whether it has something to compare: two groups or more with a key, and measures that have values.
    pub fn compares(&self) -> bool {
        let rows = &self.table.rows;
        let has_value = |index: usize| rows.iter().any(|row| row[index] != Value::Null);
        let columns = self.table.columns.iter().enumerate();
        let (keys, measures): (Vec<_>, Vec<_>) = columns.partition(|(_, column)| column.is_key);
        let has_keys = keys.is_empty() || (rows.len() > 1 && keys.iter().any(|(index, _)| has_value(*index)));
        has_keys && measures.iter().all(|(index, _)| has_value(*index))
    }
}

/// What the tables of a report were restricted to. The account still covers all lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Restriction {
    /// The conditions as written. All hold for the records that the tables count.
    pub conditions: Vec<String>,
    /// Names of the tables that are omitted because they do not keep the columns of the conditions.
    pub left_out: Vec<String>,
}

/// Accounting of all lines of the run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct InputReport {
    /// Sums over all files.
    pub tally: Tally,
}

/// Accounting of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceReport {
    /// Name of the source that the file belongs to.
    pub name: String,
    /// Path of the file; `-` for standard input. A pattern that could not be read is shown as written.
    pub path: String,
    /// The format of its lines; `None` when nothing was read.
    pub format: Option<String>,
    /// When the format was chosen from a sample: how many sampled lines it reads, and how many were sampled.
    pub detected: Option<(u64, u64)>,
    /// The second best format and how many sampled lines it reads, when it reads any.
    pub runner_up: Option<(String, u64)>,
    /// What the file may be, when its format does not read it.
    pub hint: Option<Hint>,
    /// Sums over the file's lines.
    pub tally: Tally,
    /// Why the file could not be read, or not to its end; names the file.
    pub error: Option<String>,
    /// Other remarks; each names the file.
    pub warnings: Vec<String>,
}

/// What a file may be that its format does not read, or what its records lack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Hint {
    /// Another format reads its malformed lines.
    Format {
        /// Its name.
        format: String,
        /// Malformed lines that it reads, of those that were tried.
        read: u64,
        /// Malformed lines that were tried: the first ones.
        of: u64,
    },
    /// No format reads them.
    Nothing {
        /// Malformed lines that were tried: the first ones.
        of: u64,
        /// What they seem to be.
        kind: Option<Foreign>,
    },
    /// Every record lacks columns that an access log has.
    Lacking {
        /// The columns.
        columns: Vec<String>,
        /// Unknown keys of the first record that has any.
        keys: Vec<String>,
        /// Keys whose names resemble a lacking column, and that column.
        nearest: Vec<(String, String)>,
    },
    /// No line is about a request.
    NoRequest {
        /// How many these are.
        of: u64,
    },
}

impl fmt::Display for Hint {
    /// The text that follows the name of the file.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Hint::Format { format, read, of } => {
                // Numbers that came in a file may be anything.
                let rate = u128::from(*read) * 100 / u128::from((*of).max(1));
                write!(f, "format `{format}` would read {rate} % of the malformed lines, of {of} that were tried")
            }
            Hint::Nothing { of, kind: Some(kind) } => {
                write!(f, "its malformed lines, of {of} that were tried, are of {kind}, not of an access log")
            }
            Hint::Nothing { of, kind: None } => {
                write!(f, "none of the formats reads its malformed lines, of {of} that were tried")
            }
            Hint::Lacking { columns, keys, nearest } => {
                write!(f, "no record has a {}", columns.join(" or a "))?;
                if !keys.is_empty() {
                    write!(f, "; keys unknown to the format: {}", keys.join(", "))?;
                }
                for (key, column) in nearest {
                    write!(f, "; `{key}` may be the {column}, say so in a format of your own: `{column} = \"{key}\"`")?;
                }
                Ok(())
            }
            Hint::NoRequest { of } => write!(f, "its lines, {of} of them, are about something else than requests"),
        }
    }
}

/// Accounting of one filter: `seen = kept + dropped`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilterReport {
    /// Name of the filter.
    pub name: String,
    /// Records that came in; `in` in JSON.
    pub seen: u64,
    /// Records that went on.
    pub kept: u64,
    /// Records that did not.
    pub dropped: u64,
    /// Dropped records on which the filter panicked, or for which it had no answer.
    pub set_aside: u64,
    /// Values that could not be computed and count as null.
    pub failures: Failures,
    /// What it keeps, as an expression, if it is one.
    pub condition: Option<String>,
}

/// A line that is not a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MalformedLine {
    /// Path of its file.
    pub path: String,
    /// Line in the file, from 1.
    pub line: u64,
    /// Byte of the line at which reading failed, from 1.
    pub column: u32,
    /// Why.
    pub reason: RejectReason,
    /// The beginning of the line.
    pub text: String,
}
