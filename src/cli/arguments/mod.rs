//! What can be typed. The doc comments are the help.

use std::path::{Path, PathBuf};

use anyhow::bail;
use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};

use crate::config::{ConfigInput, DEFAULT_JOB, Overrides, Request, load_formats};
use crate::filter::Condition;
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
    /// What to do.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// The flags of `logmill run`.
    #[command(flatten)]
    pub run: RunArguments,
}

/// What to do.
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
    /// Tell the format of logs: how many lines each format reads, and some records
    Detect(DetectArguments),
    /// List the log formats, each with an example line, or tell all about one
    Formats(FormatsArguments),
    /// Make a job of the logs that nginx.conf or httpd.conf names, with their formats
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

/// Which job, and what of it to change.
#[derive(Debug, Args)]
pub struct JobArguments {
    /// The configuration; without it, ./config.toml, or a built-in job when paths are given and there is none
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub config: Option<PathBuf>,
    /// What to read in the place of the configured sources: files, directories, globs, @FILE for the paths that a file lists,
    /// https:// and s3:// URLs, - for standard input
    #[arg(value_name = "PATH", value_hint = ValueHint::FilePath)]
    pub paths: Vec<String>,
    /// Size of the parser pool, or auto for as many as are needed
    #[arg(short, long, value_name = "N")]
    pub parsers: Option<String>,
    /// Who does the work: threads or processes
    #[arg(long, value_name = "KIND")]
    pub executor: Option<String>,
    /// Number of worker processes, or auto for one a core
    #[arg(long, value_name = "N")]
    pub workers: Option<String>,
    /// Any other setting, such as `reducers[0].top=5`
    #[arg(long = "set", value_name = "KEY=VALUE", value_parser = key_and_value)]
    pub set: Vec<(String, String)>,
}

/// Which job, and how its lines are read.
#[derive(Debug, Args)]
pub struct LogArguments {
    /// Which job.
    #[command(flatten)]
    pub job: JobArguments,
    /// Format of the lines, or auto [see: logmill formats]
    #[arg(short, long, value_name = "NAME")]
    pub format: Option<String>,
    /// What log collectors put around each line, such as `syslog inside docker`; none, or auto [see: logmill formats --envelopes]
    #[arg(long, value_name = "NAME")]
    pub envelope: Option<String>,
    /// What times without a zone are taken for: UTC, an offset such as +02:00, or a name such as Europe/Berlin
    #[arg(long, value_name = "ZONE", allow_hyphen_values = true)]
    pub timezone: Option<String>,
    /// Write every malformed line to a file, as JSON Lines
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub rejects: Option<String>,
    /// End with code 2 when more lines are malformed: a number of them, or a share such as 5%
    #[arg(long, value_name = "N|P%")]
    pub max_malformed: Option<String>,
    /// Read only files whose names match this pattern, such as `*.log*`; may be repeated
    #[arg(long, value_name = "GLOB")]
    pub include: Vec<String>,
    /// Pass over files whose names match this pattern; may be repeated
    #[arg(long, value_name = "GLOB")]
    pub exclude: Vec<String>,
}

/// What to run and how to show it.
#[derive(Debug, Args)]
pub struct RunArguments {
    /// Which job.
    #[command(flatten)]
    pub job: LogArguments,
    /// Shape of the report: table, json or csv
    #[arg(short, long, value_name = "SHAPE")]
    pub output: Option<String>,
    /// Write the report to a file, whole or not at all; for csv, a directory gets one file a table
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
    /// No progress and no remarks on standard error, only errors
    #[arg(short, long)]
    pub quiet: bool,
    /// Whether to colour the table output; auto: on a terminal, unless NO_COLOR is set
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub color: When,
}

/// What to run and where its partial result goes.
#[derive(Debug, Args)]
pub struct PartialArguments {
    /// Which job.
    #[command(flatten)]
    pub job: LogArguments,
    /// The partial result, written whole or not at all; - for standard output
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output: PathBuf,
    /// Watch the actors at work, on standard error
    #[arg(short, long)]
    pub watch: bool,
    /// No progress and no remarks on standard error, only errors
    #[arg(short, long)]
    pub quiet: bool,
}

/// What to merge and how to show it.
#[derive(Debug, Args)]
pub struct MergeArguments {
    /// Partial results, - for standard input
    #[arg(value_name = "PART", required = true, value_hint = ValueHint::FilePath)]
    pub parts: Vec<PathBuf>,
    /// Count only what a condition holds for, such as 'status >= 500' or 'path ~ ^/blog/', as far as tables have its column among
    /// their groups; several must all hold
    #[arg(long = "where", value_name = "CONDITION")]
    pub conditions: Vec<Condition>,
    /// The job that they are of; without it, the one that the first of them brings along
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub config: Option<PathBuf>,
    /// Shape of the report: table, json or csv; or a file whose name ends in .part, to merge into, - for standard output
    #[arg(short, long, value_name = "SHAPE|FILE.part")]
    pub output: Option<String>,
    /// Write the report to a file, whole or not at all; for csv, a directory gets one file a table
    #[arg(short = 'O', long, value_name = "FILE", value_hint = ValueHint::AnyPath)]
    pub output_file: Option<String>,
    /// Show only this table
    #[arg(short, long, value_name = "NAME")]
    pub table: Option<String>,
    /// Any other setting that partial results may differ in, such as `reducers[0].top=5`
    #[arg(long = "set", value_name = "KEY=VALUE", value_parser = key_and_value)]
    pub set: Vec<(String, String)>,
    /// No remarks on standard error, only errors
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
    /// Which job.
    #[command(flatten)]
    pub job: JobArguments,
    /// Shape of the graph
    #[arg(short, long, value_name = "SHAPE", default_value = "text")]
    pub format: GraphShape,
}

/// Shape of a graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum GraphShape {
    /// For people
    Text,
    /// For Mermaid, as Markdown pages show it
    Mermaid,
}

/// The file of a job when none is named.
const DEFAULT_FILE: &str = "config.toml";

/// The file of a job: the one that is named, else the one that is here.
fn job_file(named: Option<&PathBuf>) -> Option<ConfigInput> {
    let default = || Some(PathBuf::from(DEFAULT_FILE)).filter(|file| file.exists());
    named.cloned().or_else(default).map(ConfigInput::File)
}

/// The formats that a job describes: the one that is named, else the one that is here, if there is one.
///
/// # Errors
/// The file cannot be read, or a description in it is wrong.
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
        Ok(Request::new(input).with_process_environment().with_overrides(overrides))
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
    /// The file to merge into, when it is not a report that is asked for.
    pub fn part(&self) -> Option<&Path> {
        self.output.as_deref().filter(|output| output.ends_with(".part") || *output == "-").map(Path::new)
    }

    /// Settings of the command line, on top of those of the job.
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
