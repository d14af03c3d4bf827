//! The road from what the user wrote to a plan: layers, then typed settings, then checks.

use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

use ::config::Source;
use serde::{Deserialize, Serialize};

use super::check::check_config;
use super::error::{ConfigError, ConfigErrorKind, ConfigErrors};
use super::formats::check_formats;
use super::layers::{ENVIRONMENT_PREFIX, FileLayer, Setting, SyntaxError};
use super::override_sources::override_sources;
use super::place::{Place, Places, Spot};
use super::plan::Plan;
use super::registry::Registry;
use super::sections::{read_config, read_formats};
use super::tree::Tree;
use crate::log::Format;

/// A file above this size is no configuration: somebody named a log. 4 MiB; the worst of
/// files, all brackets and digits, takes 150 times its size in memory.
const MAX_FILE_BYTES: usize = 4 << 20;

/// Syntax errors that are shown; the later ones are mostly consequences of the first.
const MAX_SYNTAX_ERRORS: usize = 20;

/// The settings that ship with logmill: what `config.toml` says.
pub const DEFAULT_JOB: &str = include_str!("../../config.toml");

/// Where the lowest layer comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ConfigInput {
    /// Defaults only.
    None,
    /// A file to be read.
    File(PathBuf),
    /// The content of a file, and the name to show for it.
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
}

/// What the command line says over file and environment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overrides {
    /// Paths that replace the sources. One source of the file lends its name and format; of several, each name means the new source.
    pub sources: Vec<String>,
    /// The format of all sources.
    pub format: Option<String>,
    /// What stands around the lines of all sources.
    pub envelope: Option<String>,
    /// Patterns of file names of which a file of any source must match one; none for what the sources say.
    pub include: Vec<String>,
    /// Patterns of file names of which a file of any source must match none; none for what the sources say.
    pub exclude: Vec<String>,
    /// Keys and values, such as `pipeline.parsers` and `8`, or `reducers[0].top` and `5`; a value is text, or TOML when it is a list, a
    /// table or quoted. Messages name the flag that the setting has, such as `--parsers`, else `--set`.
    pub set: Vec<(String, String)>,
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
}

impl Request {
    /// A file and no more.
    pub fn new(input: ConfigInput) -> Request {
        Request { input, environment: Vec::new(), overrides: Overrides::default() }
    }

    /// Adds the variables of this process. What is not UTF-8 in a value becomes U+FFFD.
    #[must_use]
    pub fn with_process_environment(mut self) -> Request {
        let ours = std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value)));
        let ours = ours.filter(|(name, _)| name.starts_with(ENVIRONMENT_PREFIX));
        self.environment.extend(ours.map(|(name, value)| (name, value.to_string_lossy().into_owned())));
        self
    }

    /// Reads the file now, so that the request says the same wherever it is loaded.
    ///
    /// # Errors
    /// The file cannot be read, or is no text.
    pub fn with_file_read(mut self) -> Result<Request, ConfigErrors> {
        if let Some((name, text)) = read_input(&self.input)? {
            self.input = ConfigInput::text(&name, text);
        }
        Ok(self)
    }

    /// Adds the command line.
    #[must_use]
    pub fn with_overrides(mut self, overrides: Overrides) -> Request {
        self.overrides = overrides;
        self
    }
}

/// Makes a plan of the settings. Relative paths in them are relative to the current directory, wherever the file is.
///
/// # Errors
/// Every problem of all layers, sorted by place.
pub fn load(request: &Request, registry: &Registry) -> Result<Plan, ConfigErrors> {
    let file = read_input(&request.input)?;
    let file = file.as_ref().map(|(name, text)| (name.as_str(), text.strip_prefix('\u{feff}').unwrap_or(text)));
    let (mut tree, syntax) = merge(file, request);
    let replaced = override_sources(&mut tree, &request.overrides);
    let raw = read_config(&mut tree);
    let plan = check_config(&mut tree, &raw, &replaced, registry);
    report_syntax(&mut tree, syntax, file.map_or("", |(_, text)| text));
    match plan {
        Some(plan) if tree.errors.is_empty() => Ok(plan),
        _ => Err(ConfigErrors::new(tree.errors, tree.omitted)),
    }
}

/// Makes the formats that the settings describe, whatever else they say, in file order.
///
/// # Errors
/// Every problem of these formats, and of the file as a whole.
pub fn load_formats(request: &Request) -> Result<Vec<Format>, ConfigErrors> {
    let file = read_input(&request.input)?;
    let file = file.as_ref().map(|(name, text)| (name.as_str(), text.strip_prefix('\u{feff}').unwrap_or(text)));
    let (mut tree, syntax) = merge(file, request);
    let raw = read_formats(&mut tree);
    let own = check_formats(&mut tree, &raw);
    report_syntax(&mut tree, syntax, file.map_or("", |(_, text)| text));
    tree.errors.retain(|error| error.key.is_empty() || error.key.starts_with("formats"));
    if tree.errors.is_empty() { Ok(own.formats) } else { Err(ConfigErrors::new(tree.errors, tree.omitted)) }
}

/// Name and text of the file.
fn read_input(input: &ConfigInput) -> Result<Option<(String, String)>, ConfigErrors> {
    let (name, bytes) = match input {
        ConfigInput::None => return Ok(None),
        ConfigInput::Text { name, text } => (name.clone(), Ok(text.clone())),
        ConfigInput::File(path) => (path.display().to_string(), read_bytes(path)),
    };
    let unreadable = |line, column, reason: String| {
        let place = Place::File { line, column, name: name.clone() };
        let kind = ConfigErrorKind::Unreadable { reason };
        ConfigErrors::new(vec![ConfigError { place, key: String::new(), value: None, kind }], 0)
    };
    let bytes = bytes.map_err(|error| unreadable(1, 1, refusal(&error)))?;
    if bytes.len() > MAX_FILE_BYTES {
        return Err(unreadable(1, 1, "it is larger than 4 MiB, which no configuration is".to_owned()));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line_start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1);
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        unreadable(line, before.len() - line_start + 1, "it is not UTF-8 text here".to_owned())
    })?;
    Ok(Some((name, text)))
}

/// Why the system refused the file, in our words where the user can do something about it.
fn refusal(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "there is none of that name; name another with --config".to_owned(),
        ErrorKind::PermissionDenied => {
            "you may not read it; change its permissions or name another with --config".to_owned()
        }
        ErrorKind::IsADirectory => "it is a directory; name a file in it with --config".to_owned(),
        _ => error.to_string(),
    }
}

fn read_bytes(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(MAX_FILE_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Lays the layers over each other.
fn merge(file: Option<(&str, &str)>, request: &Request) -> (Tree, Vec<SyntaxError>) {
    let mut places = Places::new(file);
    let (file, syntax) = FileLayer::parse(file.map_or("", |(_, text)| text), &mut places);
    let mut environment = request.environment.clone();
    environment.sort();
    let mut settings: Vec<Setting> =
        environment.iter().filter_map(|(name, value)| Setting::from_variable(name, value, &mut places)).collect();
    settings
        .extend(request.overrides.set.iter().map(|(key, value)| Setting::from_command_line(key, value, &mut places)));
    let mut tree = Tree::new(places);
    let collected = file.collect_to(&mut tree.root);
    debug_assert!(collected.is_ok(), "a parsed file has nothing left to fail");
    for setting in &settings {
        apply(&mut tree, setting);
    }
    (tree, syntax)
}

fn apply(tree: &mut Tree, setting: &Setting) {
    let refusal = match setting.gap(tree) {
        Some(_) => Some("there is no such entry in the list; entries count from 0".to_owned()),
        None => setting.collect_to(&mut tree.root).err().map(|error| error.to_string()),
    };
    if let Some(message) = refusal {
        let place = tree.places.place(setting.origin(), Spot::Value);
        let kind = ConfigErrorKind::Refused { message };
        tree.push(ConfigError { place, key: setting.key.clone(), value: None, kind });
    }
}

/// Adds the syntax errors. Then what else was found stands only if the parser's recovery cannot have caused it: when no table
/// header is broken, and for what was written in other lines.
fn report_syntax(tree: &mut Tree, syntax: Vec<SyntaxError>, text: &str) {
    if syntax.is_empty() {
        return;
    }
    let line_of = |offset: usize| match tree.places.offset(offset) {
        Place::File { line, .. } => line,
        _ => 0,
    };
    let lines: Vec<usize> = syntax.iter().map(|(offset, _)| line_of(*offset)).collect();
    let is_header = |offset: usize| {
        let start = text[..offset].rfind('\n').map_or(0, |newline| newline + 1);
        text[start..].trim_start().starts_with('[')
    };
    let structure_is_sound = !syntax.iter().take(MAX_SYNTAX_ERRORS).any(|(offset, _)| is_header(*offset));
    tree.errors.retain(|error| match &error.place {
        Place::File { line, .. } => {
            structure_is_sound && !error.kind.is_absence() && lines.binary_search(line).is_err()
        }
        _ => true,
    });
    for (offset, reason) in syntax.into_iter().take(MAX_SYNTAX_ERRORS) {
        let place = tree.places.offset(offset);
        tree.push(ConfigError { place, key: String::new(), value: None, kind: ConfigErrorKind::Syntax { reason } });
    }
}
