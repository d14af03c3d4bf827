//! What is known of an option.

use std::time::Duration;

use serde_json::Value;

use crate::config::raw::{RawConfig, RawReducer, RawSource};
use crate::config::written::{ByteSize, TimeSpan};

/// Most instances of one actor; on any machine, more threads cost more than they gain.
pub const MAX_INSTANCES: i64 = 256;

/// A key of a job.
#[derive(Debug, Clone, Copy)]
pub struct JobOption {
    /// Its path: `pipeline.parsers`, `sources[].path`, and `filters[exec].command` for a key of one type.
    pub key: &'static str,
    /// What it does, in plain text.
    pub effect: &'static str,
    /// What holds without it.
    pub default: Unset,
    /// What may be written.
    pub form: Form,
    /// The flag that sets it.
    pub flag: Option<&'static str>,
    /// Where to read more, relative to `docs`.
    pub see: Option<&'static str>,
}

/// What holds if a key is left out.
#[derive(Debug, Clone, Copy)]
pub enum Unset {
    /// The value in the code, and what it means; the text may be empty.
    Value(&'static str),
    /// There is no value: what happens instead, or `required`.
    Said(&'static str),
}

/// What may be written as the value of a key.
#[derive(Debug, Clone, Copy)]
pub enum Form {
    /// A number of instances, or "auto".
    Count,
    /// A whole number in a range.
    Number(i64, i64),
    /// A size in a range; the text says what else there is.
    Size(ByteSize, ByteSize, &'static str),
    /// A time in a range.
    Time(TimeSpan, TimeSpan),
    /// Anything else, in words; values are in double quotes.
    Words(&'static str),
    /// Words that are made from names in the code.
    Made(fn() -> String),
}

pub(super) const REQUIRED: Unset = Unset::Said("required");

pub(super) const fn option(key: &'static str, effect: &'static str, default: Unset, form: Form) -> JobOption {
    JobOption { key, effect, default, form, flag: None, see: None }
}

pub(super) const fn size(least: u64, most: u64, or: &'static str) -> Form {
    Form::Size(ByteSize(least), ByteSize(most), or)
}

pub(super) const fn seconds(least: u64, most: u64) -> Form {
    Form::Time(TimeSpan(Duration::from_secs(least)), TimeSpan(Duration::from_secs(most)))
}

impl JobOption {
    pub(super) const fn flag(self, flag: &'static str) -> JobOption {
        JobOption { flag: Some(flag), ..self }
    }

    pub(super) const fn see(self, see: &'static str) -> JobOption {
        JobOption { see: Some(see), ..self }
    }

    /// The value that the code has for it if it is left out, as TOML. `None` if that is nothing, or a matter of its type.
    pub fn value(&self) -> Option<String> {
        let (section, name) = self.key.rsplit_once('.').unwrap_or(("", self.key));
        let defaults = match section {
            "sources[]" => serde_json::to_value(RawSource::default()),
            "reducers[]" => serde_json::to_value(RawReducer::default()),
            _ => serde_json::to_value(RawConfig::default()),
        };
        let defaults = defaults.ok()?;
        let section = if section.is_empty() || section.ends_with(']') { &defaults } else { defaults.get(section)? };
        section.get(name).filter(|value| !value.is_null()).map(Value::to_string)
    }

    /// The help of the flag that sets it.
    pub(super) fn help(&self) -> String {
        let words = self.form.words().replace('"', "");
        let auto = match (self.default, self.value()) {
            (Unset::Value(meaning), Some(value)) if !meaning.is_empty() && value == "\"auto\"" => {
                format!("; auto: {}", meaning.replace('"', ""))
            }
            _ => String::new(),
        };
        // That a file is named by its path goes without saying.
        if words == "a path" { self.effect.to_owned() } else { format!("{}: {words}{auto}", self.effect) }
    }
}

impl Form {
    /// What may be written, as errors say it after "must be".
    pub fn words(&self) -> String {
        match self {
            Form::Count => format!("1 to {MAX_INSTANCES} or \"auto\""),
            Form::Number(least, most) => format!("{least} to {most}"),
            Form::Size(least, most, or) => format!("a size of {least} to {most}{or}"),
            Form::Time(least, most) => format!("a time of {} to {}", time(*least), time(*most)),
            Form::Words(words) => (*words).to_owned(),
            Form::Made(words) => words(),
        }
    }
}

fn time(span: TimeSpan) -> String {
    match span.0.as_secs() {
        hours if hours > 0 && hours % 3600 == 0 => format!("{}h", hours / 3600),
        _ => span.to_string(),
    }
}

/// Names as words: `"a", "b" or "c"`.
pub(super) fn one_of<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("\"{name}\"")).collect();
    match names.split_last() {
        Some((last, first)) if !first.is_empty() => format!("{} or {last}", first.join(", ")),
        _ => names.concat(),
    }
}
