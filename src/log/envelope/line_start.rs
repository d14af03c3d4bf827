//! Where a line may begin: what must follow an ambiguous prefix, such as two words. The work for each line is bounded.

use super::stamp::stamp_length;
use crate::log::host::{begins_as_date, is_address, is_host, is_qualified, is_vhost};

/// Bytes of a line that are examined.
const REACH: usize = 512;
/// Places of a line that are tried at most.
const MOST_CANDIDATES: usize = 8;
/// Most fields before the time of a Common Log Format line: a list of clients, and a user with spaces.
const MOST_FIELDS: usize = 16;
/// Words that only one program begins its lines with; among them are the levels of uvicorn.
const WORDS: [&[u8]; 7] =
    [b"haproxy[", b"Request finished ", b"INFO: ", b"WARNING: ", b"ERROR: ", b"DEBUG: ", b"CRITICAL: "];

/// What precedes the place where a line may begin.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    /// Nothing: any name may be a host or a virtual host.
    Nothing,
    /// A prefix, which may end with a word: only a name with a dot or port is a host.
    Prefix,
    /// A prefix ending with a word that may have a dot: only a name with a port is a virtual host.
    Word,
}

/// Whether `text` may be a line without a prefix.
pub fn may_be_line(text: &[u8]) -> bool {
    begins_line(text, Before::Nothing)
}

/// Whether `text`, after a prefix, may be a line.
pub fn may_follow_prefix(text: &[u8]) -> bool {
    begins_line(text, Before::Prefix)
}

/// The places after a prefix where a line may begin, from left to right. Empty if the text looks like the beginnings of two lines.
pub fn candidates(line: &[u8]) -> impl Iterator<Item = usize> + '_ {
    let ends_prefix = |at: &usize| matches!(line[at - 1], b' ' | b'\t' | b'|' | b':' | b']' | b'>' | b'=');
    let places = (1..line.len().min(REACH)).filter(ends_prefix);
    places.filter(|at| may_follow(line, *at)).take(MOST_CANDIDATES).take_while(|at| !holds_client(&line[..*at]))
}

/// Whether a line may begin at `at`, given what precedes it. An address there may be the client; after it, only another client or an object
/// can begin a line.
pub fn may_follow(line: &[u8], at: usize) -> bool {
    let (prefix, rest) = line.split_at(at);
    let is_separated = prefix.trim_ascii_end().last().is_none_or(u8::is_ascii_punctuation);
    let before = if is_separated { Before::Prefix } else { Before::Word };
    let has_client = || rest.starts_with(b"{") || begins_client(rest, before);
    begins_line(rest, before) && (has_client() || !fields_of(prefix).any(is_address))
}

/// The fields of a text, separated by spaces and tabs.
fn fields_of(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split(|byte| matches!(byte, b' ' | b'\t')).filter(|field| !field.is_empty())
}

/// Whether a text contains the client of a line: `address - `, or `- - [`.
fn holds_client(text: &[u8]) -> bool {
    let mut pairs = fields_of(text).zip(fields_of(text).skip(1));
    pairs.any(|(one, two)| two == b"-" && (one == b"-" || is_address(one)))
}

fn begins_line(text: &[u8], before: Before) -> bool {
    match text.first() {
        None | Some(b' ' | b'\t') => false,
        Some(b'{') => begins_object(text),
        Some(b'"') => begins_quoted(text),
        Some(b'[') => true,
        _ => {
            stamp_length(text).is_some()
                || begins_as_date(text)
                || begins_request(text)
                || begins_client(text, before)
                || begins_pairs(text)
                || begins_kind_and_stamp(text)
                || begins_owner(text)
                || begins_cells(text)
                || WORDS.iter().any(|word| text.starts_with(word))
        }
    }
}

/// Whether a text begins with the bracket of a time and the digits of a day or year.
fn is_time(text: &[u8]) -> bool {
    matches!(text, [b'[', b'0'..=b'9', b'0'..=b'9', ..])
}

/// `{"..":..}`, with plain or escaped quotes.
fn begins_object(text: &[u8]) -> bool {
    let inside = text[1..text.len().min(REACH)].trim_ascii_start();
    let end = &text[text.len().saturating_sub(REACH)..];
    matches!(inside, [b'"' | b'\\' | b'}', ..]) && end.trim_ascii_end().ends_with(b"}")
}

/// A first field in quotes: an address or a date, or a number followed by a comma.
fn begins_quoted(text: &[u8]) -> bool {
    let Some(quote) = memchr::memchr(b'"', &text[1..text.len().min(REACH)]) else { return false };
    let (field, rest) = (&text[1..=quote], &text[quote + 2..]);
    match rest.first() {
        Some(b' ' | b'\t') => begins_as_date(field) || field.split(|byte| *byte == b',').next().is_some_and(is_host),
        Some(b',') => field.iter().all(u8::is_ascii_digit) && !field.is_empty(),
        _ => false,
    }
}

/// A client, or a virtual host and a client.
fn begins_client(text: &[u8], before: Before) -> bool {
    let text = &text[..text.len().min(REACH)];
    let mut fields = fields_of(text);
    let Some(first) = fields.next() else { return false };
    let Some(second) = fields.next() else { return false };
    let name = first.split(|byte| *byte == b',').next().unwrap_or_default();
    if is_address(name) && (name.len() < first.len() || !is_address(second)) || name == b"unix:" {
        return true;
    }
    if is_address(second) && is_vhost(first) {
        return match before {
            Before::Nothing => true,
            Before::Prefix => is_qualified(first) || is_address(first),
            Before::Word => is_qualified(first) && first.contains(&b':'),
        };
    }
    // Only the time after it makes a name a client.
    let between = if is_time(second) { Some(0) } else { fields.take(MOST_FIELDS).position(is_time).map(|at| at + 1) };
    between.is_some_and(|between| match before {
        Before::Nothing => is_host(name) && (matches!(between, 0 | 2) || second == b"-"),
        Before::Prefix => is_qualified(name) && matches!(between, 1 | 2) && second == b"-",
        Before::Word => is_qualified(name) && between == 2 && second == b"-",
    })
}

/// `key=value`, or `label:value` and a tab. A label with a dot, or one that begins with a digit, may be what `grep` writes: a file or a line.
fn begins_pairs(text: &[u8]) -> bool {
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-.@".contains(byte);
    let name = text.iter().take(64).take_while(|byte| is_name(byte)).count();
    let is_pair = match text.get(name) {
        Some(b'=') => true,
        Some(b':') => {
            let (label, value) = (&text[..name], &text[name + 1..text.len().min(REACH)]);
            let is_label = !label.contains(&b'.') && !label.first().is_some_and(u8::is_ascii_digit);
            is_label && !value.starts_with(b" ") && memchr::memchr(b'\t', value).is_some()
        }
        _ => false,
    };
    name > 0 && is_pair
}

/// `GET /a`, optionally after the protocol's name.
fn begins_request(text: &[u8]) -> bool {
    const LONGEST: usize = 16;
    let text = text.strip_prefix(b"HTTP ").unwrap_or(text);
    let method = text.iter().take(LONGEST).take_while(|byte| byte.is_ascii_uppercase()).count();
    method > 2 && matches!(text[method..], [b' ', b'/' | b'*' | b'h', ..])
}

/// A long hexadecimal number, such as an Amazon S3 bucket owner, with a time after one more field.
fn begins_owner(text: &[u8]) -> bool {
    const SHORTEST: usize = 32;
    let owner = text.iter().take(REACH).take_while(|byte| byte.is_ascii_hexdigit()).count();
    let mut fields = text[owner..text.len().min(REACH)].split(|byte| *byte == b' ').skip(2);
    owner >= SHORTEST && fields.next().is_some_and(is_time)
}

/// `https 2018-07-02T22:23:00Z`: the kind of a connection and its time, optionally with a version between them.
fn begins_kind_and_stamp(text: &[u8]) -> bool {
    const KINDS: [&[u8]; 10] = [b"http", b"https", b"h2", b"h3", b"ws", b"wss", b"grpc", b"grpcs", b"tls", b"tcp"];
    let kind = text.iter().take(8).take_while(|byte| byte.is_ascii_alphanumeric()).count();
    let Some(rest) = text[kind..].strip_prefix(b" ") else { return false };
    KINDS.contains(&&text[..kind]) && stamp_length(after_version(rest, b' ').unwrap_or(rest)).is_some()
}

/// Cells that a semicolon or a bar separates: a version and a time, or a word, a status and a number.
fn begins_cells(text: &[u8]) -> bool {
    let is_digits =
        |cell: Option<&[u8]>| cell.is_some_and(|cell| !cell.is_empty() && cell.iter().all(u8::is_ascii_digit));
    let mut cells = text[..text.len().min(64)].split(|byte| *byte == b'|');
    let word = cells.next().unwrap_or_default();
    after_version(text, b';').is_some_and(begins_as_date)
        || word.iter().all(|byte| byte.is_ascii_uppercase() || *byte == b'-')
            && cells.next().is_some_and(|status| status.len() == 3 && is_digits(Some(status)))
            && is_digits(cells.next())
}

/// What follows a version, `2.0`, and a separator.
fn after_version(text: &[u8], separator: u8) -> Option<&[u8]> {
    match text {
        [b'0'..=b'9', b'.', b'0'..=b'9', end, rest @ ..] if *end == separator => Some(rest),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::Format;

    #[test]
    fn the_example_of_every_format_may_be_a_line() {
        let is_missed = |format: &Format| {
            let line = format.example().lines().next_back().expect("an example has a line").as_bytes();
            !may_be_line(line) || !may_follow_prefix(line)
        };
        let missed: Vec<String> = Format::all().filter(is_missed).map(|format| format.name().to_owned()).collect();
        assert_eq!(missed, [""; 0]);
    }

    #[test]
    fn a_word_after_a_prefix_is_not_a_virtual_host() {
        let rest = "203.0.113.9 - - [16/Feb/2018:12:34:56 +0000] \"GET / HTTP/1.1\" 200 5";
        assert!(may_be_line(format!("web {rest}").as_bytes()));
        assert!(!may_follow_prefix(format!("web {rest}").as_bytes()));
        assert!(may_follow_prefix(format!("www.example.org {rest}").as_bytes()));
        let found = |prefix: &str| candidates(format!("{prefix}{rest}").as_bytes()).collect::<Vec<_>>();
        for prefix in
            ["foo: ", "foo bar ", "foo|", "web1.example.org 12 web1.example.org ", "x y z 10.0.0.1: ", "x 10.0.0.1 "]
        {
            assert_eq!(found(prefix), [prefix.len()], "{prefix}");
        }
        assert_eq!(found("foo: www.example.org ").first(), Some(&5));
        assert_eq!(found("foo www.example.org:443 ").first(), Some(&4));
        assert_eq!(found("203.0.113.9 - - [02/Sep/2025:21:"), [0; 0], "two lines");
    }
}
