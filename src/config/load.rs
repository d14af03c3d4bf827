//! From the user's input to a plan: layers, then typed settings, then checks.

use std::collections::BTreeSet;

use ::config::Source;

use super::check::check_config;
use super::error::{ConfigError, ConfigErrorKind, ConfigErrors};
use super::formats::check_formats;
use super::layers::{FileLayer, Setting, SyntaxError};
use super::override_sources::override_sources;
use super::place::{Place, Places, Spot};
use super::plan::Plan;
use super::question::{Refusal, ask};
use super::registry::Registry;
use super::request::Request;
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
    let file = request.input.read()?;
    let file = file.as_ref().map(|(name, text)| (name.as_str(), text.strip_prefix('\u{feff}').unwrap_or(text)));
    let (mut tree, syntax) = merge(file, request);
    let replaced = override_sources(&mut tree, &request.overrides);
    if let Err(Refusal { flag, value, advice }) = ask(&mut tree, &request.overrides.question) {
        let place = Place::CommandLine { flag: flag.to_owned() };
        let kind = ConfigErrorKind::Refused { message: format!("'{value}' is not possible; {advice}") };
        tree.push(ConfigError { place, key: String::new(), value: None, kind });
    }
    let raw = read_config(&mut tree);
    let plan = check_config(&mut tree, &raw, &replaced, registry, request.now);
    report_syntax(&mut tree, syntax, file.map_or("", |(_, text)| text));
    match plan {
        Some(plan) if tree.errors.is_empty() => Ok(plan),
        _ => Err(ConfigErrors::new(tree.errors, tree.omitted)),
    }
}

/// Makes the formats that the settings describe, in file order, and ignores all other settings.
///
/// # Errors
/// All problems of these formats, and of the file as a whole.
pub fn load_formats(request: &Request) -> Result<Vec<Format>, ConfigErrors> {
    let file = request.input.read()?;
    let file = file.as_ref().map(|(name, text)| (name.as_str(), text.strip_prefix('\u{feff}').unwrap_or(text)));
    let (mut tree, syntax) = merge(file, request);
    let raw = read_formats(&mut tree);
    let own = check_formats(&mut tree, &raw, &BTreeSet::new());
    report_syntax(&mut tree, syntax, file.map_or("", |(_, text)| text));
    tree.errors.retain(|error| error.key.is_empty() || error.key.starts_with("formats"));
    if tree.errors.is_empty() { Ok(own.formats) } else { Err(ConfigErrors::new(tree.errors, tree.omitted)) }
}

/// Merges the layers.
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
