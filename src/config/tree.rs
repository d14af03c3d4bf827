//! The merged settings with their places, problems and keys.

use std::fmt;

use ::config::{Value, ValueKind};

use super::error::{ConfigError, ConfigErrorKind, MAX_KEPT};
use super::place::{Place, Places, Spot};
use crate::log::spelling;

/// A step of a path.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum PathStep {
    Key(String),
    Index(usize),
}

/// The path of a setting from the top, such as `filters[0].type`.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct KeyPath(pub Vec<PathStep>);

impl KeyPath {
    pub fn key(&self, key: &str) -> KeyPath {
        self.join([PathStep::Key(key.to_owned())])
    }

    pub fn index(&self, index: usize) -> KeyPath {
        self.join([PathStep::Index(index)])
    }

    pub fn join(&self, steps: impl IntoIterator<Item = PathStep>) -> KeyPath {
        KeyPath(self.0.iter().cloned().chain(steps).collect())
    }
}

impl fmt::Display for KeyPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_bare = |key: &str| !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c));
        for (depth, step) in self.0.iter().enumerate() {
            let dot = if depth == 0 { "" } else { "." };
            match step {
                PathStep::Index(index) => write!(f, "[{index}]")?,
                PathStep::Key(key) if is_bare(key) => write!(f, "{dot}{}", shorten(key))?,
                PathStep::Key(key) => write!(f, "{dot}{:?}", shorten(key))?,
            }
        }
        Ok(())
    }
}

/// The value at the end of a path.
pub(super) fn find_mut<'a>(root: &'a mut Value, path: &[PathStep]) -> Option<&'a mut Value> {
    path.iter().try_fold(root, |value, step| match (&mut value.kind, step) {
        (ValueKind::Table(table), PathStep::Key(key)) => table.get_mut(key),
        (ValueKind::Array(array), PathStep::Index(index)) => array.get_mut(*index),
        _ => None,
    })
}

/// The settings of all layers, and the problems found so far.
#[derive(Debug)]
pub(super) struct Tree {
    pub root: Value,
    pub places: Places,
    pub errors: Vec<ConfigError>,
    pub omitted: usize,
}

impl Tree {
    pub fn new(places: Places) -> Tree {
        Tree { root: Value::new(None, ValueKind::Table(Default::default())), places, errors: Vec::new(), omitted: 0 }
    }

    /// The value at the end of a path.
    pub fn find(&self, path: &KeyPath) -> Option<&Value> {
        self.trail(path).nth(path.0.len())
    }

    /// The values along a path, from the root, as far as they exist.
    fn trail(&self, path: &KeyPath) -> impl Iterator<Item = &Value> {
        let steps = path.0.iter().scan(&self.root, |value, step| {
            *value = match (&value.kind, step) {
                (ValueKind::Table(table), PathStep::Key(key)) => table.get(key)?,
                (ValueKind::Array(array), PathStep::Index(index)) => array.get(*index)?,
                _ => return None,
            };
            Some(*value)
        });
        std::iter::once(&self.root).chain(steps)
    }

    /// Where a setting was written; if it was not, the place of the nearest setting around it.
    pub fn place(&self, path: &KeyPath, spot: Spot) -> Place {
        let trail: Vec<&Value> = self.trail(path).collect();
        let origin = trail.iter().rev().find_map(|value| value.origin().or_else(|| origin_within(value)));
        self.places.place(origin, spot)
    }

    /// The place of an item that may be written without a list around it.
    pub fn key_of_item(&self, key: &KeyPath, index: usize) -> KeyPath {
        let is_listed = matches!(self.find(key).map(|items| &items.kind), Some(ValueKind::Array(_)));
        if is_listed { key.index(index) } else { key.clone() }
    }

    /// Reports a wrong value.
    pub fn report_value(&mut self, path: &KeyPath, kind: ConfigErrorKind) {
        if self.is_full() {
            return;
        }
        let value = self.find(path).and_then(|value| show(value, self.places.is_loose(value.origin())));
        self.push(ConfigError { place: self.place(path, Spot::Value), key: path.to_string(), value, kind });
    }

    /// Reports a key that should not be there.
    pub fn report_key(&mut self, path: &KeyPath, kind: ConfigErrorKind) {
        if self.is_full() {
            return;
        }
        self.push(ConfigError { place: self.place(path, Spot::Key), key: path.to_string(), value: None, kind });
    }

    /// Reports a problem that does not concern a written value.
    pub fn report(&mut self, path: &KeyPath, kind: ConfigErrorKind) {
        if self.is_full() {
            return;
        }
        self.push(ConfigError { place: self.place(path, Spot::Value), key: path.to_string(), value: None, kind });
    }

    pub fn push(&mut self, error: ConfigError) {
        if !self.is_full() {
            self.errors.push(error);
        }
    }

    /// Whether a further problem is only counted; if so, counts it.
    pub fn is_full(&mut self) -> bool {
        let is_full = self.errors.len() >= MAX_KEPT;
        self.omitted += usize::from(is_full);
        is_full
    }
}

/// A table from variables or flags has no place; that of its first setting is used.
fn origin_within(value: &Value) -> Option<&str> {
    let ValueKind::Table(table) = &value.kind else { return None };
    let first = table.iter().min_by_key(|(key, _)| *key)?.1;
    first.origin().or_else(|| origin_within(first))
}

/// A value in TOML; `None` for tables and lists, which are too long to repeat, and for numbers that may have been clamped.
///
/// A `loose` text may have been meant as a number; if it looks like one, it is not quoted.
fn show(value: &Value, loose: bool) -> Option<String> {
    match &value.kind {
        ValueKind::String(text) if loose && text.parse::<f64>().is_ok() => Some(shorten(text)),
        ValueKind::String(text) => Some(quoted(text)),
        ValueKind::Nil | ValueKind::I128(_) | ValueKind::Table(_) | ValueKind::Array(_) => None,
        other => Some(other.to_string()),
    }
}

/// A text as messages show it.
pub(super) fn quoted(text: &str) -> String {
    spelling::quoted_by('"', &shorten(text))
}

fn shorten(text: &str) -> String {
    const SHOWN: usize = 60;
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
