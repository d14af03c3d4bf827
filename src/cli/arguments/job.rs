//! Flags that subcommands share: which job to run, how lines are read, and how the work is done.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, bail};
use clap::{Args, ValueHint};
use glob::Pattern;

use super::headings::{OUTPUT, READ, SPEED};
use crate::config::options::help;
use crate::config::raw::NONE;
use crate::config::{
    ConfigInput, DEFAULT_JOB, FormatChoice, NameChoice, Overrides, Preset, Request, envelope_named, load_formats,
    preset,
};
use crate::geo::{Geo, GeoFile};
use crate::log::zone::Zone;
use crate::log::{Format, SourceSettings};

/// Which job to run, and what to change in it.
#[derive(Debug, Args)]
pub struct JobArguments {
    /// What to read instead of the configured sources: files, directories, globs, @FILE for the paths that a file lists,
    /// https:// and s3:// URLs, - for standard input
    #[arg(value_name = "PATH", value_hint = ValueHint::FilePath)]
    pub paths: Vec<String>,
    /// The job, a TOML file; without it, ./config.toml, or a built-in job when paths are given and there is none
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = READ)]
    pub config: Option<PathBuf>,
    /// Run a job that comes with logmill [see: logmill preset]
    #[arg(long, value_name = "NAME", help_heading = READ, conflicts_with = "config")]
    pub preset: Option<String>,
    /// Any other setting of the job, such as `reducers[0].top=5`
    #[arg(long = "set", value_name = "KEY=VALUE", value_parser = key_and_value, help_heading = READ)]
    pub set: Vec<(String, String)>,
}

/// How lines are read, and from which files.
#[derive(Debug, Args)]
pub struct LineArguments {
    /// Format of the lines.
    #[arg(short, long, value_name = "NAME", help_heading = READ, help = help("sources[].format"))]
    pub format: Option<String>,
    /// What is around each line.
    #[arg(long, value_name = "NAME", help_heading = READ, help = help("sources[].envelope"))]
    pub envelope: Option<String>,
    /// The zone of the job.
    #[arg(long, value_name = "ZONE", allow_hyphen_values = true, help_heading = READ, help = help("timezone"))]
    pub timezone: Option<String>,
    /// The zone of the sources.
    #[arg(long, value_name = "ZONE", allow_hyphen_values = true, help_heading = READ, help = help("sources[].timezone"))]
    pub source_timezone: Option<String>,
    /// How addresses are masked.
    #[arg(long, value_name = "MASK", help_heading = READ, help = help("sources[].anonymize"))]
    pub anonymize: Option<String>,
    /// Patterns of files to read.
    #[arg(long, value_name = "GLOB", help_heading = READ, help = help("sources[].include") + "; may be repeated")]
    pub include: Vec<String>,
    /// Patterns of files to skip.
    #[arg(long, value_name = "GLOB", help_heading = READ, help = help("sources[].exclude") + "; may be repeated")]
    pub exclude: Vec<String>,
}

/// Which job to run, and how its lines are read.
#[derive(Debug, Args)]
pub struct LogArguments {
    /// The job.
    #[command(flatten)]
    pub job: JobArguments,
    /// The lines.
    #[command(flatten)]
    pub lines: LineArguments,
    /// Databases.
    #[command(flatten)]
    pub geo: GeoArguments,
}

/// Databases of addresses.
#[derive(Debug, Args)]
pub struct GeoArguments {
    /// The databases.
    #[arg(long = "geo", value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = READ, help = help("geo") + "; may be repeated")]
    pub files: Vec<String>,
}

/// What happens to malformed lines.
#[derive(Debug, Args)]
pub struct RejectsArguments {
    /// The file for malformed lines.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = OUTPUT, help = help("pipeline.rejects"))]
    pub rejects: Option<String>,
    /// The limit of malformed lines.
    #[arg(long, value_name = "N|P%", help_heading = OUTPUT, help = help("pipeline.max_malformed"))]
    pub max_malformed: Option<String>,
}

/// How the work is done.
#[derive(Debug, Args)]
pub struct SpeedArguments {
    /// Instances in the parser pool.
    #[arg(short, long, value_name = "N", help_heading = SPEED, help = help("pipeline.parsers"))]
    pub parsers: Option<String>,
    /// What does the work.
    #[arg(long, value_name = "KIND", help_heading = SPEED, help = help("pipeline.executor"))]
    pub executor: Option<String>,
    /// Worker processes.
    #[arg(long, value_name = "N", help_heading = SPEED, help = help("pipeline.workers"))]
    pub workers: Option<String>,
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
    /// The layers of settings: file, environment and the command line's settings of the job.
    ///
    /// # Errors
    /// Neither a job nor a file to read was named, and there is no `config.toml`.
    fn request(&self) -> anyhow::Result<Request> {
        let named = self.preset.as_deref().map(preset).transpose().context("--preset")?;
        let named = named.map(|Preset { name, text, .. }| ConfigInput::text(&format!("preset {name}"), *text));
        let input = match named.or_else(|| job_file(self.config.as_ref())) {
            Some(input) => input,
            None if self.paths.is_empty() => bail!(
                "there is no {DEFAULT_FILE} here: name log files, such as `logmill access.log`, or - for standard input, \
                 or a job with --config FILE"
            ),
            None => ConfigInput::text("built-in config.toml", DEFAULT_JOB),
        };
        let overrides = Overrides { sources: self.paths.clone(), set: self.set.clone(), ..Overrides::default() };
        Ok(Request::new(input).with_present().with_process_environment().with_overrides(overrides))
    }
}

impl LineArguments {
    /// The format of the lines; a job's own formats can be named, too. The job is read only if it may describe the format.
    ///
    /// # Errors
    /// An unknown format, envelope or zone, or an invalid job.
    pub fn format(&self, config: Option<&PathBuf>) -> anyhow::Result<FormatChoice> {
        const AUTO: &str = "auto";
        let envelope = envelope_named(self.envelope.as_deref().unwrap_or(AUTO)).context("--envelope")?;
        let zone = self.source_timezone.as_deref().unwrap_or("UTC").parse().context("--source-timezone")?;
        let anonymize = self.anonymize.as_deref().filter(|mask| *mask != NONE);
        let anonymize = anonymize.map(str::parse).transpose().context("--anonymize")?;
        let named = |own: &[Format]| FormatChoice::named(self.format.as_deref().unwrap_or(AUTO), own, envelope);
        let choice = match named(&[]) {
            Ok(FormatChoice::Fixed(built_in)) if config.is_none() => FormatChoice::Fixed(built_in),
            _ => named(&own_formats(config)?).context("--format")?,
        };
        let settings = SourceSettings { anonymize, ..SourceSettings::of_zone(zone) };
        Ok(choice.with_settings(settings.shown_in(&self.zone()?)))
    }

    /// The zone of days, hours and printed times.
    ///
    /// # Errors
    /// An unknown zone.
    pub fn zone(&self) -> anyhow::Result<Zone> {
        Zone::of_job(self.timezone.as_deref().unwrap_or("UTC")).context("--timezone")
    }

    /// The files that are read, by name.
    ///
    /// # Errors
    /// A pattern that is not valid.
    pub fn names(&self) -> anyhow::Result<NameChoice> {
        let patterns = |flag: &'static str, patterns: &[String]| -> anyhow::Result<Vec<Pattern>> {
            let pattern = |text: &String| Pattern::new(text).with_context(|| format!("{flag} {text}"));
            patterns.iter().map(pattern).collect()
        };
        Ok(NameChoice {
            include: patterns("--include", &self.include)?,
            exclude: patterns("--exclude", &self.exclude)?,
        })
    }
}

impl LogArguments {
    /// The layers of settings, the format of the lines included.
    ///
    /// # Errors
    /// Neither a job nor a file to read was named, and there is no `config.toml`.
    pub fn request(&self) -> anyhow::Result<Request> {
        let mut request = self.job.request()?;
        let LineArguments { format, envelope, timezone, source_timezone, anonymize, include, exclude } = &self.lines;
        request.overrides.format.clone_from(format);
        request.overrides.envelope.clone_from(envelope);
        request.overrides.source_timezone.clone_from(source_timezone);
        request.overrides.anonymize.clone_from(anonymize);
        request.overrides.set.extend(timezone.iter().map(|zone| ("timezone".to_owned(), zone.clone())));
        request.overrides.include.clone_from(include);
        request.overrides.exclude.clone_from(exclude);
        request.overrides.set.extend(self.geo.setting());
        Ok(request)
    }
}

impl GeoArguments {
    /// The setting, as key and value.
    fn setting(&self) -> Option<(String, String)> {
        // A list of texts is the same in JSON and in TOML.
        (!self.files.is_empty()).then(|| ("geo".to_owned(), serde_json::json!(self.files).to_string()))
    }

    /// The databases, or those of the environment.
    ///
    /// # Errors
    /// A file cannot be read, or is no database.
    pub fn open(&self) -> anyhow::Result<Option<Arc<Geo>>> {
        const VARIABLE: &str = "LOGMILL__GEO";
        let files: Vec<(&str, String)> = match self.files.as_slice() {
            [] => std::env::var(VARIABLE).ok().map(|file| (VARIABLE, file)).into_iter().collect(),
            files => files.iter().map(|file| ("--geo", file.clone())).collect(),
        };
        let open = |(from, file): &(&str, String)| GeoFile::open(file).with_context(|| format!("{from} {file}"));
        let opened = files.iter().map(open).collect::<anyhow::Result<Vec<_>>>()?;
        Ok((!opened.is_empty()).then(|| Arc::new(Geo::new(opened))))
    }
}

impl RejectsArguments {
    /// The settings, as keys and values.
    pub fn settings(&self) -> impl Iterator<Item = (String, String)> {
        settings([("pipeline.rejects", &self.rejects), ("pipeline.max_malformed", &self.max_malformed)])
    }
}

impl SpeedArguments {
    /// The settings, as keys and values.
    pub fn settings(&self) -> impl Iterator<Item = (String, String)> {
        settings([
            ("pipeline.parsers", &self.parsers),
            ("pipeline.executor", &self.executor),
            ("pipeline.workers", &self.workers),
        ])
    }
}

/// The settings that are given.
fn settings<const N: usize>(of: [(&'static str, &Option<String>); N]) -> impl Iterator<Item = (String, String)> {
    of.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value.clone()?)))
}

/// Reads the value of `--set`.
pub fn key_and_value(text: &str) -> Result<(String, String), &'static str> {
    let (key, value) = text.split_once('=').ok_or("expected KEY=VALUE, such as reducers[0].top=5")?;
    Ok((key.trim().to_owned(), value.to_owned()))
}
