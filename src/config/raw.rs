//! Settings as written: every option with its default, before anything is checked. The defaults stand here and nowhere else.

use std::collections::BTreeMap;
use std::time::Duration;

use ::config::Value;
use serde::{Deserialize, Serialize};

use super::written::{AUTO, AutoSize, ByteSize, Count, MaxMalformed, OneOrMany, Span};
use crate::log::format::KeySettings;

/// All settings as written.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct RawConfig {
    /// `[pipeline]`: sizes of the pipeline, and what becomes of malformed lines.
    pub pipeline: RawPipeline,
    /// `[[sources]]`: what is read.
    pub sources: Vec<RawSource>,
    /// `[[formats]]`: formats of lines that are not built in.
    pub formats: Vec<RawFormat>,
    /// `[[filters]]`: which records go on.
    pub filters: Vec<RawFilter>,
    /// `[[reducers]]`: what is made of them.
    pub reducers: Vec<RawReducer>,
    /// `[report]`: how the answer is shown.
    pub report: RawReport,
}

/// Sizes of the pipeline, and what becomes of malformed lines: speed, memory and exit code, never the answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RawPipeline {
    /// Instances in the parser pool: 1 to 256, or "auto" for one at first and more while batches wait for one, a core each at most.
    /// Default "auto".
    pub parsers: Count,
    /// Reader instances: 1 to 256, or "auto" for as many as parsers, but 4 at most. Default "auto".
    pub readers: Count,
    /// Text in a batch: a size of 1 B to 1 GiB. Default "1MiB".
    pub batch_bytes: ByteSize,
    /// Batches in flight, 1 to 1024. Default 8.
    pub buffers: i64,
    /// Longest line that can be a record: a size of 1 B to 1 GiB. Default "1MiB".
    pub max_line_bytes: ByteSize,
    /// Who does the work: "threads" of this process, or worker "processes". Default "threads".
    pub executor: String,
    /// Worker processes: 1 to 256, or "auto" for one a core. Default "auto".
    pub workers: Count,
    /// Longest time that a worker may go without a sign of life: 1 s to 1 day. Default "60s".
    pub worker_timeout: Span,
    /// How often a part of the input is read again when its worker failed: 0 to 1000. Default 1.
    pub max_retries: i64,
    /// Memory that a worker may have, as address space: a size of 128 MiB to 1 TiB. Default: no cap.
    pub worker_memory: Option<ByteSize>,
    /// Part of a plain file that a worker gets at a time: a size of 1 B to 1 TiB, or "auto"; more when that would make more than 65,536
    /// parts of all files. Default "auto".
    pub split_bytes: AutoSize,
    /// The file that gets every malformed line, as JSON Lines. Default: none.
    pub rejects: Option<String>,
    /// Malformed lines from which on the exit code is 2: more than a number, or than a share such as "5%" of all lines that are records or
    /// malformed. Default: any number is fine.
    pub max_malformed: Option<MaxMalformed>,
}

impl Default for RawPipeline {
    fn default() -> RawPipeline {
        let mebibyte = ByteSize(1 << 20);
        RawPipeline {
            parsers: Count::Auto,
            readers: Count::Auto,
            batch_bytes: mebibyte,
            buffers: 8,
            max_line_bytes: mebibyte,
            executor: "threads".to_owned(),
            workers: Count::Auto,
            worker_timeout: Span(Duration::from_secs(60)),
            max_retries: 1,
            worker_memory: None,
            split_bytes: AutoSize::Auto,
            rejects: None,
            max_malformed: None,
        }
    }
}

/// A source: files and how to read them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RawSource {
    /// Its name, unique among sources and filters. Default "source1", "source2" and so on.
    pub name: Option<String>,
    /// A path or glob pattern, or a list of them, relative to the current directory: files, directories, "@FILE" for the
    /// paths that a file lists, "-" for standard input, https:// and s3:// URLs in a build with the feature `cloud`. Needed.
    pub path: Option<OneOrMany>,
    /// Patterns of names of which a file must match one; [] for all files. Default [].
    pub include: OneOrMany,
    /// Patterns of names of which a file must match none. Default [].
    pub exclude: OneOrMany,
    /// Name of the format of its lines, built in or of `[[formats]]`, or "auto" to tell it from a sample of each file. Default "auto".
    pub format: String,
    /// What stands around each line and is taken off: "syslog", "docker", "cri", "compose", "quoted" or "none"; "auto" tells it from
    /// a sample, where the format is told from one. Default "auto".
    pub envelope: String,
    /// What times without a zone are taken for: "UTC", an offset such as "+02:00", or a name such as "Europe/Berlin". Default "UTC".
    pub timezone: String,
    /// Proxies whose word on the addresses before them counts: addresses and networks such as "10.0.0.0/8"; [] for all, so that the first
    /// address of a list is the client. Default [].
    pub trusted_proxies: OneOrMany,
}

impl Default for RawSource {
    fn default() -> RawSource {
        let none = || OneOrMany::Many(Vec::new());
        let (format, envelope) = (AUTO.to_owned(), AUTO.to_owned());
        let timezone = "UTC".to_owned();
        let trusted_proxies = none();
        RawSource {
            name: None,
            path: None,
            include: none(),
            exclude: none(),
            format,
            envelope,
            timezone,
            trusted_proxies,
        }
    }
}

/// A format that a user describes, in one of five ways.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RawFormat {
    /// Its name, unique among formats. Needed.
    pub name: Option<String>,
    /// Apache's `LogFormat`.
    pub apache: Option<String>,
    /// nginx's `log_format`.
    pub nginx: Option<String>,
    /// What GoAccess calls a log format; a text alone is its `log_format`.
    pub goaccess: Option<RawGoaccess>,
    /// A regular expression whose named groups are columns.
    pub regex: Option<String>,
    /// How the group `time` of the expression is written, by strftime(3). Default: as servers write it, or seconds since 1970.
    pub time_format: Option<String>,
    /// Units of the durations of the expression: "s", "ms", "us" or "ns". Default "s".
    pub units: BTreeMap<String, String>,
    /// Which keys of a JSON object are which columns.
    pub json: Option<KeySettings>,
}

/// What GoAccess calls a log format.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RawGoaccess {
    /// `log-format`: specifiers, or the name of a predefined format. Needed.
    pub log_format: Option<String>,
    /// `date-format`, for `%d`. Default: that of the predefined format.
    pub date_format: Option<String>,
    /// `time-format`, for `%t`. Default: that of the predefined format.
    pub time_format: Option<String>,
    /// `datetime-format`, for `%x`.
    pub datetime_format: Option<String>,
}

/// What all filters have; the other keys are those of the filter's type.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RawFilter {
    /// Its name, unique among sources and filters. Default: its type, with a number when that is taken.
    pub name: Option<String>,
    /// The registered name of its type. Needed.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// Names of the sources and filters that it reads. Default: the filter before it in the file; the first one reads all sources.
    pub inputs: Option<Vec<String>>,
    /// The keys of its type, not yet read.
    #[serde(skip)]
    pub settings: Value,
}

/// What all reducers have; the other keys are those of the reducer's type.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RawReducer {
    /// Its name, which is its table's: unique among reducers. Default: its type, with a number when that is taken.
    pub name: Option<String>,
    /// The registered name of its type. Default "group".
    #[serde(rename = "type")]
    pub kind: String,
    /// Names of the sources and filters that it reads. Default: the last filter of the file, or all sources when there is none.
    pub inputs: Option<Vec<String>>,
    /// Instances that share the batches, 1 to 256. Default 1.
    pub instances: i64,
    /// Memory that its state may take up: a size of 64 KiB to 1 TiB. A run that needs more fails. Default: no limit.
    pub memory_limit: Option<ByteSize>,
    /// The keys of its type, not yet read.
    #[serde(skip)]
    pub settings: Value,
}

impl Default for RawReducer {
    fn default() -> RawReducer {
        RawReducer {
            name: None,
            kind: "group".to_owned(),
            inputs: None,
            instances: 1,
            memory_limit: None,
            settings: Value::default(),
        }
    }
}

/// How the answer is shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RawReport {
    /// Its shape: "table", "json" or "csv". Default "table".
    pub output: String,
    /// The file to write it to; for csv, a directory. Default: standard output.
    pub output_file: Option<String>,
    /// The only table to show, by the name of its reducer. Default: all of them.
    pub table: Option<String>,
    /// Whether the table output lists the traffic of every actor. Default false.
    pub actors: bool,
}

impl Default for RawReport {
    fn default() -> RawReport {
        RawReport { output: "table".to_owned(), output_file: None, table: None, actors: false }
    }
}
