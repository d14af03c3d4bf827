//! `[[formats]]`: from descriptions to formats.

use std::collections::BTreeSet;
use std::sync::Arc;

use ::config::{Value, ValueKind};

use super::error::ConfigErrorKind;
use super::names::unknown_name;
use super::nearest::nearest;
use super::place::Spot;
use super::raw::RawFormat;
use super::tree::{KeyPath, Tree};
use super::written::AUTO;
use crate::log::duration::Unit;
use crate::log::format::own::{self, FormatError, FormatFault, GoaccessFormat, PatternFormat};
use crate::log::format::{JsonFormat, KeySettings};
use crate::log::{Format, OwnColumns};

/// The keys that describe a format; each table has one of them.
const WAYS: [&str; 5] = ["apache", "nginx", "goaccess", "regex", "json"];

/// The formats of a job.
#[derive(Debug, Default)]
pub(super) struct OwnFormats {
    /// The valid formats, in file order.
    pub formats: Vec<Format>,
    /// The names of the columns that only these formats fill.
    pub columns: Arc<OwnColumns>,
    /// All names, including those of invalid formats, which may be named without a further error.
    names: Vec<String>,
}

impl OwnFormats {
    /// The format with a name; `Some(None)` if its description is invalid.
    pub fn by_name(&self, name: &str) -> Option<Option<&Format>> {
        let format = self.formats.iter().find(|format| format.name() == name);
        match format {
            Some(format) => Some(Some(format)),
            None => self.names.iter().any(|own| own == name).then_some(None),
        }
    }

    /// The names of all formats.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }
}

/// The words of all texts in filters and reducers, in small letters: the names of columns are among them.
pub(super) fn words_of_questions(tree: &Tree) -> BTreeSet<String> {
    fn add(value: &Value, words: &mut BTreeSet<String>) {
        match &value.kind {
            ValueKind::String(text) => {
                let parts = text.split(|char: char| !char.is_alphanumeric() && char != '_');
                words.extend(parts.map(str::to_lowercase));
            }
            ValueKind::Array(items) => items.iter().for_each(|item| add(item, words)),
            ValueKind::Table(table) => table.values().for_each(|item| add(item, words)),
            _ => {}
        }
    }
    let mut words = BTreeSet::new();
    for section in ["filters", "reducers"] {
        tree.find(&KeyPath::default().key(section)).into_iter().for_each(|value| add(value, &mut words));
    }
    words
}

/// The own columns with which formats are compiled. Servers may log more names than there are columns: then those come first that the
/// job uses.
fn first_columns(raw: &[RawFormat], used: &BTreeSet<String>) -> OwnColumns {
    let mut all = OwnColumns::default();
    for format in raw {
        // Problems are reported when the formats are compiled for use.
        format.apache.iter().for_each(|text| drop(own::apache_of_job("own", text, &mut all)));
        format.nginx.iter().for_each(|text| drop(own::nginx_of_job("own", text, &mut all)));
    }
    if !all.left_out().iter().any(|name| used.contains(name)) {
        return OwnColumns::default();
    }
    let names = all.iter().map(|(_, name)| name).chain(all.left_out().iter().map(String::as_str));
    let (first, rest): (Vec<&str>, Vec<&str>) = names.partition(|name| used.contains(*name));
    OwnColumns::of(first.into_iter().chain(rest).map(str::to_owned))
}

/// Compiles all formats and reports their problems. `used` are words of the job, among them the names of columns that it uses.
pub(super) fn check_formats(tree: &mut Tree, raw: &[RawFormat], used: &BTreeSet<String>) -> OwnFormats {
    let mut own = OwnFormats::default();
    let mut columns = first_columns(raw, used);
    let mut owners: Vec<(String, KeyPath)> = Vec::new();
    for (index, format) in raw.iter().enumerate() {
        let at = KeyPath::default().key("formats").index(index);
        let functions = compile(tree, &at, format, &mut columns);
        let Some(name) = &format.name else {
            // An unreadable entry was reported.
            if tree.find(&at.key("name")).is_none() {
                tree.report(&at.key("name"), ConfigErrorKind::Missing { example: "`name = \"own\"`".to_owned() });
            }
            continue;
        };
        let is_fine = check_name(tree, &at.key("name"), name, &mut owners);
        if is_fine {
            own.names.push(name.clone());
            own.formats.extend(functions);
        }
    }
    own.columns = Arc::new(columns);
    own.formats = own.formats.into_iter().map(|format| format.with_own_columns(&own.columns)).collect();
    own
}

fn check_name(tree: &mut Tree, at: &KeyPath, name: &str, owners: &mut Vec<(String, KeyPath)>) -> bool {
    let problem = if name.is_empty() || !name.chars().all(|c| c.is_alphanumeric() || "_-".contains(c)) {
        Some(ConfigErrorKind::BadName)
    } else if name == AUTO || Format::by_name(name).is_some() {
        let message = "the name is that of a built-in format; choose another".to_owned();
        Some(ConfigErrorKind::Refused { message })
    } else {
        let first = owners.iter().find(|(taken, _)| taken == name);
        first
            .map(|(_, first)| ConfigErrorKind::DuplicateName { owner: "format", first: tree.place(first, Spot::Value) })
    };
    owners.push((name.to_owned(), at.clone()));
    let is_fine = problem.is_none();
    problem.into_iter().for_each(|problem| tree.report_value(at, problem));
    is_fine
}

/// The functions of a format; `None` if problems were reported.
fn compile(tree: &mut Tree, at: &KeyPath, format: &RawFormat, columns: &mut OwnColumns) -> Option<Format> {
    let way = way(tree, at)?;
    let name = format.name.as_deref().unwrap_or("own");
    let compiled = match way {
        "apache" => own::apache_of_job(name, format.apache.as_deref()?, columns),
        "nginx" => own::nginx_of_job(name, format.nginx.as_deref()?, columns),
        "goaccess" => own::goaccess(name, &goaccess(tree, at, format)?),
        "regex" => own::pattern_of_job(name, &pattern(tree, at, format)?, columns),
        _ => return json(tree, &at.key(way), name, format.json.as_ref()?, columns),
    };
    let refused = |error: FormatError| {
        let is_text = matches!(tree.find(&at.key(way)).map(|value| &value.kind), Some(ValueKind::String(_)));
        let key = accused_key(at, way, is_text, &error);
        tree.report_value(&key, ConfigErrorKind::Refused { message: in_words(&error) });
    };
    compiled.map_err(refused).ok()
}

/// The format of a table of keys.
fn json(tree: &mut Tree, at: &KeyPath, name: &str, keys: &KeySettings, columns: &mut OwnColumns) -> Option<Format> {
    let problems = match JsonFormat::with_map(name, keys, columns) {
        Ok(format) => return Some(Format::own(Arc::new(format))),
        Err(problems) => problems,
    };
    for problem in problems {
        let message = problem.to_string();
        match problem.column() {
            Some(column) => tree.report_key(&at.key(&column.to_string()), ConfigErrorKind::Refused { message }),
            None => tree.report_key(at, ConfigErrorKind::Refused { message }),
        }
    }
    None
}

/// The key that describes a format. It must be the only one, without keys that belong to another.
fn way(tree: &mut Tree, at: &KeyPath) -> Option<&'static str> {
    let written: Vec<&str> = WAYS.into_iter().filter(|way| tree.find(&at.key(way)).is_some()).collect();
    let way = match written[..] {
        [way] => way,
        [] => {
            let example = format!("one of `{}`", WAYS.join("`, `"));
            tree.report(at, ConfigErrorKind::Missing { example });
            return None;
        }
        [first, second, ..] => {
            let message = format!("`{first}` describes the format already; leave one of them out");
            tree.report_key(&at.key(second), ConfigErrorKind::Refused { message });
            return None;
        }
    };
    for key in ["time_format", "units"] {
        if way != "regex" && tree.find(&at.key(key)).is_some() {
            let message = format!("it belongs to `regex`; `{way}` defines that itself");
            tree.report_key(&at.key(key), ConfigErrorKind::Refused { message });
        }
    }
    Some(way)
}

/// The key that an error is about.
fn accused_key(at: &KeyPath, way: &str, is_text: bool, error: &FormatError) -> KeyPath {
    match (way, error.key, &error.fault) {
        ("goaccess", "" | "log_format", _) if is_text => at.key(way),
        ("goaccess", "", _) => at.key(way).key("log_format"),
        ("goaccess", key, _) => at.key(way).key(key),
        (_, "", _) => at.key(way),
        (_, key, FormatFault::NoDuration { column, .. }) => at.key(key).key(column),
        (_, key, _) => at.key(key),
    }
}

fn goaccess<'a>(tree: &mut Tree, at: &KeyPath, format: &'a RawFormat) -> Option<GoaccessFormat<'a>> {
    let raw = format.goaccess.as_ref()?;
    let Some(log_format) = raw.log_format.as_deref() else {
        let key = at.key("goaccess").key("log_format");
        if tree.find(&key).is_none() {
            tree.report(&key, ConfigErrorKind::Missing { example: "`log_format = \"COMBINED\"`".to_owned() });
        }
        return None;
    };
    Some(GoaccessFormat {
        log_format,
        date_format: raw.date_format.as_deref(),
        time_format: raw.time_format.as_deref(),
        datetime_format: raw.datetime_format.as_deref(),
    })
}

fn pattern<'a>(tree: &mut Tree, at: &KeyPath, format: &'a RawFormat) -> Option<PatternFormat<'a>> {
    let regex = format.regex.as_deref()?;
    let mut units = Vec::new();
    for (column, written) in &format.units {
        match Unit::by_name(written) {
            Some(unit) => units.push((column.as_str(), unit)),
            None => tree.report_value(&at.key("units").key(column), unknown_name("unit", written, Unit::NAMES)),
        }
    }
    Some(PatternFormat { regex, time_format: format.time_format.as_deref(), units })
}

/// The message of an error with the nearest name.
fn in_words(error: &FormatError) -> String {
    let meant = match &error.fault {
        // A wrong one-letter directive is a slip of the case, or cannot be guessed.
        FormatFault::Unknown { written, known, .. } if written.starts_with('%') && written.chars().count() <= 2 => {
            known.iter().copied().find(|name| name.eq_ignore_ascii_case(written))
        }
        FormatFault::Unknown { written, known, .. } | FormatFault::UnknownGroup { written, known } => {
            nearest(written, known.iter().copied())
        }
        _ => None,
    };
    meant.map_or_else(|| error.to_string(), |name| format!("{error}; did you mean `{name}`?"))
}
