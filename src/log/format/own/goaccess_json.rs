//! A `log-format` of GoAccess that is a template of a JSON object: `{ "ts": "%x.%^", "request": { "client_ip": "%h" } }`.

use std::sync::Arc;

use jiff::civil::Date;
use jiff::fmt::strtime;
use jiff::tz::TimeZone;
use serde_json::Value as Json;

use super::goaccess_settings::{GoaccessFormat, SPECIFIERS};
use crate::log::OwnColumns;
use crate::log::column::Column;
use crate::log::duration::Unit;
use crate::log::format::description::{FormatError, FormatFault};
use crate::log::format::{Format, JsonFormat, KeySetting, KeySettings};
use crate::log::time;

/// Makes a format of a template: the specifiers in its values define which column a key fills.
///
/// # Errors
/// What is no JSON; specifiers that GoAccess does not have, or several in one value that are not a request's or a time's; a time that is
/// written as no time of a JSON line is.
pub fn compile(name: &str, format: &GoaccessFormat<'_>) -> Result<Format, FormatError> {
    let template = serde_json::from_str(format.log_format)
        .map_err(|error| refused(format!("it begins as JSON does, and is none: {error}")))?;
    let mut keys = Keys { format, settings: KeySettings::new() };
    keys.add("", &template)?;
    let compiled = JsonFormat::with_map(name, &keys.settings, &mut OwnColumns::default());
    let refusal = |errors: Vec<_>| refused(errors.first().map_or_else(String::new, ToString::to_string));
    Ok(Format::own(Arc::new(compiled.map_err(refusal)?)))
}

fn refused(advice: String) -> FormatError {
    FormatError::whole(FormatFault::Otherwise { advice })
}

struct Keys<'f> {
    format: &'f GoaccessFormat<'f>,
    settings: KeySettings,
}

impl Keys<'_> {
    /// Adds the value at a path of the template, the first key of each column.
    fn add(&mut self, path: &str, value: &Json) -> Result<(), FormatError> {
        match value {
            Json::Object(members) => members.iter().try_for_each(|(key, value)| {
                let key: String = key.chars().flat_map(escaped).collect();
                let path = if path.is_empty() { key } else { format!("{path}.{key}") };
                self.add(&path, value)
            }),
            Json::Array(elements) => elements.iter().enumerate().try_for_each(|(index, value)| {
                let path = if index == 0 { path.to_owned() } else { format!("{path}[{index}]") };
                self.add(&path, value)
            }),
            Json::String(text) => {
                if let Some((column, unit)) = self.column(path, text)? {
                    self.settings.entry(column.into()).or_insert(KeySetting { key: path.to_owned(), unit });
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// The column that a value of the template fills, and the unit of its numbers.
    fn column(&self, path: &str, text: &str) -> Result<Option<(Column, Option<Unit>)>, FormatError> {
        let specifiers = specifiers(text)?;
        let splits_query = self.format.log_format.contains("%q");
        Ok(Some(match specifiers[..] {
            [] => return Ok(None),
            ['x'] | ['d', 't'] | ['t', 'd'] => (Column::Time, self.time_unit(path, text)?),
            ['D'] => (Column::RequestTime, Some(Unit::Microseconds)),
            ['T'] => (Column::RequestTime, Some(Unit::Seconds)),
            ['L'] => (Column::RequestTime, Some(Unit::Milliseconds)),
            ['n'] => (Column::RequestTime, Some(Unit::Nanoseconds)),
            ['r'] | ['m', 'U'] | ['m', 'U', 'H'] => (Column::Request, None),
            ['U'] if splits_query => (Column::Path, None),
            [specifier] => match plain(specifier) {
                Some(column) => (column, None),
                None => {
                    return Err(refused(format!(
                        "`{path}` has half a time: `%d` and `%t` must be in one value; or use `json`"
                    )));
                }
            },
            _ => {
                return Err(refused(format!(
                    "`{path}` has several specifiers, {text:?}: a value of a JSON line is one field"
                )));
            }
        }))
    }

    /// The unit of a time that is a number; an error when no time of a JSON line is written like this.
    fn time_unit(&self, path: &str, text: &str) -> Result<Option<Unit>, FormatError> {
        let GoaccessFormat { date_format, time_format, datetime_format, .. } = self.format;
        let number =
            [*datetime_format, *date_format, *time_format].into_iter().flatten().find_map(|format| match format {
                "%s" => Some(Unit::Seconds),
                "%*" => Some(Unit::Milliseconds),
                "%f" => Some(Unit::Microseconds),
                _ => None,
            });
        let missing = |directive, key, example| FormatError::whole(FormatFault::MissingKey { directive, key, example });
        if text.contains("%x") && number.is_none() && datetime_format.is_none() {
            return Err(missing("%x", "datetime_format", "%d/%b/%Y:%H:%M:%S %z"));
        }
        if text.contains("%d") && date_format.is_none() {
            return Err(missing("%d", "date_format", "%d/%b/%Y"));
        }
        if text.contains("%t") && time_format.is_none() {
            return Err(missing("%t", "time_format", "%H:%M:%S"));
        }
        if number.is_some() {
            return Ok(number);
        }
        let written = text
            .replace("%x", datetime_format.unwrap_or_default())
            .replace("%d", "%Q")
            .replace("%t", time_format.unwrap_or_default())
            .replace("%Q", date_format.unwrap_or_default());
        let is_readable = ["0", "+0000", "Z", ""].iter().any(|rest| is_readable(&written.replace("%^", rest)));
        let advice = || format!("`{path}` has a time that is written {written:?}; such times are read by `regex`");
        is_readable.then_some(None).ok_or_else(|| refused(advice()))
    }
}

/// A character of a key in a path.
fn escaped(char: char) -> impl Iterator<Item = char> {
    Some('\\').filter(|_| matches!(char, '.' | '[' | '\\')).into_iter().chain([char])
}

/// The specifiers of a value, without those that fill no column.
fn specifiers(text: &str) -> Result<Vec<char>, FormatError> {
    let mut specifiers = Vec::new();
    let mut chars = text.chars();
    while let Some(char) = chars.next() {
        match char {
            '~' if chars.as_str().starts_with("h{") => specifiers.push('h'),
            '%' => match chars.next() {
                Some('^' | '%' | '~') => {}
                Some(specifier) if SPECIFIERS.iter().any(|known| known.ends_with(specifier)) => {
                    specifiers.push(specifier)
                }
                other => {
                    let written = other.map_or_else(|| "%".to_owned(), |other| format!("%{other}"));
                    let known = SPECIFIERS.to_vec();
                    return Err(FormatError::whole(FormatFault::Unknown { what: "specifier", written, known }));
                }
            },
            _ => {}
        }
    }
    Ok(specifiers)
}

fn plain(specifier: char) -> Option<Column> {
    Some(match specifier {
        'v' => Column::Vhost,
        'e' => Column::User,
        'C' => Column::CacheStatus,
        'h' => Column::Host,
        'm' => Column::Method,
        'U' => Column::Target,
        'q' => Column::Query,
        'H' => Column::Protocol,
        's' => Column::Status,
        'b' => Column::Bytes,
        'R' => Column::Referer,
        'u' => Column::UserAgent,
        'K' => Column::TlsProtocol,
        'k' => Column::TlsCipher,
        'M' => Column::MimeType,
        _ => return None,
    })
}

/// Whether times that strftime(3) writes like this are read.
fn is_readable(format: &str) -> bool {
    let time = Date::constant(2023, 10, 11).at(13, 55, 36, 250_000_000).to_zoned(TimeZone::UTC);
    let text = time.and_then(|time| strtime::format(format, &time)).unwrap_or_default();
    matches!(time::read(text.as_bytes(), None), Ok(Some(_)))
}
