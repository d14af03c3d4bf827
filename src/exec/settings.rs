//! The settings of filters that are programs.

use std::num::NonZero;
use std::time::Duration;

use serde::Deserialize;

use super::block::Encoding;
use super::program::{self, ProgramError};
use super::sent::SentColumn;
use crate::config::written::{ByteSize, InstanceCount, TimeSpan};
use crate::log::OwnColumns;
use crate::log::named::NoSuchColumn;

/// The settings of a filter that is a program.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExecSettings {
    /// The program and its arguments, as it receives them: no shell reads them. A program without a `/` is searched in `PATH`; paths begin
    /// at the current directory. Required. Example: `command = ["python3", "examples/keep_large.py"]`.
    pub command: Vec<String>,
    /// Names of the columns that the program receives, those of the job's own formats among them. Required. Example:
    /// `columns = ["status", "bytes"]`.
    pub columns: Vec<String>,
    /// How it receives records: "jsonl", or "arrow" for Arrow IPC. Default "jsonl".
    #[serde(default)]
    pub encoding: Encoding,
    /// Processes that run it and share the records: 1 to 256, or "auto" for one per core. Default 1.
    #[serde(default = "one")]
    pub processes: InstanceCount,
    /// Longest time until it answers for a block of records, and to start: 1 ms to 1 day. Default "60s".
    #[serde(default = "a_minute")]
    pub timeout: TimeSpan,
    /// Limit of the address space of each process, on Linux only: 1 MiB to 1 TiB. Default: no limit.
    #[serde(default)]
    pub memory: Option<ByteSize>,
    /// How often it is asked again for the same records after it failed: 0 to 1000. Default 1.
    #[serde(default = "once")]
    pub retries: i64,
}

/// The keys that never change which records are kept.
pub(super) const NEUTRAL_KEYS: &[&str] = &["processes", "timeout", "memory", "retries"];

fn one() -> InstanceCount {
    InstanceCount::Number(1)
}

fn a_minute() -> TimeSpan {
    TimeSpan(Duration::from_secs(60))
}

fn once() -> i64 {
    1
}

/// Most processes of a filter; on any machine, more cost more than they gain.
const MAX_PROCESSES: i64 = 256;
const MAX_RETRIES: i64 = 1000;
const SHORTEST: TimeSpan = TimeSpan(Duration::from_millis(1));
const LONGEST: TimeSpan = TimeSpan(Duration::from_secs(24 * 60 * 60));
const LEAST_MEMORY: ByteSize = ByteSize(1 << 20);
const MOST_MEMORY: ByteSize = ByteSize(1 << 40);

/// A setting that is not valid. The text begins with its key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ExecSettingsError {
    /// There is no program.
    #[error("command: name a program and its arguments, such as [\"python3\", \"keep.py\"]")]
    NoCommand,
    /// The program cannot be started.
    #[error("command[0]: {0}")]
    Program(#[from] ProgramError),
    /// An argument that no program can receive.
    #[error("command[{index}]: an argument cannot hold a NUL character; leave it out")]
    Nul {
        /// Its place, from 0.
        index: usize,
    },
    /// There are no columns.
    #[error("columns: name at least one column, such as [\"path\"]")]
    NoColumns,
    /// A name is not that of a column.
    #[error("columns[{index}]: {error}")]
    NoSuchColumn {
        /// Its place, from 0.
        index: usize,
        /// The name, and what to write.
        error: NoSuchColumn,
    },
    /// A column is there twice.
    #[error("columns[{index}]: '{column}' is named twice; leave it out")]
    Repeated {
        /// Its place, from 0.
        index: usize,
        /// The column, as it was written.
        column: String,
    },
    /// The encoding is not part of this build.
    #[error("encoding: this program was built without the feature `arrow`; write \"jsonl\"")]
    NotBuilt,
    /// Too few or too many processes.
    #[error("processes: must be 1 to {MAX_PROCESSES}, or \"auto\" for one per core")]
    Processes,
    /// Too short or too long a time.
    #[error("timeout: must be a time of 1ms to 24h")]
    Timeout,
    /// Too little or too much memory.
    #[error("memory: must be a size of {LEAST_MEMORY} to {MOST_MEMORY}; leave it out for no cap")]
    Memory,
    /// This system cannot limit the memory of another process.
    #[error("memory: needs Linux; leave it out")]
    NoCap,
    /// Too few or too many attempts.
    #[error("retries: must be 0 to {MAX_RETRIES}")]
    Retries,
}

impl ExecSettings {
    /// The columns that the program receives, of those of every log and `own` ones; names that are not columns are left out.
    pub(super) fn sent_columns(&self, own: &OwnColumns) -> Vec<SentColumn> {
        let found = self.columns.iter().filter_map(|name| own.find(name).ok());
        found.map(|column| SentColumn { column, name: own.name_of(column).to_owned() }).collect()
    }

    /// All that is wrong with the settings; whether there is such a program is looked up in the file system. `own` are the columns of the
    /// job's own formats.
    pub fn problems(&self, own: &OwnColumns) -> Vec<ExecSettingsError> {
        let mut problems = self.command_problems();
        if self.columns.is_empty() {
            problems.push(ExecSettingsError::NoColumns);
        }
        let mut named = Vec::new();
        for (index, name) in self.columns.iter().enumerate() {
            match own.find(name) {
                Ok(column) if named.contains(&column) => {
                    problems.push(ExecSettingsError::Repeated { index, column: name.clone() });
                }
                Ok(column) => named.push(column),
                Err(error) => problems.push(ExecSettingsError::NoSuchColumn { index, error }),
            }
        }
        let is_countable = match self.processes {
            InstanceCount::Auto => true,
            InstanceCount::Number(number) => (1..=MAX_PROCESSES).contains(&number),
        };
        let is_fit = self.memory.is_none_or(|memory| (LEAST_MEMORY..=MOST_MEMORY).contains(&memory));
        let checks = [
            (self.encoding.is_built(), ExecSettingsError::NotBuilt),
            (is_countable, ExecSettingsError::Processes),
            ((SHORTEST..=LONGEST).contains(&self.timeout), ExecSettingsError::Timeout),
            (is_fit, ExecSettingsError::Memory),
            (self.memory.is_none() || cfg!(target_os = "linux"), ExecSettingsError::NoCap),
            ((0..=MAX_RETRIES).contains(&self.retries), ExecSettingsError::Retries),
        ];
        problems.extend(checks.into_iter().filter(|(is_good, _)| !is_good).map(|(_, problem)| problem));
        problems
    }

    fn command_problems(&self) -> Vec<ExecSettingsError> {
        let nul = self.command.iter().position(|argument| argument.contains('\0'));
        let program = self.command.first().filter(|program| !program.is_empty()).ok_or(ExecSettingsError::NoCommand);
        let found = match nul {
            Some(index) => Err(ExecSettingsError::Nul { index }),
            None => program.and_then(|program| Ok(program::check(program, std::env::var_os("PATH").as_deref())?)),
        };
        found.err().into_iter().collect()
    }

    /// The number of processes on this machine.
    pub(super) fn process_count(&self) -> usize {
        match self.processes {
            InstanceCount::Auto => {
                std::thread::available_parallelism().map_or(1, NonZero::get).min(MAX_PROCESSES as usize)
            }
            InstanceCount::Number(number) => usize::try_from(number).unwrap_or(1).max(1),
        }
    }
}
