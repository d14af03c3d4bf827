//! Settings as written, before any check. Defaults are defined here and nowhere else; [`options`](super::options) says what the keys mean.

use std::collections::BTreeMap;
use std::time::Duration;

use ::config::Value;
use serde::{Deserialize, Serialize};

use super::written::{AUTO, AutoSize, ByteSize, InstanceCount, MaxMalformed, OneOrMany, TimeSpan};
use crate::log::format::KeySettings;

/// All settings as written.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RawConfig {
    /// `timezone`.
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
    /// `routes`.
    pub routes: OneOrMany,
    /// `bots`.
    pub bots: Option<String>,
    /// `geo`.
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
    /// `pipeline.parsers`.
    pub parsers: InstanceCount,
    /// `pipeline.readers`.
    pub readers: InstanceCount,
    /// `pipeline.batch_bytes`.
    pub batch_bytes: ByteSize,
    /// `pipeline.buffers`.
    pub buffers: i64,
    /// `pipeline.max_line_bytes`.
    pub max_line_bytes: ByteSize,
    /// `pipeline.executor`.
    pub executor: String,
    /// `pipeline.workers`.
    pub workers: InstanceCount,
    /// `pipeline.worker_timeout`.
    pub worker_timeout: TimeSpan,
    /// `pipeline.max_retries`.
    pub max_retries: i64,
    /// `pipeline.worker_memory`.
    pub worker_memory: Option<ByteSize>,
    /// `pipeline.split_bytes`.
    pub split_bytes: AutoSize,
    /// `pipeline.rejects`.
    pub rejects: Option<String>,
    /// `pipeline.max_malformed`.
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
    /// `sources[].name`.
    pub name: Option<String>,
    /// `sources[].path`.
    pub path: Option<OneOrMany>,
    /// `sources[].include`.
    pub include: OneOrMany,
    /// `sources[].exclude`.
    pub exclude: OneOrMany,
    /// `sources[].format`.
    pub format: String,
    /// `sources[].envelope`.
    pub envelope: String,
    /// `sources[].timezone`.
    pub timezone: String,
    /// `sources[].trusted_proxies`.
    pub trusted_proxies: OneOrMany,
    /// `sources[].anonymize`.
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
    /// `formats[].name`.
    pub name: Option<String>,
    /// `formats[].apache`.
    pub apache: Option<String>,
    /// `formats[].nginx`.
    pub nginx: Option<String>,
    /// `formats[].goaccess`.
    pub goaccess: Option<RawGoaccess>,
    /// `formats[].regex`.
    pub regex: Option<String>,
    /// `formats[].time_format`.
    pub time_format: Option<String>,
    /// `formats[].units`.
    pub units: BTreeMap<String, String>,
    /// `formats[].json`.
    pub json: Option<KeySettings>,
}

/// GoAccess's log format.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RawGoaccess {
    /// `formats[].goaccess.log_format`.
    pub log_format: Option<String>,
    /// `formats[].goaccess.date_format`.
    pub date_format: Option<String>,
    /// `formats[].goaccess.time_format`.
    pub time_format: Option<String>,
    /// `formats[].goaccess.datetime_format`.
    pub datetime_format: Option<String>,
}

/// The keys of all filters; the others are those of the filter's type.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RawFilter {
    /// `filters[].name`.
    pub name: Option<String>,
    /// `filters[].type`.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// `filters[].inputs`.
    pub inputs: Option<Vec<String>>,
    /// The keys of its type, not yet read.
    #[serde(skip)]
    pub settings: Value,
}

/// The keys of all reducers; the others are those of the reducer's type.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RawReducer {
    /// `reducers[].name`.
    pub name: Option<String>,
    /// `reducers[].type`.
    #[serde(rename = "type")]
    pub kind: String,
    /// `reducers[].inputs`.
    pub inputs: Option<Vec<String>>,
    /// `reducers[].instances`.
    pub instances: i64,
    /// `reducers[].memory_limit`.
    pub memory_limit: Option<ByteSize>,
    /// `reducers[].over_limit`.
    pub over_limit: String,
    /// `reducers[].optional`.
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
    /// `report.output`.
    pub output: String,
    /// `report.output_file`.
    pub output_file: Option<String>,
    /// `report.table`.
    pub table: Option<String>,
    /// `report.split_by`.
    pub split_by: Option<String>,
    /// `report.actors`.
    pub actors: bool,
}

impl Default for RawReport {
    fn default() -> RawReport {
        RawReport { output: "table".to_owned(), output_file: None, table: None, split_by: None, actors: false }
    }
}
