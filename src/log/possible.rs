//! The possible values of each column: a comparison with any other value is refused before the run, with a suggestion.
//!
//! Only values that no log can have are refused, and standard methods in lower case: methods are case-sensitive, and servers refuse such
//! a request.

use std::fmt;
use std::ops::RangeInclusive;

use super::column::ColumnKind;
use super::network::IpNetwork;
use super::{Column, calendar};

/// What to write instead of an impossible value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Advice {
    /// The value that was probably meant, as settings write it.
    Value(String),
    /// A network, of which addresses can be members.
    Network(String),
    /// A pattern of `LIKE` for the texts that were probably meant.
    Pattern(String),
    /// The form of the column's values.
    Form(&'static str),
    /// The value is `-`, which means no value in logs.
    Absent,
}

/// Checks a text that a text column is compared with.
///
/// # Errors
/// [`Advice`] when no record can have it.
pub fn check_text(column: Column, text: &str) -> Result<(), Advice> {
    if text == "-" && dash_is_null(column) {
        return Err(Advice::Absent);
    }
    match column {
        Column::Host => check_host(text),
        Column::Vhost => check_network(text).and_then(|()| check_scheme(text)),
        Column::Server | Column::UpstreamAddr | Column::ForwardedFor => check_network(text),
        Column::Method if !is_token(text) => Err(nearest_method(text)),
        Column::Method if is_lower_method(text) => Err(Advice::Value(quoted(text.to_ascii_uppercase()))),
        Column::Path => check_path(text),
        Column::Query if text.contains('#') => Err(Advice::Value(quoted(until(text, &['#'])))),
        Column::FirstSegment => check_part(text, &['/'], "one segment of a path, without '/'"),
        Column::Extension => check_part(text, &['/', '.'], "what follows the last dot of a path, such as 'png'"),
        Column::Scheme if text.contains([':', '/']) => Err(Advice::Value(quoted(until(text, &[':', '/'])))),
        Column::StatusClass if !is_class(text) => Err(nearest_class(text)),
        _ => Ok(()),
    }
}

/// Whether a `-` in this text column is parsed as null.
fn dash_is_null(column: Column) -> bool {
    use Column::{Host, Ident, Referer, Request, User, UserAgent, Vhost};
    column.is_extra() || [Host, Ident, User, Request, Referer, UserAgent, Vhost].contains(&column)
}

fn check_host(text: &str) -> Result<(), Advice> {
    check_network(text)?;
    check_scheme(text)?;
    if text.contains('*') {
        return Err(Advice::Pattern(wildcard(text)));
    }
    let bare = without_brackets(without_port(text));
    if bare.len() < text.len() {
        return Err(Advice::Value(quoted(bare)));
    }
    match text.is_empty() || text.contains(|char: char| char.is_whitespace() || ['/', ','].contains(&char)) {
        true => Err(Advice::Form("one address or name, without whitespace")),
        false => Ok(()),
    }
}

/// A host as the parser leaves it: the port is a column of its own.
fn without_port(text: &str) -> &str {
    match text.rsplit_once(':') {
        Some((name, port)) if port.parse::<u16>().is_ok() && (name.ends_with(']') || !name.contains(':')) => name,
        _ => text,
    }
}

fn without_brackets(text: &str) -> &str {
    text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text)
}

/// Refuses a URL where only a host is possible.
fn check_scheme(text: &str) -> Result<(), Advice> {
    match text.split_once("://") {
        Some((_, rest)) => Err(Advice::Value(quoted(without_port(until(rest, &['/']))))),
        None => Ok(()),
    }
}

/// Refuses a network, which would be compared as text.
fn check_network(text: &str) -> Result<(), Advice> {
    let (Some((address, length)), Ok(_)) = (text.split_once('/'), text.parse::<IpNetwork>()) else { return Ok(()) };
    let is_single = length == if address.contains(':') { "128" } else { "32" };
    Err(if is_single { Advice::Value(quoted(address)) } else { Advice::Network(text.to_owned()) })
}

/// The pattern of `LIKE` for a pattern with `*`.
fn wildcard(text: &str) -> String {
    text.replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_").replace('*', "%")
}

fn check_path(text: &str) -> Result<(), Advice> {
    if let Some((scheme, rest)) = text.split_once("://")
        && ["http", "https", "ws", "wss"].contains(&scheme)
    {
        let path = rest.find('/').map_or("/", |slash| &rest[slash..]);
        return Err(Advice::Value(quoted(until(path, &['?', '#']))));
    }
    match text.contains(['?', '#']) {
        true => Err(Advice::Value(quoted(until(text, &['?', '#'])))),
        false => Ok(()),
    }
}

/// Checks a part of a path that is never empty and never holds a separator.
fn check_part(text: &str, separators: &[char], form: &'static str) -> Result<(), Advice> {
    let bare = text.trim_matches(separators);
    match (text.is_empty() || text.contains(separators) || text.contains(['?', '#']), bare) {
        (false, _) => Ok(()),
        (true, bare) if bare.is_empty() || bare.contains(separators) || bare.contains(['?', '#']) => {
            Err(Advice::Form(form))
        }
        (true, bare) => Err(Advice::Value(quoted(bare))),
    }
}

/// A token of RFC 9110 section 5.6.2.
fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

/// The methods that clients send.
const METHODS: [&str; 9] = ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"];

fn is_lower_method(text: &str) -> bool {
    METHODS.iter().any(|method| method.eq_ignore_ascii_case(text) && *method != text)
}

/// The method of a request line, or of a text with whitespace in it.
fn nearest_method(text: &str) -> Advice {
    let (first, rest) = text.trim().split_once(char::is_whitespace).unwrap_or((text.trim(), ""));
    let without_whitespace: String = text.split_whitespace().collect();
    let method = if rest.contains(['/', '*']) { first } else { &without_whitespace };
    match is_token(method) {
        true => Advice::Value(quoted(method)),
        false => Advice::Form("a method such as 'GET', without whitespace"),
    }
}

fn is_class(text: &str) -> bool {
    matches!(text.as_bytes(), [b'0'..=b'9', b'x', b'x'])
}

fn nearest_class(text: &str) -> Advice {
    let digits = text.trim_end_matches(|char: char| !char.is_ascii_digit());
    match (digits.as_bytes(), digits.len() == text.len()) {
        ([first @ b'0'..=b'9'], _) | ([first @ b'0'..=b'9', _, _], true) => {
            Advice::Value(quoted(format_args!("{}xx", *first as char)))
        }
        _ => Advice::Form("a class such as '4xx'"),
    }
}

/// The values that a column of whole numbers can hold.
pub fn range(column: Column) -> RangeInclusive<i128> {
    match column.kind() {
        _ if column == Column::Status => 0..=999,
        ColumnKind::Code | ColumnKind::Port => 0..=u16::MAX.into(),
        ColumnKind::Hour => 0..=23,
        _ => 0..=u64::MAX.into(),
    }
}

/// Checks a number that a column of whole numbers is compared with.
///
/// # Errors
/// [`Advice`] when no record can have it.
pub fn check_number(column: Column, number: i128) -> Result<(), Advice> {
    if range(column).contains(&number) { Ok(()) } else { Err(Advice::Form(form(column))) }
}

/// The form of a numeric column's values.
pub fn form(column: Column) -> &'static str {
    match column.kind() {
        _ if column == Column::Status => "a whole number from 0 to 999",
        ColumnKind::Code | ColumnKind::Port => "a whole number from 0 to 65535",
        ColumnKind::Hour => "a whole number from 0 to 23",
        ColumnKind::Size => "a whole number of bytes",
        ColumnKind::Duration => "a whole number of microseconds",
        ColumnKind::Day => "a date such as '2026-01-31'",
        _ => "a whole number",
    }
}

/// Advice for a text that is not a number of the column: the nearest number, if there is one.
pub fn nearest_number(column: Column, text: &str) -> Advice {
    let text = text.trim();
    // Letters that look like digits, and separators between digits.
    let digits: String = text.chars().filter(|char| !['_', ',', '\''].contains(char)).map(look_alike).collect();
    let number = digits.parse::<i128>().ok().or_else(|| amount(column.kind(), text));
    match number.filter(|number| range(column).contains(number)) {
        Some(number) => Advice::Value(number.to_string()),
        None => Advice::Form(form(column)),
    }
}

fn look_alike(char: char) -> char {
    match char {
        'O' | 'o' => '0',
        'l' | 'I' => '1',
        other => other,
    }
}

/// A size or a duration with a unit, in bytes or microseconds.
fn amount(kind: ColumnKind, text: &str) -> Option<i128> {
    let (number, unit) = text.split_at(text.find(|char: char| !char.is_ascii_digit())?);
    let factor = match (kind, unit.trim_start().to_ascii_lowercase().as_str()) {
        (ColumnKind::Size, "b") | (ColumnKind::Duration, "us" | "µs") => 1,
        (ColumnKind::Size, "kb") | (ColumnKind::Duration, "ms") => 1_000,
        (ColumnKind::Size, "mb") | (ColumnKind::Duration, "s") => 1_000_000,
        (ColumnKind::Duration, "min") => 60_000_000,
        (ColumnKind::Size, "gb") => 1_000_000_000,
        (ColumnKind::Size, "kib") => 1 << 10,
        (ColumnKind::Size, "mib") => 1 << 20,
        (ColumnKind::Size, "gib") => 1 << 30,
        _ => return None,
    };
    number.parse::<u64>().ok().map(|number| i128::from(number) * factor)
}

/// Advice for a text that is not a day: the same date in ISO notation, if it is one.
pub fn nearest_day(text: &str) -> Advice {
    let parts: Vec<&str> = text.trim().split(['.', '-', '/', ' ']).collect();
    let [first, second, third] = parts[..] else { return Advice::Form(form(Column::Day)) };
    let (year, month, day) = if first.len() == 4 { (first, second, third) } else { (third, second, first) };
    // In `1/2/2026`, the month and the day cannot be distinguished.
    let is_ambiguous = first.len() != 4 && text.contains('/') && month.len() != 3;
    let number = |text: &str| text.parse::<u8>().ok().filter(|_| text.len() <= 2);
    let date = number(day).zip(month_number(month).or_else(|| number(month)));
    match date.filter(|_| year.len() == 4 && !is_ambiguous) {
        Some((day, month)) => {
            let date = format!("{year}-{month:02}-{day:02}");
            calendar::parse_day(&date).map_or(Advice::Form(form(Column::Day)), |_| Advice::Value(quoted(date)))
        }
        None => Advice::Form(form(Column::Day)),
    }
}

fn month_number(name: &str) -> Option<u8> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    (1..).zip(MONTHS).find(|(_, month)| name.eq_ignore_ascii_case(month)).map(|(number, _)| number)
}

/// The text before the first of some characters.
fn until<'t>(text: &'t str, ends: &[char]) -> &'t str {
    text.split(ends).next().unwrap_or(text)
}

fn quoted(text: impl fmt::Display) -> String {
    format!("'{text}'")
}

#[cfg(test)]
#[path = "possible_tests.rs"]
mod tests;
