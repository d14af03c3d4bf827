//! `s3`: the server access log of Amazon's object store
//! (<https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html>).
//!
//! Any field may be a bare `-`, the request too. Fields were appended over the years, so that lines of 17 fields and more are whole. Amazon does
//! not document how a quote in a user agent is escaped. Nothing after the user agent is quoted, so it ends at the line's last quote.

use crate::log::bytes::{self, number};
use crate::log::column::Column;
use crate::log::duration::{self, Unit};
use crate::log::fields::{Fields, FieldsMut, Span};
use crate::log::format::clf::read_quoted;
use crate::log::format::cursor::{self, Cursor};
use crate::log::format::{About, Escaping, LineFormat};
use crate::log::reject::{Fault, Refusal, RejectReason};
use crate::log::schema::Columns;
use crate::log::tally::Note;
use crate::log::time;

pub static S3: ObjectStore = ObjectStore;

/// See [`S3`].
pub struct ObjectStore;

const COLUMNS: Columns = Columns::of(&[
    Column::Bucket,
    Column::Time,
    Column::Host,
    Column::User,
    Column::RequestId,
    Column::Operation,
    Column::ObjectKey,
    Column::Request,
    Column::Method,
    Column::Target,
    Column::Protocol,
    Column::Status,
    Column::Error,
    Column::Bytes,
    Column::ObjectBytes,
    Column::RequestTime,
    Column::FirstByteTime,
    Column::Referer,
    Column::UserAgent,
    Column::TlsCipher,
    Column::Vhost,
    Column::TlsProtocol,
    Column::Extra,
]);

/// The fields after the user agent, and the columns of those that have one.
const TAIL: [Option<Column>; 10] = [
    // Version, host id, version of the signature.
    None,
    None,
    None,
    Some(Column::TlsCipher),
    // Kind of authentication.
    None,
    Some(Column::Vhost),
    Some(Column::TlsProtocol),
    // Access point, whether an access list was needed, region of the source.
    None,
    None,
    None,
];

static ABOUT: About = About::new(
    "s3",
    r#"79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be assets [06/Mar/2024:15:27:07 +0000] 203.0.113.9 arn:aws:iam::123456789012:user/deploy 3E57427F33A59F07 REST.GET.OBJECT img/logo.png "GET /img/logo.png HTTP/1.1" 200 - 2662992 3462992 70 10 "-" "aws-cli/2.15.0" - s9lzHYrFp76ZVxRcpX9+5cjAnEH2ROuNkd2BHfIa6UkFVdtjf5mKR3/eTPFvsiP/XV/VLi31234= SigV4 ECDHE-RSA-AES128-GCM-SHA256 AuthHeader assets.s3.us-west-1.amazonaws.com TLSV1.2 - -"#,
    r#"owner bucket [time] remote_ip requester request_id operation key "request_uri" http_status error_code bytes_sent object_size total_time turn_around_time "referer" "user_agent" version_id host_id signature_version cipher_suite authentication_type host_header tls_version access_point_arn acl_required source_region"#,
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html",
)
.escaping(Escaping::None);

impl LineFormat for ObjectStore {
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
        read_head(&mut cursor, fields)?;
        read_request(&mut cursor, fields)?;
        read_outcome(&mut cursor, fields)?;
        read_headers(&mut cursor, fields);
        read_tail(&mut cursor, fields);
        Ok(())
    }
}

/// `owner bucket [time] ip requester request_id operation key`.
fn read_head(cursor: &mut Cursor<'_>, fields: &mut FieldsMut<'_>) -> Result<(), Fault> {
    let _owner = cursor.field()?;
    let bucket = cursor.field()?;
    fields.extra.set_text(Column::Bucket, bucket);
    cursor.skip_blanks();
    let place = cursor.at + 1;
    let logged = cursor.between(b'[', b']').ok_or(cursor.fault(RejectReason::MissingTime))?;
    let logged = time::parse(cursor.bytes(logged)).ok_or(Fault { reason: RejectReason::BadTime, at: place })?;
    fields.set_time(logged);
    fields.host = cursor.field()?;
    fields.user = requester(cursor)?;
    for column in [Column::RequestId, Column::Operation, Column::ObjectKey] {
        let text = cursor.field()?;
        fields.extra.set_text(column, text);
    }
    Ok(())
}

/// The requester. Where its name has whitespace, it ends before the request id, which the operation follows.
fn requester(cursor: &mut Cursor<'_>) -> Result<Span, Fault> {
    let first = cursor.field()?;
    let (line, base, first_end) = (cursor.line, cursor.base, cursor.at);
    let mut ahead = Cursor::at(line, base, first_end);
    let (mut end, mut id) = (first_end, ahead.field()?);
    while let Ok(next) = ahead.field() {
        if is_operation(ahead.bytes(next)) {
            cursor.at = end;
            return Ok(Span::new(first.start(), base + end));
        }
        if ahead.bytes(next).starts_with(b"\"") {
            break;
        }
        (end, id) = (id.end() - base, next);
    }
    Ok(first)
}

/// Whether a text is like `REST.GET.OBJECT`.
fn is_operation(text: &[u8]) -> bool {
    const KINDS: [&[u8]; 5] = [b"REST", b"SOAP", b"WEBSITE", b"S3", b"BATCH"];
    memchr::memchr(b'.', text).is_some_and(|dot| KINDS.contains(&&text[..dot]))
}

/// The request in quotes, or a bare `-`.
fn read_request(cursor: &mut Cursor<'_>, fields: &mut FieldsMut<'_>) -> Result<(), Fault> {
    cursor.skip_blanks();
    let place = cursor.at;
    if cursor.rest().starts_with(b"\"") {
        let request = read_quoted(cursor, fields, is_status);
        if fields.notes.has(Note::ShortLine) {
            return Err(Fault { reason: RejectReason::UnterminatedRequest, at: place });
        }
        cursor::set_request(cursor, request, fields);
        return Ok(());
    }
    match cursor.field()? {
        bare if cursor.bytes(bare) == b"-" => Ok(()),
        _ => Err(Fault { reason: RejectReason::MissingRequest, at: place }),
    }
}

/// Whether a text begins with a status.
fn is_status(text: &[u8]) -> bool {
    let length = text.iter().take(4).position(|byte| *byte == b' ');
    length.is_some_and(|length| bytes::status(&text[..length]).is_some())
}

/// Status, error, sizes and durations.
fn read_outcome(cursor: &mut Cursor<'_>, fields: &mut FieldsMut<'_>) -> Result<(), Fault> {
    let status = cursor.field()?;
    let fault = |reason, span: Span, cursor: &Cursor<'_>| Fault { reason, at: span.start() - cursor.base };
    fields.status =
        bytes::status(cursor.bytes(status)).ok_or_else(|| fault(RejectReason::BadStatus, status, cursor))?;
    let error = cursor.field()?;
    fields.extra.set_text(Column::Error, error);
    let sent = cursor.field()?;
    let bytes = bytes::size(cursor.bytes(sent)).ok_or_else(|| fault(RejectReason::BadSize, sent, cursor))?;
    fields.bytes = Some(bytes);
    read_number(cursor, fields, Column::ObjectBytes, number);
    read_number(cursor, fields, Column::RequestTime, milliseconds);
    read_number(cursor, fields, Column::FirstByteTime, milliseconds);
    Ok(())
}

fn milliseconds(text: &[u8]) -> Option<u64> {
    duration::parse(text, Unit::Milliseconds)
}

/// A number that may be missing or `-`.
fn read_number(cursor: &mut Cursor<'_>, fields: &mut FieldsMut<'_>, column: Column, read: fn(&[u8]) -> Option<u64>) {
    let Ok(text) = cursor.field() else { return fields.notes.add(Note::ShortLine) };
    let text = cursor.bytes(text);
    let value = read(text);
    if value.is_none() && text != b"-" {
        fields.notes.add(Note::UnreadField);
    }
    fields.extra.set_number(column, value);
}

/// Referer and user agent, each in quotes or a bare `-`.
fn read_headers(cursor: &mut Cursor<'_>, fields: &mut FieldsMut<'_>) {
    fields.referer = read_header(cursor, fields, |rest| matches!(rest[0], b'"' | b'-'));
    fields.user_agent = read_header(cursor, fields, |rest| !rest.contains(&b'"'));
}

fn read_header(cursor: &mut Cursor<'_>, fields: &mut FieldsMut<'_>, follows: fn(&[u8]) -> bool) -> Span {
    cursor.skip_blanks();
    if cursor.rest().starts_with(b"-") { cursor.token() } else { read_quoted(cursor, fields, follows) }
}

/// What follows the user agent; Amazon appends more from time to time.
fn read_tail(cursor: &mut Cursor<'_>, fields: &mut FieldsMut<'_>) {
    for column in TAIL {
        let Ok(text) = cursor.field() else { return };
        match column {
            Some(Column::Vhost) => fields.vhost = text,
            Some(column) => fields.extra.set_text(column, text),
            None => {}
        }
    }
    cursor.skip_blanks();
    if !cursor.is_at_end() {
        fields.extra.set_text(Column::Extra, cursor.span(cursor.at, cursor.line.len()));
    }
}
