//! `ltsv`: Labeled Tab-separated Values, `label:value` with tabs between (<http://ltsv.org/>).
//!
//! Labels are those that the specification recommends, and the names of `json`; `host` is the client. Values are what
//! the server writes, with its escapes. `reqtime`, `apptime` and `runtime` are in seconds, other durations without unit in milliseconds.

use std::ops::{Deref, Range};
use std::sync::LazyLock;

use super::keyed::aliases::general;
use super::keyed::pattern::{CutLine, Separator};
use super::keyed::quick::{self, Syntax, Taken, read_regular};
use super::keyed::{Aliases, Gathered, KeyMap, KeyValue, NodeId, Sign};
use super::{About, IndexedLine, LineFormat, Memo};
use crate::log::bytes::first_of;
use crate::log::column::Column;
use crate::log::duration::Unit;
use crate::log::escape::readable;
use crate::log::fields::{Fields, FieldsMut};
use crate::log::reject::{Fault, Refusal, RejectReason};
use crate::log::schema::Columns;
use crate::log::tally::Note;

/// The format; without state of its own.
pub struct Ltsv;

/// The functions of the format.
pub static LTSV: Ltsv = Ltsv;

static KEYS: LazyLock<KeyMap> =
    LazyLock::new(|| general(RECOMMENDED, Unit::Milliseconds).with_sign(Sign::HostIsClient, &["host"]));

/// The recommended labels that are too short to be names in other formats.
const RECOMMENDED: &[Aliases] = &[
    Aliases::of(Column::Request, "req"),
    Aliases::timed(Column::RequestTime, Unit::Seconds, "reqtime taken"),
    Aliases::timed(Column::UpstreamTime, Unit::Seconds, "apptime"),
    Aliases::timed(Column::FirstByteTime, Unit::Seconds, "runtime"),
];

static ABOUT: About = About::new(
    "ltsv",
    "time:[10/Oct/2023:13:55:36 +0000]\thost:203.0.113.9\tforwardedfor:-\treq:GET /cart?id=7 HTTP/1.1\tstatus:200\tsize:5120\treferer:-\tua:Mozilla/5.0\treqtime:0.012\tcache:HIT\tapptime:0.011\tvhost:www.example.com",
    "time:%t\\thost:%h\\treq:%r\\tstatus:%>s\\tsize:%b\\treferer:%{Referer}i\\tua:%{User-Agent}i .., in any order and by many other names",
    "http://ltsv.org/",
);

impl LineFormat for Ltsv {
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
        let mut gathered = Gathered::new(fields);
        let is_whole = walk(&KEYS, line, |field| {
            if let Some(node) = field.node {
                let value = KeyValue::new(line, base, field.range.start, field.range.end, false);
                gathered.add(&KEYS, node, Some(&value));
            }
        })?;
        if !is_whole {
            gathered.note(Note::UnreadField);
        }
        gathered.settle(&KEYS, line, base)
    }

    fn read_regular(&self, ahead: IndexedLine<'_>, memo: &mut Memo, fields: &mut FieldsMut<'_>) -> Option<usize> {
        read_regular::<Ltsv>(&KEYS, |_| Ok(()), ahead, memo, fields)
    }

    fn unread_keys(&self, line: &[u8]) -> Vec<String> {
        let mut keys = Vec::new();
        // Of a line that is not LTSV, the labels before the fault.
        let _ = walk(&KEYS, line, |field| {
            if KEYS.is_unread(field.node) {
                keys.push(readable(field.label).into_owned());
            }
        });
        keys
    }
}

/// A label and its value.
struct LabeledValue<'l> {
    label: &'l [u8],
    node: Option<NodeId>,
    /// The value's place in the line.
    range: Range<usize>,
}

/// Walks through a line and passes each field to `each`. Returns whether all fields have labels: a client may send a tab that the server
/// does not escape.
///
/// # Errors
/// [`RejectReason::NoMatch`] when the line does not begin with a label, or has one field only.
fn walk<'l>(
    map: &impl Deref<Target = KeyMap>,
    line: &'l [u8],
    mut each: impl FnMut(LabeledValue<'l>),
) -> Result<bool, Fault> {
    let (mut at, mut labels, mut is_whole) = (0, 0, true);
    while at < line.len() {
        let end = at + memchr::memchr(b'\t', &line[at..]).unwrap_or(line.len() - at);
        let length = line[at..end].iter().take_while(|byte| is_label_byte(byte)).count();
        if length > 0 && line.get(at + length) == Some(&b':') {
            labels += 1;
            if at == 0 && end == line.len() {
                break;
            }
            let label = &line[at..at + length];
            each(LabeledValue { label, node: map.inside(NodeId::ROOT, label), range: at + length + 1..end });
        } else if at == 0 {
            return Err(Fault { reason: RejectReason::NoMatch, at: length });
        } else {
            is_whole &= at == end;
        }
        at = end + 1;
    }
    if labels > 1 { Ok(is_whole) } else { Err(Fault { reason: RejectReason::NoMatch, at: line.len() }) }
}

/// Whether a label may have a byte: letters, digits, `_`, `.` and `-`.
fn is_label_byte(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-')
}

/// A value extends to the next tab.
impl Syntax for Ltsv {
    #[inline(always)]
    fn begins(byte: &u8) -> bool {
        is_label_byte(byte)
    }

    #[inline(always)]
    fn fits(separator: &Separator, rest: &[u8]) -> bool {
        !separator.is_last || quick::is_line_end(rest)
    }

    #[inline(always)]
    fn value<'l>(text: &'l [u8], base: usize, at: usize, marks: &[u32]) -> Option<Taken<'l>> {
        let end = at + first_of([b'\t', b'\n'], &text[at..]);
        let is_last = *text.get(end)? == b'\n';
        let end = end - usize::from(is_last && text[at..end].ends_with(b"\r"));
        let marks = marks.iter().take_while(|mark| (**mark as usize) - base < end).count();
        let value = KeyValue::new(text, base, at, end, false);
        Some(Taken { value: Some(value), end, marks })
    }

    fn cut(map: &impl Deref<Target = KeyMap>, line: &mut CutLine<'_>) -> bool {
        walk(map, line.line, |field| line.add(field.range, field.node)) == Ok(true)
    }
}
