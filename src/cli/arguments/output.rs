//! `-o` and `--to`, which mean the same for every subcommand: where the output goes, and in which format.

use std::path::{Path, PathBuf};

use clap::builder::EnumValueParser;
use clap::{Args, ValueEnum, ValueHint};

use super::headings::OUTPUT;
use crate::config::Output;

/// The formats that a subcommand writes.
pub trait OutputFormat: ValueEnum + Send + Sync + 'static {
    /// What is written, with an article.
    const WHAT: &'static str;
    /// The help of `--output`.
    const FILE_HELP: &'static str;
    /// The help of `--to`.
    const FORMAT_HELP: &'static str;

    /// The suffixes of file names that mean the format, the usual one first.
    fn suffixes(&self) -> &'static [&'static str];

    /// The format that is written to a directory, one file for each table.
    fn of_directory() -> Option<Self> {
        None
    }
}

/// Where the output goes, and in which format.
#[derive(Debug, Args)]
pub struct OutputArguments<F: OutputFormat> {
    /// The file to write to.
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::AnyPath, help = F::FILE_HELP, help_heading = OUTPUT)]
    output: Option<PathBuf>,
    /// The format to write.
    #[arg(long, value_name = "FORMAT", value_parser = EnumValueParser::<F>::new(), help = F::FORMAT_HELP, help_heading = OUTPUT)]
    to: Option<F>,
}

/// Why the output cannot be written as requested.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OutputError {
    /// The name of a format where a file is expected.
    #[error("-o {word}: -o names a file; write {instead} (or -o ./{word} for a file of that name)")]
    FormatAsFile {
        /// The name.
        word: String,
        /// What to write.
        instead: String,
    },
    /// The file's name is that of another format.
    #[error("-o {}: {what} is not written as .{suffix}; name a file that ends in {suffixes}{otherwise}", path.display())]
    OtherSuffix {
        /// The file.
        path: PathBuf,
        /// What is written.
        what: &'static str,
        /// The suffix of the name.
        suffix: String,
        /// The possible suffixes.
        suffixes: String,
        /// What else is possible.
        otherwise: &'static str,
    },
}

/// Words and suffixes that mean a format of files to many programs.
const FORMATS: &[&str] = &[
    "table", "txt", "text", "json", "jsonl", "ndjson", "csv", "tsv", "parquet", "part", "md", "markdown", "html",
    "yaml", "yml", "xml", "xlsx", "mermaid", "toml",
];

/// The file that `-o` names; `None` for standard output.
pub fn file(output: &Path) -> Option<&Path> {
    Some(output).filter(|path| *path != "-")
}

impl<F: OutputFormat> OutputArguments<F> {
    /// The file to write to; `None` for standard output.
    pub fn file(&self) -> Option<&Path> {
        self.output.as_deref().and_then(file)
    }

    /// Whether `-o` names a file or standard output, so that a job does not.
    pub fn is_given(&self) -> bool {
        self.output.is_some()
    }

    /// The format: the one of `--to`, or the one that the file's name means; `None` if neither chooses one.
    ///
    /// # Errors
    /// [`OutputError`]: the name of the file means no format of this subcommand.
    pub fn format(&self) -> Result<Option<F>, OutputError> {
        let Some(path) = self.file() else { return Ok(self.to.clone()) };
        if let Some(word) = format_word(path) {
            let meant =
                F::value_variants().iter().find(|format| name(*format) == word || format.suffixes().contains(&&*word));
            let instead = meant.map_or_else(|| listed(F::value_variants().iter().map(name)), name);
            return Err(OutputError::FormatAsFile { word, instead: format!("--to {instead}") });
        }
        if self.to.is_some() {
            return Ok(self.to.clone());
        }
        if is_directory(path) {
            return Ok(F::of_directory());
        }
        let Some(suffix) = suffix(path) else { return Ok(None) };
        let named = F::value_variants().iter().find(|format| format.suffixes().contains(&&*suffix));
        named.cloned().map(Some).ok_or_else(|| OutputError::OtherSuffix {
            path: path.to_owned(),
            what: F::WHAT,
            suffix,
            suffixes: listed(
                F::value_variants().iter().filter_map(|format| Some(format!(".{}", format.suffixes().first()?))),
            ),
            otherwise: ", or choose with --to",
        })
    }
}

/// Refuses a file's name that means another format than the only one that a subcommand writes, which is `what`.
///
/// # Errors
/// [`OutputError`].
pub fn check_only(path: &Path, what: &'static str, suffixes: &[&str]) -> Result<(), OutputError> {
    if let Some(word) = format_word(path) {
        let instead = format!("-o NAME.{}", suffixes.first().unwrap_or(&"txt"));
        return Err(OutputError::FormatAsFile { word, instead });
    }
    match suffix(path).filter(|suffix| FORMATS.contains(&&**suffix) && !suffixes.contains(&&**suffix)) {
        Some(suffix) => {
            let suffixes = listed(suffixes.iter().map(|suffix| format!(".{suffix}")));
            Err(OutputError::OtherSuffix { path: path.to_owned(), what, suffix, suffixes, otherwise: "" })
        }
        None => Ok(()),
    }
}

/// Whether a path is an existing directory, or ends like one.
pub fn is_directory(path: &Path) -> bool {
    let last = path.as_os_str().as_encoded_bytes().last();
    path.is_dir() || last.is_some_and(|byte| std::path::is_separator(*byte as char))
}

/// The path, if it is only the name of a format.
fn format_word(path: &Path) -> Option<String> {
    path.to_str().map(str::to_lowercase).filter(|word| FORMATS.contains(&&**word))
}

/// What follows the last dot of the file's name, in lower case.
fn suffix(path: &Path) -> Option<String> {
    path.extension().map(|suffix| suffix.to_string_lossy().to_lowercase())
}

/// The name that `--to` gives a format.
fn name<F: OutputFormat>(format: &F) -> String {
    format.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
}

/// `a, b or c`.
fn listed(names: impl Iterator<Item = String>) -> String {
    let names: Vec<String> = names.collect();
    match names.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} or {last}", others.join(", ")),
        _ => names.concat(),
    }
}

/// Format of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// For people (.txt)
    Table,
    /// For scripts (.json)
    Json,
    /// For spreadsheets (.csv)
    Csv,
}

impl ReportFormat {
    /// The name in a job's `report.output`, which is also that of `--to`.
    pub fn name(self) -> &'static str {
        match self {
            ReportFormat::Table => Output::Table,
            ReportFormat::Json => Output::Json,
            ReportFormat::Csv => Output::Csv,
        }
        .name()
    }
}

impl OutputFormat for ReportFormat {
    const WHAT: &'static str = "a report";
    const FILE_HELP: &'static str = "Write the report to a file, whole or not at all; its name tells the format: .txt, .json or .csv. DIR/ for one csv \
                                     per table, - for standard output";
    const FORMAT_HELP: &'static str = "Format of the report, whatever the name of the file";

    fn suffixes(&self) -> &'static [&'static str] {
        match self {
            ReportFormat::Table => &["txt"],
            ReportFormat::Json => &["json"],
            ReportFormat::Csv => &["csv"],
        }
    }

    fn of_directory() -> Option<ReportFormat> {
        Some(ReportFormat::Csv)
    }
}

/// What a merge writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum MergeFormat {
    /// A report for people (.txt)
    Table,
    /// A report for scripts (.json)
    Json,
    /// A report for spreadsheets (.csv)
    Csv,
    /// One partial result, to be merged again (.part)
    Part,
}

impl MergeFormat {
    /// The format of the report; `None` for a partial result.
    pub fn report(self) -> Option<ReportFormat> {
        match self {
            MergeFormat::Table => Some(ReportFormat::Table),
            MergeFormat::Json => Some(ReportFormat::Json),
            MergeFormat::Csv => Some(ReportFormat::Csv),
            MergeFormat::Part => None,
        }
    }
}

impl OutputFormat for MergeFormat {
    const WHAT: &'static str = "a merged result";
    const FILE_HELP: &'static str = "Write to a file, whole or not at all; its name tells the format: .txt, .json or .csv for a report, .part to merge \
                                     into one partial result. DIR/ for one csv per table, - for standard output";
    const FORMAT_HELP: &'static str = "What to write, whatever the name of the file";

    fn suffixes(&self) -> &'static [&'static str] {
        self.report().map_or(&["part"], |report| report.suffixes())
    }

    fn of_directory() -> Option<MergeFormat> {
        Some(MergeFormat::Csv)
    }
}

/// How records are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RecordFormat {
    /// An object for every line, including malformed and skipped ones (.jsonl, .ndjson)
    Jsonl,
    /// A table of the records (.csv)
    Csv,
    /// A table of the records, only to a file (.parquet)
    Parquet,
}

impl OutputFormat for RecordFormat {
    const WHAT: &'static str = "a log";
    const FILE_HELP: &'static str = "Write to a file, whole or not at all; its name tells the format: .jsonl, .csv or .parquet. - for standard output";
    const FORMAT_HELP: &'static str = "Format of the records, whatever the name of the file; jsonl on standard output";

    fn suffixes(&self) -> &'static [&'static str] {
        match self {
            RecordFormat::Jsonl => &["jsonl", "ndjson"],
            RecordFormat::Csv => &["csv"],
            RecordFormat::Parquet => &["parquet"],
        }
    }
}

#[cfg(test)]
#[path = "output_tests.rs"]
mod tests;
