//! Applies the command line's settings for all sources.

use ::config::{Map, Value, ValueKind};

use super::place::Mark;
use super::request::Overrides;
use super::tree::Tree;

/// Settings for lines. Paths on the command line inherit the settings that all sources share.
const ABOUT_LINES: [&str; 5] = ["format", "envelope", "timezone", "trusted_proxies", "anonymize"];

/// Replaces all sources by one with the given paths, and applies the settings for lines and file names to every source.
///
/// Returns the names of the replaced sources, which filters and reducers may still use.
pub(super) fn override_sources(tree: &mut Tree, overrides: &Overrides) -> Vec<String> {
    let replaced = if overrides.sources.is_empty() { Vec::new() } else { replace(tree, &overrides.sources) };
    let about_lines = [
        ("format", "--format", &overrides.format),
        ("envelope", "--envelope", &overrides.envelope),
        ("timezone", "--source-timezone", &overrides.source_timezone),
        ("anonymize", "--anonymize", &overrides.anonymize),
    ];
    for (key, flag, name) in about_lines {
        if let Some(name) = name {
            let origin = tree.places.origin(Mark::CommandLine { flag: flag.to_owned() });
            set_on_all(tree, key, &Value::new(Some(&origin), name.as_str()));
        }
    }
    for (key, patterns) in [("include", &overrides.include), ("exclude", &overrides.exclude)] {
        if !patterns.is_empty() {
            let origin = tree.places.origin(Mark::CommandLine { flag: format!("--{key}") });
            let patterns = patterns.iter().map(|pattern| Value::new(Some(&origin), pattern.as_str())).collect();
            set_on_all(tree, key, &Value::new(Some(&origin), ValueKind::Array(patterns)));
        }
    }
    replaced
}

fn set_on_all(tree: &mut Tree, key: &str, value: &Value) {
    for source in sources(tree) {
        if let ValueKind::Table(table) = &mut source.kind {
            table.insert(key.to_owned(), value.clone());
        }
    }
}

fn replace(tree: &mut Tree, paths: &[String]) -> Vec<String> {
    let old: Vec<Map<String, Value>> =
        sources(tree).iter().filter_map(|source| source.clone().into_table().ok()).collect();
    let origin = tree.places.origin(Mark::CommandLine { flag: "command line".to_owned() });
    let paths = paths.iter().map(|path| Value::new(Some(&origin), path.as_str())).collect();
    let mut new = Map::from([("path".to_owned(), Value::new(Some(&origin), ValueKind::Array(paths)))]);
    if let Some(name) = old.first().and_then(|source| source.get("name")).filter(|_| old.len() == 1) {
        new.insert("name".to_owned(), name.clone());
    }
    for key in ABOUT_LINES {
        let mut values = old.iter().map(|source| source.get(key));
        if let Some(Some(first)) = values.next()
            && values.all(|value| value.is_some_and(|value| value.kind == first.kind))
        {
            new.insert(key.to_owned(), first.clone());
        }
    }
    if let ValueKind::Table(root) = &mut tree.root.kind {
        let source = Value::new(Some(&origin), ValueKind::Table(new));
        root.insert("sources".to_owned(), Value::new(Some(&origin), ValueKind::Array(vec![source])));
    }
    let name = |(index, source): (usize, &Map<String, Value>)| match source.get("name").map(|name| &name.kind) {
        Some(ValueKind::String(name)) => name.clone(),
        _ => format!("source{}", index + 1),
    };
    old.iter().enumerate().map(name).collect()
}

fn sources(tree: &mut Tree) -> &mut [Value] {
    let ValueKind::Table(root) = &mut tree.root.kind else { return &mut [] };
    match root.get_mut("sources").map(|sources| &mut sources.kind) {
        Some(ValueKind::Array(sources)) => sources,
        _ => &mut [],
    }
}
