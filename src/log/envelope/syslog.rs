//! The syslog header: RFC 3164 section 4.1, as daemons also write it to files, and RFC 5424 section 6, either optionally after the octet
//! count of RFC 6587. `journalctl` writes the same with other timestamps.

use super::line_start::{may_be_line, may_follow, may_follow_prefix};
use super::opened::Opened;
use super::stamp::stamp_length;
use crate::log::host::{is_address, is_vhost};

/// Bytes searched for the end of a tag.
const TAG_BYTES: usize = 256;

/// A line after a header. A header of HAProxy with a process number may stay: its format uses it to recognise HAProxy's own messages.
pub fn open(line: &[u8]) -> Option<Opened> {
    let count = count_length(line);
    let start = count + priority_length(&line[count..]);
    let header = &line[start..];
    let (length, is_shared) = match header.strip_prefix(b"1 ").filter(|_| start > 0) {
        Some(rest) => (rfc5424_length(rest)? + 2, false),
        None => rfc3164_length(header)?,
    };
    Some(Opened { is_shared, ..Opened::rest(line, start + length) })
}

/// A line after the tag alone: `nginx[12]: `, or `nginx: ` where a line may begin.
pub fn open_tag(line: &[u8]) -> Option<Opened> {
    let space = memchr::memchr(b' ', &line[..line.len().min(TAG_BYTES)])?;
    let tag = line[..space].strip_suffix(b":").filter(|tag| is_tag(tag) || is_part_of_app(tag))?;
    let is_process = tag.ends_with(b"]");
    let is_line = || !may_be_line(line) && may_follow_prefix(line[space..].trim_ascii_start());
    // Some formats begin with a level.
    let is_shared = tag.starts_with(b"haproxy[") || !is_process;
    (is_process || is_line()).then(|| Opened { is_shared, ..Opened::rest(line, space + 1) })
}

/// `105 ` before a priority: the octet count used over TCP (RFC 6587 section 3.4.1).
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

/// `Mon dd hh:mm:ss host tag[pid]: ` with any timestamp, and whether the tag is HAProxy's. Host or tag may be missing.
fn rfc3164_length(header: &[u8]) -> Option<(usize, bool)> {
    let stamp = stamp_length(header)?;
    let start = stamp + header[stamp..].iter().take_while(|byte| **byte == b' ').count();
    let word = |at: usize| {
        let rest = &header[at..header.len().min(start + TAG_BYTES)];
        memchr::memchr(b' ', rest).map(|space| &rest[..space])
    };
    let tag_end = |word: &[u8], at: usize| {
        let tag = word.strip_suffix(b":").filter(|tag| is_tag(tag))?;
        Some((at + word.len() + 1, tag.starts_with(b"haproxy[")))
    };
    let host = word(start)?;
    let after_host = start + host.len() + 1;
    let with_tag = tag_end(host, start).or_else(|| tag_end(word(after_host)?, after_host));
    // A relay's header has no tag; another header or the line follows.
    let rest = &header[after_host..];
    let is_header = || stamp_length(rest).is_some() || priority_length(rest) > 0;
    let is_relay =
        || is_host_of_header(host, header[0].is_ascii_alphabetic()) && (is_header() || may_follow(header, after_host));
    with_tag.or_else(|| is_relay().then_some((after_host, false)))
}

/// Whether a word is the host of a header without a tag. After a timestamp other than RFC 3164's, a name with a dot may be a virtual host;
/// with a port, it is one.
fn is_host_of_header(word: &[u8], is_rfc3164: bool) -> bool {
    is_address(word)
        || (is_vhost(word) && word != b"-" && !word.contains(&b':') && (is_rfc3164 || !word.contains(&b'.')))
}

/// A program's name, optionally with the process number in brackets.
fn is_tag(tag: &[u8]) -> bool {
    let (name, rest) = tag.split_at(memchr::memchr(b'[', tag).unwrap_or(tag.len()));
    let is_number = rest.is_empty() || (rest.ends_with(b"]") && rest[1..rest.len() - 1].iter().all(u8::is_ascii_digit));
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_./()@:\\".contains(byte);
    !name.is_empty() && name.iter().all(is_name) && is_number
}

/// `app[web.1]`: an application and one of its processes.
fn is_part_of_app(tag: &[u8]) -> bool {
    let is_name =
        |name: &[u8]| name.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(byte)) && !name.is_empty();
    let mut parts = tag.strip_suffix(b"]").unwrap_or_default().splitn(2, |byte| *byte == b'[');
    parts.next().is_some_and(is_name) && parts.next().is_some_and(is_name)
}

/// After `<134>1 `: `time host program process message-id structured-data `.
fn rfc5424_length(header: &[u8]) -> Option<usize> {
    let stamp = if header.starts_with(b"- ") { 1 } else { stamp_length(header)? };
    header[stamp..].strip_prefix(b" ")?;
    let mut at = stamp + 1;
    for _ in 0..4 {
        at += memchr::memchr(b' ', &header[at..])? + 1;
    }
    at += structured_length(&header[at..])?;
    let message = header[at..].strip_prefix(b" ")?;
    // Some senders mark the text as UTF-8.
    Some(at + 1 + if message.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 })
}

/// `-`, or elements `[id name="value"]` whose values escape `"`, `\` and `]` with a backslash.
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
