//! The request for a plan: a file, the environment and the command line.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};
use toml::de::DeTable;

use super::error::{ConfigError, ConfigErrorKind, ConfigErrors};
use super::layers::ENVIRONMENT_PREFIX;
use super::mistaken::is_log;
use super::place::Place;
use super::question::Question;

/// Largest configuration file; a larger one is probably a log. The worst file of 4 MiB, all brackets and digits, takes 150 times its
/// size in memory.
pub(super) const MAX_FILE_BYTES: usize = 4 << 20;

/// The lowest layer of settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ConfigInput {
    /// Defaults only.
    None,
    /// A file.
    File(PathBuf),
    /// The content of a file, and a name for messages.
    Text {
        /// The name in messages.
        name: String,
        /// The content.
        text: Vec<u8>,
    },
}

impl ConfigInput {
    /// Settings in a text that messages call `name`.
    pub fn text(name: &str, text: impl Into<Vec<u8>>) -> ConfigInput {
        ConfigInput::Text { name: name.to_owned(), text: text.into() }
    }

    /// Name and text of the file.
    pub(super) fn read(&self) -> Result<Option<(String, String)>, ConfigErrors> {
        let (name, bytes) = match self {
            ConfigInput::None => return Ok(None),
            ConfigInput::Text { name, text } => (name.clone(), Ok(text.clone())),
            ConfigInput::File(path) => (path.display().to_string(), read_bytes(path)),
        };
        let wrong = |line, column, kind: ConfigErrorKind| {
            let place = Place::File { line, column, name: name.clone() };
            ConfigErrors::new(vec![ConfigError { place, key: String::new(), value: None, kind }], 0)
        };
        let unreadable = |line, column, reason| wrong(line, column, ConfigErrorKind::Unreadable { reason });
        let bytes = bytes.map_err(|error| unreadable(1, 1, refusal(&error)))?;
        if matches!(self, ConfigInput::File(_)) && is_no_toml(&bytes) && is_log(&bytes) {
            return Err(wrong(1, 1, ConfigErrorKind::Log));
        }
        if bytes.len() > MAX_FILE_BYTES {
            return Err(unreadable(1, 1, "it is larger than 4 MiB, too large for a configuration".to_owned()));
        }
        let text = String::from_utf8(bytes).map_err(|error| {
            let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            let line_start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1);
            let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
            unreadable(line, before.len() - line_start + 1, "it is not UTF-8 text here".to_owned())
        })?;
        Ok(Some((name, text)))
    }
}

/// Settings of the command line, which override file and environment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overrides {
    /// Paths that replace the sources. If the file has one source, the paths inherit its name and settings; if it has several, all their
    /// names mean the new source.
    pub sources: Vec<String>,
    /// The format of all sources.
    pub format: Option<String>,
    /// The envelope of all sources.
    pub envelope: Option<String>,
    /// The zone of times without one, of all sources.
    pub source_timezone: Option<String>,
    /// How the addresses of clients are masked, in all sources.
    pub anonymize: Option<String>,
    /// Patterns of file names to include, for all sources; `None` for those of the sources.
    pub include: Vec<String>,
    /// Patterns of file names to exclude, for all sources; `None` for those of the sources.
    pub exclude: Vec<String>,
    /// Keys and values, such as `pipeline.parsers` and `8`, or `reducers[0].top` and `5`. A value is a text, or TOML if it is a list, a
    /// table or quoted. Messages name the setting's flag, such as `--parsers`, or `--set`.
    pub set: Vec<(String, String)>,
    /// What is asked of the records, in the place of the job's own tables or before them.
    pub question: Question,
}

/// All layers of settings, lowest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// The file.
    pub input: ConfigInput,
    /// Environment variables; only those that begin with `LOGMILL__` count: `LOGMILL__PIPELINE__PARSERS`, and by number in lists,
    /// `LOGMILL__REDUCERS__0__TOP`.
    pub environment: Vec<(String, String)>,
    /// The command line.
    pub overrides: Overrides,
    /// The value of `now()` in expressions: microseconds since 1970-01-01T00:00:00Z. By default 0.
    pub now: i64,
    /// Contents of small files that settings name, such as a table of bots, by path as written. Others are read when a plan is made.
    pub files: BTreeMap<String, Vec<u8>>,
    /// The identity of the databases of addresses that were used elsewhere, in a plan that only merges: these are not opened.
    pub used_databases: Option<String>,
}

impl Request {
    /// A file alone.
    pub fn new(input: ConfigInput) -> Request {
        Request {
            input,
            environment: Vec::new(),
            overrides: Overrides::default(),
            now: 0,
            files: BTreeMap::new(),
            used_databases: None,
        }
    }

    /// Takes the present as the value of `now()`.
    #[must_use]
    pub fn with_present(mut self) -> Request {
        self.now = present();
        self
    }

    /// Adds the environment of this process. Invalid UTF-8 in values becomes U+FFFD.
    #[must_use]
    pub fn with_process_environment(mut self) -> Request {
        let ours = std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value)));
        let ours = ours.filter(|(name, _)| name.starts_with(ENVIRONMENT_PREFIX));
        self.environment.extend(ours.map(|(name, value)| (name, value.to_string_lossy().into_owned())));
        self
    }

    /// Adds the command line.
    #[must_use]
    pub fn with_overrides(mut self, overrides: Overrides) -> Request {
        self.overrides = overrides;
        self
    }
}

/// The present, in microseconds since 1970-01-01T00:00:00Z.
pub fn present() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
}

/// Whether a file is certainly not a configuration.
fn is_no_toml(bytes: &[u8]) -> bool {
    bytes.len() > MAX_FILE_BYTES
        || std::str::from_utf8(bytes).map_or(true, |text| !DeTable::parse_recoverable(text).1.is_empty())
}

/// The reason why the file cannot be read, with advice where possible.
fn refusal(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "it does not exist; name another with --config".to_owned(),
        ErrorKind::PermissionDenied => {
            "you may not read it; change its permissions or name another with --config".to_owned()
        }
        ErrorKind::IsADirectory => "it is a directory; name a file in it with --config".to_owned(),
        _ => error.to_string(),
    }
}

/// The bytes of a file, or the first of them if it is larger than a configuration.
pub(super) fn read_bytes(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(MAX_FILE_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
