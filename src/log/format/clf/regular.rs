//! The fast path: a line in which every quote, space and bracket is where a server puts it.
//!
//! The positions of quotes and line end come from the structural index, and the time lies at a fixed distance before the first
//! quote. Whatever is not as expected (an escape, a missing field, a second space) is left to [`read_head`](super::read_head) and what follows it;
//! what is taken must mean the same there, which tests compare line by line.

use crate::log::bytes::{self, split_port};
use crate::log::fields::{CoreFields, Span};
use crate::log::format::indexed_line::IndexedLine;
use crate::log::format::memo::Memo;
use crate::log::host::{is_address, is_dotted_number, is_host, is_vhost};
use crate::log::request;
use crate::log::tally::Notes;
use crate::log::time::TIME_FRAME;

/// Reads what the formats of the family begin with, including the request and `QUOTED` more quoted fields, and returns where the line
/// continues. The line is a [quoted one](IndexedLine::quoted_line) with at least these fields. `fields` is dirty on `None`.
#[inline(always)]
pub fn read_front<const VHOST: bool, const QUOTED: usize>(
    line: IndexedLine<'_>,
    memo: &mut Memo,
    fields: &mut CoreFields,
) -> Option<usize> {
    let IndexedLine { text, start, marks } = line;
    // The index ascends, so consecutive places need no checks but those of the slices themselves.
    let place = |number: usize| marks[number] as usize;
    let (open, close) = (place(0), place(1));
    (fields.referer, fields.user_agent) = (Span::NONE, Span::NONE);
    let (mut outcome_end, mut at) = (text.len(), text.len());
    if QUOTED > 0 {
        for field in 1..QUOTED {
            if place(2 * field + 1) + 2 != place(2 * field + 2) || text[place(2 * field + 1) + 1] != b' ' {
                return None;
            }
        }
        (fields.referer, fields.user_agent) = (line.quoted(1), line.quoted(2));
        (outcome_end, at) = (place(2), place(2 * QUOTED + 1) + 1);
    }
    fields.notes = Notes::default();
    read_outcome::<QUOTED>(text.get(close + 1..outcome_end)?, text, outcome_end, fields)?;
    read_client::<VHOST>(text.get(start..open)?, start, memo, fields)?;
    request::read(text.get(open + 1..close)?, open + 1, fields);
    Some(at)
}

/// `host ident user [time] ` before the request's quote.
#[inline(always)]
pub fn read_client<const VHOST: bool>(
    head: &[u8],
    start: usize,
    memo: &mut Memo,
    fields: &mut CoreFields,
) -> Option<()> {
    let (client, frame) = head.split_last_chunk::<TIME_FRAME>()?;
    (fields.time, fields.offset) = (memo.date.read(frame)?, memo.date.offset());
    let client = client.strip_suffix(b" [")?;
    // What means something else at the beginning of a line is left to the slow path: a comment, a byte order mark, whitespace, an envelope.
    if matches!(client.first()?, b'#' | 0xef | 0..=b' ' | b'<' | b'{' | b'"') {
        return None;
    }
    (fields.vhost, fields.port) = (Span::NONE, None);
    let mut at = 0;
    if VHOST {
        at = token_length(client)?;
        let (name, port) = split_port(&client[..at]);
        if !is_vhost(name) {
            return None;
        }
        (fields.vhost, fields.port) = (Span::new(start, start + name.len()), port);
        at += 1;
    }
    let end = client.len();
    let is_host_at = |at: usize, length: usize| {
        let window = head[at..].first_chunk().filter(|_| length <= 16);
        window.is_some_and(|window| is_dotted_number(window, length)) || is_host(&head[at..at + length])
    };
    if !VHOST
        && let Some(host) = client.strip_suffix(b" - -")
        && is_host_at(0, host.len())
    {
        fields.host = Span::new(start, start + host.len());
        fields.ident = Span::new(start + end - 3, start + end - 2);
        fields.user = Span::new(start + end - 1, start + end);
        return Some(());
    }
    let host = token_length(&client[at..])?;
    // After an address as virtual host, a dash would be the identity.
    if !is_host_at(at, host) || (VHOST && client[at] == b'-') {
        return None;
    }
    fields.host = Span::new(start + at, start + at + host);
    at += host + 1;
    let ident = token_length(&client[at..])?;
    fields.ident = Span::new(start + at, start + at + ident);
    at += ident + 1;
    let user = &client[at..];
    let is_word = !user.is_empty() && user[0] != b'[' && !user.iter().any(|byte| matches!(byte, b' ' | b'\t'));
    if ident == 0 || !is_word || (ident > 1 && is_address(&client[at - ident - 1..at - 1])) {
        return None;
    }
    fields.user = Span::new(start + at, start + end);
    Some(())
}

/// The length of the token before the next space; `None` when there is a tab in it, or no space after it.
#[inline(always)]
fn token_length(text: &[u8]) -> Option<usize> {
    let length = text.iter().position(|byte| matches!(byte, b' ' | b'\t'))?;
    (text[length] == b' ').then_some(length)
}

/// ` ddd size` and, before a referer, another space, within `text` up to `end`; the size is `-` or at most eight digits.
#[inline(always)]
fn read_outcome<const QUOTED: usize>(outcome: &[u8], text: &[u8], end: usize, fields: &mut CoreFields) -> Option<()> {
    const STATUS: usize = 5;
    let (&[before, a, b, c, after], size) = outcome.split_first_chunk::<STATUS>()?;
    let (size, end) = if QUOTED > 0 { (size.strip_suffix(b" ")?, end - 1) } else { (size, end) };
    let status = [a, b, c].map(|digit| digit.wrapping_sub(b'0'));
    if before != b' ' || after != b' ' || status[0] > 9 || status[1] > 9 || status[2] > 9 {
        return None;
    }
    fields.status = Some(u16::from(status[0]) * 100 + u16::from(status[1]) * 10 + u16::from(status[2]));
    fields.bytes = Some(if size == b"-" { 0 } else { bytes::short_number(text, end - size.len(), end)? });
    Some(())
}
