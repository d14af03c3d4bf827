//! Settings as written: every option with its default, before any check. Defaults are defined here and nowhere else.

use std::collections::BTreeMap;
use std::time::Duration;

use ::config::Value;
use serde::{Deserialize, Serialize};

use super::written::{AUTO, AutoSize, ByteSize, InstanceCount, MaxMalformed, OneOrMany, TimeSpan};
use crate::log::format::KeySettings;

/// All settings as written.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RawConfig {
    /// The zone of days, hours and printed times: "UTC", an offset such as "+02:00", a name such as "Europe/Berlin", or "log" for what
    /// the clock of each line shows. Default "UTC".
    pub timezone: String,
    /// What expressions look up.
    #[serde(flatten)]
    pub lookups: RawLookups,
    /// `[pipeline]`: sizes of the pipeline, and what happens to malformed lines.
    pub pipeline: RawPipeline,
    /// `[[sources]]`: the input.
    pub sources: Vec<RawSource>,
    /// `[[formats]]`: user-defined line formats.
    pub formats: Vec<RawFormat>,
    /// `[[filters]]`: select records.
    pub filters: Vec<RawFilter>,
    /// `[[reducers]]`: make tables of records.
    pub reducers: Vec<RawReducer>,
    /// `[report]`: how the report is shown.
    pub report: RawReport,
}

impl Default for RawConfig {
    fn default() -> RawConfig {
        RawConfig {
            timezone: "UTC".to_owned(),
            lookups: RawLookups::default(),
            pipeline: RawPipeline::default(),
            sources: Vec::new(),
            formats: Vec::new(),
            filters: Vec::new(),
            reducers: Vec::new(),
            report: RawReport::default(),
        }
    }
}

/// What expressions look up, outside of all sections.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RawLookups {
    /// Templates for `route()`, such as "/users/{user}" and "/static/*rest"; the most specific one wins. Default [].
    pub routes: OneOrMany,
    /// A CSV file of bots, with the columns token, name, operator and purpose, which win over the built-in ones. Default: none.
    pub bots: Option<String>,
    /// Databases of addresses, in the MaxMind DB format, for `country()`, `city()`, `asn()` and `as_name()`; the first one that has a value
    /// gives it. Default [].
    pub geo: OneOrMany,
}

impl Default for RawLookups {
    fn default() -> RawLookups {
        let none = || OneOrMany::Many(Vec::new());
        RawLookups { routes: none(), bots: None, geo: none() }
    }
}

/// Sizes of the pipeline, and what happens to malformed lines: these affect speed, memory and exit code, never the results.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RawPipeline {
    /// Instances in the parser pool: 1 to 256, or "auto" to start with one and add more while batches wait, up to one per core.
    /// Default "auto".
    pub parsers: InstanceCount,
    /// Reader instances: 1 to 256, or "auto" for as many as parsers, at most 4. Default "auto".
    pub readers: InstanceCount,
    /// Text in a batch: a size of 1 B to 1 GiB. Default "1MiB".
    pub batch_bytes: ByteSize,
    /// Batches in flight, 1 to 1024. Default 8.
    pub buffers: i64,
    /// Longest line that can be a record: a size of 1 B to 1 GiB. Default "1MiB".
    pub max_line_bytes: ByteSize,
    /// What runs the stages: "threads" of this process, or worker "processes". Default "threads".
    pub executor: String,
    /// Worker processes: 1 to 256, or "auto" for one per core. Default "auto".
    pub workers: InstanceCount,
    /// Longest time that a worker may go without a heartbeat: 1 s to 1 day. Default "60s".
    pub worker_timeout: TimeSpan,
    /// How often a part of the input is read again after its worker failed: 0 to 1000. Default 1.
    pub max_retries: i64,
    /// Limit of a worker's address space: a size of 128 MiB to 1 TiB. Default: no limit.
    pub worker_memory: Option<ByteSize>,
    /// Size of a part of a plain file: 1 B to 1 TiB, or "auto"; larger if that would make more than 65,536 parts in all. Default
    /// "auto".
    pub split_bytes: AutoSize,
    /// The file that all malformed lines are written to, as JSON Lines. Default: none.
    pub rejects: Option<String>,
    /// Malformed lines above which the exit code is 2: a number, or a share such as "5%" of all records and malformed lines.
    /// Default: no limit.
    pub max_malformed: Option<MaxMalformed>,
}

impl Default for RawPipeline {
    fn default() -> RawPipeline {
        let mebibyte = ByteSize(1 << 20);
        RawPipeline {
            parsers: InstanceCount::Auto,
            readers: InstanceCount::Auto,
            batch_bytes: mebibyte,
            buffers: 8,
            max_line_bytes: mebibyte,
            executor: "threads".to_owned(),
            workers: InstanceCount::Auto,
            worker_timeout: TimeSpan(Duration::from_secs(60)),
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
    /// paths that a file lists, "-" for standard input, https:// and s3:// URLs in a build with the feature `cloud`. Required.
    pub path: Option<OneOrMany>,
    /// Patterns of names of which a file must match one; [] for all files. Default [].
    pub include: OneOrMany,
    /// Patterns of names that a file must not match. Default [].
    pub exclude: OneOrMany,
    /// Name of the format of its lines, built in or of `[[formats]]`, or "auto" to detect it from a sample of each file. Default "auto".
    pub format: String,
    /// What surrounds each line and is removed: "syslog", "docker", "cri", "compose", "quoted" or "none"; "auto" detects it together with
    /// the format. Default "auto".
    pub envelope: String,
    /// The zone of times without one: "UTC", an offset such as "+02:00", or a name such as "Europe/Berlin". Default "UTC".
    pub timezone: String,
    /// Trusted proxies: addresses and networks such as "10.0.0.0/8". The client is the last forwarded address not listed here; with [],
    /// the first address of the list. Default [].
    pub trusted_proxies: OneOrMany,
    /// How the addresses of clients are masked: "ip/24" keeps 24 bits of IPv4 addresses and 48 of IPv6 ones, "ip/16,/32" other numbers of
    /// both; "none" keeps them whole. Default "none".
    pub anonymize: String,
}

/// The value that leaves addresses as they are.
pub const NONE: &str = "none";

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
            anonymize: NONE.to_owned(),
        }
    }
}

/// A user-defined format, described in one of five ways.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RawFormat {
    /// Its name, unique among formats. Required.
    pub name: Option<String>,
    /// Apache's `LogFormat`.
    pub apache: Option<String>,
    /// nginx's `log_format`.
    pub nginx: Option<String>,
    /// GoAccess's log format; a plain text is its `log_format`.
    pub goaccess: Option<RawGoaccess>,
    /// A regular expression whose named groups are columns.
    pub regex: Option<String>,
    /// The strftime(3) pattern of the group `time`. Default: as servers write times, or seconds since 1970.
    pub time_format: Option<String>,
    /// Units of the expression's durations: "s", "ms", "us" or "ns". Default "s".
    pub units: BTreeMap<String, String>,
    /// Which keys of a JSON object are which columns.
    pub json: Option<KeySettings>,
}

/// GoAccess's log format.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RawGoaccess {
    /// `log-format`: specifiers, or the name of a predefined format. Required.
    pub log_format: Option<String>,
    /// `date-format`, for `%d`. Default: that of the predefined format.
    pub date_format: Option<String>,
    /// `time-format`, for `%t`. Default: that of the predefined format.
    pub time_format: Option<String>,
    /// `datetime-format`, for `%x`.
    pub datetime_format: Option<String>,
}

/// The keys of all filters; the others are those of the filter's type.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RawFilter {
    /// Its name, unique among sources and filters. Default: its type, with a number if that is taken.
    pub name: Option<String>,
    /// The registered name of its type. Required.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// Names of the sources and filters that it reads. Default: the previous filter in the file; for the first one, all sources.
    pub inputs: Option<Vec<String>>,
    /// The keys of its type, not yet read.
    #[serde(skip)]
    pub settings: Value,
}

/// The keys of all reducers; the others are those of the reducer's type.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RawReducer {
    /// Its name, and that of its table; unique among reducers. Default: its type, with a number if that is taken.
    pub name: Option<String>,
    /// The registered name of its type. Default "group".
    #[serde(rename = "type")]
    pub kind: String,
    /// Names of the sources and filters that it reads. Default: the last filter in the file, or all sources if there is none.
    pub inputs: Option<Vec<String>>,
    /// Instances that share the batches, 1 to 256. Default 1.
    pub instances: i64,
    /// Memory limit of its state: a size of 64 KiB to 1 TiB. Default: no limit.
    pub memory_limit: Option<ByteSize>,
    /// What happens to a state that exceeds it: "error" or "spill". Default "error".
    pub over_limit: String,
    /// Leaves the table out of the report for people if it has nothing to compare: a single group, or only values that are null. Default
    /// false.
    pub optional: bool,
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
            over_limit: "error".to_owned(),
            optional: false,
            settings: Value::default(),
        }
    }
}

/// How the report is shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RawReport {
    /// Its format: "table", "json" or "csv". Default "table".
    pub output: String,
    /// The file to write it to; for csv, a directory. Default: standard output.
    pub output_file: Option<String>,
    /// The only table to show, by the name of its reducer. Default: all of them.
    pub table: Option<String>,
    /// An expression for each of whose values there is a report. Default: one report of all records.
    pub split_by: Option<String>,
    /// Whether the table output lists the traffic of every actor. Default false.
    pub actors: bool,
}

impl Default for RawReport {
    fn default() -> RawReport {
        RawReport { output: "table".to_owned(), output_file: None, table: None, split_by: None, actors: false }
    }
}
