//! `ingress_nginx`: the default of the ingress controller of Kubernetes, nginx's `combined` with the request's way through upstreams
//! (<https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/log-format/>).
//!
//! If several upstreams were tried, address, length, time and status are lists, separated by `, ` or, after an internal
//! redirect, by ` : `. Older controllers omit the alternative upstream, and the oldest write the client in brackets before the user.

use crate::log::bytes::number;
use crate::log::column::Column;
use crate::log::duration::{self, Unit};
use crate::log::fields::{Fields, FieldsMut, Span};
use crate::log::format::clf::{self, read_head, read_quoted};
use crate::log::format::cursor::Cursor;
use crate::log::format::{About, Escaping, IndexedLine, LineFormat, Memo};
use crate::log::reject::{Fault, Refusal, RejectReason};
use crate::log::schema::Columns;
use crate::log::tally::Note;

pub static INGRESS_NGINX: IngressNginx = IngressNginx;

/// See [`INGRESS_NGINX`].
pub struct IngressNginx;

/// Quotes around request, referer and user agent.
const QUOTES: usize = 6;

const COLUMNS: Columns = clf::COMMON.union(Columns::of(&[
    Column::Referer,
    Column::UserAgent,
    Column::RequestBytes,
    Column::RequestTime,
    Column::Upstream,
    Column::UpstreamAddr,
    Column::UpstreamTime,
    Column::UpstreamStatus,
    Column::RequestId,
]));

static ABOUT: About = About::new(
    "ingress_nginx",
    r#"203.0.113.9 - - [06/Mar/2024:15:27:07 +0000] "GET /cart HTTP/1.1" 200 512 "-" "Mozilla/5.0" 389 0.124 [shop-web-80] [] 10.8.0.4:8080, 10.8.0.5:8080 0, 512 0.004, 0.120 502, 200 6f3f0b2c9d1e4a57"#,
    r#"$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" $request_length $request_time [$proxy_upstream_name] [$proxy_alternative_upstream_name] $upstream_addr $upstream_response_length $upstream_response_time $upstream_status $req_id"#,
    "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/log-format/",
);

impl LineFormat for IngressNginx {
    fn about(&self) -> &About {
        &ABOUT
    }

    fn columns(&self) -> Columns {
        COLUMNS
    }

    fn read_line(&self, line: &[u8], base: usize) -> Result<Fields, Refusal> {
        let (mut fields, mut cursor) = read_head::<false>(line, base, Escaping::Backslash)?;
        drop_bracketed_client(&cursor, &mut fields);
        let is_number = |rest: &[u8]| rest[0].is_ascii_digit();
        fields.referer = read_quoted(&mut cursor, &mut fields, |rest| rest[0] == b'"');
        fields.user_agent = read_quoted(&mut cursor, &mut fields, is_number);
        let is_cut = fields.referer.is_some() && cursor.is_at_end() && fields.notes.has(Note::ShortLine);
        if !is_cut {
            read_upstream(&mut cursor, &mut fields.fields_mut())?;
            clf::read_rest(&mut cursor, &mut fields.fields_mut());
        }
        Ok(fields)
    }

    /// A fast path up to the user agent; the definition reads what follows.
    #[inline]
    fn read_regular(&self, ahead: IndexedLine<'_>, memo: &mut Memo, fields: &mut FieldsMut<'_>) -> Option<usize> {
        let line = ahead.quoted_line(QUOTES)?;
        let at = clf::read_front::<false, 2>(line, memo, fields)?;
        let mut cursor = Cursor::at(&line.text[line.start..], line.start, at - line.start);
        if !matches!(cursor.rest(), [b' ', b'0'..=b'9', ..]) || cursor.bytes(fields.user).starts_with(b"[") {
            return None;
        }
        read_upstream(&mut cursor, fields).ok()?;
        cursor.is_at_end().then_some(QUOTES + 1)
    }
}

/// `address - [address] - user`, as controllers before 0.22 wrote it.
fn drop_bracketed_client(cursor: &Cursor<'_>, fields: &mut Fields) {
    let user = if fields.user.is_some() { cursor.bytes(fields.user) } else { b"" };
    let Some(rest) = user.strip_prefix(b"[") else { return };
    if let Some(end) = memchr::memmem::find(rest, b"] - ") {
        fields.user = Span::new(fields.user.start() + end + 5, fields.user.end());
    }
}

/// What follows the user agent. Size and time of the request and the name of the upstream in brackets are required: they distinguish
/// the line from other formats. Any later field may have been cut off.
fn read_upstream(cursor: &mut Cursor<'_>, fields: &mut FieldsMut<'_>) -> Result<(), Fault> {
    let place = cursor.at;
    let missing = Fault { reason: RejectReason::MissingField, at: place };
    let size = cursor.field()?;
    let size = number(cursor.bytes(size)).ok_or(missing)?;
    let time = cursor.field()?;
    let time = duration::parse(cursor.bytes(time), Unit::Seconds).ok_or(missing)?;
    cursor.skip_blanks();
    let name = cursor.between(b'[', b']').ok_or(cursor.fault(RejectReason::MissingField))?;
    fields.extra.set_number(Column::RequestBytes, Some(size));
    fields.extra.set_number(Column::RequestTime, Some(time));
    fields.extra.set_text(Column::Upstream, if cursor.bytes(name).is_empty() { Span::NONE } else { name });
    cursor.skip_blanks();
    let _alternative = cursor.between(b'[', b']');
    let [address, _lengths, times, statuses] = [(); 4].map(|()| list(cursor));
    cursor.skip_blanks();
    let id = cursor.token();
    if cursor.bytes(id).is_empty() {
        fields.notes.add(Note::ShortLine);
    } else {
        fields.extra.set_text(Column::RequestId, id);
    }
    cursor.skip_blanks();
    if address.is_some() {
        fields.extra.set_text(Column::UpstreamAddr, address);
    }
    let text = |span: Span| if span.is_some() { cursor.bytes(span) } else { b"-" };
    let time = duration::read(text(times), Unit::Seconds);
    let last = text(statuses).rsplit(|byte| matches!(byte, b' ' | b',')).next().unwrap_or_default();
    let status = number(last).filter(|status| *status <= 999);
    let is_absent = |text: &[u8]| text.iter().all(|byte| b"-,: ".contains(byte));
    if (time.is_none() && !is_absent(text(times))) || (status.is_none() && !is_absent(last)) {
        fields.notes.add(Note::UnreadField);
    }
    fields.extra.set_number(Column::UpstreamTime, time);
    fields.extra.set_number(Column::UpstreamStatus, status);
    Ok(())
}

/// A field that may be a list: entries separated by `, ` or ` : `. Absent at the end of the line.
fn list(cursor: &mut Cursor<'_>) -> Span {
    cursor.skip_blanks();
    if cursor.is_at_end() {
        return Span::NONE;
    }
    let first = cursor.token();
    let mut last = first;
    loop {
        let goes_on = cursor.bytes(last).ends_with(b",") || cursor.rest().starts_with(b" : ");
        if !goes_on {
            return Span::new(first.start(), last.end());
        }
        cursor.skip_blanks();
        if cursor.rest().starts_with(b": ") {
            cursor.at += 2;
        }
        last = cursor.token();
        if !last.is_some() || cursor.bytes(last).is_empty() {
            return Span::new(first.start(), last.end());
        }
    }
}
