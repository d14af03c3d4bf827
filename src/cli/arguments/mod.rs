//! The command line. The doc comments are the help texts.

use std::path::{Path, PathBuf};

use anyhow::bail;
use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};

use crate::config::{ConfigInput, DEFAULT_JOB, Overrides, Request, load_formats};
use crate::log::Format;
pub use tools::{
    CompletionsArguments, DetectArguments, FormatsArguments, GenerateArguments, ImportArguments, ParseArguments,
    RecordShape,
};

mod tools;

/// Analyzes logs with a pipeline of actors that you can watch.
///
/// Without a subcommand, runs the job in ./config.toml.
#[derive(Debug, Parser)]
#[command(name = "logmill", version, args_conflicts_with_subcommands = true, max_term_width = 100)]
pub struct Cli {
    /// The subcommand.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// The flags of `logmill run`.
    #[command(flatten)]
    pub run: RunArguments,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run a job and report what it found
    Run(RunArguments),
    /// Run a job and write its partial result, to be merged with others
    Partial(PartialArguments),
    /// Merge partial results into one report, without reading a log
    #[command(visible_alias = "report")]
    Merge(MergeArguments),
    /// Check a configuration, and report everything that is wrong with it
    Check(LogArguments),
    /// Show the actors of a job: instances, mailboxes and memory bound
    Explain(ExplainArguments),
    /// Write every line of a log as fields: JSON Lines, CSV or Parquet
    Parse(ParseArguments),
    /// Detect the format of logs: how many lines each format reads, and some records
    Detect(DetectArguments),
    /// List the log formats, each with an example line, or describe one
    Formats(FormatsArguments),
    /// Make a job for the logs that nginx.conf or httpd.conf names, with their formats
    Import(ImportArguments),
    /// Write a realistic access log; the same seed always gives the same bytes
    Generate(GenerateArguments),
    /// Print a completion script for a shell
    Completions(CompletionsArguments),
    /// Print the manual page
    Man,
    /// Serve a run as one of its worker processes
    #[command(hide = true)]
    Worker,
}

/// Which job to run, and what to change in it.
#[derive(Debug, Args)]
pub struct JobArguments {
    /// The configuration; without it, ./config.toml, or a built-in job when paths are given and there is none
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub config: Option<PathBuf>,
    /// What to read instead of the configured sources: files, directories, globs, @FILE for the paths that a file lists,
    /// https:// and s3:// URLs, - for standard input
    #[arg(value_name = "PATH", value_hint = ValueHint::FilePath)]
    pub paths: Vec<String>,
    /// Size of the parser pool, or auto to grow it as needed
    #[arg(short, long, value_name = "N")]
    pub parsers: Option<String>,
    /// What runs the stages: threads or processes
    #[arg(long, value_name = "KIND")]
    pub executor: Option<String>,
    /// Number of worker processes, or auto for one per core
    #[arg(long, value_name = "N")]
    pub workers: Option<String>,
    /// Any other setting, such as `reducers[0].top=5`
    #[arg(long = "set", value_name = "KEY=VALUE", value_parser = key_and_value)]
    pub set: Vec<(String, String)>,
}

/// Which job to run, and how its lines are read.
#[derive(Debug, Args)]
pub struct LogArguments {
    /// The job.
    #[command(flatten)]
    pub job: JobArguments,
    /// Format of the lines, or auto [see: logmill formats]
    #[arg(short, long, value_name = "NAME")]
    pub format: Option<String>,
    /// What log collectors put around each line, such as `syslog inside docker`; none, or auto [see: logmill formats --envelopes]
    #[arg(long, value_name = "NAME")]
    pub envelope: Option<String>,
    /// The zone of times without one: UTC, an offset such as +02:00, or a name such as Europe/Berlin
    #[arg(long, value_name = "ZONE", allow_hyphen_values = true)]
    pub timezone: Option<String>,
    /// Write every malformed line to a file, as JSON Lines
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub rejects: Option<String>,
    /// Exit with code 2 if more lines are malformed: a number of them, or a share such as 5%
    #[arg(long, value_name = "N|P%")]
    pub max_malformed: Option<String>,
    /// Read only files whose names match this pattern, such as `*.log*`; may be repeated
    #[arg(long, value_name = "GLOB")]
    pub include: Vec<String>,
    /// Skip files whose names match this pattern; may be repeated
    #[arg(long, value_name = "GLOB")]
    pub exclude: Vec<String>,
}

/// What to run and how to show it.
#[derive(Debug, Args)]
pub struct RunArguments {
    /// The job.
    #[command(flatten)]
    pub job: LogArguments,
    /// Format of the report: table, json or csv
    #[arg(short, long, value_name = "SHAPE")]
    pub output: Option<String>,
    /// Write the report to a file, whole or not at all; for csv, to a directory with one file per table
    #[arg(short = 'O', long, value_name = "FILE", value_hint = ValueHint::AnyPath)]
    pub output_file: Option<String>,
    /// Show only this table
    #[arg(short, long, value_name = "NAME")]
    pub table: Option<String>,
    /// List every actor with its traffic, in the table output
    #[arg(short, long)]
    pub actors: bool,
    /// Watch the actors at work, on standard error
    #[arg(short, long)]
    pub watch: bool,
    /// Print only errors on standard error, no progress and no remarks
    #[arg(short, long)]
    pub quiet: bool,
    /// Whether to colour the table output; auto: on a terminal, unless NO_COLOR is set
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub color: When,
}

/// What to run and where to write its partial result.
#[derive(Debug, Args)]
pub struct PartialArguments {
    /// The job.
    #[command(flatten)]
    pub job: LogArguments,
    /// The partial result, written whole or not at all; - for standard output
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output: PathBuf,
    /// Watch the actors at work, on standard error
    #[arg(short, long)]
    pub watch: bool,
    /// Print only errors on standard error, no progress and no remarks
    #[arg(short, long)]
    pub quiet: bool,
}

/// What to merge and how to show it.
#[derive(Debug, Args)]
pub struct MergeArguments {
    /// Partial results, - for standard input
    #[arg(value_name = "PART", required = true, value_hint = ValueHint::FilePath)]
    pub parts: Vec<PathBuf>,
    /// Count only records that meet a condition, such as 'status >= 500' or 'path ~ ^/blog/', in tables that have its column among
    /// their groups; if repeated, all must hold
    #[arg(short = 'w', long = "where", value_name = "EXPR")]
    pub conditions: Vec<String>,
    /// The job of the partial results; by default the one stored in the first of them
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub config: Option<PathBuf>,
    /// Format of the report: table, json or csv; or a file whose name ends in .part, to merge into, - for standard output
    #[arg(short, long, value_name = "SHAPE|FILE.part")]
    pub output: Option<String>,
    /// Write the report to a file, whole or not at all; for csv, to a directory with one file per table
    #[arg(short = 'O', long, value_name = "FILE", value_hint = ValueHint::AnyPath)]
    pub output_file: Option<String>,
    /// Show only this table
    #[arg(short, long, value_name = "NAME")]
    pub table: Option<String>,
    /// Any other setting that partial results may differ in, such as `reducers[0].top=5`
    #[arg(long = "set", value_name = "KEY=VALUE", value_parser = key_and_value)]
    pub set: Vec<(String, String)>,
    /// Print only errors on standard error, no remarks
    #[arg(short, long)]
    pub quiet: bool,
    /// Whether to colour the table output; auto: on a terminal, unless NO_COLOR is set
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub color: When,
}

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// Which graph to show, and how.
#[derive(Debug, Args)]
pub struct ExplainArguments {
    /// The job.
    #[command(flatten)]
    pub job: JobArguments,
    /// Format of the graph
    #[arg(short, long, value_name = "SHAPE", default_value = "text")]
    pub format: GraphShape,
}

/// Format of a graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum GraphShape {
    /// For people
    Text,
    /// For Mermaid, as embedded in Markdown
    Mermaid,
}

/// The job file used if none is named.
const DEFAULT_FILE: &str = "config.toml";

/// The job file: the named one, or the default one if it exists.
fn job_file(named: Option<&PathBuf>) -> Option<ConfigInput> {
    let default = || Some(PathBuf::from(DEFAULT_FILE)).filter(|file| file.exists());
    named.cloned().or_else(default).map(ConfigInput::File)
}

/// The formats of a job: of the named one, or of the default one if it exists.
///
/// # Errors
/// The file cannot be read, or one of its formats is invalid.
pub fn own_formats(named: Option<&PathBuf>) -> anyhow::Result<Vec<Format>> {
    let Some(input) = job_file(named) else { return Ok(Vec::new()) };
    Ok(load_formats(&Request::new(input).with_process_environment())?)
}

impl JobArguments {
    /// All layers of settings: file, environment and command line.
    ///
    /// # Errors
    /// Neither a job nor a file to read was named, and there is no `config.toml`.
    pub fn request(&self) -> anyhow::Result<Request> {
        let input = match job_file(self.config.as_ref()) {
            Some(input) => input,
            None if self.paths.is_empty() => bail!(
                "there is no {DEFAULT_FILE} here: name log files, such as `logmill access.log`, or a job with --config FILE"
            ),
            None => ConfigInput::text("built-in config.toml", DEFAULT_JOB),
        };
        let mut set = self.set.clone();
        let sizes = [("parsers", &self.parsers), ("executor", &self.executor), ("workers", &self.workers)];
        set.extend(sizes.into_iter().filter_map(|(key, value)| Some((format!("pipeline.{key}"), value.clone()?))));
        let overrides = Overrides { sources: self.paths.clone(), set, ..Overrides::default() };
        Ok(Request::new(input).with_present().with_process_environment().with_overrides(overrides))
    }
}

impl LogArguments {
    /// All layers of settings, the format of the lines included.
    ///
    /// # Errors
    /// Those of [`JobArguments::request`].
    pub fn request(&self) -> anyhow::Result<Request> {
        let mut request = self.job.request()?;
        request.overrides.format.clone_from(&self.format);
        request.overrides.envelope.clone_from(&self.envelope);
        request.overrides.timezone.clone_from(&self.timezone);
        let settings = [("rejects", &self.rejects), ("max_malformed", &self.max_malformed)];
        let settings =
            settings.into_iter().filter_map(|(key, value)| Some((format!("pipeline.{key}"), value.clone()?)));
        request.overrides.set.extend(settings);
        request.overrides.include.clone_from(&self.include);
        request.overrides.exclude.clone_from(&self.exclude);
        Ok(request)
    }
}

impl RunArguments {
    /// All layers of settings, those of the report included.
    ///
    /// # Errors
    /// Those of [`JobArguments::request`].
    pub fn request(&self) -> anyhow::Result<Request> {
        let mut request = self.job.request()?;
        let mut set = |key: &str, value: Option<String>| {
            request.overrides.set.extend(value.map(|value| (format!("report.{key}"), value)));
        };
        set("output", self.output.clone());
        set("output_file", self.output_file.clone());
        set("table", self.table.clone());
        set("actors", self.actors.then(|| "true".to_owned()));
        Ok(request)
    }
}

impl MergeArguments {
    /// The file to merge into, unless a report is requested.
    pub fn part(&self) -> Option<&Path> {
        self.output.as_deref().filter(|output| output.ends_with(".part") || *output == "-").map(Path::new)
    }

    /// Settings of the command line, on top of the job's.
    pub fn settings(&self) -> Vec<(String, String)> {
        let shape = self.output.clone().filter(|_| self.part().is_none());
        let report = [("output", shape), ("output_file", self.output_file.clone()), ("table", self.table.clone())];
        let report = report.into_iter().filter_map(|(key, value)| Some((format!("report.{key}"), value?)));
        self.set.iter().cloned().chain(report).collect()
    }
}

fn key_and_value(text: &str) -> Result<(String, String), &'static str> {
    let (key, value) = text.split_once('=').ok_or("expected KEY=VALUE, such as reducers[0].top=5")?;
    Ok((key.trim().to_owned(), value.to_owned()))
}
