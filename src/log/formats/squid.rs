//! `squid`: the native log of the Squid cache, `%ts.%03tu %6tr %>a %Ss/%03>Hs %<st %rm %ru %[un %Sh/%<a %mt`
//! (<https://wiki.squid-cache.org/Features/LogFormat>).
//!
//! The elapsed time is padded with blanks. Up to the URL all must be there; user, hierarchy and media type may be cut off. What
//! follows them, such as the headers of `log_mime_hdrs`, is `extra`. Blanks inside the URL (`uri_whitespace allow`) belong to it when the
//! fields behind can be told from the end of the line.

use crate::log::bytes::{self, is_blank};
use crate::log::column::Column;
use crate::log::duration::{self, Unit};
use crate::log::fields::{Fields, Slot, Span};
use crate::log::format::cursor::Cursor;
use crate::log::format::{About, Escaping, LineFormat};
use crate::log::reject::{Fault, Refusal, RejectReason};
use crate::log::schema::Columns;
use crate::log::tally::Note;
use crate::log::time;

/// The functions of Squid's native format.
pub static SQUID: Squid = Squid;

/// See the module.
pub struct Squid;

static ABOUT: About = About::new(
    "squid",
    "1696946136.250     87 203.0.113.9 TCP_MISS/200 5120 GET http://www.example.com/cat.png alice HIER_DIRECT/192.0.2.10 image/png",
    "%ts.%03tu %6tr %>a %Ss/%03>Hs %<st %rm %ru %[un %Sh/%<a %mt",
    "https://wiki.squid-cache.org/Features/LogFormat",
)
    // None that can be undone: Squid writes `%hh` for bytes that no URL may have, and leaves those as they are that the client wrote.
    .escaping(Escaping::None);

impl LineFormat for Squid {
    fn about(&self) -> &About {
        &ABOUT
    }

    fn columns(&self) -> Columns {
        Columns::of(&[
            Column::Host,
            Column::User,
            Column::Time,
            Column::Method,
            Column::Target,
            Column::Status,
            Column::Bytes,
            Column::Port,
            Column::MimeType,
            Column::UpstreamAddr,
            Column::CacheStatus,
            Column::Hierarchy,
            Column::Extra,
            Column::RequestTime,
        ])
    }

    fn read_line(&self, line: &[u8], base: usize) -> Result<Fields, Refusal> {
        Fields::filled_by(|fields| self.read_into(line, base, fields))
    }

    fn read_into(&self, line: &[u8], base: usize, fields: &mut Slot<'_>) -> Result<(), Refusal> {
        let mut cursor = Cursor::new(line, base);
        read_outcome(&mut cursor, fields)?;
        read_request(&mut cursor, fields)?;
        read_peer(&mut cursor, fields);
        Ok(())
    }
}

/// Time, elapsed time, client, outcome and size.
fn read_outcome(cursor: &mut Cursor<'_>, fields: &mut Slot<'_>) -> Result<(), Fault> {
    let token = cursor.token();
    let time = Some(cursor.bytes(token)).filter(|time| time.contains(&b'.'));
    let time = time.and_then(|time| time::epoch(time, Some(Unit::Seconds)));
    fields.set_time(time.ok_or(Fault { reason: RejectReason::BadTime, at: 0 })?);
    let elapsed = needed(cursor)?;
    set_elapsed(fields, cursor.bytes(elapsed));
    fields.host = needed(cursor)?;
    let outcome = needed(cursor)?;
    let at = outcome.start() - cursor.base;
    let text = cursor.bytes(outcome);
    let slash = memchr::memrchr(b'/', text).ok_or(Fault { reason: RejectReason::BadStatus, at })?;
    let status =
        bytes::status(&text[slash + 1..]).ok_or(Fault { reason: RejectReason::BadStatus, at: at + slash + 1 })?;
    fields.status = status;
    fields.extra.set_text(Column::CacheStatus, Span::new(outcome.start(), outcome.start() + slash));
    let size = needed(cursor)?;
    let at = size.start() - cursor.base;
    let bytes = bytes::size(cursor.bytes(size)).ok_or(Fault { reason: RejectReason::BadSize, at })?;
    fields.bytes = Some(bytes);
    Ok(())
}

/// Method and URL, either of which is `-` when there is none.
fn read_request(cursor: &mut Cursor<'_>, fields: &mut Slot<'_>) -> Result<(), Fault> {
    let unless_dash = |cursor: &Cursor<'_>, span| if cursor.bytes(span) == b"-" { Span::NONE } else { span };
    let method = needed(cursor)?;
    fields.method = unless_dash(cursor, method);
    let mut target = needed(cursor)?;
    if let Some(end) = end_of_target_with_blanks(cursor.rest()) {
        cursor.at += end;
        target = Span::new(target.start(), cursor.base + cursor.at);
    }
    fields.target = unless_dash(cursor, target);
    Ok(())
}

/// Where a URL goes on to in what follows its first blank: before the last three fields, when the second of these is a hierarchy
/// and the second of all is not.
fn end_of_target_with_blanks(rest: &[u8]) -> Option<usize> {
    let mut fields = rest.split(|byte| is_blank(*byte)).filter(|field| !field.is_empty());
    if fields.nth(1).is_none_or(is_hierarchy) {
        return None;
    }
    let mut end = rest.trim_ascii_end().len();
    let mut last = [0..0, 0..0, 0..0];
    for field in &mut last {
        let start = rest[..end].iter().rposition(|byte| is_blank(*byte))? + 1;
        *field = start..end;
        end = rest[..start].trim_ascii_end().len();
    }
    (end > 0 && is_hierarchy(&rest[last[1].clone()])).then_some(end)
}

/// Whether a field is like `HIER_DIRECT/192.0.2.10`.
fn is_hierarchy(field: &[u8]) -> bool {
    let name = memchr::memchr(b'/', field).map_or(&[][..], |slash| &field[..slash]);
    !name.is_empty() && name.iter().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || *byte == b'_')
}

/// User, hierarchy and peer, media type; and what follows.
fn read_peer(cursor: &mut Cursor<'_>, fields: &mut Slot<'_>) {
    let (Ok(user), Ok(hierarchy)) = (needed(cursor), needed(cursor)) else {
        return fields.notes.add(Note::ShortLine);
    };
    fields.user = user;
    let slash = memchr::memchr(b'/', cursor.bytes(hierarchy)).map(|slash| hierarchy.start() + slash);
    let name_end = slash.unwrap_or(hierarchy.end());
    fields.extra.set_text(Column::Hierarchy, Span::new(hierarchy.start(), name_end));
    if let Some(slash) = slash {
        fields.extra.set_text(Column::UpstreamAddr, Span::new(slash + 1, hierarchy.end()));
    }
    let Ok(media_type) = needed(cursor) else { return fields.notes.add(Note::ShortLine) };
    fields.extra.set_text(Column::MimeType, media_type);
    cursor.skip_blanks();
    if !cursor.is_at_end() {
        fields.extra.set_text(Column::Extra, cursor.span(cursor.at, cursor.line.len()));
        fields.notes.add(Note::ExtraFields);
    }
}

/// The next field.
fn needed(cursor: &mut Cursor<'_>) -> Result<Span, Fault> {
    cursor.skip_blanks();
    if cursor.is_at_end() { Err(cursor.fault(RejectReason::MissingField)) } else { Ok(cursor.token()) }
}

/// Milliseconds; a negative number, as a clock that was set back leaves it, is none.
fn set_elapsed(fields: &mut Slot<'_>, elapsed: &[u8]) {
    let micros = duration::parse(elapsed, Unit::Milliseconds);
    fields.extra.set_number(Column::RequestTime, micros);
    if micros.is_none() && !elapsed.starts_with(b"-") {
        fields.notes.add(Note::UnreadField);
    }
}
