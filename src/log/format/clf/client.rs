//! What precedes the time: `[vhost[:port] ]host ident user`. A line that begins with anything else is malformed, so that text that a log
//! collector put before a line never becomes a host.

use crate::log::bytes::{is_blank, split_port};
use crate::log::fields::{Fields, Span};
use crate::log::format::cursor::Cursor;
use crate::log::host::{is_address, is_host, is_qualified, is_vhost, second_client};
use crate::log::reject::{Fault, RejectReason};
use crate::log::tally::Note;

/// `%v:%p`, or `%v` alone. Whether it is one shows when there is a time after it.
pub fn read_vhost(cursor: &mut Cursor<'_>, fields: &mut Fields) {
    let (token, _) = read_field(cursor);
    let (name, port) = split_port(cursor.bytes(token));
    fields.vhost = Span::new(token.start(), token.start() + name.len());
    fields.port = port;
    cursor.skip_blanks();
}

/// Host, identity and user, which end before the bracket of the time.
pub fn read<const VHOST: bool>(cursor: &Cursor<'_>, open: usize, fields: &mut Fields) -> Result<(), Fault> {
    let (line, start) = (cursor.line, cursor.at);
    let end = open - line[start..open].iter().rev().take_while(|byte| is_blank(**byte)).count();
    let mut client = Cursor::at(&line[..end], cursor.base, start);
    let bad = |reason, at| Err(Fault { reason, at });
    // A line that begins with one field too many.
    let shifted = bad(if VHOST { RejectReason::BadHost } else { RejectReason::UnexpectedVhost }, 0);
    if VHOST && !is_vhost(cursor.bytes(fields.vhost)) {
        return bad(RejectReason::BadHost, 0);
    }
    read_host(&mut client, fields)?;
    fields.ident = client.token();
    client.skip_blanks();
    let (ident, user) = (client.bytes(fields.ident), client.rest());
    // An address and a dash are client and identity of a line without a virtual host.
    let is_client = |name| is_address(cursor.bytes(name)) && client.bytes(fields.host) == b"-";
    if VHOST && (user.is_empty() || is_client(fields.vhost)) {
        return bad(RejectReason::MissingVhost, 0);
    }
    if is_address(ident) || user.starts_with(b"- ") {
        return shifted;
    }
    if let Some(at) = second_client(user) {
        return bad(RejectReason::BadHost, client.at + at);
    }
    if ident.is_empty() {
        fields.ident = Span::NONE;
    }
    read_user::<VHOST>(&client, fields);
    Ok(())
}

/// The client; of a list of forwarded addresses, `client, proxy, proxy` with or without spaces, the first.
fn read_host(client: &mut Cursor<'_>, fields: &mut Fields) -> Result<(), Fault> {
    let at = client.at;
    let (mut token, is_quoted) = read_field(client);
    let list = client.bytes(token);
    let first = memchr::memchr(b',', list).filter(|comma| *comma > 0).unwrap_or(list.len());
    let commas = list.iter().take_while(|byte| **byte == b',').count();
    let is_absent = is_quoted && list.is_empty();
    if !is_absent && !is_host(&list[commas.min(first)..first]) {
        return Err(Fault { reason: RejectReason::BadHost, at });
    }
    fields.host = Span::new(token.start(), token.start() + first);
    while !is_quoted && client.bytes(token).ends_with(b",") {
        client.skip_blanks();
        token = client.token();
    }
    client.skip_blanks();
    Ok(())
}

/// A field in quotes or without; whether there were quotes.
fn read_field(cursor: &mut Cursor<'_>) -> (Span, bool) {
    let at = cursor.at;
    match cursor.between(b'"', b'"') {
        Some(inside) if cursor.rest().first().is_none_or(|byte| is_blank(*byte)) => (inside, true),
        _ => {
            cursor.at = at;
            (cursor.token(), false)
        }
    }
}

/// The user, in quotes or without. Virtualmin writes the virtual host before it, once or twice.
fn read_user<const VHOST: bool>(client: &Cursor<'_>, fields: &mut Fields) {
    let user = client.rest();
    let (start, end) = (client.at, client.line.len());
    if let Some(vhost) = vhost_before(user).filter(|_| !VHOST) {
        fields.vhost = client.span(start, start + vhost);
        let last = user.iter().rev().take_while(|byte| !is_blank(**byte)).count();
        fields.user = client.span(end - last, end);
        return fields.notes.add(Note::OtherFormat);
    }
    let quotes = usize::from(user.len() >= 2 && user.starts_with(b"\"") && user.ends_with(b"\""));
    fields.user = if user.is_empty() { Span::NONE } else { client.span(start + quotes, end - quotes) };
}

/// The length of a virtual host before the user: a name with a dot that is there twice, or before a dash.
fn vhost_before(user: &[u8]) -> Option<usize> {
    let mut fields = user.split(|byte| is_blank(*byte)).filter(|field| !field.is_empty());
    let name = fields.next().filter(|name| is_qualified(name))?;
    let is_vhost = match (fields.next()?, fields.next(), fields.next()) {
        (b"-", None, None) => true,
        (again, Some(_), None) => again == name,
        _ => false,
    };
    is_vhost.then_some(name.len())
}
