//! The command line. The doc comments are the help texts.

use std::path::PathBuf;

use clap::{Arg, ArgAction, Args, CommandFactory, Parser, Subcommand, ValueEnum, ValueHint};

use crate::config::Request;
use headings::{HELP, OUTPUT, QUESTIONS, READ};
pub use job::{GeoArguments, LineArguments, LogArguments, RejectsArguments, SpeedArguments, own_formats};
pub use output::{MergeFormat, OutputArguments, RecordFormat, ReportFormat, check_only, file, is_directory};
pub use question::QuestionArguments;
pub use tools::{
    ColumnsArguments, CompletionsArguments, DetectArguments, FormatsArguments, FunctionsArguments, GenerateArguments,
    ImportArguments, ParseArguments, PresetArguments,
};

mod headings;
mod job;
mod output;
mod question;
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

/// The command line for clap: [`Cli`], with `--help` and `--version` after all other flags.
pub fn command() -> clap::Command {
    let version = Arg::new("version").short('V').long("version").action(ArgAction::Version).help("Print version");
    with_help(Cli::command()).disable_version_flag(true).arg(version.help_heading(HELP))
}

fn with_help(command: clap::Command) -> clap::Command {
    let help = Arg::new("help").short('h').long("help").action(ArgAction::Help).help("Print help; -h: only a summary");
    command.disable_help_flag(true).arg(help.help_heading(HELP)).mut_subcommands(with_help)
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
    Check(CheckArguments),
    /// Show the actors of a job: instances, mailboxes and memory bound
    Explain(ExplainArguments),
    /// Write every line of a log as fields: JSON Lines, CSV or Parquet
    Parse(ParseArguments),
    /// Detect the format of logs: how many lines each format reads, and some records
    Detect(DetectArguments),
    /// List the log formats, each with an example line, or describe one
    Formats(FormatsArguments),
    /// List the columns, or describe one
    Columns(ColumnsArguments),
    /// List the functions and measures of expressions, or describe one
    Functions(FunctionsArguments),
    /// List the jobs that come with logmill, or print one as configuration
    Preset(PresetArguments),
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

/// What to run and how to show it.
#[derive(Debug, Args)]
pub struct RunArguments {
    /// The job.
    #[command(flatten)]
    pub log: LogArguments,
    /// What is asked.
    #[command(flatten)]
    pub question: QuestionArguments,
    /// The report.
    #[command(flatten)]
    pub output: OutputArguments<ReportFormat>,
    /// Print the job that this command line is, as configuration for -c, instead of running it
    #[arg(long, help_heading = OUTPUT)]
    pub explain: bool,
    /// Show only this table
    #[arg(short, long, value_name = "NAME", help_heading = OUTPUT)]
    pub table: Option<String>,
    /// List every actor with its traffic, in the table output
    #[arg(short, long, help_heading = OUTPUT)]
    pub actors: bool,
    /// Malformed lines.
    #[command(flatten)]
    pub rejects: RejectsArguments,
    /// Watch the actors at work, on standard error
    #[arg(long, help_heading = OUTPUT)]
    pub watch: bool,
    /// Print only errors on standard error, no progress and no remarks
    #[arg(short, long, help_heading = OUTPUT)]
    pub quiet: bool,
    /// Whether to colour the table output; auto: on a terminal, unless NO_COLOR is set
    #[arg(long, value_name = "WHEN", default_value = "auto", help_heading = OUTPUT)]
    pub color: When,
    /// Speed.
    #[command(flatten)]
    pub speed: SpeedArguments,
}

/// What to run and where to write its partial result.
#[derive(Debug, Args)]
pub struct PartialArguments {
    /// The job.
    #[command(flatten)]
    pub log: LogArguments,
    /// What is asked.
    #[command(flatten)]
    pub question: QuestionArguments,
    /// The partial result, written whole or not at all; - for standard output
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = OUTPUT)]
    pub output: PathBuf,
    /// Malformed lines.
    #[command(flatten)]
    pub rejects: RejectsArguments,
    /// Watch the actors at work, on standard error
    #[arg(long, help_heading = OUTPUT)]
    pub watch: bool,
    /// Print only errors on standard error, no progress and no remarks
    #[arg(short, long, help_heading = OUTPUT)]
    pub quiet: bool,
    /// Speed.
    #[command(flatten)]
    pub speed: SpeedArguments,
}

/// What to merge and how to show it.
#[derive(Debug, Args)]
pub struct MergeArguments {
    /// Partial results, - for standard input
    #[arg(value_name = "PART", required = true, value_hint = ValueHint::FilePath)]
    pub parts: Vec<PathBuf>,
    /// The job of the partial results; by default the one stored in the first of them
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = READ)]
    pub config: Option<PathBuf>,
    /// Any other setting that partial results may differ in, such as `reducers[0].top=5`
    #[arg(long = "set", value_name = "KEY=VALUE", value_parser = job::key_and_value, help_heading = READ)]
    pub set: Vec<(String, String)>,
    /// Count only records that meet a condition, such as 'status >= 500' or "path ~ '^/blog/'", in tables that have its column among
    /// their groups; if repeated, all must hold
    #[arg(short = 'w', long = "where", value_name = "EXPR", help_heading = QUESTIONS)]
    #[arg(allow_hyphen_values = true, value_parser = question::expression)]
    pub conditions: Vec<String>,
    /// The report, or the partial result to merge into.
    #[command(flatten)]
    pub output: OutputArguments<MergeFormat>,
    /// Show only this table
    #[arg(short, long, value_name = "NAME", help_heading = OUTPUT)]
    pub table: Option<String>,
    /// Print only errors on standard error, no remarks
    #[arg(short, long, help_heading = OUTPUT)]
    pub quiet: bool,
    /// Whether to colour the table output; auto: on a terminal, unless NO_COLOR is set
    #[arg(long, value_name = "WHEN", default_value = "auto", help_heading = OUTPUT)]
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

/// What to check.
#[derive(Debug, Args)]
pub struct CheckArguments {
    /// The job.
    #[command(flatten)]
    pub log: LogArguments,
    /// What is asked.
    #[command(flatten)]
    pub question: QuestionArguments,
    /// Malformed lines.
    #[command(flatten)]
    pub rejects: RejectsArguments,
    /// Speed.
    #[command(flatten)]
    pub speed: SpeedArguments,
}

/// Which graph to show, and how.
#[derive(Debug, Args)]
pub struct ExplainArguments {
    /// The job.
    #[command(flatten)]
    pub log: LogArguments,
    /// What is asked.
    #[command(flatten)]
    pub question: QuestionArguments,
    /// What to show: the graph of the actors, or the job
    #[arg(long = "as", value_name = "SHAPE", default_value = "text", help_heading = OUTPUT)]
    pub shape: GraphShape,
    /// Malformed lines.
    #[command(flatten)]
    pub rejects: RejectsArguments,
    /// Speed.
    #[command(flatten)]
    pub speed: SpeedArguments,
}

/// What is shown of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum GraphShape {
    /// The graph, for people
    Text,
    /// The graph, for Mermaid, as embedded in Markdown
    Mermaid,
    /// The job with all flags in it, as configuration for -c
    Job,
}

/// The layers of settings of a run.
///
/// # Errors
/// Those of [`LogArguments::request`].
fn request(
    log: &LogArguments,
    question: &QuestionArguments,
    rejects: &RejectsArguments,
    speed: &SpeedArguments,
) -> anyhow::Result<Request> {
    let mut request = log.request()?;
    request.overrides.question = question.question()?;
    request.overrides.set.extend(speed.settings().chain(rejects.settings()));
    request.overrides.set.extend(question.split_by.clone().map(|by| ("report.split_by".to_owned(), by)));
    Ok(request)
}

impl RunArguments {
    /// The paths of the command line.
    pub fn paths(&self) -> &[String] {
        &self.log.job.paths
    }

    /// All layers of settings, those of the report included.
    ///
    /// # Errors
    /// Those of [`LogArguments::request`], and a file whose name means no format of a report.
    pub fn request(&self) -> anyhow::Result<Request> {
        let mut request = request(&self.log, &self.question, &self.rejects, &self.speed)?;
        let format = self.output.format()?;
        request.overrides.set.extend(report_settings(format, self.table.as_ref()));
        // Otherwise the file is not a setting: its name may mean a directory, or no file at all.
        let file = self.output.file().filter(|_| self.explain);
        let file = file.map(|file| ("report.output_file".to_owned(), file.display().to_string()));
        request.overrides.set.extend(file);
        request.overrides.set.extend(self.actors.then(|| ("report.actors".to_owned(), "true".to_owned())));
        Ok(request)
    }
}

impl PartialArguments {
    /// All layers of settings.
    ///
    /// # Errors
    /// Those of [`LogArguments::request`].
    pub fn request(&self) -> anyhow::Result<Request> {
        request(&self.log, &self.question, &self.rejects, &self.speed)
    }
}

impl CheckArguments {
    /// All layers of settings.
    ///
    /// # Errors
    /// Those of [`LogArguments::request`].
    pub fn request(&self) -> anyhow::Result<Request> {
        request(&self.log, &self.question, &self.rejects, &self.speed)
    }
}

impl ExplainArguments {
    /// All layers of settings.
    ///
    /// # Errors
    /// Those of [`LogArguments::request`].
    pub fn request(&self) -> anyhow::Result<Request> {
        request(&self.log, &self.question, &self.rejects, &self.speed)
    }
}

impl MergeArguments {
    /// Settings of the command line, on top of the job's; `format` is that of the report.
    pub fn settings(&self, format: Option<ReportFormat>) -> Vec<(String, String)> {
        let report = report_settings(format, self.table.as_ref());
        self.set.iter().cloned().chain(report).collect()
    }
}

/// The settings of a report but for its file, as keys and values.
fn report_settings(format: Option<ReportFormat>, table: Option<&String>) -> impl Iterator<Item = (String, String)> {
    let settings = [("output", format.map(|format| format.name().to_owned())), ("table", table.cloned())];
    settings.into_iter().filter_map(|(key, value)| Some((format!("report.{key}"), value?)))
}
