//! From the merged settings to typed ones, section by section.

use ::config::{Map, Value, ValueKind};
use serde::de::DeserializeOwned;

use super::de::{read, report_unknown};
use super::error::ConfigErrorKind;
use super::lookups::read_lookups;
use super::raw::{RawConfig, RawFilter, RawFormat, RawReducer};
use super::tree::{KeyPath, Tree};

const SECTIONS: [&str; 10] =
    ["timezone", "routes", "bots", "geo", "pipeline", "sources", "formats", "filters", "reducers", "report"];
/// The keys of all filters.
pub(super) const FILTER_KEYS: &[&str] = &["name", "type", "inputs"];
/// The keys of all reducers.
pub(super) const REDUCER_KEYS: &[&str] =
    &["name", "type", "inputs", "instances", "memory_limit", "over_limit", "optional"];

/// Reads all sections; defaults replace wrong values.
pub(super) fn read_config(tree: &mut Tree) -> RawConfig {
    let ValueKind::Table(root) = &tree.root.kind else { return RawConfig::default() };
    let unknown: Vec<String> = root.keys().filter(|key| !SECTIONS.contains(&key.as_str())).cloned().collect();
    for key in unknown {
        report_unknown(tree, &KeyPath::default().key(&key), SECTIONS.to_vec());
    }
    RawConfig {
        timezone: read_text(tree, "timezone").unwrap_or_else(|| RawConfig::default().timezone),
        lookups: read_lookups(tree),
        pipeline: read_section(tree, "pipeline"),
        sources: read_list(tree, "sources", |tree, at, entry| read(tree, at, entry, &[])),
        formats: read_formats(tree),
        filters: read_list(tree, "filters", |tree, at, entry| {
            let (common, settings) = split(entry, FILTER_KEYS);
            let filter: RawFilter = read(tree, at, common, &[])?;
            Some(RawFilter { settings, ..filter })
        }),
        reducers: read_list(tree, "reducers", |tree, at, entry| {
            let (common, settings) = split(entry, REDUCER_KEYS);
            let reducer: RawReducer = read(tree, at, common, &[])?;
            Some(RawReducer { settings, ..reducer })
        }),
        report: read_section(tree, "report"),
    }
}

/// Reads the formats alone.
pub(super) fn read_formats(tree: &mut Tree) -> Vec<RawFormat> {
    read_list(tree, "formats", |tree, at, entry| read(tree, at, with_log_format(entry), &[]))
}

/// Expands a format whose `goaccess` is a plain text to one with that `log_format`.
fn with_log_format(mut entry: Value) -> Value {
    if let ValueKind::Table(format) = &mut entry.kind
        && let Some(goaccess) = format.get_mut("goaccess")
        && matches!(goaccess.kind, ValueKind::String(_))
    {
        let origin = goaccess.origin().map(str::to_owned);
        let table = Map::from([("log_format".to_owned(), goaccess.clone())]);
        *goaccess = Value::new(origin.as_ref(), ValueKind::Table(table));
    }
    entry
}

/// A setting outside of all sections.
fn read_text(tree: &mut Tree, name: &str) -> Option<String> {
    let at = KeyPath::default().key(name);
    match &tree.find(&at)?.kind {
        ValueKind::String(text) => Some(text.clone()),
        _ => {
            tree.report_value(&at, ConfigErrorKind::Unfit { expected: "text in quotes".to_owned() });
            None
        }
    }
}

fn read_section<T: DeserializeOwned + Default>(tree: &mut Tree, name: &str) -> T {
    let at = KeyPath::default().key(name);
    let section = tree.find(&at).cloned();
    section.and_then(|section| read(tree, &at, section, &[])).unwrap_or_default()
}

/// Reads a list of tables. Unreadable entries become the default, so that indices match the file.
fn read_list<T: Default>(
    tree: &mut Tree,
    name: &str,
    read: impl Fn(&mut Tree, &KeyPath, Value) -> Option<T>,
) -> Vec<T> {
    let at = KeyPath::default().key(name);
    match tree.find(&at).map(|value| value.kind.clone()) {
        None => Vec::new(),
        Some(ValueKind::Array(entries)) => {
            let entry = |(index, entry)| read(tree, &at.index(index), entry).unwrap_or_default();
            entries.into_iter().enumerate().map(entry).collect()
        }
        Some(_) => {
            tree.report_value(
                &at,
                ConfigErrorKind::Unfit { expected: format!("a list of tables, each begun by [[{name}]]") },
            );
            Vec::new()
        }
    }
}

/// Separates the common keys from those of the type.
fn split(entry: Value, common: &[&str]) -> (Value, Value) {
    match entry.kind {
        ValueKind::Table(table) => {
            let (common, own): (Map<_, _>, Map<_, _>) =
                table.into_iter().partition(|(key, _)| common.contains(&key.as_str()));
            (Value::new(None, ValueKind::Table(common)), Value::new(None, ValueKind::Table(own)))
        }
        _ => (entry, Value::new(None, ValueKind::Table(Map::new()))),
    }
}
