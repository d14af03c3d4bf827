//! What the text of a field means: which column it fills, and how it is read.

use crate::log::bytes::{self, first_blank, split_port};
use crate::log::column::{Column, ColumnKind};
use crate::log::duration::{self, Unit};
use crate::log::fields::{CoreFields, FieldsMut, Span};
use crate::log::reject::RejectReason;
use crate::log::request;
use crate::log::schema::Columns;
use crate::log::tally::Note;
use crate::log::time;

/// What a field is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// Nothing that has a column.
    Skip,
    /// A list, or a single item, of what has no column.
    SkipList,
    /// Text as logged; of a host, the first of a list. A request line is not split.
    Text(Column),
    /// A list, or a single item, of what has no column but one of the job's own.
    List(Column),
    /// Text without whitespace, whatever the column is otherwise; in capitals where servers write such words, and a scheme that is known.
    Word(Column),
    /// A list of forwarded addresses, the first of which is the host.
    Client,
    /// Address and port of the client, both of which are always there.
    Peer,
    /// First host of a list separated by any of these bytes.
    Hosts(Delimiters),
    /// A whole request line.
    Request,
    /// The query, with or without the `?` before it.
    Query,
    /// A virtual host and the path that follows it, without scheme and query.
    Site,
    /// The response's status, or `-`.
    Status,
    /// A status in another column: three digits, or `-`.
    StatusOf(Column),
    /// The response's size, or `-`.
    Bytes,
    /// A number, or a name where another server writes that: `%I` is a thread to Tomcat.
    NumberOrName(Column),
    /// A number that has no column.
    AnyNumber,
    /// A number in a column of numbers; of a list, the last.
    Number(Column),
    /// A duration in a column of durations; of a list, the sum.
    Duration(Column, Unit),
    /// The last part of the request's duration, after those of queue and upstream: the column holds the sum.
    RestOfRequest(Unit),
    /// A duration whose unit the directives of the log decide; seconds where none does.
    DeclaredDuration(Column),
    /// A time as servers write it, or since 1970 in the unit. An absent one is none.
    Time(Option<Unit>),
    /// The day of the request.
    Date,
    /// The time of that day.
    Clock,
}

/// The bytes that separate a list, padded with zeroes.
pub type Delimiters = [u8; 8];

impl Meaning {
    /// How the values of a column are usually written; none for a column that is derived from others, or a time.
    pub fn of(column: Column) -> Option<Meaning> {
        Some(match column {
            Column::Request => Meaning::Request,
            Column::Status => Meaning::Status,
            Column::Bytes => Meaning::Bytes,
            Column::Time | Column::Day | Column::Hour => return None,
            Column::StatusClass | Column::Extension | Column::FirstSegment => return None,
            Column::Source | Column::File | Column::ClockOffset => return None,
            _ if column.kind() == ColumnKind::Text => Meaning::Text(column),
            _ if column.kind() == ColumnKind::Duration => Meaning::Duration(column, Unit::Seconds),
            _ => Meaning::Number(column),
        })
    }

    /// How to read the value of a key that fills a column. `unit` is that of a bare number, if the key has one; `durations` that of other
    /// durations. A request line is not split, because other keys may have its parts.
    pub fn under_key(column: Column, unit: Option<Unit>, durations: Unit) -> Meaning {
        match column {
            Column::Time => Meaning::Time(unit),
            Column::Status => Meaning::Status,
            Column::Query => Meaning::Query,
            _ if column.is_text() => Meaning::Text(column),
            _ if column.is_duration() => Meaning::Duration(column, unit.unwrap_or(durations)),
            _ => Meaning::Number(column),
        }
    }

    /// The column that it is mainly about.
    pub fn column(self) -> Option<Column> {
        match self {
            Meaning::Skip | Meaning::SkipList | Meaning::AnyNumber => None,
            // Whether a line has it does not show whether it is one of the format.
            Meaning::Text(column) | Meaning::List(column) if column.is_own() => None,
            Meaning::Client | Meaning::Peer | Meaning::Hosts(_) => Some(Column::Host),
            Meaning::Request => Some(Column::Request),
            Meaning::Query => Some(Column::Query),
            Meaning::Site => Some(Column::Path),
            Meaning::Status => Some(Column::Status),
            Meaning::Bytes => Some(Column::Bytes),
            Meaning::Time(_) | Meaning::Date | Meaning::Clock => Some(Column::Time),
            Meaning::Text(column) | Meaning::List(column) => Some(column),
            Meaning::Number(column) | Meaning::DeclaredDuration(column) => Some(column),
            Meaning::NumberOrName(column) | Meaning::Word(column) | Meaning::StatusOf(column) => Some(column),
            Meaning::RestOfRequest(_) => Some(Column::RequestTime),
            Meaning::Duration(column, _) => Some(column),
        }
    }

    /// The columns that it fills.
    pub fn columns(self) -> Columns {
        match self {
            Meaning::Skip | Meaning::SkipList | Meaning::AnyNumber => Columns::NONE,
            Meaning::Request => Columns::of(&[Column::Request, Column::Method, Column::Target, Column::Protocol]),
            Meaning::Client => Columns::of(&[Column::ForwardedFor, Column::Host]),
            Meaning::Hosts(_) | Meaning::Peer => Meaning::Text(Column::Host).columns(),
            Meaning::Text(column @ (Column::Host | Column::Vhost)) => Columns::of(&[column, Column::Port]),
            Meaning::Text(column) | Meaning::List(column) => Columns::of(&[column]),
            Meaning::Number(column) | Meaning::Duration(column, _) => Columns::of(&[column]),
            Meaning::DeclaredDuration(column) | Meaning::NumberOrName(column) => Columns::of(&[column]),
            Meaning::Word(column) | Meaning::StatusOf(column) => Columns::of(&[column]),
            Meaning::RestOfRequest(_) => Columns::of(&[Column::RequestTime]),
            Meaning::Time(_) | Meaning::Date | Meaning::Clock => Columns::of(&[Column::Time]),
            Meaning::Query => Columns::of(&[Column::Query]),
            Meaning::Site => Columns::of(&[Column::Vhost, Column::Port, Column::Path]),
            Meaning::Status => Columns::of(&[Column::Status]),
            Meaning::Bytes => Columns::of(&[Column::Bytes]),
        }
    }

    /// Whether a field may hold anything: the server knows what, or the user.
    pub fn is_opaque(self) -> bool {
        match self {
            Meaning::Skip => true,
            Meaning::Text(column) => column.is_own(),
            _ => false,
        }
    }

    /// Whether every line of the format has it.
    pub fn is_frame(self) -> bool {
        matches!(self, Meaning::Request | Meaning::Status | Meaning::Bytes)
    }

    /// Whether its text may be a list, separated by a comma or colon and whitespace.
    pub fn is_list(self) -> bool {
        match self {
            Meaning::SkipList | Meaning::List(_) | Meaning::Client => true,
            Meaning::Text(column) => matches!(column, Column::Host | Column::ForwardedFor | Column::UpstreamAddr),
            Meaning::Number(column) | Meaning::Duration(column, _) => {
                matches!(
                    column,
                    Column::UpstreamStatus | Column::UpstreamTime | Column::UpstreamConnectTime | Column::FirstByteTime
                )
            }
            _ => false,
        }
    }

    /// Whether its text may hold whitespace though nothing encloses it.
    pub fn is_free(self) -> bool {
        match self {
            Meaning::Skip | Meaning::Request | Meaning::Client => true,
            Meaning::Text(column) if column.is_own() => true,
            Meaning::Text(column) => {
                matches!(
                    column,
                    Column::User
                        | Column::UserAgent
                        | Column::Referer
                        | Column::Cookie
                        | Column::ForwardedFor
                        | Column::CapturedRequest
                        | Column::CapturedResponse
                        | Column::Error
                        | Column::Target
                        | Column::Path
                        | Column::Query
                )
            }
            _ => false,
        }
    }

    /// Whether a text can begin such a field, as far as a few bytes show; a status or size must end before whitespace, or
    /// before what `ends` takes.
    pub fn may_begin(self, line: &[u8], at: usize, ends: impl Fn(usize) -> bool) -> bool {
        let rest = &line[at..];
        match self {
            Meaning::Status => match rest {
                [b'-', ..] => ends(at + 1),
                [b'0'] => ends(at + 1),
                [b'0', next, ..] if !next.is_ascii_digit() => ends(at + 1),
                [a, b, c, ..] => [a, b, c].iter().all(|byte| byte.is_ascii_digit()) && ends(at + 3),
                _ => false,
            },
            Meaning::Bytes => {
                let length = rest.iter().take(20).take_while(|byte| byte.is_ascii_digit()).count();
                ends(at + if rest.first() == Some(&b'-') { 1 } else { length })
            }
            Meaning::Number(_) | Meaning::Duration(..) => {
                // There may be nothing, too.
                ends(at)
                    || number_ends(rest)
                        .is_some_and(|mut places| self.is_list() || places.any(|place| ends(at + place)))
            }
            Meaning::Word(column) => {
                let word = &rest[..first_blank(&rest[..rest.len().min(LONGEST_WORD)])];
                let length = if is_in_capitals(column) { capitals(word) } else { word.len() };
                length > 0 && !word.contains(&b'"') && ends(at + length)
            }
            _ => true,
        }
    }

    /// Stores the value `text`, which is at `span`. Returns whether there is one: an absent value, and one that cannot be read, is left
    /// out, the latter with a note.
    ///
    /// # Errors
    /// A time, a status, a size in [`Meaning::Bytes`], a client with a port, or a scheme that cannot be read.
    #[inline]
    pub fn store(self, text: &[u8], span: Span, fields: &mut FieldsMut<'_>) -> Result<bool, RejectReason> {
        self.store_inline(text, span, fields)
    }

    /// The same, for a caller that must not pay for a call.
    ///
    /// # Errors
    /// As [`Meaning::store`].
    #[inline(always)]
    pub fn store_inline(self, text: &[u8], span: Span, fields: &mut FieldsMut<'_>) -> Result<bool, RejectReason> {
        match self {
            // Parts of a time are put together by whoever reads all of them.
            Meaning::Skip | Meaning::SkipList | Meaning::AnyNumber | Meaning::Date | Meaning::Clock => {
                return Ok(false);
            }
            Meaning::Time(unit) => {
                let time = time::read(text, unit).map_err(|_| RejectReason::BadTime)?;
                fields.set_time(time);
                return Ok(time.is_some());
            }
            Meaning::Request => request::read(text, span.start(), fields),
            Meaning::Status if text == b"-" => {
                fields.status = None;
                return Ok(false);
            }
            Meaning::Status => fields.status = Some(status(text).ok_or(RejectReason::BadStatus)?),
            Meaning::Bytes => fields.bytes = Some(bytes::size(text).ok_or(RejectReason::BadSize)?),
            Meaning::Word(Column::Scheme) if !SCHEMES.contains(&text) => return Err(RejectReason::NoMatch),
            Meaning::List(column) => fields.extra.set_text(column, span),
            Meaning::Text(column) | Meaning::Word(column) if column.is_extra() => fields.extra.set_text(column, span),
            Meaning::Text(column) | Meaning::Word(column) => store_core_text(column, text, span, fields),
            Meaning::Client => {
                fields.extra.set_text(Column::ForwardedFor, span);
                fields.host = first_of_list(text, span);
            }
            Meaning::Peer => {
                let length = match bytes::split_peer(text) {
                    Some((host, port)) => {
                        fields.port = Some(port);
                        host.len()
                    }
                    None if matches!(text, b"" | b"-") => text.len(),
                    None => return Err(RejectReason::BadHost),
                };
                fields.host = Span::new(span.start(), span.start() + length);
            }
            Meaning::Hosts(delimiters) => {
                let is_delimiter = |byte: &u8| delimiters.contains(byte);
                let start = text.iter().take_while(|byte| is_delimiter(byte)).count();
                let length = text[start..].iter().position(is_delimiter).unwrap_or(text.len() - start);
                fields.host = Span::new(span.start() + start, span.start() + start + length);
            }
            Meaning::Query if text.is_empty() => return Ok(false),
            Meaning::Query => fields.query = Span::new(span.start() + usize::from(text[0] == b'?'), span.end()),
            Meaning::Site => {
                let slash = memchr::memchr(b'/', text).unwrap_or(text.len());
                let middle = span.start() + slash;
                store_core_text(Column::Vhost, &text[..slash], Span::new(span.start(), middle), fields);
                store_core_text(Column::Path, &text[slash..], Span::new(middle, span.end()), fields);
            }
            Meaning::NumberOrName(_) if bytes::number(text).is_none() => return Ok(false),
            Meaning::NumberOrName(column) | Meaning::Number(column) => {
                return Ok(store_number(column, number(column, text), text, fields));
            }
            Meaning::StatusOf(column) => {
                return Ok(store_number(column, status(text).map(u64::from), text, fields));
            }
            Meaning::DeclaredDuration(column) | Meaning::Duration(column, _) => {
                let unit = if let Meaning::Duration(_, unit) = self { unit } else { Unit::Seconds };
                return Ok(store_number(column, duration::read(text, unit), text, fields));
            }
            Meaning::RestOfRequest(unit) => {
                store_number(Column::RequestTime, duration::read(text, unit), text, fields);
                let parts = [Column::QueueTime, Column::UpstreamTime, Column::RequestTime];
                let mut parts = parts.into_iter().map(|column| fields.extra.number(column));
                let sum = parts.try_fold(0, |sum: u64, part| sum.checked_add(part?));
                fields.extra.set_number(Column::RequestTime, sum);
            }
        }
        Ok(true)
    }
}

/// What a load balancer's connection may be.
const SCHEMES: [&[u8]; 6] = [b"http", b"https", b"h2", b"grpcs", b"ws", b"wss"];

/// Bytes examined to find the end of a word.
const LONGEST_WORD: usize = 64;

/// Whether the words of a column are in capitals, such as `HIER_DIRECT`.
pub fn is_in_capitals(column: Column) -> bool {
    column == Column::Hierarchy
}

/// The number of capitals, digits and underscores that a text begins with.
pub fn capitals(text: &[u8]) -> usize {
    text.iter().take_while(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || **byte == b'_').count()
}

/// Where a number may end with which a text begins: after its digits, or with Go's units, `1m2.5s`. None when it begins as no number does.
pub fn number_ends(text: &[u8]) -> Option<impl Iterator<Item = usize>> {
    const LONGEST: usize = 24;
    matches!(text, [b'0'..=b'9' | b'-' | b'+' | b'.', ..]).then(|| {
        let length = |is_of_it: fn(&u8) -> bool| text.iter().take(LONGEST).take_while(|byte| is_of_it(byte)).count();
        let digits = length(|byte| byte.is_ascii_digit() || b"+-.".contains(byte));
        let unit = length(|byte| byte.is_ascii_alphanumeric() || *byte == b'.' || !byte.is_ascii());
        [digits, unit].into_iter().filter(move |end| *end >= digits)
    })
}

/// Whether a list of hosts can end before a byte that follows it in a description: it is between hosts, or in none.
pub fn ends_hosts(delimiters: &Delimiters, byte: u8) -> bool {
    delimiters.contains(&byte) || !(byte.is_ascii_alphanumeric() || b".:[]-_%".contains(&byte))
}

/// A status: three digits, and a reason after a space (`200 OK`). A number has lost its zeroes, so that `0` is `000`; and it may be
/// written with a fraction or an exponent that leave it whole (`200.0`).
pub fn status(text: &[u8]) -> Option<u16> {
    match text {
        b"0" => Some(0),
        [a, b, c] if [a, b, c].iter().all(|digit| digit.is_ascii_digit()) => {
            bytes::number(text).map(|code| code as u16)
        }
        _ => odd_status(text),
    }
}

#[cold]
fn odd_status(text: &[u8]) -> Option<u16> {
    if let Some(space) = memchr::memchr(b' ', text) {
        return status(&text[..space]);
    }
    if !text.iter().any(|byte| matches!(byte, b'.' | b'e' | b'E')) {
        return None;
    }
    let number: f64 = std::str::from_utf8(text).ok()?.parse().ok()?;
    let is_status = number == 0.0 || (100.0..1000.0).contains(&number);
    (is_status && number.fract() == 0.0).then_some(number as u16)
}

/// The number of a column: the last one of a list, such as nginx writes for several upstreams (`502, 200`, `502 : 200`). Of a number of
/// bytes with a fraction or an exponent (`1.5e3`), the whole part.
#[inline(always)]
fn number(column: Column, text: &[u8]) -> Option<u64> {
    let plain = bytes::number(text).filter(|number| match column {
        Column::UpstreamStatus => text.len() == 3,
        _ => !column.is_small() || *number <= u16::MAX.into(),
    });
    plain.or_else(|| odd_number(column, text))
}

#[cold]
fn odd_number(column: Column, text: &[u8]) -> Option<u64> {
    let mut entries = text.rsplit(|byte| matches!(byte, b',' | b':')).map(<[u8]>::trim_ascii);
    let last = entries.find(|entry| !matches!(*entry, b"" | b"-"))?;
    match column {
        Column::UpstreamStatus => status(last).map(u64::from),
        _ if column.is_small() => bytes::number(last).filter(|number| *number <= u16::MAX.into()),
        _ => duration::parse(last, Unit::Microseconds),
    }
}

/// Stores a number, if there is one, and returns whether there is.
#[inline]
fn store_number(column: Column, number: Option<u64>, text: &[u8], fields: &mut FieldsMut<'_>) -> bool {
    match number {
        None if is_absent_number(text) => {}
        None => fields.notes.add(Note::UnreadField),
        Some(number) => match column {
            Column::Port => fields.port = number.try_into().ok(),
            Column::Bytes => fields.bytes = Some(number),
            _ => fields.extra.set_number(column, Some(number)),
        },
    }
    number.is_some()
}

/// Whether a number is absent: servers write nothing, dashes, or a negative number.
#[cold]
fn is_absent_number(text: &[u8]) -> bool {
    let is_negative =
        || text.strip_prefix(b"-").is_some_and(|text| duration::parse(text, Unit::Microseconds).is_some());
    text.iter().all(|byte| b"-,: ".contains(byte)) || is_negative()
}

#[inline(always)]
fn store_core_text(column: Column, text: &[u8], span: Span, fields: &mut CoreFields) {
    let unless_absent = || if matches!(text, b"" | b"-") { Span::NONE } else { span };
    match column {
        Column::Host => fields.host = first_of_list(text, span),
        Column::Ident => fields.ident = span,
        Column::User => {
            let is_quoted = text.len() >= 2 && text.starts_with(b"\"") && text.ends_with(b"\"");
            fields.user = if is_quoted { Span::new(span.start() + 1, span.end() - 1) } else { span };
        }
        Column::Request => fields.request = span,
        Column::Method => fields.method = unless_absent(),
        // The request line has it too, and is as the client sent it.
        Column::Target if fields.target.is_some() => {}
        Column::Target => fields.target = unless_absent(),
        Column::Protocol => fields.protocol = unless_absent(),
        Column::Path => fields.path = unless_absent(),
        Column::Query => fields.query = unless_absent(),
        Column::Referer => fields.referer = span,
        Column::UserAgent => fields.user_agent = span,
        Column::Vhost => {
            let (name, port) = split_port(text);
            fields.vhost = Span::new(span.start(), span.start() + name.len());
            fields.port = port.or(fields.port);
        }
        // The others are extra, or no text of a line.
        _ => {}
    }
}

/// The first of a list of forwarded addresses, which is the client; none where the list begins with a comma.
fn first_of_list(text: &[u8], span: Span) -> Span {
    let end = bytes::first_of([b','], text);
    let first = text[..end].trim_ascii_end();
    let start = first.len() - first.trim_ascii_start().len();
    if first.is_empty() { Span::NONE } else { Span::new(span.start() + start, span.start() + first.len()) }
}

#[cfg(test)]
#[path = "meaning_tests.rs"]
mod tests;
