//! The header of syslog: RFC 3164 section 4.1, as daemons write it to files too, and RFC 5424 section 6; before either, the length that
//! RFC 6587 counts.

use super::Opened;
use crate::log::time;

/// A line behind a header. HAProxy's own header stays: its format knows by it which lines are of HAProxy itself.
pub fn open(line: &[u8]) -> Option<Opened<'_>> {
    let count = count_length(line);
    let start = count + priority_length(&line[count..]);
    let header = &line[start..];
    let length = match header.strip_prefix(b"1 ").filter(|_| start > 0) {
        Some(rest) => rfc5424_length(rest)? + 2,
        None => rfc3164_length(header)?,
    };
    Some(Opened::whole(line, start + length))
}

/// `105 ` before a priority: the length of the message, as senders count it over TCP (RFC 6587 section 3.4.1).
fn count_length(line: &[u8]) -> usize {
    const MOST_DIGITS: usize = 10;
    let digits = line.iter().take(MOST_DIGITS).take_while(|byte| byte.is_ascii_digit()).count();
    let is_count = digits > 0 && line[digits..].starts_with(b" <") && priority_length(&line[digits + 1..]) > 0;
    if is_count { digits + 1 } else { 0 }
}

/// `<134>`, up to three digits.
fn priority_length(line: &[u8]) -> usize {
    let Some(rest) = line.strip_prefix(b"<") else { return 0 };
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if (1..=3).contains(&digits) && rest.get(digits) == Some(&b'>') { digits + 2 } else { 0 }
}

/// `Mon dd hh:mm:ss host tag[pid]: `, or with a time of RFC 3339 as rsyslog writes it; the host may be missing.
fn rfc3164_length(header: &[u8]) -> Option<usize> {
    const TAG_BYTES: usize = 256;
    let start = stamp_length(header)?;
    let mut at = start;
    for _ in 0..2 {
        let rest = &header[at..header.len().min(start + TAG_BYTES)];
        let token = memchr::memchr(b' ', rest)?;
        let word = &rest[..token];
        at += token + 1;
        if let Some(tag) = word.strip_suffix(b":") {
            return is_tag(tag).then_some(at);
        }
    }
    None
}

/// A program's name, perhaps with its number in brackets; but not HAProxy's.
fn is_tag(tag: &[u8]) -> bool {
    let (name, rest) = tag.split_at(memchr::memchr(b'[', tag).unwrap_or(tag.len()));
    let is_number = rest.is_empty() || (rest.ends_with(b"]") && rest[1..rest.len() - 1].iter().all(u8::is_ascii_digit));
    let is_name = !name.is_empty() && name.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-_./()".contains(byte));
    is_name && is_number && (name != b"haproxy" || rest.is_empty())
}

/// The length of a time and the blank behind it.
fn stamp_length(header: &[u8]) -> Option<usize> {
    if let Some((stamp, [b' ', ..])) = header.split_first_chunk()
        && time::is_bsd_stamp(stamp)
    {
        return Some(stamp.len() + 1);
    }
    let blank = memchr::memchr(b' ', &header[..header.len().min(40)])?;
    time::parse(&header[..blank]).filter(|_| header.contains(&b'T')).map(|_| blank + 1)
}

/// Behind `<134>1 `: `time host program process message-id structured-data `.
fn rfc5424_length(header: &[u8]) -> Option<usize> {
    let blank = memchr::memchr(b' ', header)?;
    if header[..blank] != *b"-" && !time::parse(&header[..blank]).is_some_and(|time| time.has_zone()) {
        return None;
    }
    let mut at = blank + 1;
    for _ in 0..4 {
        at += memchr::memchr(b' ', &header[at..])? + 1;
    }
    at += structured_length(&header[at..])?;
    let message = header[at..].strip_prefix(b" ")?;
    // Some senders mark the text as UTF-8.
    Some(at + 1 + if message.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 })
}

/// `-`, or elements `[id name="value"]`, in whose values a backslash stands before `"`, `\` and `]`.
fn structured_length(text: &[u8]) -> Option<usize> {
    if text.starts_with(b"-") {
        return Some(1);
    }
    let (mut at, mut is_quoted) = (0, false);
    while let Some(byte) = text.get(at) {
        match byte {
            b'\\' if is_quoted => at += 1,
            b'"' => is_quoted = !is_quoted,
            b']' if !is_quoted && text.get(at + 1) != Some(&b'[') => return (text[0] == b'[').then_some(at + 1),
            _ => {}
        }
        at += 1;
    }
    None
}
