//! The validated plan: pure data for the engine, with all defaults and names resolved.

use std::path::{PathBuf, is_separator};
use std::sync::Arc;
use std::time::Duration;

use glob::{MatchOptions, Pattern};

use super::choice::FormatChoice;
use super::written::MaxMalformed;
use crate::expression::{Context, SharedCalls, User};
use crate::filter::Filter;
use crate::log::named_enum::named_enum;
use crate::log::zone::Zone;
use crate::log::{Columns, Format, OwnColumns};
use crate::reduce::AnyReducer;

/// Everything that a run needs.
#[derive(Clone)]
pub struct Plan {
    /// Sizes of the pipeline.
    pub pipeline: PipelinePlan,
    /// What happens to malformed lines.
    pub rejects: RejectsPlan,
    /// The sources.
    pub sources: Vec<SourcePlan>,
    /// The formats that the job describes, in file order.
    pub formats: Vec<Format>,
    /// The names of the columns that only these formats fill.
    pub own_columns: Arc<OwnColumns>,
    /// The filters, each after the filters that it reads.
    pub filters: Vec<FilterPlan>,
    /// The reducers, in file order.
    pub reducers: Vec<ReducerPlan>,
    /// How the report is shown.
    pub report: ReportPlan,
    /// The zone of days, hours and printed times.
    pub zone: Zone,
    /// What expressions mean beside their text.
    pub context: Context,
    /// Keys of the job on which all tables may depend, with values that are equal where the answers are: the zone, routes,
    /// bots, and databases of addresses if an expression needs them.
    pub settings: Vec<(String, String)>,
}

named_enum! {
    /// What happens when the state of a reducer exceeds its `memory_limit`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum OverLimit {
        /// The run fails.
        Error = "error",
        /// Groups are written to disk, and read again at the end.
        Spill = "spill",
    }
}

impl OverLimit {
    /// The behaviour with that name.
    pub fn by_name(name: &str) -> Option<OverLimit> {
        OverLimit::ALL.into_iter().find(|behaviour| behaviour.name() == name)
    }
}

impl Plan {
    /// The columns that the parsers must fill: all that any filter or reducer reads.
    pub fn columns(&self) -> Columns {
        let filters = self.filters.iter().map(|filter| filter.filter.columns());
        let reducers = self.reducers.iter().map(|reducer| reducer.reducer.columns());
        filters.chain(reducers).fold(Columns::NONE, Columns::union)
    }

    /// The calls of functions that several filters and reducers have in common.
    pub fn shared_calls(&self) -> SharedCalls {
        let sees_all = |inputs: &[InputRef]| inputs.iter().any(|input| matches!(input, InputRef::Source(_)));
        let filters = (self.filters.iter())
            .map(|plan| User { expressions: plan.filter.expressions(), sees_all: sees_all(&plan.inputs) });
        let reducers = (self.reducers.iter())
            .map(|plan| User { expressions: plan.reducer.expressions(), sees_all: sees_all(&plan.inputs) });
        SharedCalls::of(&filters.chain(reducers).collect::<Vec<_>>())
    }
}

/// Sizes of the pipeline. They change its speed and memory, never its results.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PipelinePlan {
    /// Most instances in the parser pool, 1 to 256.
    pub parsers: usize,
    /// Whether the pool starts with one parser and grows while batches wait.
    pub auto_parsers: bool,
    /// Most reader instances, 1 to 256; several compressed files are read in parallel.
    pub readers: usize,
    /// Bytes of text in a batch.
    pub batch_bytes: usize,
    /// Batches in flight: the text in memory is at most `buffers` times the larger of `batch_bytes` and `max_line_bytes`.
    pub buffers: usize,
    /// Longest line that can be a record, in bytes.
    pub max_line_bytes: usize,
    /// What runs the stages.
    pub executor: Executor,
    /// Settings of worker processes.
    pub workers: WorkersPlan,
}

named_enum! {
    /// What runs the stages.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum Executor {
        /// Actors on threads of this process.
        Threads = "threads",
        /// Worker processes, each of which runs all stages on one part of the input after the other.
        Processes = "processes",
    }
}

impl Executor {
    /// The executor with that name.
    pub fn by_name(name: &str) -> Option<Executor> {
        Executor::ALL.into_iter().find(|executor| executor.name() == name)
    }
}

/// Settings of worker processes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorkersPlan {
    /// Processes, 1 to 256.
    pub count: usize,
    /// Longest time without a heartbeat.
    pub timeout: Duration,
    /// How often a part of the input is read again after its worker failed.
    pub max_retries: u32,
    /// Address space of each in bytes; `None` for no limit.
    pub memory_bytes: Option<u64>,
    /// Bytes of a plain file in one part; `None` to choose by the input.
    pub split_bytes: Option<u64>,
}

/// What happens to malformed lines besides counting.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RejectsPlan {
    /// The file that all of them are written to.
    pub file: Option<PathBuf>,
    /// The number from which the run counts as incomplete; `None` for no limit.
    pub max: Option<MaxMalformed>,
}

/// A source: files and how to read them.
#[derive(Debug, Clone)]
pub struct SourcePlan {
    /// Its name, unique among sources and filters.
    pub name: String,
    /// Paths of files and directories, glob patterns and `@` lists as written; `-` is standard input.
    pub paths: Vec<String>,
    /// Which of these files are read.
    pub choice: NameChoice,
    /// The format of its lines.
    pub format: FormatChoice,
}

/// Selects files of a source by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NameChoice {
    /// Patterns of which a file must match one; empty for all files.
    pub include: Vec<Pattern>,
    /// Patterns that a file must not match.
    pub exclude: Vec<Pattern>,
}

impl NameChoice {
    /// Whether a file is read. A pattern with a `/` is compared with the path given, any other with its last part.
    pub fn admits(&self, path: &str) -> bool {
        (self.include.is_empty() || matches(&self.include, path)) && !self.excludes(path)
    }

    /// Whether a file is excluded, whatever is included.
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
pub enum InputRef {
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
    /// Its inputs. A record that comes from several of them is filtered once for each.
    pub inputs: Vec<InputRef>,
    /// The keys of its type as written, in TOML, sorted by key, including those from flags and variables, without those that never change
    /// which records it keeps.
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
    /// Its inputs. A record that comes from several of them is counted once for each.
    pub inputs: Vec<InputRef>,
    /// Instances that share the batches, 1 to 256; their states merge.
    pub instances: usize,
    /// Limit in bytes for the state of each instance and for the merged state; `None` for no limit. It never changes the result.
    pub memory_limit: Option<u64>,
    /// What happens to a state that exceeds it.
    pub over_limit: OverLimit,
    /// Whether its table is shown to people only if it has something to compare.
    pub optional: bool,
    /// Like [`FilterPlan`]'s, without keys that only change how the table is shown.
    pub settings: Vec<(String, String)>,
    /// The pure functions.
    pub reducer: Arc<dyn AnyReducer>,
}

named_enum! {
    /// The format of the report.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum Output {
        /// Aligned tables for people.
        Table = "table",
        /// One JSON document.
        Json = "json",
        /// Comma-separated values, one table.
        Csv = "csv",
    }
}

impl Output {
    /// The format with that name.
    pub fn by_name(name: &str) -> Option<Output> {
        Output::ALL.into_iter().find(|output| output.name() == name)
    }
}

/// How the report is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportPlan {
    /// Its format.
    pub output: Output,
    /// The file to write it to, through a temporary file and a rename; for csv, a directory with one file per table. `None` is standard output.
    pub output_file: Option<PathBuf>,
    /// The only table to show.
    pub table: Option<String>,
    /// The expression for each of whose values there is a report.
    pub split_by: Option<String>,
    /// Whether the table output lists every actor.
    pub actors: bool,
}
