//! What runs containers writes their lines with: Docker, the runtimes of Kubernetes, and `docker compose`.

use std::borrow::Cow;

use super::Opened;
use crate::log::time;

/// `{"log":"…\n","stream":"stdout","time":"…"}` (<https://docs.docker.com/engine/logging/drivers/json-file/>).
///
/// A line of more than 16 KiB comes in parts, of which only the last one ends with `\n`.
pub fn open_docker(line: &[u8]) -> Option<Opened<'_>> {
    const HEAD: &[u8] = b"{\"log\":\"";
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let text = line.strip_prefix(HEAD)?;
    let end = string_length(text)?;
    let rest = text[end..].strip_prefix(b"\",\"").filter(|rest| rest.ends_with(b"}"))?;
    memchr::memmem::find(rest, b"time\":\"")?;
    let escaped = &text[..end];
    let is_part = !escaped.ends_with(b"\\n");
    let escaped = escaped.strip_suffix(b"\\n").unwrap_or(escaped);
    let stream = usize::from(rest.starts_with(b"stream\":\"stderr"));
    Some(Opened { prefix: HEAD.len(), inside: escaped, undo: unescape, is_part, stream })
}

/// How far a JSON string reaches whose opening quote is passed.
fn string_length(text: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += memchr::memchr2(b'"', b'\\', &text[at..])?;
        if text[at] == b'"' {
            return Some(at);
        }
        at = (at + 2).min(text.len());
    }
}

/// Undoes the escapes of a JSON string (RFC 8259 section 7). A line end inside is written `\x0a`, since it must not end the line.
fn unescape(text: &[u8]) -> Cow<'_, [u8]> {
    let Some(first) = memchr::memchr(b'\\', text) else { return Cow::Borrowed(text) };
    let mut plain = text[..first].to_vec();
    let mut rest = &text[first..];
    while let Some(at) = memchr::memchr(b'\\', rest) {
        plain.extend_from_slice(&rest[..at]);
        let (char, length) = escaped_char(&rest[at..]);
        match char {
            Some('\n') => plain.extend_from_slice(b"\\x0a"),
            Some(char) => plain.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes()),
            None => plain.extend_from_slice(&rest[at..at + length]),
        }
        rest = &rest[at + length..];
    }
    plain.extend_from_slice(rest);
    Cow::Owned(plain)
}

/// The character that the escape at the beginning stands for, none for what is no escape; and the bytes of it.
fn escaped_char(text: &[u8]) -> (Option<char>, usize) {
    let char = match text.get(1) {
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(byte @ (b'"' | b'\\' | b'/')) => char::from(*byte),
        Some(b'u') => return unicode_escape(text),
        _ => return (None, 1),
    };
    (Some(char), 2)
}

/// `\uhhhh`, or two of these for a character beyond the first 65,536.
fn unicode_escape(text: &[u8]) -> (Option<char>, usize) {
    const LENGTH: usize = 6;
    let unit = |text: &[u8]| {
        let digits =
            text.get(..LENGTH)?.strip_prefix(b"\\u").filter(|digits| digits.iter().all(u8::is_ascii_hexdigit))?;
        u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
    };
    let Some(first) = unit(text) else { return (None, 1) };
    let second = unit(&text[LENGTH..]);
    let pair = second.and_then(|second| char::decode_utf16([first, second]).next()?.ok().map(|char| (char, second)));
    match (char::from_u32(first.into()), pair) {
        (Some(char), _) => (Some(char), LENGTH),
        (None, Some((char, _))) => (Some(char), 2 * LENGTH),
        (None, None) => (Some(char::REPLACEMENT_CHARACTER), LENGTH),
    }
}

/// `time stream F|P line`
/// (<https://github.com/kubernetes/design-proposals-archive/blob/main/node/kubelet-cri-logging.md>). `P` is a part that another one follows.
pub fn open_cri(line: &[u8]) -> Option<Opened<'_>> {
    let blank = memchr::memchr(b' ', &line[..line.len().min(40)])?;
    time::parse(&line[..blank]).filter(|time| time.has_zone)?;
    let (stream, rest) = match &line[blank + 1..] {
        [b's', b't', b'd', b'o', b'u', b't', b' ', rest @ ..] => (0, rest),
        [b's', b't', b'd', b'e', b'r', b'r', b' ', rest @ ..] => (1, rest),
        _ => return None,
    };
    // Further tags may follow the first one, parted by colons.
    let tags = memchr::memchr(b' ', rest).unwrap_or(rest.len());
    let is_part = match rest[..tags].split(|byte| *byte == b':').next() {
        Some(b"P") => true,
        Some(b"F") => false,
        _ => return None,
    };
    let prefix = line.len() - rest.len() + (tags + 1).min(rest.len());
    let mut opened = Opened::whole(line, prefix);
    if is_part && let Some(inside) = line[prefix..].strip_suffix(b"\r") {
        opened.inside = inside;
    }
    Some(Opened { is_part, stream, ..opened })
}

/// `web-1  | line`, as `docker compose logs` prints it.
pub fn open_compose(line: &[u8]) -> Option<Opened<'_>> {
    const LONGEST_NAME: usize = 128;
    let bar = memchr::memchr(b'|', &line[..line.len().min(LONGEST_NAME)])?;
    let name = line[..bar].trim_ascii_end();
    let is_name = !name.is_empty() && name.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(byte));
    let is_prefix = is_name && name.len() < bar && matches!(line.get(bar + 1), None | Some(b' '));
    is_prefix.then(|| Opened::whole(line, (bar + 2).min(line.len())))
}
