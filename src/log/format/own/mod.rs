//! Formats that users bring: compiled from what servers and other tools call a format. Pure functions from text to a [`LineFormat`](super::LineFormat).
//!
//! [`apache()`], [`nginx()`] and [`goaccess()`] make a list of fields with text between them, which the module `layout` reads
//! (or the Common Log Format's fast path, when it applies); [`pattern()`] makes a regular expression with named groups.

mod apache;
mod goaccess;
mod goaccess_json;
mod goaccess_settings;
mod headers;
mod httpd_lines;
mod nginx;
mod nginx_tokens;
mod pattern;
mod variables;

#[cfg(test)]
mod tests;

pub use crate::log::format::description::{FormatError, FormatFault};
use std::sync::Arc;

use crate::log::OwnColumns;
use crate::log::format::Format;
pub use apache::compile as apache_of_job;
pub use goaccess::compile as goaccess;
pub use goaccess_settings::GoaccessFormat;
pub use httpd_lines::{Line as HttpdLine, lines as httpd_lines};
pub use nginx::compile as nginx_of_job;
pub use nginx_tokens::{Token as NginxToken, Tokens as NginxTokens};
pub use pattern::{PatternFormat, compile as pattern_of_job};

/// Characters, each with its place in the text that it was written in, from 0.
pub type Placed = Vec<(usize, char)>;

/// Such characters as text.
pub fn text_of(chars: &[(usize, char)]) -> String {
    chars.iter().map(|(_, char)| *char).collect()
}

/// Makes a format of Apache's `LogFormat`, the only one of its job.
///
/// # Errors
/// As [`apache_of_job`].
pub fn apache(name: &str, text: &str) -> Result<Format, FormatError> {
    alone(|own| apache_of_job(name, text, own))
}

/// Makes a format of nginx's `log_format`, the only one of its job.
///
/// # Errors
/// As [`nginx_of_job`].
pub fn nginx(name: &str, text: &str) -> Result<Format, FormatError> {
    alone(|own| nginx_of_job(name, text, own))
}

/// Makes a format of a regular expression, the only one of its job.
///
/// # Errors
/// As [`pattern_of_job`].
pub fn pattern(name: &str, format: &PatternFormat<'_>) -> Result<Format, FormatError> {
    alone(|own| pattern_of_job(name, format, own))
}

/// A format with the names of its own columns.
fn alone(compile: impl FnOnce(&mut OwnColumns) -> Result<Format, FormatError>) -> Result<Format, FormatError> {
    let mut own = OwnColumns::default();
    let format = compile(&mut own)?;
    Ok(format.with_own_columns(&Arc::new(own)))
}
