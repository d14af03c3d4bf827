//! The layers of settings, as sources of the `config` crate: file, then environment, then command line.

use ::config::{ConfigError, Map, Source, Value, ValueKind};
use toml::Spanned;
use toml::de::{DeInteger, DeTable, DeValue};

use super::place::{Mark, Places};
use super::tree::Tree;

/// Prefix of variables that are settings; the key follows, its parts separated by two underscores.
pub const ENVIRONMENT_PREFIX: &str = "LOGMILL__";

/// The settings that have a flag of their own on the command line, and that flag.
const FLAGS: [(&str, &str); 11] = [
    ("timezone", "--timezone"),
    ("geo", "--geo"),
    ("pipeline.parsers", "--parsers"),
    ("pipeline.executor", "--executor"),
    ("pipeline.workers", "--workers"),
    ("pipeline.rejects", "--rejects"),
    ("pipeline.max_malformed", "--max-malformed"),
    ("report.output", "--to"),
    ("report.table", "--table"),
    ("report.split_by", "--split-by"),
    ("report.actors", "--actors"),
];

/// The lowest layer: the settings of a file.
#[derive(Debug, Clone)]
pub(super) struct FileLayer(Value);

/// A syntax error: byte offset in the file, and the parser's message.
pub(super) type SyntaxError = (usize, String);

impl FileLayer {
    /// Parses TOML as far as possible.
    pub fn parse(text: &str, places: &mut Places) -> (FileLayer, Vec<SyntaxError>) {
        let (root, errors) = DeTable::parse_recoverable(text);
        let mut origin = |key: usize, value: usize| places.origin(Mark::File { key, value });
        let place = origin(0, 0);
        let root = table_kind(root.get_ref(), &mut origin);
        let at = |error: &toml::de::Error| error.span().map_or(0, |span| span.start);
        let errors = errors.iter().map(|error| (at(error), error.message().to_owned())).collect();
        (FileLayer(Value::new(Some(&place), root)), errors)
    }
}

impl Source for FileLayer {
    fn clone_into_box(&self) -> Box<dyn Source + Send + Sync> {
        Box::new(self.clone())
    }

    fn collect(&self) -> Result<Map<String, Value>, ConfigError> {
        self.0.clone().into_table()
    }

    /// Replaces the whole cache, because the file is the lowest layer. The usual merge would treat dots in quoted keys as path
    /// separators and lose the places of tables.
    fn collect_to(&self, cache: &mut Value) -> Result<(), ConfigError> {
        *cache = self.0.clone();
        Ok(())
    }
}

/// A higher layer: one setting from the environment or the command line.
#[derive(Debug, Clone)]
pub(super) struct Setting {
    /// The setting in the notation of the `config` crate: `pipeline.parsers`, `reducers[0].top`.
    pub key: String,
    value: Value,
}

impl Setting {
    /// The setting of an environment variable; `None` if the variable is not ours.
    pub fn from_variable(variable: &str, text: &str, places: &mut Places) -> Option<Setting> {
        let mut key = String::new();
        for part in variable.strip_prefix(ENVIRONMENT_PREFIX)?.split("__") {
            let is_index = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
            match (is_index, key.is_empty()) {
                (true, _) => key.extend(["[", part, "]"]),
                (false, true) => key.push_str(&part.to_lowercase()),
                (false, false) => key.extend([".", &part.to_lowercase()]),
            }
        }
        let origin = places.origin(Mark::Environment { variable: variable.to_owned() });
        Some(Setting { key, value: written_value(text, &origin) })
    }

    /// A setting of the command line: of its own flag, or of `--set`.
    pub fn from_command_line(key: &str, text: &str, places: &mut Places) -> Setting {
        let own = FLAGS.iter().find(|(of, _)| *of == key).map(|(_, flag)| *flag);
        let flag = own.unwrap_or("--set").to_owned();
        let origin = places.origin(Mark::CommandLine { flag });
        Setting { key: key.to_owned(), value: written_value(text, &origin) }
    }

    /// The place of the setting.
    pub fn origin(&self) -> Option<&str> {
        self.value.origin()
    }

    /// The first index of the key that is neither in its list nor the next one, and would leave a gap.
    pub fn gap(&self, tree: &Tree) -> Option<usize> {
        let mut value = Some(&tree.root);
        for part in self.key.split(['.', '[']) {
            let index = part.strip_suffix(']').map(|digits| digits.trim().parse::<usize>().unwrap_or(usize::MAX));
            value = match (value.map(|value| &value.kind), index) {
                (Some(ValueKind::Array(array)), Some(index)) if index <= array.len() => array.get(index),
                (_, Some(0)) => None,
                (_, Some(index)) => return Some(index),
                (Some(ValueKind::Table(table)), None) => table.get(part),
                (_, None) => None,
            };
        }
        None
    }
}

impl Source for Setting {
    fn clone_into_box(&self) -> Box<dyn Source + Send + Sync> {
        Box::new(self.clone())
    }

    fn collect(&self) -> Result<Map<String, Value>, ConfigError> {
        Ok(Map::from([(self.key.clone(), self.value.clone())]))
    }
}

/// The value of a text outside of a file: lists, tables and quoted texts are parsed as TOML, everything else is a text. Whether `8` is a
/// number is decided when the setting is read.
fn written_value(text: &str, origin: &str) -> Value {
    let looks_like_toml = text.trim_start().starts_with(['[', '{', '"', '\'']);
    match DeValue::parse(text.trim()) {
        Ok(value) if looks_like_toml => located(&value, 0, &mut |_, _| origin.to_owned()),
        _ => Value::new(Some(&origin.to_owned()), text),
    }
}

/// A value with its origin, which `origin` makes from the offsets of key and value.
fn located(value: &Spanned<DeValue<'_>>, key: usize, origin: &mut dyn FnMut(usize, usize) -> String) -> Value {
    let place = origin(key, value.span().start);
    let kind = match value.get_ref() {
        DeValue::String(text) => ValueKind::String(text.to_string()),
        DeValue::Integer(number) => integer_kind(number),
        // NaN is out of every range, like the largest number.
        DeValue::Float(number) => ValueKind::Float(number.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(truth) => ValueKind::Boolean(*truth),
        DeValue::Datetime(time) => ValueKind::String(time.to_string()),
        DeValue::Array(array) => {
            ValueKind::Array(array.iter().map(|item| located(item, item.span().start, origin)).collect())
        }
        DeValue::Table(table) => table_kind(table, origin),
    };
    Value::new(Some(&place), kind)
}

fn table_kind(table: &DeTable<'_>, origin: &mut dyn FnMut(usize, usize) -> String) -> ValueKind {
    let pairs = table.iter().map(|(key, value)| (key.get_ref().to_string(), located(value, key.span().start, origin)));
    ValueKind::Table(pairs.collect())
}

/// A number that is too large for any setting becomes the largest one, which is out of every range.
fn integer_kind(number: &DeInteger<'_>) -> ValueKind {
    match i64::from_str_radix(number.as_str(), number.radix()) {
        Ok(number) => ValueKind::I64(number),
        Err(_) => ValueKind::I128(i128::from_str_radix(number.as_str(), number.radix()).unwrap_or(i128::MAX)),
    }
}
