//! What runs containers writes their lines with: Docker, the runtimes of Kubernetes, and `docker compose`.

use std::borrow::Cow;

use super::Opened;
use crate::log::time;

/// `{"log":"…\n","stream":"stdout","time":"…"}` (<https://docs.docker.com/engine/logging/drivers/json-file/>), the keys in any order and
/// with blanks between them, as tools leave them that write the object anew.
///
/// A line of more than 16 KiB comes in parts, of which only the last one ends with `\n`.
pub fn open_docker(line: &[u8]) -> Option<Opened<'_>> {
    let line = line.strip_suffix(b"\r").unwrap_or(line).trim_ascii_end();
    let mut object = Object { line, at: line.strip_prefix(b"{").map(|_| 1)? };
    let (mut log, mut has_time, mut stream) = (None, false, 0);
    while let Some((key, value)) = object.member()? {
        match key {
            b"log" if log.is_none() => log = Some(object.text(value)?),
            b"log" => return None,
            b"time" => has_time = object.text(value).is_some(),
            b"stream" => stream = usize::from(object.text(value).map(|(_, text)| text) == Some(b"stderr")),
            _ => {}
        }
    }
    let (prefix, escaped) = log.filter(|_| has_time)?;
    let is_part = !escaped.ends_with(b"\\n");
    let escaped = escaped.strip_suffix(b"\\n").unwrap_or(escaped);
    Some(Opened { prefix, inside: escaped, undo: unescape, is_part, stream })
}

/// An object of JSON on its way to its end: as much of it as it takes to tell its members apart.
struct Object<'l> {
    line: &'l [u8],
    at: usize,
}

/// A key, and where its value begins and ends.
type Member<'l> = (&'l [u8], (usize, usize));

impl<'l> Object<'l> {
    /// The next member; none behind the last one, which nothing may follow. The outer none is for what is no such object.
    fn member(&mut self) -> Option<Option<Member<'l>>> {
        self.skip_blanks();
        if self.line.get(self.at) == Some(&b'}') {
            return (self.at + 1 == self.line.len()).then_some(None);
        }
        let start = self.at;
        let end = self.string()?;
        self.skip_blanks();
        if self.line.get(self.at) != Some(&b':') {
            return None;
        }
        self.at += 1;
        self.skip_blanks();
        let value = self.at;
        self.value()?;
        let member = (&self.line[start + 1..end], (value, self.at));
        self.skip_blanks();
        match self.line.get(self.at)? {
            b',' => self.at += 1,
            b'}' => {}
            _ => return None,
        }
        Some(Some(member))
    }

    /// Steps over a value: a string, or anything else up to the comma or bracket behind it.
    fn value(&mut self) -> Option<()> {
        let mut depth = 0_usize;
        loop {
            match self.line.get(self.at)? {
                b'"' => {
                    self.string()?;
                    if depth == 0 {
                        return Some(());
                    }
                    continue;
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' | b',' if depth == 0 => return Some(()),
                b'}' | b']' => depth -= 1,
                _ => {}
            }
            self.at += 1;
        }
    }

    /// Steps over a string that begins here; where its closing quote stands.
    fn string(&mut self) -> Option<usize> {
        let text = self.line[self.at..].strip_prefix(b"\"")?;
        let end = self.at + 1 + string_length(text)?;
        self.at = end + 1;
        Some(end)
    }

    /// What stands inside the quotes of a value, and where.
    fn text(&self, (start, end): (usize, usize)) -> Option<(usize, &'l [u8])> {
        Some((start + 1, self.line[start..end].strip_prefix(b"\"")?.strip_suffix(b"\"")?))
    }

    fn skip_blanks(&mut self) {
        self.at += self.line[self.at..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    }
}

/// How far a JSON string reaches whose opening quote is passed.
fn string_length(text: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += memchr::memchr2(b'"', b'\\', text.get(at..)?)?;
        if text[at] == b'"' {
            return Some(at);
        }
        at += 2;
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
    time::parse(&line[..blank]).filter(|time| time.has_zone())?;
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

/// `web-1  | line`, as `docker compose logs` prints it, in colours or without.
pub fn open_compose(line: &[u8]) -> Option<Opened<'_>> {
    const LONGEST_NAME: usize = 128;
    let start = colour_length(line);
    let bar = memchr::memchr(b'|', &line[..line.len().min(LONGEST_NAME)]).filter(|bar| *bar > start)?;
    let name = line[start..bar].trim_ascii_end();
    let is_name = !name.is_empty() && name.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(byte));
    if !is_name || start + name.len() == bar {
        return None;
    }
    // The colour ends before or behind the blank.
    let colour = |at: usize| if start > 0 { colour_length(&line[at..]) } else { 0 };
    let mut end = bar + 1 + colour(bar + 1);
    match line.get(end) {
        None => {}
        Some(b' ') => end += 1 + colour(end + 1),
        Some(_) => return None,
    }
    Some(Opened::whole(line, end))
}

/// The length of the code that sets colours, `ESC[36m`, with which a text begins (ECMA-48 section 8.3.117); 0 without one.
fn colour_length(text: &[u8]) -> usize {
    let Some(rest) = text.strip_prefix(b"\x1b[") else { return 0 };
    let numbers = rest.iter().take_while(|byte| byte.is_ascii_digit() || **byte == b';').count();
    if rest.get(numbers) == Some(&b'm') { numbers + 3 } else { 0 }
}
