//! Lines inside JSON objects, as collectors write them.

use super::line_start::may_be_line;
use super::opened::{Opened, Undo};
use crate::log::escape::unescape_onto;
use crate::log::format::Escaping;
use crate::log::format::json::scan::{Event, JsonValue, Scanner, Token};

/// `{"log":"…\n","stream":"stdout","time":"…"}` (<https://docs.docker.com/engine/logging/drivers/json-file/>). Keys may come in any order,
/// with whitespace, as tools rewrite the objects.
///
/// Lines longer than 16 KiB are cut into parts of that size; only the last part ends with `\n`.
pub fn open_docker(line: &[u8]) -> Option<Opened> {
    let (mut log, mut has_time, mut stream) = (None, false, 0);
    let mut scanner = Scanner::new(line).ok()?;
    while let Some(event) = scanner.next().ok()? {
        let Event::Member(Some(key), value) = event else { continue };
        match (&line[key.start..key.end], value) {
            (_, JsonValue::Object | JsonValue::Array) => scanner.skip().ok()?,
            (b"log", JsonValue::Scalar(text)) if log.is_none() && is_text(line, text) => log = Some(text),
            (b"log", _) => return None,
            (b"time", JsonValue::Scalar(text)) => has_time = is_text(line, text),
            (b"stream", JsonValue::Scalar(text)) => stream = usize::from(&line[text.start..text.end] == b"stderr"),
            _ => {}
        }
    }
    let text = log.filter(|_| has_time)?;
    let opened = opened(line, text);
    let is_part = opened.end == text.end && text.end - text.start >= PART_BYTES;
    Some(Opened { is_part, stream, ..opened })
}

/// Size of a part of a line in Docker's JSON, unescaped.
const PART_BYTES: usize = 16 * 1024;

/// Whether a line is long enough to be a part.
pub fn may_be_part(line: &[u8]) -> bool {
    line.len() >= PART_BYTES
}

/// Keys whose text may be a line, in order of preference.
const KEYS: [&str; 19] = [
    "message",
    "MESSAGE",
    "log",
    "textPayload",
    "line",
    "full_message",
    "short_message",
    "msg",
    "event",
    "original",
    "_raw",
    "raw",
    "@message",
    "log_line",
    "LogEntry",
    "payload",
    "body",
    "text",
    "content",
];

/// Keys of objects that are searched for such keys.
const CONTAINERS: [&[u8]; 5] = [b"event", b"log", b"_source", b"result", b"fields"];

/// The key of an array that is searched for such keys if it holds one object.
const EVENTS: &[u8] = b"logEvents";

/// An object with a line under one of the usual keys, and without fields of a request.
pub fn open_message(line: &[u8]) -> Option<Opened> {
    let mut search = Search::default();
    let mut scanner = Scanner::new(line).ok()?;
    while let Some(event) = scanner.next().ok()? {
        match event {
            Event::Close => search.is_inside = false,
            // Several objects would be several lines.
            Event::Member(None, JsonValue::Object) if search.elements == 0 => search.elements = 1,
            Event::Member(None, _) => return None,
            Event::Member(Some(key), value) => search.look_at(line, &line[key.start..key.end], value, &mut scanner)?,
        }
    }
    // Docker's objects are another layer.
    let LineText { text, is_numbers, .. } = search.best.filter(|_| search.docker_keys < 2)?;
    if is_numbers {
        return Some(Opened { undo: Some(add_numbers), ..Opened::between(text.start, text.end) });
    }
    Some(opened(line, text))
}

/// What was found in an object so far.
#[derive(Default)]
struct Search {
    best: Option<LineText>,
    /// Whether the members are those of a nested object.
    is_inside: bool,
    /// Objects in the array.
    elements: usize,
    /// How many of the two keys of Docker's objects were found.
    docker_keys: usize,
}

/// A text that may be the line.
struct LineText {
    text: Token,
    /// Whether it is an array of bytes.
    is_numbers: bool,
    /// Whether it resembles a line, and the rank of its key.
    rank: (bool, usize),
}

impl Search {
    /// Takes a member into account; `None` if it is a field of a request.
    fn look_at(&mut self, line: &[u8], key: &[u8], value: JsonValue, scanner: &mut Scanner<'_>) -> Option<()> {
        if is_field_of_request(line, key, value) {
            return None;
        }
        let known = KEYS.iter().position(|known| known.as_bytes() == key);
        let (text, is_numbers) = match value {
            JsonValue::Scalar(text) if is_text(line, text) => (text, false),
            JsonValue::Object if !self.is_inside && CONTAINERS.contains(&key) => {
                self.is_inside = true;
                return Some(());
            }
            JsonValue::Array if !self.is_inside && key == EVENTS => {
                self.is_inside = true;
                return Some(());
            }
            JsonValue::Object => return scanner.skip().ok(),
            JsonValue::Array => match numbers(line, scanner)? {
                Some(numbers) => (numbers, true),
                None => return Some(()),
            },
            _ => return Some(()),
        };
        self.docker_keys += usize::from(!self.is_inside && matches!(key, b"log" | b"time"));
        let Some(number) = known else { return Some(()) };
        let rank = (may_be_line(&line[text.start..text.end]), KEYS.len() - number);
        if self.best.as_ref().is_none_or(|best| best.rank < rank) {
            self.best = Some(LineText { text, is_numbers, rank });
        }
        Some(())
    }
}
/// Whether a member is a field of a request: a status, a method, a request line, or an object of such fields.
fn is_field_of_request(line: &[u8], key: &[u8], value: JsonValue) -> bool {
    const STATUSES: [&str; 11] = [
        "status",
        "status_code",
        "statusCode",
        "http_status",
        "http_status_code",
        "response",
        "response_code",
        "responseCode",
        "code",
        "sc-status",
        "http.response.status_code",
    ];
    const METHODS: [&str; 8] = [
        "method",
        "verb",
        "request_method",
        "requestMethod",
        "http_method",
        "httpMethod",
        "cs-method",
        "http.request.method",
    ];
    const OBJECTS: [&str; 6] = ["http", "httpRequest", "request", "req", "response", "res"];
    let is_among = |keys: &[&str]| keys.iter().any(|known| known.as_bytes() == key);
    match value {
        JsonValue::Object => is_among(&OBJECTS),
        JsonValue::Scalar(text) => {
            let text = &line[text.start..text.end];
            let is_status = matches!(text, [b'1'..=b'5', b'0'..=b'9', b'0'..=b'9']);
            let is_method = (3..=16).contains(&text.len()) && text.iter().all(u8::is_ascii_uppercase);
            let is_request = key == b"request" && memchr::memmem::find(text, b" HTTP/").is_some();
            (is_status && is_among(&STATUSES)) || (is_method && is_among(&METHODS)) || is_request
        }
        _ => false,
    }
}

/// Whether a value is in quotes.
fn is_text(line: &[u8], value: Token) -> bool {
    line[value.start - 1] == b'"'
}

/// The content of an array of numbers, up to whose end the scanner moves. The outer `None` is invalid JSON.
fn numbers(line: &[u8], scanner: &mut Scanner<'_>) -> Option<Option<Token>> {
    let (mut all, mut is_odd) = (None::<Token>, false);
    loop {
        match scanner.next().ok()?? {
            Event::Close => return Some(all.filter(|_| !is_odd)),
            Event::Member(None, JsonValue::Scalar(number)) if line[number.start].is_ascii_digit() => {
                all = Some(Token { end: number.end, ..all.unwrap_or(number) });
            }
            Event::Member(_, value) => {
                is_odd = true;
                if matches!(value, JsonValue::Object | JsonValue::Array) {
                    scanner.skip().ok()?;
                }
            }
        }
    }
}

/// A text without the trailing line end that collectors leave in it.
fn opened(line: &[u8], text: Token) -> Opened {
    let inside = &line[text.start..text.end];
    let backslashes =
        inside.strip_suffix(b"n").unwrap_or_default().iter().rev().take_while(|byte| **byte == b'\\').count();
    let end = if backslashes % 2 == 1 { text.end - 2 } else { text.end };
    let undo: Option<Undo> = text.is_escaped.then_some(add_plain);
    Opened { undo, ..Opened::between(text.start, end) }
}

/// Decodes JSON escapes. A line end inside becomes `\x0a`, because it must not end the line.
fn add_plain(text: &[u8], plain: &mut Vec<u8>) {
    let start = plain.len();
    unescape_onto(text, Escaping::Json, plain);
    if memchr::memchr(b'\n', &plain[start..]).is_some() {
        let lines = plain.split_off(start);
        plain.extend_from_slice(&lines.split(|byte| *byte == b'\n').collect::<Vec<_>>().join(&b"\\x0a"[..]));
    }
}

/// `50,48,51`: the bytes of a message that is not text, as written by `journalctl`. Line ends are left out.
fn add_numbers(numbers: &[u8], plain: &mut Vec<u8>) {
    let byte = |number: &[u8]| std::str::from_utf8(number.trim_ascii()).ok()?.parse().ok();
    plain.extend(numbers.split(|byte| *byte == b',').filter_map(byte).filter(|byte: &u8| *byte != b'\n'));
}
