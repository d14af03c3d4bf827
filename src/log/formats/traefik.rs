//! `traefik`: what Traefik calls its common format, `combined` and then a count of requests, the router, the server's address and the
//! duration (<https://doc.traefik.io/traefik/observe/logs-and-access-logs/>).
//!
//! Traefik escapes nothing, so a line may hold quotes that a client sent. Its own last fields are therefore read from the end of the line;
//! the user agent is what remains before them.

use std::ops::Range;

use crate::log::bytes;
use crate::log::column::Column;
use crate::log::duration::{self, Unit};
use crate::log::fields::{Fields, FieldsMut, Span};
use crate::log::format::clf::{self, read_head, read_quoted, read_rest};
use crate::log::format::cursor::Cursor;
use crate::log::format::{About, Escaping, IndexedLine, LineFormat, Memo};
use crate::log::reject::{Fault, Refusal, RejectReason};
use crate::log::schema::Columns;
use crate::log::tally::Note;

pub static TRAEFIK: Traefik = Traefik;

/// See [`TRAEFIK`].
pub struct Traefik;

/// Quotes of a line in which no client sent any.
const QUOTES: usize = 10;

const COLUMNS: Columns = clf::COMMON.union(Columns::of(&[
    Column::Referer,
    Column::UserAgent,
    Column::RequestId,
    Column::Frontend,
    Column::UpstreamAddr,
    Column::RequestTime,
]));

static ABOUT: About = About::new(
    "traefik",
    r#"203.0.113.9 - - [06/Mar/2024:15:27:07 +0000] "GET /cart HTTP/2.0" 200 512 "-" "Mozilla/5.0" 1204 "web@docker" "http://172.18.0.4:8080" 7ms"#,
    r#"<remote_IP_address> - <client_user_name_if_available> [<timestamp>] "<request_method> <request_path> <request_protocol>" <HTTP_status> <content-length> "<request_referrer>" "<request_user_agent>" <number_of_requests_received_since_Traefik_started> "<Traefik_router_name>" "<Traefik_server_URL>" <request_duration_in_ms>ms"#,
    "https://doc.traefik.io/traefik/observe/logs-and-access-logs/",
)
.escaping(Escaping::None);

impl LineFormat for Traefik {
    fn about(&self) -> &About {
        &ABOUT
    }

    fn columns(&self) -> Columns {
        COLUMNS
    }

    fn read_line(&self, line: &[u8], base: usize) -> Result<Fields, Refusal> {
        let (mut fields, mut cursor) = read_head::<false>(line, base, Escaping::None)?;
        match find_tail(&line[cursor.at..]) {
            Some(tail) => read_whole(&mut cursor, &mut fields, tail),
            None => read_cut(&mut cursor, &mut fields)?,
        }
        Ok(fields)
    }

    #[inline]
    fn read_regular(&self, ahead: IndexedLine<'_>, memo: &mut Memo, fields: &mut FieldsMut<'_>) -> Option<usize> {
        let line = ahead.quoted_line(QUOTES)?;
        let headers_end = clf::read_front::<false, 2>(line, memo, fields)?;
        let (text, router, url) = (line.text, line.quoted(3), line.quoted(4));
        let count = text[headers_end..router.start() - 1].strip_prefix(b" ")?.strip_suffix(b" ")?;
        let duration = text[url.end() + 1..].strip_prefix(b" ")?.strip_suffix(b"ms")?;
        if &text[router.end() + 1..url.start() - 1] != b" " || !is_count(count) {
            return None;
        }
        let duration = duration::parse(duration, Unit::Milliseconds)?;
        fields.extra.set_text(Column::RequestId, Span::new(headers_end + 1, headers_end + 1 + count.len()));
        fields.extra.set_text(Column::Frontend, router);
        fields.extra.set_text(Column::UpstreamAddr, url);
        fields.extra.set_number(Column::RequestTime, Some(duration));
        Some(QUOTES + 1)
    }
}

/// The fields that Traefik writes itself: places in the text after the size.
struct Tail {
    /// After the headers.
    start: usize,
    count: Range<usize>,
    /// `None` for a bare `-`.
    router: Option<Range<usize>>,
    url: Option<Range<usize>>,
    /// In microseconds.
    duration: u64,
    /// After the duration.
    end: usize,
}

/// Reads ` count "router" "url" Nms` back from the duration; other text may follow it. A missing router or server is
/// a bare `-`.
fn find_tail(text: &[u8]) -> Option<Tail> {
    let close = memchr::memrchr(b'"', text)?;
    let (start, end, duration) = find_duration(text, close + 1)?;
    let (url, rest) = last_value(text[..start].strip_suffix(b" ")?)?;
    let (router, rest) = last_value(rest.strip_suffix(b" ")?)?;
    let rest = rest.strip_suffix(b" ")?;
    let blank = memchr::memrchr(b' ', rest)?;
    let count = blank + 1..rest.len();
    is_count(&rest[count.clone()]).then_some(Tail { start: blank, count, router, url, duration, end })
}

/// The duration after the last quote, with at most a count and two dashes before it.
fn find_duration(text: &[u8], mut at: usize) -> Option<(usize, usize, u64)> {
    for _ in 0..4 {
        let start = at + 1;
        let word = text.get(start..).filter(|_| text[at] == b' ')?;
        let end = start + bytes::first_blank(word);
        let micros = text[start..end].strip_suffix(b"ms").and_then(|text| duration::parse(text, Unit::Milliseconds));
        if let Some(micros) = micros {
            return Some((start, end, micros));
        }
        at = end;
    }
    None
}

fn is_count(text: &[u8]) -> bool {
    bytes::number(text).is_some() || text == b"-"
}

/// The quoted text or the bare `-` with which another text ends, and what precedes it.
fn last_value(text: &[u8]) -> Option<(Option<Range<usize>>, &[u8])> {
    if let Some(before) = text.strip_suffix(b"-").filter(|before| before.ends_with(b" ")) {
        return Some((None, before));
    }
    let inside = text.strip_suffix(b"\"")?;
    let open = memchr::memrchr(b'"', inside)?;
    Some((Some(open + 1..inside.len()), &text[..open]))
}

fn read_whole(cursor: &mut Cursor<'_>, fields: &mut Fields, tail: Tail) {
    let from = cursor.at;
    let span = |range: Range<usize>| Span::new(cursor.base + from + range.start, cursor.base + from + range.end);
    fields.extra.set_text(Column::RequestId, span(tail.count));
    for (column, range) in [(Column::Frontend, tail.router), (Column::UpstreamAddr, tail.url)] {
        fields.extra.set_text(column, range.map_or(Span::NONE, span));
    }
    fields.extra.set_number(Column::RequestTime, Some(tail.duration));
    set_headers(cursor, fields, from + tail.start);
    cursor.at = from + tail.end;
    cursor.skip_blanks();
    read_rest(cursor, &mut fields.fields_mut());
}

/// `"referer" "user agent"`: the first ends at `" "`, the other at the last quote.
fn set_headers(cursor: &Cursor<'_>, fields: &mut Fields, end: usize) {
    let start = cursor.at;
    let headers = cursor.line[start..end].strip_prefix(b"\"").and_then(|text| text.strip_suffix(b"\""));
    let parts = headers.and_then(|text| Some((text, memchr::memmem::find(text, b"\" \"")?)));
    let Some((text, middle)) = parts else { return fields.notes.add(Note::UnreadField) };
    fields.referer = cursor.span(start + 1, start + 1 + middle);
    fields.user_agent = cursor.span(start + middle + 4, end - 1);
    if memchr::memchr_iter(b'"', text).count() > 2 {
        fields.notes.add(Note::UnescapedQuote);
    }
}

/// A line whose end is missing. It is Traefik's if it ends inside the headers, or if a count follows them.
fn read_cut(cursor: &mut Cursor<'_>, fields: &mut Fields) -> Result<(), Fault> {
    fields.referer = read_quoted(cursor, fields, |rest| rest[0] == b'"');
    fields.user_agent = read_quoted(cursor, fields, |rest| rest[0].is_ascii_digit());
    if fields.referer.is_some() && cursor.is_at_end() && fields.notes.has(Note::ShortLine) {
        return Ok(());
    }
    let place = cursor.at;
    let count = cursor.field()?;
    let goes_on = [&b" \""[..], b" -"].into_iter().any(|start| cursor.rest().starts_with(start));
    let is_cut = bytes::number(cursor.bytes(count)).is_some() && (cursor.is_at_end() || goes_on);
    if !is_cut || !fields.user_agent.is_some() {
        return Err(Fault { reason: RejectReason::MissingField, at: place });
    }
    fields.extra.set_text(Column::RequestId, count);
    fields.notes.add(Note::ShortLine);
    Ok(())
}
