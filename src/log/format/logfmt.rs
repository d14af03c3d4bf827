//! `logfmt`: `key=value` with spaces between, values in quotes where they hold any, as Go's kit/log, Rails' lograge and the router of
//! Heroku write it (<https://devcenter.heroku.com/articles/http-routing#heroku-router-log-format>).
//!
//! Names are those of `json`, and Heroku's. Words may precede the first pair; one of them may be the time. In
//! quotes, a backslash escapes as in a JSON text. Bare numbers of durations are milliseconds.
//!
//! Programs write their other messages in the same way: such a line is skipped.

use std::ops::Range;
use std::sync::LazyLock;

use super::keyed::aliases::general;
use super::keyed::node::NodeId;
use super::keyed::pattern::{NewSeparator, PatternTree, Separator};
use super::keyed::quick::{self, Syntax, Taken};
use super::keyed::{Aliases, Gathered, KeyMap, KeyValue, Sign};
use super::{About, Ahead, Escaping, LineFormat, Memo};
use crate::log::bytes::{blanks, first_blank, is_blank};
use crate::log::column::Column;
use crate::log::duration::Unit;
use crate::log::escape::readable;
use crate::log::fields::{Fields, Slot};
use crate::log::format::cursor::Cursor;
use crate::log::reject::{Fault, Refusal, RejectReason};
use crate::log::schema::Columns;
use crate::log::tally::Note;

/// The format; without state of its own.
pub struct Logfmt;

/// The functions of the format.
pub static LOGFMT: Logfmt = Logfmt;

static KEYS: LazyLock<KeyMap> = LazyLock::new(|| general(HEROKU).with_sign(Sign::Event, &["source"]));

const HEROKU: &[Aliases] = &[
    Aliases::timed(Column::UpstreamConnectTime, Unit::Milliseconds, "connect"),
    Aliases::timed(Column::UpstreamTime, Unit::Milliseconds, "service"),
];

/// A value that says that there is none.
const NULL: &[u8] = b"null";

/// Words before the first pair: a time, a host, a program, and the fields of a syslog header.
const MAX_WORDS: usize = 8;

static ABOUT: About = About::new(
    "logfmt",
    r#"2023-10-10T13:55:36.250721+00:00 heroku[router]: at=info method=GET path="/cart?id=7" host=www.example.com request_id=8601b555-6a83-4c12-8269-97c8e32cdb22 fwd="203.0.113.9" dyno=web.1 connect=1ms service=18ms status=200 bytes=5120 protocol=https"#,
    r#"[words] time=.. method=.. path=".." status=.. bytes=.. duration=18ms .., in any order and by many other names"#,
    "https://devcenter.heroku.com/articles/http-routing#heroku-router-log-format",
).escaping(Escaping::Json);

impl LineFormat for Logfmt {
    fn about(&self) -> &About {
        &ABOUT
    }

    fn columns(&self) -> Columns {
        KEYS.columns()
    }

    fn read_line(&self, line: &[u8], base: usize) -> Result<Fields, Refusal> {
        let (mut gathered, mut is_cut) = (Gathered::new(), false);
        walk(&mut gathered, line, base, |gathered, pair| {
            is_cut = pair.is_cut;
            if let Some(node) = pair.node {
                gathered.add(&KEYS, node, pair.value.as_ref());
            }
        })?;
        let as_cut = |refusal: Refusal| if is_cut { unterminated(line).into() } else { refusal };
        let mut fields = gathered.finish(&KEYS, line, base).map_err(as_cut)?;
        if is_cut {
            // Half a request would be counted as another one.
            if [fields.request, fields.target, fields.path]
                .iter()
                .any(|span| span.is_some() && span.end() == base + line.len())
            {
                return Err(unterminated(line).into());
            }
            fields.notes.add(Note::ShortLine);
        }
        Ok(fields)
    }

    fn read_regular(&self, ahead: Ahead<'_>, memo: &mut Memo, fields: &mut Slot<'_>) -> Option<usize> {
        let Ahead { text, start, marks } = ahead;
        let line = text.get(start..).filter(|line| line.first().is_some_and(begins_key))?;
        let mut gathered = Gathered::new();
        let taken = quick::read::<Logfmt>(&mut gathered, &KEYS, line, start, marks, &memo.patterns);
        if taken.is_none() {
            learn(line, start, marks, &mut memo.patterns);
            return None;
        }
        let read = gathered.settle(&KEYS, line, start).ok()?;
        fields.fill(read);
        taken
    }

    fn unread_keys(&self, line: &[u8]) -> Vec<String> {
        let mut keys = Vec::new();
        // Of a line that is not logfmt, the keys before the fault.
        let _ = walk(&mut Gathered::new(), line, 0, |_, pair| {
            if pair.node.is_none_or(|node| KEYS.node(node).rules.is_empty()) {
                keys.push(readable(pair.key).into_owned());
            }
        });
        keys
    }
}

/// A key and its value.
struct Pair<'l> {
    key: &'l [u8],
    node: Option<NodeId>,
    value: Option<KeyValue<'l>>,
    /// The value's place in the line, with its quotes.
    range: Range<usize>,
    /// Whether the line ends before the quote that closes the value.
    is_cut: bool,
}

/// Walks through a line and passes each pair to `each`. Returns the number of words before the first one.
fn walk<'l>(
    gathered: &mut Gathered,
    line: &'l [u8],
    base: usize,
    mut each: impl FnMut(&mut Gathered, Pair<'l>),
) -> Result<usize, Fault> {
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
            let start = cursor.at;
            let (value, is_cut) = take_value(&mut cursor, gathered);
            each(gathered, Pair { key, node: KEYS.inside(NodeId::ROOT, key), value, range: start..cursor.at, is_cut });
        } else if pairs == 0 && words < MAX_WORDS {
            words += 1;
            cursor.at = start;
            take_word(&mut cursor, gathered)?;
        } else if pairs == 0 || key.is_empty() || !cursor.rest().first().is_none_or(|byte| is_blank(*byte)) {
            return Err(Fault { reason: RejectReason::NoMatch, at: start });
        }
    }
    if pairs == 0 { Err(cursor.fault(RejectReason::NoMatch)) } else { Ok(words) }
}

/// Values as they mostly are: without quotes, or with quotes around them and none inside that is not escaped.
impl Syntax for Logfmt {
    #[inline(always)]
    fn fits(separator: &Separator, rest: &[u8]) -> bool {
        quick::is_line_end(rest) == separator.is_last
    }

    #[inline(always)]
    fn value<'l>(text: &'l [u8], base: usize, at: usize, marks: &[u32]) -> Option<Taken<'l>> {
        let place = |mark: usize| Some(*marks.get(mark)? as usize - base);
        let is_end = |at: usize| text.get(at).is_some_and(|byte| is_blank(*byte) || matches!(byte, b'\r' | b'\n'));
        if *text.get(at)? == b'"' {
            let close = place(1).filter(|close| text[*close] == b'"' && is_end(close + 1))?;
            let value = KeyValue::new(text, base, at + 1, close, false);
            return Some(Taken { value: Some(value), end: close + 1, marks: 2 });
        }
        let mark = place(0)?;
        let end = at + first_blank(&text[at..mark]);
        let end = match text[mark] {
            _ if end < mark => end,
            b'\n' => end - usize::from(text[at..end].ends_with(b"\r")),
            _ => return None,
        };
        let value = KeyValue::new(text, base, at, end, false);
        Some(Taken { value: Some(value).filter(|value| value.raw != NULL), end, marks: 0 })
    }
}

/// Learns the separators of the line with which a text begins, if it has nothing but pairs and more may be learnt.
#[cold]
fn learn(text: &[u8], base: usize, marks: &[u32], patterns: &mut PatternTree) {
    if !patterns.may_learn() {
        return;
    }
    let line = quick::line(text, base, marks);
    let (mut before, mut separators, mut is_cut) = (0, Vec::new(), false);
    let mut gathered = Gathered::new();
    let words = walk(&mut gathered, line, base, |_, pair| {
        is_cut = pair.is_cut;
        separators.push(NewSeparator { text: &line[before..pair.range.start], node: pair.node });
        before = pair.range.end;
    });
    separators.push(NewSeparator { text: &line[before..], node: None });
    if words == Ok(0) && !is_cut {
        patterns.learn(separators);
    }
}

/// Whether a key may begin with a byte.
fn begins_key(byte: &u8) -> bool {
    byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'@')
}

/// Takes the bytes that a key may have.
fn take_key<'l>(cursor: &mut Cursor<'l>) -> &'l [u8] {
    let rest = &cursor.line[cursor.at..];
    let is_key = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-.@/#".contains(byte);
    let length = rest.iter().take_while(|byte| is_key(byte)).count();
    let key = &rest[..if rest.first().is_some_and(begins_key) { length } else { 0 }];
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

/// The fault of a line that ends where a quote should close a field of the request.
fn unterminated(line: &[u8]) -> Fault {
    Fault { reason: RejectReason::UnterminatedQuote, at: line.len() }
}

/// Takes a value, `None` for `null`; and whether it is cut off.
fn take_value<'l>(cursor: &mut Cursor<'l>, gathered: &mut Gathered) -> (Option<KeyValue<'l>>, bool) {
    let (line, base) = (cursor.line, cursor.base);
    if cursor.rest().first() == Some(&b'"') {
        let (value, is_cut) = quoted(cursor, gathered);
        return (Some(value), is_cut);
    }
    let start = cursor.at;
    cursor.token();
    let value = KeyValue::new(line, base, start, cursor.at, false);
    ((value.raw != NULL).then_some(value), false)
}

/// Takes a value in quotes. After the quote that closes it comes whitespace or nothing; any other quote was not escaped. Without a closing
/// quote the value is cut off and extends to the end.
fn quoted<'l>(cursor: &mut Cursor<'l>, gathered: &mut Gathered) -> (KeyValue<'l>, bool) {
    let (line, base) = (cursor.line, cursor.base);
    let start = cursor.at + 1;
    let (mut at, mut is_escaped) = (start, false);
    loop {
        let Some(length) = memchr::memchr2(b'"', b'\\', &line[at.min(line.len())..]) else {
            cursor.at = line.len();
            return (KeyValue::new(line, base, start, line.len(), is_escaped), true);
        };
        at += length;
        if line[at] == b'\\' {
            is_escaped = true;
            at += 2;
        } else if blanks(&line[at + 1..]) > 0 || at + 1 == line.len() {
            cursor.at = at + 1;
            return (KeyValue::new(line, base, start, at, is_escaped), false);
        } else {
            gathered.note(Note::UnescapedQuote);
            at += 1;
        }
    }
}
