//! What is known of a server besides the order of its fields.

use super::step::Extent;
use crate::log::bytes::{self, is_blank};
use crate::log::column::Column;
use crate::log::fields::{CoreFields, Fields, Span};
use crate::log::format::Meaning;
use crate::log::host::{is_address, is_host, is_qualified, is_vhost, may_begin_host, second_client};
use crate::log::request;
use crate::log::tally::Note;

/// How a server writes fields and the text between them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Habits {
    /// It writes as many spaces as described, so that a field may be empty. Else a space is any run of spaces and tabs.
    pub is_verbatim: bool,
    /// It escapes each quote inside a quoted field.
    pub escapes_quotes: bool,
    /// A line with a field that cannot be read is of another format; otherwise the field is noted.
    pub is_strict: bool,
    /// A line with more fields is of another format, instead of having extra fields.
    pub is_closed: bool,
    /// A virtual host has a dot or a port, which distinguishes it from other words.
    pub has_dotted_vhosts: bool,
    /// Its durations may come in another order; in the right one, no upstream takes longer than the request.
    pub orders_times: bool,
    /// It also logs connections without requests, with the status 0.
    pub logs_connections: bool,
    /// Its requests name the virtual host.
    pub has_absolute_requests: bool,
    /// What it writes, besides `-`, for a value that it does not have; empty for nothing.
    pub null: &'static str,
}

/// Precision of servers' clocks, in microseconds.
const EXACTNESS: u64 = 5_000;

impl Habits {
    /// Whether a text is what the server writes for no value.
    pub fn is_null(self, extent: Extent, text: &[u8]) -> bool {
        self.is_strict && text == self.null.as_bytes() && (!text.is_empty() || extent != Extent::Quoted)
    }

    /// Whether a text can be such a field. A request is data, whatever it contains.
    #[inline]
    pub fn admit(self, meaning: Meaning, extent: Extent, text: &[u8]) -> bool {
        if !self.is_strict || self.is_null(extent, text) {
            return true;
        }
        let is_quoted = extent == Extent::Quoted;
        match meaning {
            Meaning::Text(Column::Vhost) if self.has_dotted_vhosts => is_dotted(text),
            Meaning::AnyNumber => bytes::number(text).is_some(),
            _ if matches!(text, b"" | b"-") => true,
            Meaning::Text(Column::Host) | Meaning::Client => is_host(first_of_list(text)),
            Meaning::Peer => bytes::split_peer(text).is_some_and(|(host, _)| is_host(host)),
            Meaning::Text(Column::Method) => is_method(text),
            Meaning::Request => !request::holds_time(text),
            Meaning::Text(Column::Vhost) => is_vhost(text),
            Meaning::Text(Column::Ident) => !is_address(text),
            // All of these belong to other fields than the user.
            Meaning::Text(Column::User) => {
                !text.contains(&b'[') && !text.starts_with(b"- ") && second_client(text).is_none()
            }
            Meaning::Text(Column::Protocol) => is_protocol(text),
            Meaning::Text(Column::Target | Column::Path) => is_quoted || is_target(text),
            Meaning::Text(Column::CacheStatus | Column::Hierarchy | Column::Operation) if !is_quoted => {
                text[0].is_ascii_alphabetic()
            }
            // A quote begins another field than the one that was expected.
            Meaning::Text(_) if extent == Extent::Until || extent == Extent::Token => !text.starts_with(b"\""),
            _ => true,
        }
    }

    /// Whether the values of a line fit together.
    pub fn admit_record(self, fields: &Fields) -> bool {
        let micros = |column| fields.extra.number(column).unwrap_or(0);
        let is_ordered = micros(Column::UpstreamTime) <= micros(Column::RequestTime) + EXACTNESS;
        let is_complete = !fields.notes.has(Note::ExtraFields) || !self.is_closed;
        !self.is_strict || (!fields.notes.has(Note::UnreadField) && is_complete && (is_ordered || !self.orders_times))
    }

    /// Completes a record: takes the virtual host from the target of the request, and from a request that the proxy could not read,
    /// `- http://host:80- -`, no part. `text` is what the places are in, `base` its offset in the batch.
    #[inline(always)]
    pub fn complete(self, text: &[u8], base: usize, fields: &mut CoreFields) {
        if self.has_absolute_requests && fields.request.is_some() {
            read_virtual_host(text, base, fields);
        }
    }

    /// Whether a line is about a connection without requests.
    pub fn is_connection(self, fields: &Fields) -> bool {
        self.logs_connections && !fields.request.is_some() && fields.status == Some(0)
    }

    /// Whether such a field can begin with what `rest` begins with, judged by a few bytes.
    pub fn may_begin(self, meaning: Meaning, rest: &[u8]) -> bool {
        let token = || &rest[..rest.iter().take(64).position(|byte| is_blank(*byte)).unwrap_or(rest.len().min(64))];
        let Some(first) = rest.first().filter(|_| self.is_strict) else { return true };
        match meaning {
            Meaning::Text(Column::Method) => matches!(token(), b"-" | b"") || is_method(token()),
            Meaning::Text(Column::Host) | Meaning::Client => may_begin_host(*first),
            Meaning::Text(Column::Protocol) => first.is_ascii_digit() || b"H- ".contains(first),
            Meaning::Text(Column::Target | Column::Path) => first.is_ascii_alphanumeric() || b"/*-[".contains(first),
            _ => true,
        }
    }
}

fn read_virtual_host(text: &[u8], base: usize, fields: &mut CoreFields) {
    let inside = |span: Span| &text[span.start() - base..span.end() - base];
    if inside(fields.request).starts_with(b"- ") {
        (fields.method, fields.target, fields.protocol) = (Span::NONE, Span::NONE, Span::NONE);
        return fields.notes.add(Note::OpaqueRequest);
    }
    if fields.target.is_some()
        && let Some((start, end)) = request::authority(inside(fields.target))
    {
        let (name, _) = bytes::split_port(&inside(fields.target)[start..end]);
        let start = fields.target.start() + start;
        fields.vhost = Span::new(start, start + name.len());
    }
}

fn first_of_list(text: &[u8]) -> &[u8] {
    text[..memchr::memchr(b',', text).unwrap_or(text.len())].trim_ascii()
}

/// Whether a name or address has a dot, a port or brackets, or is the one that every machine has.
fn is_dotted(name: &[u8]) -> bool {
    is_qualified(name) || is_address(name) || name == b"localhost"
}

/// Whether a text is in the shape of the methods that there are: capitals, with dashes or underscores among them.
fn is_method(text: &[u8]) -> bool {
    text.first().is_some_and(u8::is_ascii_uppercase)
        && text.iter().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || b"-_".contains(byte))
}

/// `HTTP/1.1`, or `1.1` alone.
fn is_protocol(text: &[u8]) -> bool {
    let version = text.strip_prefix(b"HTTP/").unwrap_or(text);
    matches!(version, [b'0'..=b'9'] | [b'0'..=b'9', b'.', b'0'..=b'9'])
}

/// Whether a text is a path, a URL, an asterisk, or host and port.
fn is_target(text: &[u8]) -> bool {
    // A quote before a space ends another field.
    if memchr::memmem::find(text, b"\" ").is_some() {
        return false;
    }
    let is_name = text[0].is_ascii_alphanumeric() || text[0] == b'[';
    matches!(text[0], b'/' | b'*')
        || (is_name && (memchr::memmem::find(text, b"://").is_some() || bytes::split_port(text).1.is_some()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_strict_format_admits_what_its_fields_are() {
        let strict = Habits { is_strict: true, null: "none", ..Habits::default() };
        let admits = |column, text: &str| strict.admit(Meaning::Text(column), Extent::Until, text.as_bytes());
        assert!(["GET", "M-SEARCH", "-", "", "none"].into_iter().all(|text| admits(Column::Method, text)));
        assert!(!["get", "GET:", "/a", "200"].into_iter().any(|text| admits(Column::Method, text)));
        assert!(["/a", "*", "http://a/", "a:443"].into_iter().all(|text| admits(Column::Target, text)));
        assert!(!["a", "200", "\"/a\""].into_iter().any(|text| admits(Column::Target, text)));
        assert!(["HTTP/1.1", "HTTP/2", "1.1", "3"].into_iter().all(|text| admits(Column::Protocol, text)));
        assert!(
            !admits(Column::Protocol, "200") && !admits(Column::CacheStatus, "\"a") && admits(Column::CacheStatus, "a")
        );
        assert!(Habits::default().admit(Meaning::Text(Column::Host), Extent::Until, b"[16/Feb"));
    }
}
