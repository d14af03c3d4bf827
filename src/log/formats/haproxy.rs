//! `haproxy`: HAProxy's HTTP log, `option httplog` or `option httpslog`, with or without a syslog header
//! (<https://docs.haproxy.org/3.0/configuration.html#8.2.3>).
//!
//! Times are local to the server, without a zone. Syslog may truncate a line at 1,024 bytes; anything after the sizes may be missing.
//! HAProxy's own messages (starts, stops, failed handshakes) and lines of TCP proxies, which have no status, are skipped.

use crate::log::bytes::{self, number};
use crate::log::column::Column;
use crate::log::duration::{self, Unit};
use crate::log::fields::{Fields, FieldsMut, Span};
use crate::log::format::cursor::{self, Cursor, set_client};
use crate::log::format::{About, Escaping, LineFormat};
use crate::log::reject::{Fault, Refusal, RejectReason, SkipReason};
use crate::log::schema::Columns;
use crate::log::tally::Note;
use crate::log::time;

pub static HAPROXY: HaProxy = HaProxy;

pub struct HaProxy;

const COLUMNS: Columns = Columns::of(&[
    Column::Host,
    Column::Port,
    Column::Time,
    Column::Frontend,
    Column::Upstream,
    Column::UpstreamAddr,
    Column::HeaderTime,
    Column::QueueTime,
    Column::UpstreamConnectTime,
    Column::UpstreamTime,
    Column::RequestTime,
    Column::Status,
    Column::Bytes,
    Column::Cookie,
    Column::Termination,
    Column::Connections,
    Column::Queues,
    Column::CapturedRequest,
    Column::CapturedResponse,
    Column::Request,
    Column::Method,
    Column::Target,
    Column::Protocol,
    Column::Vhost,
    Column::TlsProtocol,
    Column::TlsCipher,
    Column::Extra,
]);

/// The timers of an HTTP line, in their order.
const TIMERS: [Column; 5] =
    [Column::HeaderTime, Column::QueueTime, Column::UpstreamConnectTime, Column::UpstreamTime, Column::RequestTime];

static ABOUT: About = About::new(
    "haproxy",
    r#"haproxy[14389]: 203.0.113.9:33317 [06/Mar/2024:15:27:07.655] http-in~ web/srv1 10/0/30/69/109 200 2750 - - ---- 1/1/1/1/0 0/0 {shop.example.com} {} "GET /cart HTTP/1.1""#,
    r#"%ci:%cp [%tr] %ft %b/%s %TR/%Tw/%Tc/%Tr/%Ta %ST %B %CC %CS %tsc %ac/%fc/%bc/%sc/%rc %sq/%bq %hr %hs %{+Q}r"#,
    "https://docs.haproxy.org/3.0/configuration.html#8.2.3",
)
.escaping(Escaping::Hash);

impl LineFormat for HaProxy {
    fn about(&self) -> &About {
        &ABOUT
    }

    fn columns(&self) -> Columns {
        COLUMNS
    }

    fn read_line(&self, line: &[u8], base: usize) -> Result<Fields, Refusal> {
        Fields::filled_by(|fields| self.read_into(line, base, fields))
    }

    fn read_into(&self, line: &[u8], base: usize, fields: &mut FieldsMut<'_>) -> Result<(), Refusal> {
        let mut cursor = Cursor::new(line, base);
        cursor.at = header_length(line);
        if cursor.at == 0 && is_status_message(line) {
            return Err(Refusal::Skipped(SkipReason::NotAccess));
        }
        read_client(&mut cursor, fields)?;
        read_proxies(&mut cursor, fields)?;
        read_outcome(&mut cursor, fields)?;
        read_state(&mut cursor, fields);
        read_request(&mut cursor, fields);
        read_rest(&mut cursor, fields);
        Ok(())
    }
}

/// The length of `<134>Mar  6 15:27:07 host haproxy[14389]: ` or a part of it; 0 if there is none.
///
/// Nothing in it comes from a client: the only bracket in it is that of the process.
fn header_length(line: &[u8]) -> usize {
    const TAG: &[u8] = b"haproxy[";
    let Some(bracket) = memchr::memchr2(b'[', b'"', line) else { return 0 };
    let Some(tag) = (bracket + 1).checked_sub(TAG.len()).filter(|tag| line[*tag..].starts_with(TAG)) else { return 0 };
    let is_tag = tag == 0 || matches!(line[tag - 1], b' ' | b'>' | b'\t');
    let digits = line[bracket + 1..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let end = bracket + 1 + digits;
    if is_tag && line[end..].starts_with(b"]: ") { end + b"]: ".len() } else { 0 }
}

/// Whether a line without a header is one of HAProxy's own messages.
fn is_status_message(line: &[u8]) -> bool {
    const BEGINNINGS: [&[u8]; 9] = [
        b"Proxy ",
        b"Server ",
        b"Backup Server ",
        b"Connect from ",
        b"Health check ",
        b"Stopping ",
        b"Pausing ",
        b"Enabling ",
        b"backend ",
    ];
    BEGINNINGS.iter().any(|beginning| line.starts_with(beginning))
}

/// `address:port [time]`. After a header, a line that does not begin with a client is one of HAProxy's own messages.
fn read_client(cursor: &mut Cursor<'_>, fields: &mut FieldsMut<'_>) -> Result<(), Refusal> {
    let is_headed = cursor.at > 0;
    let client = cursor.field()?;
    set_client(cursor, client, fields);
    let text = cursor.bytes(client);
    if cursor.bytes(fields.host) == b"unix" {
        // In place of the port there is the socket's number.
        fields.port = None;
    } else if text == b"-:-" {
        fields.host = Span::NONE;
    } else if fields.port.is_none() && text != b"-" {
        return Err(match is_headed && !text.contains(&b':') {
            true => Refusal::Skipped(SkipReason::NotAccess),
            false => Fault { reason: RejectReason::BadHost, at: client.start() - cursor.base }.into(),
        });
    }
    cursor.skip_blanks();
    let place = cursor.at;
    let logged = cursor.between(b'[', b']').ok_or(cursor.fault(RejectReason::MissingTime))?;
    let logged = time::parse(cursor.bytes(logged)).ok_or(Fault { reason: RejectReason::BadTime, at: place + 1 })?;
    fields.set_time(logged);
    Ok(())
}

/// `frontend backend/server timers`. `frontend/bind: ` is followed by the reason why a connection failed.
fn read_proxies(cursor: &mut Cursor<'_>, fields: &mut FieldsMut<'_>) -> Result<(), Refusal> {
    let frontend = cursor.field()?;
    let name = cursor.bytes(frontend);
    if name.ends_with(b":") {
        return Err(Refusal::Skipped(SkipReason::NotAccess));
    }
    let tls = usize::from(name.len() > 1 && name.ends_with(b"~"));
    fields.extra.set_text(Column::Frontend, Span::new(frontend.start(), frontend.end() - tls));
    let place = cursor.at;
    let chosen = cursor.field()?;
    let slash = memchr::memrchr(b'/', cursor.bytes(chosen));
    let slash = slash.ok_or(Fault { reason: RejectReason::NoMatch, at: place })?;
    let server = Span::new(chosen.start() + slash + 1, chosen.end());
    fields.extra.set_text(Column::Upstream, Span::new(chosen.start(), chosen.start() + slash));
    if !matches!(cursor.bytes(server), b"<NOSRV>" | b"") {
        fields.extra.set_text(Column::UpstreamAddr, server);
    }
    read_timers(cursor, fields)
}

/// `TR/Tw/Tc/Tr/Ta` in milliseconds, `-1` for what did not happen. A TCP proxy has three timers; its lines are skipped.
fn read_timers(cursor: &mut Cursor<'_>, fields: &mut FieldsMut<'_>) -> Result<(), Refusal> {
    cursor.skip_blanks();
    let place = cursor.at;
    let timers = cursor.field()?;
    let timers = cursor.bytes(timers);
    let (mut count, mut are_numbers) = (0, true);
    for text in timers.split(|byte| *byte == b'/') {
        let digits = text.strip_prefix(b"-").or_else(|| text.strip_prefix(b"+")).unwrap_or(text);
        are_numbers &= !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
        if let Some(column) = TIMERS.get(count) {
            fields.extra.set_number(*column, duration::parse(text, Unit::Milliseconds));
        }
        count += 1;
    }
    match count {
        5 if are_numbers => Ok(()),
        3 if are_numbers => Err(Refusal::Skipped(SkipReason::NotAccess)),
        _ => Err(Fault { reason: RejectReason::NoMatch, at: place }.into()),
    }
}

/// `status bytes`: `-1` means no status; a `+` that the response was incomplete.
fn read_outcome(cursor: &mut Cursor<'_>, fields: &mut FieldsMut<'_>) -> Result<(), Fault> {
    let fault = |reason, span: Span, cursor: &Cursor<'_>| Fault { reason, at: span.start() - cursor.base };
    let status = cursor.field()?;
    fields.status = match cursor.bytes(status) {
        b"-1" => None,
        text => bytes::status(text).ok_or_else(|| fault(RejectReason::BadStatus, status, cursor))?,
    };
    let bytes = cursor.field()?;
    let text = cursor.bytes(bytes);
    let size = number(text.strip_prefix(b"+").unwrap_or(text));
    fields.bytes = Some(size.ok_or_else(|| fault(RejectReason::BadSize, bytes, cursor))?);
    Ok(())
}

/// `request_cookie response_cookie termination connections queues [{captured}] [{captured}]`; the line may end anywhere.
///
/// A single group of captured headers is ambiguous, and treated as the request's.
fn read_state(cursor: &mut Cursor<'_>, fields: &mut FieldsMut<'_>) {
    let columns =
        [Some(Column::Cookie), None, Some(Column::Termination), Some(Column::Connections), Some(Column::Queues)];
    for column in columns {
        let Ok(text) = cursor.field() else { return };
        if let Some(column) = column {
            fields.extra.set_text(column, text);
        }
    }
    for column in [Column::CapturedRequest, Column::CapturedResponse] {
        cursor.skip_blanks();
        if !cursor.rest().starts_with(b"{") {
            break;
        }
        let cut = cursor.span(cursor.at + 1, cursor.line.len());
        let headers = cursor.between(b'{', b'}').unwrap_or_else(|| {
            cursor.at = cursor.line.len();
            cut
        });
        fields.extra.set_text(column, headers);
    }
    cursor.skip_blanks();
}

/// The request in quotes. HAProxy writes a client's quotes as `#22`; some syslog servers escape the quotes around the request.
fn read_request(cursor: &mut Cursor<'_>, fields: &mut FieldsMut<'_>) {
    if cursor.rest().starts_with(b"\\\"") {
        cursor.at += 1;
    }
    let start = cursor.at + 1;
    let request = match cursor.between(b'"', b'"') {
        Some(request) => without_backslash(cursor, request),
        None if cursor.rest().starts_with(b"\"") => {
            fields.notes.add(Note::ShortLine);
            cursor.at = cursor.line.len();
            cursor.span(start, cursor.at)
        }
        None => {
            if cursor.is_at_end() {
                fields.notes.add(Note::ShortLine);
            }
            return;
        }
    };
    cursor::set_request(cursor, request, fields);
    cursor.skip_blanks();
}

fn without_backslash(cursor: &Cursor<'_>, request: Span) -> Span {
    let is_escaped =
        cursor.bytes(request).ends_with(b"\\") && cursor.line[..request.start() - cursor.base].ends_with(b"\\\"");
    Span::new(request.start(), request.end() - usize::from(is_escaped))
}

/// The rest of the line, kept as `extra`: what `option httpslog` adds, `errors sni/version/cipher`, or anything else, which is noted.
fn read_rest(cursor: &mut Cursor<'_>, fields: &mut FieldsMut<'_>) {
    if cursor.is_at_end() {
        return;
    }
    fields.extra.set_text(Column::Extra, cursor.span(cursor.at, cursor.line.len()));
    let _errors = cursor.token();
    cursor.skip_blanks();
    let tls = cursor.token();
    let mut parts = cursor.bytes(tls).split(|byte| *byte == b'/');
    let (Some(sni), Some(version), Some(_), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
        return fields.notes.add(Note::ExtraFields);
    };
    let (sni, version) = (tls.start() + sni.len(), tls.start() + sni.len() + 1 + version.len());
    fields.vhost = Span::new(tls.start(), sni);
    fields.extra.set_text(Column::TlsProtocol, Span::new(sni + 1, version));
    fields.extra.set_text(Column::TlsCipher, Span::new(version + 1, tls.end()));
}
