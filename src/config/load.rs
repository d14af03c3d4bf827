//! From the user's input to a plan: layers, then typed settings, then checks.

use std::collections::BTreeSet;

use ::config::Source;

use super::check::check_config;
use super::error::{ConfigError, ConfigErrorKind, ConfigErrors};
use super::formats::check_formats;
use super::layers::{FileLayer, Setting, SyntaxError};
use super::lookups::read_files;
use super::override_sources::override_sources;
use super::place::{Place, Places, Spot};
use super::plan::Plan;
use super::question::ask;
use super::registry::Registry;
use super::request::{ConfigInput, Request};
use super::sections::{read_config, read_formats};
use super::tree::Tree;
use crate::log::Format;

/// Syntax errors shown; later ones usually follow from the first.
const MAX_SYNTAX_ERRORS: usize = 20;

/// The settings shipped with logmill, as in `config.toml`.
pub const DEFAULT_JOB: &str = include_str!("../../config.toml");

/// Makes a plan of the settings. Relative paths are relative to the current directory, not to the file.
///
/// # Errors
/// All problems of all layers, sorted by place.
pub fn load(request: &Request, registry: &Registry) -> Result<Plan, ConfigErrors> {
    let Settled { mut tree, replaced, syntax, text } = settle(request)?;
    let raw = read_config(&mut tree);
    let plan = check_config(&mut tree, &raw, &replaced, registry, request);
    report_syntax(&mut tree, syntax, &text);
    match plan {
        Some(plan) if tree.errors.is_empty() => Ok(plan),
        _ => Err(ConfigErrors::new(tree.errors, tree.omitted)),
    }
}

impl Request {
    /// Reads the file now, and the small files that the settings name, so that the request is the same wherever it is loaded.
    ///
    /// # Errors
    /// The file cannot be read, or is not text.
    pub fn with_file_read(mut self) -> Result<Request, ConfigErrors> {
        if let Some((name, text)) = self.input.read()? {
            self.input = ConfigInput::text(&name, text);
        }
        let settled = settle(&self)?;
        read_files(&settled.tree, &mut self.files);
        Ok(self)
    }
}

/// The settings of all layers, with the question of the command line.
pub(super) struct Settled {
    pub tree: Tree,
    /// Names of sources that the paths of the command line replace.
    pub replaced: Vec<String>,
    syntax: Vec<SyntaxError>,
    /// The file.
    text: String,
}

impl Settled {
    /// The settings, if nothing is wrong with them as far as they were read.
    ///
    /// # Errors
    /// All problems.
    pub fn good(mut self) -> Result<Settled, ConfigErrors> {
        report_syntax(&mut self.tree, std::mem::take(&mut self.syntax), &self.text);
        match self.tree.errors.is_empty() {
            true => Ok(self),
            false => Err(ConfigErrors::new(self.tree.errors, self.tree.omitted)),
        }
    }
}

/// Merges all layers and applies the question.
///
/// # Errors
/// The file cannot be read.
pub(super) fn settle(request: &Request) -> Result<Settled, ConfigErrors> {
    let file = request.input.read()?;
    let file = file.as_ref().map(|(name, text)| (name.as_str(), text.strip_prefix('\u{feff}').unwrap_or(text)));
    let (mut tree, syntax, late) = merge(file, request);
    let replaced = override_sources(&mut tree, &request.overrides);
    let change = |tree: &mut Tree| late.iter().for_each(|setting| apply(tree, setting));
    if let Err(refusal) = ask(&mut tree, &request.overrides.question, change) {
        let place = Place::CommandLine { flag: refusal.flag.to_owned() };
        let kind = ConfigErrorKind::Refused { message: refusal.message() };
        tree.push(ConfigError { place, key: String::new(), value: None, kind });
    }
    Ok(Settled { tree, replaced, syntax, text: file.map_or("", |(_, text)| text).to_owned() })
}

/// Makes the formats that the settings describe, in file order, and ignores all other settings.
///
/// # Errors
/// All problems of these formats, and of the file as a whole.
pub fn load_formats(request: &Request) -> Result<Vec<Format>, ConfigErrors> {
    let file = request.input.read()?;
    let file = file.as_ref().map(|(name, text)| (name.as_str(), text.strip_prefix('\u{feff}').unwrap_or(text)));
    let (mut tree, syntax, _) = merge(file, request);
    let raw = read_formats(&mut tree);
    let own = check_formats(&mut tree, &raw, &BTreeSet::new());
    report_syntax(&mut tree, syntax, file.map_or("", |(_, text)| text));
    tree.errors.retain(|error| error.key.is_empty() || error.key.starts_with("formats"));
    if tree.errors.is_empty() { Ok(own.formats) } else { Err(ConfigErrors::new(tree.errors, tree.omitted)) }
}

/// Merges the layers. Returns also the settings of the command line that wait for the table of its question, which replaces those of the
/// job.
fn merge(file: Option<(&str, &str)>, request: &Request) -> (Tree, Vec<SyntaxError>, Vec<Setting>) {
    let mut places = Places::new(file);
    let (file, syntax) = FileLayer::parse(file.map_or("", |(_, text)| text), &mut places);
    let mut environment = request.environment.clone();
    environment.sort();
    let mut settings: Vec<Setting> =
        environment.iter().filter_map(|(name, value)| Setting::from_variable(name, value, &mut places)).collect();
    let (late, set): (Vec<_>, Vec<_>) = request
        .overrides
        .set
        .iter()
        .map(|(key, value)| Setting::from_command_line(key, value, &mut places))
        .partition(|setting| request.overrides.question.has_table() && is_of_tables(&setting.key));
    settings.extend(set);
    let mut tree = Tree::new(places);
    let collected = file.collect_to(&mut tree.root);
    debug_assert!(collected.is_ok(), "a parsed file has nothing left to fail");
    for setting in &settings {
        apply(&mut tree, setting);
    }
    (tree, syntax, late)
}

/// Whether a setting is one of a filter or reducer, which the table of a question replaces.
fn is_of_tables(key: &str) -> bool {
    matches!(key.split(['[', '.']).next(), Some("filters" | "reducers"))
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

/// Adds the syntax errors. Keeps other problems only if the parser's recovery cannot have caused them: if no table header is broken, and
/// for other lines.
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
