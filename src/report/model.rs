//! The report as a value. All but `actors` and `elapsed_seconds` is the same from run to run.

use std::fmt;

use logmill_actors::StageSnapshot;
use serde::{Deserialize, Serialize};

use crate::log::foreign::Foreign;
use crate::log::{RejectReason, Tally};
use crate::reduce::Table;

/// The answer of a run.
#[derive(Debug, Clone)]
pub struct Report {
    /// Accounting of all lines.
    pub input: InputReport,
    /// One entry a file, in order of source and path.
    pub sources: Vec<SourceReport>,
    /// One entry a filter, in plan order.
    pub filters: Vec<FilterReport>,
    /// The tables by name, in plan order.
    pub tables: Vec<(String, Table)>,
    /// The first malformed lines, in order of file and line.
    pub malformed: Vec<MalformedLine>,
    /// What the tables were restricted to afterwards, if they were.
    pub restricted: Option<Restriction>,
    /// Whether the run was cut short by the user: the answer covers what had been read.
    pub interrupted: bool,
    /// The traffic of every actor, in the order of the graph.
    pub actors: Vec<StageSnapshot>,
    /// Wall-clock seconds of the run.
    pub elapsed_seconds: f64,
}

/// What the tables of a report were restricted to. The account of lines stays that of all of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Restriction {
    /// The conditions as written, which all hold for what the tables count.
    pub conditions: Vec<String>,
    /// Names of the tables that are left out, because they do not keep the columns of the conditions.
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
    /// Path of the file; `-` for standard input. A pattern that could not be read stands as written.
    pub path: String,
    /// The format its lines were read as; None when nothing was read.
    pub format: Option<String>,
    /// Of the sampled lines, how many the format reads and how many were sampled, when it was chosen from a sample.
    pub detected: Option<(u64, u64)>,
    /// The format that comes next, and how many of the sampled lines it reads, when it reads any.
    pub runner_up: Option<(String, u64)>,
    /// What the file may be, when its format does not read it.
    pub hint: Option<Hint>,
    /// Sums over the file's lines.
    pub tally: Tally,
    /// Why the file could not be read, or not to its end; names the file.
    pub error: Option<String>,
    /// What else is worth telling about it; each names the file.
    pub warnings: Vec<String>,
}

/// What a file may be that its format does not read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Hint {
    /// Another format reads its malformed lines.
    Format {
        /// Its name.
        format: String,
        /// How many of the malformed lines that were tried it reads.
        read: u64,
        /// How many were tried: the first ones.
        of: u64,
    },
    /// No format reads them.
    Nothing {
        /// How many of the malformed lines were tried: the first ones.
        of: u64,
        /// What they seem to be instead.
        kind: Option<Foreign>,
    },
}

impl fmt::Display for Hint {
    /// What stands behind the name of the file.
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
    /// Of the dropped, those on which the filter panicked.
    pub set_aside: u64,
}

/// A line that is not a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MalformedLine {
    /// Path of its file.
    pub path: String,
    /// Line in the file, from 1.
    pub line: u64,
    /// Byte of the line where reading stopped making sense, from 1.
    pub column: u32,
    /// Why.
    pub reason: RejectReason,
    /// The beginning of the line.
    pub text: String,
}
