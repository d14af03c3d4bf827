//! The validated plan: pure data that the engine runs. Nothing in it is unresolved or optional for want of a default.

use std::path::{PathBuf, is_separator};
use std::sync::Arc;
use std::time::Duration;

use glob::{MatchOptions, Pattern};

use super::choice::FormatChoice;
use super::written::{ByteSize, MaxMalformed};
use crate::filter::Filter;
use crate::log::{Columns, Format};
use crate::reduce::{AnyReducer, AnyState};

/// All that a run needs to know.
#[derive(Clone)]
pub struct Plan {
    /// Sizes of the pipeline.
    pub pipeline: PipelinePlan,
    /// What becomes of malformed lines.
    pub rejects: RejectsPlan,
    /// What is read.
    pub sources: Vec<SourcePlan>,
    /// The formats that the job describes, in file order.
    pub formats: Vec<Format>,
    /// The filters, each after the filters that it reads.
    pub filters: Vec<FilterPlan>,
    /// The reducers, in file order.
    pub reducers: Vec<ReducerPlan>,
    /// How the answer is shown.
    pub report: ReportPlan,
}

impl ReducerPlan {
    /// Checks that a state of the reducer does not take up more memory than it may.
    ///
    /// # Errors
    /// [`OverMemoryLimit`] when it does.
    pub fn check_memory(&self, state: &AnyState) -> Result<(), OverMemoryLimit> {
        let Some(limit) = self.memory_limit else { return Ok(()) };
        let bytes = self.reducer.state_bytes(state) as u64;
        if bytes <= limit { Ok(()) } else { Err(OverMemoryLimit { limit: ByteSize(limit) }) }
    }
}

/// The state of a reducer takes up more memory than its `memory_limit`. The text does not depend on when that was noticed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "its state takes up more memory than memory_limit = \"{limit}\"; raise that, drop records with a filter, \
     or group by fewer different values, such as 'host/24', 'path/2' or 'time/hour'"
)]
pub struct OverMemoryLimit {
    limit: ByteSize,
}

impl Plan {
    /// The columns that the parsers must fill: all that some filter or reducer reads.
    pub fn columns(&self) -> Columns {
        let filters = self.filters.iter().map(|filter| filter.filter.columns());
        let reducers = self.reducers.iter().map(|reducer| reducer.reducer.columns());
        filters.chain(reducers).fold(Columns::NONE, Columns::union)
    }
}

/// Sizes of the pipeline: they change its speed and memory, never its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PipelinePlan {
    /// Instances in the parser pool at most, 1 to 256.
    pub parsers: usize,
    /// Whether the pool starts with one parser and takes on more while batches press.
    pub auto_parsers: bool,
    /// Reader instances at most; several compressed files are read side by side. 1 to 256.
    pub readers: usize,
    /// Bytes of text in a batch.
    pub batch_bytes: usize,
    /// Batches in flight: the text in memory is at most `buffers` times the larger of `batch_bytes` and `max_line_bytes`.
    pub buffers: usize,
    /// Longest line that can be a record, in bytes.
    pub max_line_bytes: usize,
    /// Who does the work.
    pub executor: Executor,
    /// How worker processes are used, if they are.
    pub workers: WorkersPlan,
}

/// Who does the work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Executor {
    /// Actors on threads of this process.
    Threads,
    /// Worker processes, each of which does all steps for one part of the input after the other.
    Processes,
}

impl Executor {
    /// Every executor.
    pub const ALL: [Executor; 2] = [Executor::Threads, Executor::Processes];

    /// The executor of that name.
    pub fn by_name(name: &str) -> Option<Executor> {
        Executor::ALL.into_iter().find(|executor| executor.name() == name)
    }

    /// The name that configuration and command line use.
    pub fn name(self) -> &'static str {
        match self {
            Executor::Threads => "threads",
            Executor::Processes => "processes",
        }
    }
}

/// How worker processes are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorkersPlan {
    /// Processes, 1 to 256.
    pub count: usize,
    /// Longest time that one may go without a sign of life.
    pub timeout: Duration,
    /// How often a part of the input is read again when its worker failed.
    pub max_retries: u32,
    /// Bytes of address space that each may have; none for no cap.
    pub memory_bytes: Option<u64>,
    /// Bytes of a plain file that one gets at a time; none for what suits the input.
    pub split_bytes: Option<u64>,
}

/// What becomes of malformed lines, besides being counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RejectsPlan {
    /// The file that gets all of them.
    pub file: Option<PathBuf>,
    /// How many there may be without the run being called incomplete; none is any number.
    pub max: Option<MaxMalformed>,
}

/// A source: files and how to read them.
#[derive(Debug, Clone)]
pub struct SourcePlan {
    /// Its name, unique among sources and filters.
    pub name: String,
    /// Paths of files and directories, glob patterns and `@` lists as written; `-` is standard input.
    pub paths: Vec<String>,
    /// Which of their files are read.
    pub choice: NameChoice,
    /// The format of its lines.
    pub format: FormatChoice,
}

/// Which files of a source are read, by their names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NameChoice {
    /// Patterns of which a file must match one; none for all files.
    pub include: Vec<Pattern>,
    /// Patterns of which a file must match none.
    pub exclude: Vec<Pattern>,
}

impl NameChoice {
    /// Whether a file is read. A pattern with a `/` is compared with the path given, any other one with its last part.
    pub fn admits(&self, path: &str) -> bool {
        (self.include.is_empty() || matches(&self.include, path)) && !self.excludes(path)
    }

    /// Whether a file is passed over whatever is included.
    pub fn excludes(&self, path: &str) -> bool {
        matches(&self.exclude, path)
    }
}

/// Whether one of the patterns matches a path, or its last part.
fn matches(patterns: &[Pattern], path: &str) -> bool {
    const OPTIONS: MatchOptions =
        MatchOptions { case_sensitive: true, require_literal_separator: true, require_literal_leading_dot: false };
    let name = path.rsplit(is_separator).next().unwrap_or(path);
    let fits = |pattern: &Pattern| {
        let text = if pattern.as_str().contains('/') { path } else { name };
        pattern.matches_with(text, OPTIONS)
    };
    patterns.iter().any(fits)
}

/// Where a filter or a reducer gets its records from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Input {
    /// The parsed records of a source, by its index in [`Plan::sources`].
    Source(usize),
    /// The records that a filter kept, by its index in [`Plan::filters`].
    Filter(usize),
}

/// A filter actor.
#[derive(Clone)]
pub struct FilterPlan {
    /// Its name, unique among sources and filters.
    pub name: String,
    /// The registered name of its type.
    pub kind: String,
    /// What it reads; a record that comes from several inputs is seen once for each.
    pub inputs: Vec<Input>,
    /// The keys of its type as they were written, as TOML, sorted by key; what a flag or variable says is among them.
    pub settings: Vec<(String, String)>,
    /// The pure function.
    pub filter: Arc<dyn Filter>,
}

/// A reducer actor.
#[derive(Clone)]
pub struct ReducerPlan {
    /// Its name, which is its table's: unique among reducers.
    pub name: String,
    /// The registered name of its type.
    pub kind: String,
    /// What it reads; a record that comes from several inputs is counted once for each.
    pub inputs: Vec<Input>,
    /// Instances that share the batches; their states merge. 1 to 256.
    pub instances: usize,
    /// Bytes that its state may take up, that of each instance and that of all merged; none for no limit. It never changes the answer:
    /// a run that needs more fails.
    pub memory_limit: Option<u64>,
    /// The keys of its type as they were written, as TOML, sorted by key, but for those that only say how the table is shown; what a flag or variable says is among them.
    pub settings: Vec<(String, String)>,
    /// The pure functions.
    pub reducer: Arc<dyn AnyReducer>,
}

/// The shape of the answer on standard output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Output {
    /// Aligned tables for people.
    Table,
    /// One JSON document.
    Json,
    /// Comma-separated values, one table.
    Csv,
}

impl Output {
    /// Every shape.
    pub const ALL: [Output; 3] = [Output::Table, Output::Json, Output::Csv];

    /// The shape of that name.
    pub fn by_name(name: &str) -> Option<Output> {
        Output::ALL.into_iter().find(|output| output.name() == name)
    }

    /// The name that configuration and command line use.
    pub fn name(self) -> &'static str {
        match self {
            Output::Table => "table",
            Output::Json => "json",
            Output::Csv => "csv",
        }
    }
}

/// How the answer is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportPlan {
    /// Its shape.
    pub output: Output,
    /// The file to write it to, by a temporary file and a rename; for csv, a directory for one file a table. None is standard output.
    pub output_file: Option<PathBuf>,
    /// The only table to show.
    pub table: Option<String>,
    /// Whether the table output lists every actor.
    pub actors: bool,
}
