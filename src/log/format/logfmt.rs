//! `logfmt`: `key=value` with blanks between, values in quotes where they hold any, as Go's kit/log, Rails' lograge and the router of
//! Heroku write it (<https://devcenter.heroku.com/articles/http-routing#heroku-router-log-format>).
//!
//! Names are those of [`json`](super::json::JSON), and Heroku's. Words may stand before the first pair; one of them may be the time. In
//! quotes, a backslash escapes as in a JSON text. Bare numbers of durations are milliseconds.
//!
//! Programs write their other messages the same way: a line without request that says that it is one (`level`, `msg`, `at`, ...) is
//! passed over; any other without request is malformed.

use std::sync::LazyLock;

use super::keyed::aliases::GENERAL;
use super::keyed::map::ROOT;
use super::keyed::{Aliases, Gathered, KeyMap, Sign, Value};
use super::scan::{Cursor, blanks, is_blank};
use super::{Escaping, LineFormat};
use crate::log::column::Column;
use crate::log::duration::Unit;
use crate::log::fields::Fields;
use crate::log::reject::{Fault, Refusal, RejectReason, SkipReason};
use crate::log::schema::Columns;
use crate::log::tally::Note;

/// The format; without state of its own.
pub struct Logfmt;

/// The functions of the format.
pub static LOGFMT: Logfmt = Logfmt;

static KEYS: LazyLock<KeyMap> =
    LazyLock::new(|| KeyMap::new().with(&[HEROKU]).with(GENERAL).with_sign(Sign::Event, EVENT));

const HEROKU: &[Aliases] = &[
    Aliases::timed(Column::UpstreamConnectTime, Unit::Milliseconds, "connect"),
    Aliases::timed(Column::UpstreamTime, Unit::Milliseconds, "service"),
];

/// Keys of lines that may tell of something else than a request.
const EVENT: &[&str] = &["level", "lvl", "severity", "msg", "message", "at", "event", "source", "caller"];

/// Words before the first pair: a time, a host, a program, and the fields of a syslog header.
const MAX_WORDS: usize = 8;

impl LineFormat for Logfmt {
    fn name(&self) -> &str {
        "logfmt"
    }

    fn example(&self) -> &str {
        r#"2023-10-10T13:55:36.250721+00:00 heroku[router]: at=info method=GET path="/cart?id=7" host=www.example.com request_id=8601b555-6a83-4c12-8269-97c8e32cdb22 fwd="203.0.113.9" dyno=web.1 connect=1ms service=18ms status=200 bytes=5120 protocol=https"#
    }

    fn grammar(&self) -> &str {
        r#"[words] time=.. method=.. path=".." status=.. bytes=.. duration=18ms .., in any order and by many other names"#
    }

    fn source(&self) -> &str {
        "https://devcenter.heroku.com/articles/http-routing#heroku-router-log-format"
    }

    fn columns(&self) -> Columns {
        KEYS.columns()
    }

    fn escaping(&self) -> Escaping {
        Escaping::Json
    }

    fn read_line(&self, line: &[u8], base: usize) -> Result<Fields, Refusal> {
        let mut gathered = Gathered::new();
        gather(&mut gathered, line, base)?;
        let is_event = gathered.signs.event;
        gathered.finish(line, base).map_err(|fault| match fault.reason {
            RejectReason::NoRequest if is_event => Refusal::Skipped(SkipReason::NotAccess),
            _ => Refusal::Malformed(fault),
        })
    }
}

/// Walks through a line and hands on the values of the keys that mean something.
fn gather(gathered: &mut Gathered, line: &[u8], base: usize) -> Result<(), Fault> {
    let mut cursor = Cursor::new(line, base);
    let mut words = 0;
    let mut pairs = 0usize;
    while {
        cursor.skip_blanks();
        !cursor.is_at_end()
    } {
        let start = cursor.at;
        let key = take_key(&mut cursor);
        if cursor.rest().first() == Some(&b'=') && !key.is_empty() {
            cursor.at += 1;
            pairs += 1;
            let value = take_value(&mut cursor, gathered)?;
            if let Some(node) = KEYS.inside(ROOT, key) {
                gathered.add(KEYS.node(node), value.as_ref());
            }
        } else if pairs == 0 && words < MAX_WORDS {
            words += 1;
            cursor.at = start;
            take_word(&mut cursor, gathered)?;
        } else if pairs == 0 || key.is_empty() || !cursor.rest().first().is_none_or(|byte| is_blank(*byte)) {
            return Err(Fault { reason: RejectReason::NoMatch, at: start });
        }
    }
    if pairs == 0 { Err(cursor.fault(RejectReason::NoMatch)) } else { Ok(()) }
}

/// Takes the bytes that a key may have.
fn take_key<'l>(cursor: &mut Cursor<'l>) -> &'l [u8] {
    let rest = &cursor.line[cursor.at..];
    let is_key = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-.@/".contains(byte);
    let length = rest.iter().take_while(|byte| is_key(byte)).count();
    let is_first = rest.first().is_some_and(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'@'));
    let key = &rest[..if is_first { length } else { 0 }];
    cursor.at += key.len();
    key
}

/// Takes a word before the first pair.
fn take_word(cursor: &mut Cursor<'_>, gathered: &mut Gathered) -> Result<(), Fault> {
    let start = cursor.at;
    let token = cursor.token();
    let word = &cursor.line[start..start + (token.end() - token.start())];
    if word.iter().any(|byte| matches!(byte, b'"' | b'=' | b'{')) {
        return Err(Fault { reason: RejectReason::NoMatch, at: start });
    }
    gathered.word(word);
    Ok(())
}

/// Takes a value; none for `null`, which says that there is none.
fn take_value<'l>(cursor: &mut Cursor<'l>, gathered: &mut Gathered) -> Result<Option<Value<'l>>, Fault> {
    let (line, base) = (cursor.line, cursor.base);
    if cursor.rest().first() == Some(&b'"') {
        return quoted(cursor, gathered).map(Some);
    }
    let start = cursor.at;
    cursor.token();
    let value = Value::new(line, base, start, cursor.at, false);
    Ok((value.raw != b"null").then_some(value))
}

/// Takes a value in quotes. The quote that closes it has a blank or nothing behind it: another one was not escaped.
fn quoted<'l>(cursor: &mut Cursor<'l>, gathered: &mut Gathered) -> Result<Value<'l>, Fault> {
    let (line, base) = (cursor.line, cursor.base);
    let start = cursor.at + 1;
    let (mut at, mut is_escaped) = (start, false);
    loop {
        at += memchr::memchr2(b'"', b'\\', &line[at.min(line.len())..])
            .ok_or(Fault { reason: RejectReason::UnterminatedQuote, at: line.len() })?;
        if line[at] == b'\\' {
            is_escaped = true;
            at += 2;
        } else if blanks(&line[at + 1..]) > 0 || at + 1 == line.len() {
            cursor.at = at + 1;
            return Ok(Value::new(line, base, start, at, is_escaped));
        } else {
            gathered.note(Note::UnescapedQuote);
            at += 1;
        }
    }
}
