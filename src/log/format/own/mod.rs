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
pub use apache::compile as apache;
pub use goaccess::compile as goaccess;
pub use goaccess_settings::GoaccessFormat;
pub use httpd_lines::{Line as HttpdLine, lines as httpd_lines};
pub use nginx::compile as nginx;
pub use nginx_tokens::{Token as NginxToken, Tokens as NginxTokens};
pub use pattern::{PatternFormat, compile as pattern};

/// Characters, each with its place in the text that it was written in, from 0.
pub type Placed = Vec<(usize, char)>;

/// Such characters as text.
pub fn text_of(chars: &[(usize, char)]) -> String {
    chars.iter().map(|(_, char)| *char).collect()
}
