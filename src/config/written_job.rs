//! The job that a command line is, as a configuration.

use ::config::{Value as Setting, ValueKind};
use serde::Serialize;
use serde_json::{Map, Value};
use toml::de::DeValue;

use super::error::ConfigErrors;
use super::load::{Settled, settle};
use super::names::check_names;
use super::place::Places;
use super::raw::{RawConfig, RawFilter, RawFormat, RawPipeline, RawReducer, RawReport, RawSource};
use super::request::Request;
use super::sections::read_config;
use super::toml_text::push_table;

type Table = Map<String, Value>;

/// The job that a request is: all layers merged and the question applied, without keys that have their default.
///
/// Loaded alone, it gives the same plan, but for `now()`: `--last 2h` stays what it says, and is not the time at which it was written.
///
/// ```
/// use logmill::config::{ConfigInput, Overrides, Question, Request, written_job};
///
/// let question = Question { by: vec!["path".to_owned()], ..Question::default() };
/// let overrides = Overrides { sources: vec!["access.log".to_owned()], question, ..Overrides::default() };
/// let job = written_job(&Request::new(ConfigInput::None).with_overrides(overrides))?;
/// let expected = "[[sources]]\npath = [\"access.log\"]\n\n[[reducers]]\nname = \"answer\"\ngroup_by = [\"path\"]\n";
/// assert_eq!(job, expected);
/// # Ok::<(), logmill::config::ConfigErrors>(())
/// ```
///
/// # Errors
/// All problems of the settings, except those that only their types find.
pub fn written_job(request: &Request) -> Result<String, ConfigErrors> {
    let mut settled = settle(request)?;
    let mut raw = read_config(&mut settled.tree);
    let first = check_names(&mut settled.tree, &raw).sources.into_iter().next();
    let Settled { tree, replaced, .. } = settled.good()?;
    if let Some(first) = first {
        let known = known(&raw);
        let inputs = raw.filters.iter_mut().map(|filter| &mut filter.inputs);
        for inputs in inputs.chain(raw.reducers.iter_mut().map(|reducer| &mut reducer.inputs)).flatten() {
            rename(inputs, &replaced, &known, &first);
        }
    }
    let RawConfig { timezone, lookups, pipeline, sources, formats, filters, reducers, report } = &raw;
    let mut out = String::new();
    let defaults = RawConfig::default();
    let mut outside = changed(lookups, &defaults.lookups);
    if *timezone != defaults.timezone {
        outside.insert("timezone".to_owned(), timezone.as_str().into());
    }
    push_section("", outside, &mut out);
    push_section("[pipeline]", changed(pipeline, &RawPipeline::default()), &mut out);
    let sources = sources.iter().map(|source| changed(source, &RawSource::default()));
    sources.for_each(|source| push_table("[[sources]]", &source, &mut out));
    let formats = formats.iter().map(|format| changed(format, &RawFormat::default()));
    formats.for_each(|format| push_table("[[formats]]", &format, &mut out));
    for filter in filters {
        let mut table = changed(filter, &RawFilter::default());
        table.extend(own(&filter.settings, &tree.places));
        push_table("[[filters]]", &table, &mut out);
    }
    for reducer in reducers {
        let mut table = changed(reducer, &RawReducer::default());
        table.extend(own(&reducer.settings, &tree.places));
        push_table("[[reducers]]", &table, &mut out);
    }
    push_section("[report]", changed(report, &RawReport::default()), &mut out);
    Ok(out)
}

fn push_section(header: &str, table: Table, out: &mut String) {
    if !table.is_empty() {
        push_table(header, &table, out);
    }
}

/// The keys whose values are not the default.
fn changed<T: Serialize>(value: &T, default: &T) -> Table {
    let table = |value: &T| match serde_json::to_value(value) {
        Ok(Value::Object(table)) => table,
        _ => Map::new(),
    };
    let default = table(default);
    table(value)
        .into_iter()
        .filter(|(key, value)| default.get(key) != Some(value))
        .map(|(key, value)| (key, tidy(value)))
        .collect()
}

/// A value without members that are null or empty, which are defaults of formats.
fn tidy(value: Value) -> Value {
    match value {
        Value::Object(table) => Value::Object(table.into_iter().filter(|(_, value)| !value.is_null()).collect()),
        value => value,
    }
}

/// Names that inputs can have without those of replaced sources.
fn known(raw: &RawConfig) -> Vec<String> {
    let sources = raw.sources.iter().filter_map(|source| source.name.clone());
    sources.chain(raw.filters.iter().filter_map(|filter| filter.name.clone())).collect()
}

/// Gives replaced sources the name of the one that replaces them.
fn rename(inputs: &mut Vec<String>, replaced: &[String], known: &[String], first: &str) {
    for input in inputs.iter_mut().filter(|input| replaced.contains(input) && !known.contains(input)) {
        first.clone_into(input);
    }
    let mut seen = Vec::new();
    inputs.retain(|input| {
        let is_new = !seen.contains(input);
        seen.push(input.clone());
        is_new
    });
}

/// The keys of a type, as they are.
fn own(settings: &Setting, places: &Places) -> Table {
    let ValueKind::Table(table) = &settings.kind else { return Map::new() };
    table.iter().map(|(key, value)| (key.clone(), json(key, value, places))).collect()
}

/// Keys of types whose values are texts, also if these look like numbers.
const TEXTS: [&str; 10] = [
    "group_by",
    "measures",
    "having",
    "sort",
    "pivot",
    "where",
    "pattern",
    "column",
    "first_segment",
    "exclude_segments",
];

fn json(key: &str, value: &Setting, places: &Places) -> Value {
    match &value.kind {
        ValueKind::Nil => Value::Null,
        ValueKind::Boolean(truth) => (*truth).into(),
        ValueKind::I64(number) => (*number).into(),
        ValueKind::U64(number) => (*number).into(),
        // Larger numbers are out of every range.
        ValueKind::I128(_) | ValueKind::U128(_) => i64::MAX.into(),
        ValueKind::Float(number) => (*number).into(),
        ValueKind::String(text) if places.is_loose(value.origin()) && !TEXTS.contains(&key) => bare(text),
        ValueKind::String(text) => text.as_str().into(),
        ValueKind::Array(items) => items.iter().map(|item| json(key, item, places)).collect(),
        ValueKind::Table(table) => table.iter().map(|(key, value)| (key.clone(), json(key, value, places))).collect(),
    }
}

/// The value of a text from the environment or the command line, where numbers have no quotes.
fn bare(text: &str) -> Value {
    let parsed = DeValue::parse(text.trim()).ok().map(toml::Spanned::into_inner);
    match parsed {
        Some(DeValue::Integer(number)) => {
            i64::from_str_radix(number.as_str(), number.radix()).map_or_else(|_| text.into(), Value::from)
        }
        Some(DeValue::Float(number)) => number.as_str().parse::<f64>().map_or_else(|_| text.into(), Value::from),
        Some(DeValue::Boolean(truth)) => truth.into(),
        _ => text.into(),
    }
}
