//! The Common Log Format and its relatives: one grammar, with or without a leading virtual host and trailing headers.
//!
//! [`read_head`] and [`read_tail`] define what a line means; [`regular`] is the fast path for lines without surprises, and agrees with it;
//! [`family`] is for files that mix several of the formats.

mod client;
mod family;
mod regular;
mod tail;

use super::{About, Escaping, LineFormat};
use crate::log::bytes::{self, blanks, is_blank};
use crate::log::column::Column;
use crate::log::fields::{Fields, FieldsMut};
use crate::log::format::cursor::{self, Cursor};
use crate::log::format::{IndexedLine, Memo};
use crate::log::reject::{Fault, Refusal, RejectReason};
use crate::log::request;
use crate::log::schema::Columns;
use crate::log::tally::Note;
use crate::log::time::{self, LoggedTime};
pub use regular::{read_client, read_front};
pub use tail::{read_quoted, read_rest, read_tail};

/// A format of the family: with a virtual host before the client or not, and with the first `QUOTED` of the quoted fields referer, user
/// agent and forwarded addresses after the size: none, two or three.
pub struct Clf<const VHOST: bool, const QUOTED: usize> {
    about: About,
}

impl<const VHOST: bool, const QUOTED: usize> Clf<VHOST, QUOTED> {
    /// A format of that name and documentation.
    pub const fn new(about: About) -> Clf<VHOST, QUOTED> {
        Clf { about }
    }
}

impl<const VHOST: bool, const QUOTED: usize> LineFormat for Clf<VHOST, QUOTED> {
    fn about(&self) -> &About {
        &self.about
    }

    fn columns(&self) -> Columns {
        let vhost = if VHOST { Columns::of(&[Column::Vhost]) } else { Columns::NONE };
        let tail: &[Column] = &[Column::Referer, Column::UserAgent, Column::ForwardedFor];
        COMMON.union(vhost).union(Columns::of(&tail[..QUOTED]))
    }

    fn read_line(&self, line: &[u8], base: usize) -> Result<Fields, Refusal> {
        let (mut fields, mut cursor) = read_head::<VHOST>(line, base, Escaping::Backslash)?;
        read_tail(&mut cursor, &mut fields, QUOTED);
        Ok(fields)
    }

    #[inline(always)]
    fn read_regular(&self, ahead: IndexedLine<'_>, memo: &mut Memo, fields: &mut FieldsMut<'_>) -> Option<usize> {
        let quotes = 2 * (1 + QUOTED);
        let line = ahead.quoted_line(quotes)?;
        let at = read_front::<VHOST, QUOTED>(line, memo, fields)?;
        if QUOTED > 2 {
            fields.extra.set_text(Column::ForwardedFor, line.quoted(3));
        }
        (at == line.text.len()).then_some(quotes + 1)
    }

    fn family(&self) -> &'static [&'static dyn LineFormat] {
        if VHOST { &family::OF_VIRTUAL_HOSTS } else { &family::OF_ONE_HOST }
    }
}

/// The columns that every format of the family fills.
pub const COMMON: Columns = Columns::of(&[
    Column::Host,
    Column::Ident,
    Column::User,
    Column::Time,
    Column::Request,
    Column::Method,
    Column::Target,
    Column::Protocol,
    Column::Status,
    Column::Bytes,
    Column::Port,
    Column::Extra,
]);

/// Reads `[vhost[:port] ]host ident user [time] "request" status size`; returns the cursor after it.
///
/// Any run of spaces and tabs separates fields. The frame (a host, a time in brackets, a request whose closing
/// quote is followed by status and size) decides whether the line is a record; the request itself may be anything.
/// `escaping` says whether a backslash before a quote means that it closes nothing.
pub fn read_head<const VHOST: bool>(
    line: &[u8],
    base: usize,
    escaping: Escaping,
) -> Result<(Fields, Cursor<'_>), Fault> {
    let mut fields = Fields::default();
    let mut cursor = Cursor::new(line, base);
    if VHOST {
        client::read_vhost(&mut cursor, &mut fields);
    }
    let time = find_time(line, cursor.at)?;
    client::read::<VHOST>(&cursor, time.open, &mut fields)?;
    fields.set_time(time.value);
    cursor.at = time.request;
    read_request(&mut cursor, &mut fields, escaping)?;
    cursor.skip_blanks();
    Ok((fields, cursor))
}

/// The longest time is that of RFC 3339 with nanoseconds and a zone.
const LONGEST_TIME: usize = 64;

/// A time field and what surrounds it.
struct FoundTime {
    value: Option<LoggedTime>,
    /// Where its bracket opens.
    open: usize,
    /// Where the request's opening quote is.
    request: usize,
}

/// Finds the first `[` after whitespace that begins a time followed by the request's quote: a user may contain brackets, whitespace and
/// quotes.
fn find_time(line: &[u8], from: usize) -> Result<FoundTime, Fault> {
    let mut first_fault = None;
    let mut fault = |reason, at| {
        first_fault.get_or_insert(Fault { reason, at });
    };
    for open in memchr::memchr_iter(b'[', &line[from..]).map(|at| from + at) {
        if open == from || !is_blank(line[open - 1]) {
            continue;
        }
        let inside = &line[open + 1..];
        // Looking no further keeps this linear.
        let Some(length) = memchr::memchr(b']', &inside[..inside.len().min(LONGEST_TIME)]) else {
            fault(RejectReason::BadTime, open + 1);
            continue;
        };
        let Ok(value) = time::read(&line[open..=open + 1 + length], None) else {
            fault(RejectReason::BadTime, open + 1);
            continue;
        };
        let after = open + 1 + length + 1;
        let request = after + blanks(&line[after..]);
        if line.get(request) == Some(&b'"') {
            return Ok(FoundTime { value, open, request });
        }
        fault(RejectReason::MissingRequest, request);
    }
    Err(first_fault.unwrap_or(Fault { reason: RejectReason::MissingTime, at: line.len() }))
}

/// The request, from its opening quote to the closing one that status and size follow, and these two.
///
/// A quote after an odd number of backslashes is escaped. Only when no other quote closes the request is the escaped
/// one, or any later one, tried: not every server escapes.
fn read_request(cursor: &mut Cursor<'_>, fields: &mut Fields, escaping: Escaping) -> Result<(), Fault> {
    let line = cursor.line;
    let start = cursor.at + 1;
    let mut first_fault = None;
    let quotes = || Quotes { escaping, ..Quotes::new(line, start) };
    let closing = quotes().find_map(|quote| {
        if quote.escaped {
            return None;
        }
        match read_status_and_size(line, quote.at + 1) {
            Ok(outcome) => Some((quote.at, quote.number > 0, outcome)),
            Err(fault) => {
                first_fault.get_or_insert(fault);
                None
            }
        }
    });
    let closing = closing.or_else(|| {
        quotes()
            .filter(|quote| quote.escaped)
            .find_map(|quote| Some((quote.at, true, read_status_and_size(line, quote.at + 1).ok()?)))
    });
    let Some((end, is_odd, outcome)) = closing else {
        return Err(first_fault.unwrap_or(Fault { reason: RejectReason::UnterminatedRequest, at: line.len() }));
    };
    if is_odd && request::holds_time(&line[start..end]) {
        return Err(Fault { reason: RejectReason::UnterminatedRequest, at: start });
    }
    cursor::set_request(cursor, cursor.span(start, end), fields);
    if is_odd {
        fields.notes.add(Note::UnescapedQuote);
    }
    (fields.status, fields.bytes, cursor.at) = (outcome.status, Some(outcome.bytes), outcome.end);
    Ok(())
}

struct Outcome {
    status: Option<u16>,
    bytes: u64,
    end: usize,
}

/// ` status size`, each up to whitespace or the line's end.
///
/// Examines no more bytes than the two fields have, because it is tried after every quote of a line.
fn read_status_and_size(line: &[u8], at: usize) -> Result<Outcome, Fault> {
    let place = at + blanks(line.get(at..).unwrap_or_default());
    let (status, end) = match line[place..] {
        [b'-', ..] if place > at => (None, place + 1),
        [a, b, c, ..] if place > at && [a, b, c].iter().all(u8::is_ascii_digit) => {
            (Some(u16::from(a - b'0') * 100 + u16::from(b - b'0') * 10 + u16::from(c - b'0')), place + 3)
        }
        _ => return Err(Fault { reason: RejectReason::BadStatus, at: place }),
    };
    if line.get(end).is_some_and(|byte| !is_blank(*byte)) {
        return Err(Fault { reason: RejectReason::BadStatus, at: place });
    }
    let place = end + blanks(&line[end..]);
    let (bytes, end) = match line[place..] {
        [b'-', ..] => (Some(0), place + 1),
        _ => bytes::number_at(line, place),
    };
    let is_whole = line.get(end).is_none_or(|byte| is_blank(*byte));
    match bytes {
        Some(bytes) if is_whole => Ok(Outcome { status, bytes, end }),
        _ => Err(Fault { reason: RejectReason::BadSize, at: place }),
    }
}

/// The quotes of a line, and which of them a backslash escapes.
struct Quotes<'l> {
    line: &'l [u8],
    start: usize,
    at: usize,
    number: usize,
    escaping: Escaping,
}

struct Quote {
    at: usize,
    /// Whether an odd number of backslashes precedes it.
    escaped: bool,
    /// How many unescaped quotes came before it.
    number: usize,
}

impl<'l> Quotes<'l> {
    /// The quotes from `start` on; backslashes before `start` escape nothing.
    fn new(line: &'l [u8], start: usize) -> Quotes<'l> {
        Quotes { line, start, at: start, number: 0, escaping: Escaping::Backslash }
    }
}

impl Iterator for Quotes<'_> {
    type Item = Quote;

    fn next(&mut self) -> Option<Quote> {
        let at = self.at + memchr::memchr(b'"', self.line.get(self.at..)?)?;
        let backslashes = self.line[self.start..at].iter().rev().take_while(|byte| **byte == b'\\').count();
        let escaped = self.escaping == Escaping::Backslash && backslashes % 2 == 1;
        let quote = Quote { at, escaped, number: self.number };
        self.number += usize::from(!escaped);
        // Backslashes are counted once each: the next quote looks back no further than this one.
        (self.at, self.start) = (at + 1, at + 1);
        Some(quote)
    }
}
