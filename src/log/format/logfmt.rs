//! `logfmt`: `key=value` with spaces between, values in quotes where they hold any, as Go's kit/log, Rails' lograge and the router of
//! Heroku write it (<https://devcenter.heroku.com/articles/http-routing#heroku-router-log-format>).
//!
//! Names are those of `json`, and Heroku's. Words may precede the first pair; one of them may be the time. In
//! quotes, a backslash escapes as in a JSON text. Bare numbers of durations are milliseconds.
//!
//! Programs write their other messages in the same way: such a line is skipped.

use std::ops::{Deref, Range};
use std::sync::LazyLock;

use super::keyed::aliases::general;
use super::keyed::pattern::{CutLine, Separator};
use super::keyed::quick::{self, Syntax, Taken, read_regular};
use super::keyed::{Aliases, Gathered, KeyMap, KeyValue, NodeId, Sign};
use super::{About, Escaping, IndexedLine, LineFormat, Memo};
use crate::log::bytes::{first_blank, is_blank};
use crate::log::column::Column;
use crate::log::duration::Unit;
use crate::log::escape::readable;
use crate::log::fields::{Fields, FieldsMut, Span};
use crate::log::format::cursor::Cursor;
use crate::log::reject::{Fault, Refusal, RejectReason};
use crate::log::schema::Columns;
use crate::log::tally::Note;

/// The format; without state of its own.
pub struct Logfmt;

/// The functions of the format.
pub static LOGFMT: Logfmt = Logfmt;

static KEYS: LazyLock<KeyMap> =
    LazyLock::new(|| general(HEROKU, Unit::Milliseconds).with_sign(Sign::Event, &["source"]));

const HEROKU: &[Aliases] = &[
    Aliases::timed(Column::UpstreamConnectTime, Unit::Milliseconds, "connect"),
    Aliases::timed(Column::UpstreamTime, Unit::Milliseconds, "service"),
];

/// The value of a key that has none.
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
        Fields::filled_by(|fields| self.read_into(line, base, fields))
    }

    fn read_into(&self, line: &[u8], base: usize, fields: &mut FieldsMut<'_>) -> Result<(), Refusal> {
        let (mut gathered, mut is_cut) = (Gathered::new(fields), false);
        walk(&KEYS, line, |item| match item {
            Item::Word(word) => gathered.word(word),
            Item::Pair(pair) => {
                is_cut = pair.is_cut;
                if pair.is_odd {
                    gathered.note(Note::UnescapedQuote);
                }
                if let Some(node) = pair.node {
                    gathered.add(&KEYS, node, pair.value(line, base).as_ref());
                }
            }
        })?;
        let as_cut = |refusal: Refusal| if is_cut { unterminated(line).into() } else { refusal };
        gathered.settle(&KEYS, line, base).map_err(as_cut)?;
        if is_cut {
            // Half a request would be counted as another one.
            let last = |span: &Span| span.is_some() && span.end() == base + line.len();
            if [fields.request, fields.target, fields.path].iter().any(last) {
                return Err(unterminated(line).into());
            }
            fields.notes.add(Note::ShortLine);
        }
        Ok(())
    }

    fn read_regular(&self, ahead: IndexedLine<'_>, memo: &mut Memo, fields: &mut FieldsMut<'_>) -> Option<usize> {
        read_regular::<Logfmt>(&KEYS, |_| Ok(()), ahead, memo, fields)
    }

    fn unread_keys(&self, line: &[u8]) -> Vec<String> {
        let mut keys = Vec::new();
        // Of a line that is not logfmt, the keys before the fault.
        let _ = walk(&KEYS, line, |item| match item {
            Item::Pair(pair) if KEYS.is_unread(pair.node) => keys.push(readable(pair.key).into_owned()),
            _ => {}
        });
        keys
    }
}

/// What a line consists of.
enum Item<'l> {
    /// A word before the first pair.
    Word(&'l [u8]),
    Pair(Pair<'l>),
}

/// A key and its value.
struct Pair<'l> {
    key: &'l [u8],
    node: Option<NodeId>,
    /// The value's place in the line, with its quotes.
    range: Range<usize>,
    is_quoted: bool,
    is_escaped: bool,
    /// Whether the line ends before the quote that closes the value.
    is_cut: bool,
    /// Whether a quote inside the value is not escaped.
    is_odd: bool,
}

impl Pair<'_> {
    /// The value; `None` for [`NULL`].
    fn value<'l>(&self, line: &'l [u8], base: usize) -> Option<KeyValue<'l>> {
        let Range { start, end } = self.range;
        let (open, close) = (usize::from(self.is_quoted), usize::from(self.is_quoted && !self.is_cut));
        let value = KeyValue::new(line, base, start + open, end - close, self.is_escaped);
        Some(value).filter(|value| self.is_quoted || value.raw != NULL)
    }
}

/// Walks through a line and passes each item to `each`.
fn walk<'l>(map: &impl Deref<Target = KeyMap>, line: &'l [u8], mut each: impl FnMut(Item<'l>)) -> Result<(), Fault> {
    let mut cursor = Cursor::new(line, 0);
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
            each(Item::Pair(take_value(&mut cursor, key, map.inside(NodeId::ROOT, key))));
        } else if pairs == 0 && words < MAX_WORDS {
            words += 1;
            cursor.at = start;
            each(Item::Word(take_word(&mut cursor)?));
        } else if pairs == 0 || key.is_empty() || !cursor.rest().first().is_none_or(|byte| is_blank(*byte)) {
            return Err(Fault { reason: RejectReason::NoMatch, at: start });
        }
    }
    if pairs == 0 { Err(cursor.fault(RejectReason::NoMatch)) } else { Ok(()) }
}

/// Values as they mostly are: without quotes, or with quotes around them and none inside that is not escaped.
impl Syntax for Logfmt {
    #[inline(always)]
    fn begins(byte: &u8) -> bool {
        begins_key(byte)
    }

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

    fn cut(map: &impl Deref<Target = KeyMap>, line: &mut CutLine<'_>) -> bool {
        let mut is_regular = true;
        let walked = walk(map, line.line, |item| match item {
            Item::Word(_) => is_regular = false,
            Item::Pair(pair) => {
                is_regular &= !pair.is_cut;
                line.add(pair.range, pair.node);
            }
        });
        walked.is_ok() && is_regular
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
fn take_word<'l>(cursor: &mut Cursor<'l>) -> Result<&'l [u8], Fault> {
    let start = cursor.at;
    cursor.token();
    let word = &cursor.line[start..cursor.at];
    if word.iter().any(|byte| matches!(byte, b'"' | b'=' | b'{')) {
        return Err(Fault { reason: RejectReason::NoMatch, at: start });
    }
    Ok(word)
}

/// The fault of a line that ends where a quote should close a field of the request.
fn unterminated(line: &[u8]) -> Fault {
    Fault { reason: RejectReason::UnterminatedQuote, at: line.len() }
}

/// Takes the value of a key. After the quote that closes one comes whitespace or nothing; any other quote was not escaped. Without a closing
/// quote the value is cut off and extends to the end.
fn take_value<'l>(cursor: &mut Cursor<'l>, key: &'l [u8], node: Option<NodeId>) -> Pair<'l> {
    let line = cursor.line;
    let start = cursor.at;
    let is_quoted = cursor.rest().first() == Some(&b'"');
    let mut pair = Pair { key, node, range: start..start, is_quoted, is_escaped: false, is_cut: false, is_odd: false };
    let mut at = start + 1;
    while is_quoted && !pair.is_cut && cursor.at == start {
        match memchr::memchr2(b'"', b'\\', &line[at.min(line.len())..]) {
            None => (pair.is_cut, cursor.at) = (true, line.len()),
            Some(length) if line[at + length] == b'\\' => (pair.is_escaped, at) = (true, at + length + 2),
            Some(length) => {
                at += length + 1;
                let is_end = at == line.len() || is_blank(line[at]);
                (pair.is_odd, cursor.at) = if is_end { (pair.is_odd, at) } else { (true, start) };
            }
        }
    }
    if !is_quoted {
        cursor.token();
    }
    pair.range.end = cursor.at;
    pair
}
