//! Arguments of the subcommands that run no job: they examine logs and formats, or write something.

use std::num::NonZero;
use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};
use clap_complete::Shell;

use super::When;
use crate::log::zone::Zone;

/// What to parse and how to write it.
#[derive(Debug, Args)]
pub struct ParseArguments {
    /// Files to read: paths, globs, URLs, - for standard input
    #[arg(value_name = "PATH", required = true, value_hint = ValueHint::FilePath)]
    pub paths: Vec<String>,
    /// Format of the lines, or auto [see: logmill formats]
    #[arg(short, long, value_name = "NAME", default_value = "auto")]
    pub format: String,
    /// What log collectors put around each line, such as `syslog inside docker`; none, or auto [see: logmill formats --envelopes]
    #[arg(long, value_name = "NAME", default_value = "auto")]
    pub envelope: String,
    /// The zone of times without one: UTC, an offset such as +02:00, or a name such as Europe/Berlin
    #[arg(long, value_name = "ZONE", default_value = "UTC", allow_hyphen_values = true)]
    pub timezone: Zone,
    /// A job whose own formats can be named, too; by default ./config.toml, if it exists
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub config: Option<PathBuf>,
    /// Columns to write, in this order; by default those of the format
    #[arg(long, value_name = "NAME,..", value_delimiter = ',')]
    pub columns: Option<Vec<String>>,
    /// Undo the server's escaping: `\"` becomes a quote; a byte that is not UTF-8 becomes `‹ff›`
    #[arg(short, long)]
    pub decode: bool,
    /// Format of the output
    #[arg(short, long, value_name = "SHAPE", default_value = "jsonl")]
    pub output: RecordShape,
    /// Write to a file, whole or not at all, instead of standard output
    #[arg(short = 'O', long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output_file: Option<PathBuf>,
    /// Threads that parse; by default one per core
    #[arg(short, long, value_name = "N")]
    pub parsers: Option<NonZero<usize>>,
    /// Print only errors on standard error, no remarks
    #[arg(short, long)]
    pub quiet: bool,
}

/// How records are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RecordShape {
    /// An object for every line, including malformed and skipped ones
    Jsonl,
    /// A table of the records
    Csv,
    /// A table of the records, only to a file
    Parquet,
}

/// Which files to examine.
#[derive(Debug, Args)]
pub struct DetectArguments {
    /// Files to examine: paths, globs, URLs, - for standard input
    #[arg(value_name = "PATH", required = true, value_hint = ValueHint::FilePath)]
    pub paths: Vec<String>,
    /// What log collectors put around each line, such as `syslog inside docker`; none, or auto [see: logmill formats --envelopes]
    #[arg(long, value_name = "NAME", default_value = "auto")]
    pub envelope: String,
    /// A job whose own formats are tried, too; by default ./config.toml, if it exists
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub config: Option<PathBuf>,
    /// Whether to colour the output; auto: on a terminal, unless NO_COLOR is set
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub color: When,
}

/// Which format to describe.
#[derive(Debug, Args)]
pub struct FormatsArguments {
    /// The format to describe: its grammar, source, columns and example
    #[arg(value_name = "NAME")]
    pub name: Option<String>,
    /// List the envelopes that log collectors put around lines, instead of the formats
    #[arg(short, long, conflicts_with = "name")]
    pub envelopes: bool,
    /// A job whose own formats are listed, too; by default ./config.toml, if it exists
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub config: Option<PathBuf>,
}

/// Which configurations to read, and where to write the job.
#[derive(Debug, Args)]
pub struct ImportArguments {
    /// Configurations of nginx or Apache; included files are read too
    #[arg(value_name = "FILE", required = true, value_hint = ValueHint::FilePath)]
    pub files: Vec<PathBuf>,
    /// Write the job to a file instead of standard output
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,
}

/// Which log to write.
#[derive(Debug, Args)]
pub struct GenerateArguments {
    /// Number of lines
    #[arg(short = 'n', long, default_value_t = 100_000)]
    pub lines: u64,
    /// Names the log
    #[arg(short, long, default_value_t = 1)]
    pub seed: u64,
    /// combined, common, vhost_combined or nginx
    #[arg(short, long, value_name = "NAME", default_value = "combined")]
    pub format: String,
    /// Malformed lines in a million
    #[arg(long, value_name = "PER_MILLION", default_value_t = 50, value_parser = clap::value_parser!(u32).range(..=1_000_000))]
    pub bad: u32,
    /// Distinct client addresses
    #[arg(long, default_value_t = 50_000, value_parser = clap::value_parser!(u64).range(1..))]
    pub hosts: u64,
    /// Time of the first line, in seconds since 1970
    #[arg(long, value_name = "SECONDS", default_value_t = 1_704_067_200, value_parser = clap::value_parser!(u64).range(..253_370_764_800))]
    pub start: u64,
    /// Days that the log spans
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=3650))]
    pub days: u32,
    /// Write to a file instead of standard output
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,
}

/// For which shell.
#[derive(Debug, Args)]
pub struct CompletionsArguments {
    /// The shell
    pub shell: Shell,
}
