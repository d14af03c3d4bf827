//! What the lines of Amazon's load balancers have in common: from the time to the user agent they have the same fields.

use crate::log::bytes::{self, number};
use crate::log::column::Column;
use crate::log::duration::{self, Unit};
use crate::log::fields::{Slot, Span};
use crate::log::format::clf::read_quoted;
use crate::log::format::cursor::{self, Cursor, set_client};
use crate::log::reject::{Fault, RejectReason};
use crate::log::request;
use crate::log::schema::Columns;
use crate::log::tally::Note;
use crate::log::time;

/// The columns that both kinds of load balancer fill.
pub const COLUMNS: Columns = Columns::of(&[
    Column::Time,
    Column::Frontend,
    Column::Host,
    Column::Port,
    Column::UpstreamAddr,
    Column::QueueTime,
    Column::UpstreamTime,
    Column::RequestTime,
    Column::Status,
    Column::UpstreamStatus,
    Column::RequestBytes,
    Column::Bytes,
    Column::Request,
    Column::Method,
    Column::Target,
    Column::Protocol,
    Column::Vhost,
    Column::UserAgent,
    Column::TlsCipher,
    Column::TlsProtocol,
    Column::Extra,
]);

/// Reads `time name client:port backend:port 3×time status backend_status received sent "request"`.
///
/// All but the request must be there; a request that is cut off makes a short line.
pub fn read_balanced(cursor: &mut Cursor<'_>, fields: &mut Slot<'_>) -> Result<(), Fault> {
    let place = cursor.at;
    let logged = cursor.field()?;
    let logged = time::parse(cursor.bytes(logged)).filter(|time| time.has_zone());
    fields.set_time(logged.ok_or(Fault { reason: RejectReason::BadTime, at: place })?);
    let name = cursor.field()?;
    fields.extra.set_text(Column::Frontend, name);
    let client = cursor.field()?;
    set_client(cursor, client, fields);
    if fields.port.is_none() && cursor.bytes(client) != b"-" {
        return Err(Fault { reason: RejectReason::BadHost, at: client.start() - cursor.base });
    }
    let backend = cursor.field()?;
    fields.extra.set_text(Column::UpstreamAddr, backend);
    read_times(cursor, fields)?;
    read_outcome(cursor, fields)?;
    cursor.skip_blanks();
    if !cursor.is_at_end() && !cursor.rest().starts_with(b"\"") {
        return Err(cursor.fault(RejectReason::MissingRequest));
    }
    let request = read_quoted(cursor, fields, |behind| behind[0] == b'"');
    if request.is_some() {
        set_request(cursor, request, fields);
    }
    Ok(())
}

/// Three durations in seconds, `-1` for each that there was none of: until the request was sent on, until the answer began, until
/// the answer was sent on. The whole is their sum, when none is missing.
fn read_times(cursor: &mut Cursor<'_>, fields: &mut Slot<'_>) -> Result<(), Fault> {
    let mut times = [None; 3];
    for time in &mut times {
        let text = cursor.field()?;
        let text = cursor.bytes(text);
        *time = duration::parse(text, Unit::Seconds);
        if time.is_none() && !matches!(text, b"-1" | b"-") {
            fields.notes.add(Note::UnreadField);
        }
    }
    let sum = times.iter().try_fold(0, |sum: u64, time| sum.checked_add((*time)?));
    fields.extra.set_number(Column::QueueTime, times[0]);
    fields.extra.set_number(Column::UpstreamTime, times[1]);
    fields.extra.set_number(Column::RequestTime, sum);
    Ok(())
}

/// Both statuses and both sizes.
fn read_outcome(cursor: &mut Cursor<'_>, fields: &mut Slot<'_>) -> Result<(), Fault> {
    let status = cursor.field()?;
    let fault = |reason, span: Span, cursor: &Cursor<'_>| Fault { reason, at: span.start() - cursor.base };
    fields.status =
        bytes::status(cursor.bytes(status)).ok_or_else(|| fault(RejectReason::BadStatus, status, cursor))?;
    let backend = cursor.field()?;
    let backend = bytes::status(cursor.bytes(backend));
    let received = cursor.field()?;
    let received = number(cursor.bytes(received));
    if backend.is_none() || received.is_none() {
        fields.notes.add(Note::UnreadField);
    }
    fields.extra.set_number(Column::UpstreamStatus, backend.flatten().map(u64::from));
    fields.extra.set_number(Column::RequestBytes, received);
    let sent = cursor.field()?;
    let bytes = bytes::size(cursor.bytes(sent)).ok_or_else(|| fault(RejectReason::BadSize, sent, cursor))?;
    fields.bytes = Some(bytes);
    Ok(())
}

/// Sets the request and the host that it names. `- - - ` is no request; one that the load balancer could not read has no method:
/// `- http://host:80- -`.
fn set_request(cursor: &Cursor<'_>, span: Span, fields: &mut Slot<'_>) {
    let text = cursor.bytes(span);
    if text.is_empty() || request::is_absent(text) {
        return;
    }
    if text.starts_with(b"- ") {
        fields.request = span;
        fields.notes.add(Note::OpaqueRequest);
        return;
    }
    cursor::set_request(cursor, span, fields);
    let Some(target) = fields.target.is_some().then(|| cursor.bytes(fields.target)) else { return };
    if let Some((start, end)) = request::authority(target) {
        let (name, _) = bytes::split_port(&target[start..end]);
        let start = fields.target.start() + start;
        fields.vhost = Span::new(start, start + name.len());
    }
}

/// The next field's text; none, and a note, when the line is cut off in it.
pub fn read_value(cursor: &mut Cursor<'_>, fields: &mut Slot<'_>) -> Span {
    let Some(value) = cursor.value() else { return Span::NONE };
    if value.is_cut {
        fields.notes.add(Note::ShortLine);
    }
    value.text
}

/// Whether a text begins with so many fields without quotes, and has a quote or nothing behind them.
///
/// Looks no further than the first quote, since it is asked behind every quote of a line.
pub fn is_plain(text: &[u8], fields: usize) -> bool {
    let plain = &text[..memchr::memchr(b'"', text).unwrap_or(text.len())];
    let is_whole = plain.len() == text.len() || plain.ends_with(b" ");
    let mut cursor = Cursor::new(plain, 0);
    is_whole && (0..fields).all(|_| cursor.field().is_ok()) && cursor.field().is_err()
}
