//! Arguments of the subcommands that run no job: they examine logs and formats, or write something.

use std::num::NonZero;
use std::path::PathBuf;

use clap::{Args, ValueHint};
use clap_complete::Shell;

use super::headings::{OUTPUT, QUESTIONS, READ, SPEED};
use super::question::{SelectionArguments, expression};
use super::{GeoArguments, LineArguments, OutputArguments, RecordFormat, When};

/// What to parse and how to write it.
#[derive(Debug, Args)]
pub struct ParseArguments {
    /// Files to read: paths, globs, URLs, - for standard input
    #[arg(value_name = "PATH", required = true, value_hint = ValueHint::FilePath)]
    pub paths: Vec<String>,
    /// A job whose own formats can be named, too; by default ./config.toml, if it exists
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = READ)]
    pub config: Option<PathBuf>,
    /// The lines.
    #[command(flatten)]
    pub lines: LineArguments,
    /// Databases.
    #[command(flatten)]
    pub geo: GeoArguments,
    /// Which records are written.
    #[command(flatten)]
    pub selection: SelectionArguments,
    /// Order of the records: a column or an expression, smallest first; -EXPR largest first, such as -request_time
    #[arg(long, value_name = "EXPR", help_heading = QUESTIONS, allow_hyphen_values = true, value_parser = expression)]
    pub sort: Option<String>,
    /// Most records, 0 for all; with --sort, the first ones in that order
    #[arg(short = 'n', long, value_name = "N", help_heading = QUESTIONS)]
    pub top: Option<usize>,
    /// The records.
    #[command(flatten)]
    pub output: OutputArguments<RecordFormat>,
    /// Columns to write, in this order; by default those of the format [see: logmill columns]
    #[arg(long, value_name = "NAME,..", value_delimiter = ',', help_heading = OUTPUT)]
    pub columns: Option<Vec<String>>,
    /// Undo the server's escaping: `\"` becomes a quote; a byte that is not UTF-8 becomes `‹ff›`
    #[arg(short, long, help_heading = OUTPUT)]
    pub decode: bool,
    /// Print only errors on standard error, no remarks
    #[arg(short, long, help_heading = OUTPUT)]
    pub quiet: bool,
    /// Threads that parse; by default one per core
    #[arg(short, long, value_name = "N", help_heading = SPEED)]
    pub parsers: Option<NonZero<usize>>,
}

/// Which files to examine.
#[derive(Debug, Args)]
pub struct DetectArguments {
    /// Files to examine: paths, globs, URLs, - for standard input
    #[arg(value_name = "PATH", required = true, value_hint = ValueHint::FilePath)]
    pub paths: Vec<String>,
    /// A job whose own formats are tried, too; by default ./config.toml, if it exists
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = READ)]
    pub config: Option<PathBuf>,
    /// The lines. With a format, only that one is tried.
    #[command(flatten)]
    pub lines: LineArguments,
    /// Whether to colour the output; auto: on a terminal, unless NO_COLOR is set
    #[arg(long, value_name = "WHEN", default_value = "auto", help_heading = OUTPUT)]
    pub color: When,
}

/// Which column to describe.
#[derive(Debug, Args)]
pub struct ColumnsArguments {
    /// The column to describe, with the formats that fill it
    #[arg(value_name = "NAME")]
    pub name: Option<String>,
    /// A job whose own columns are listed, too; by default ./config.toml, if it exists
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub config: Option<PathBuf>,
}

/// Which function to describe.
#[derive(Debug, Args)]
pub struct FunctionsArguments {
    /// The function or measure to describe: its form, meaning and an example
    #[arg(value_name = "NAME")]
    pub name: Option<String>,
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

/// Which preset to print.
#[derive(Debug, Args)]
pub struct PresetArguments {
    /// The preset to print
    #[arg(value_name = "NAME")]
    pub name: Option<String>,
}

/// Which configurations to read, and where to write the job.
#[derive(Debug, Args)]
pub struct ImportArguments {
    /// Configurations of nginx or Apache; included files are read too
    #[arg(value_name = "FILE", required = true, value_hint = ValueHint::FilePath)]
    pub files: Vec<PathBuf>,
    /// Write the job to a file, whole or not at all; - for standard output, the default
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = OUTPUT)]
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
    /// Write to a file, whole or not at all; - for standard output, the default
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = OUTPUT)]
    pub output: Option<PathBuf>,
}

/// For which shell.
#[derive(Debug, Args)]
pub struct CompletionsArguments {
    /// The shell
    pub shell: Shell,
}
