//! The pieces that describe prefixes. They match in sequence, without backtracking.

use super::line_start::{may_be_line, may_follow_prefix};
use super::stamp::{clock_length, stamp_length};
use crate::log::host::is_uuid;

/// A piece of a prefix.
#[derive(Debug)]
pub enum PrefixPiece {
    /// This text.
    Text(&'static str),
    /// One of these texts.
    OneOf(&'static [&'static str]),
    /// A timestamp.
    Stamp,
    /// A time of day.
    Clock,
    /// Spaces and tabs, at least one.
    Space,
    /// Spaces and tabs, if there are any.
    MaybeSpace,
    /// One space or tab, or the end of the line.
    SpaceOrEnd,
    /// A name: a letter, digit, `_`, `/` or `.`, then letters, digits, and any of `-_.` and these.
    Name(&'static str),
    /// Digits, at least one.
    Digits,
    /// The name of a deployment's pod, recognised by its ending: `-6d4cf56db6-x7k2p`.
    Pod,
    /// A UUID in hexadecimal digits and dashes.
    Uuid,
    /// Braces and what is inside.
    Braces,
    /// Everything up to and including a tab.
    Column,
    /// These pieces, optionally.
    Maybe(&'static [PrefixPiece]),
    /// Nothing, if the line could not begin without the prefix.
    Needed,
    /// Nothing, where a line may begin.
    Line,
}

/// Longest prefix in bytes.
const LONGEST: usize = 4096;

/// The length of the pieces at the beginning of `line`; `None` if they do not match.
pub fn length(pieces: &[PrefixPiece], line: &[u8]) -> Option<usize> {
    pieces
        .iter()
        .try_fold(0, |at, piece| Some(at + piece.length(&line[at..], line)?))
        .filter(|length| *length <= LONGEST)
}

impl PrefixPiece {
    /// Its length at the beginning of `text`, which is the rest of `line`.
    fn length(&self, text: &[u8], line: &[u8]) -> Option<usize> {
        let near = &text[..text.len().min(LONGEST)];
        let some = |length: usize| (length > 0).then_some(length);
        let count = |is: fn(&u8) -> bool| near.iter().take_while(|byte| is(byte)).count();
        match self {
            PrefixPiece::Text(text) => near.starts_with(text.as_bytes()).then_some(text.len()),
            PrefixPiece::OneOf(texts) => texts
                .iter()
                .map(|text| text.len())
                .zip(*texts)
                .find_map(|(length, text)| near.starts_with(text.as_bytes()).then_some(length)),
            PrefixPiece::Stamp => stamp_length(near),
            PrefixPiece::Clock => clock_length(near),
            PrefixPiece::Space => some(count(|byte| matches!(byte, b' ' | b'\t'))),
            PrefixPiece::MaybeSpace => Some(count(|byte| matches!(byte, b' ' | b'\t'))),
            PrefixPiece::SpaceOrEnd => match near.first() {
                None | Some(b'\r') => Some(0),
                Some(b' ' | b'\t') => Some(1),
                Some(_) => None,
            },
            PrefixPiece::Name(more) => name_length(near, more.as_bytes()),
            PrefixPiece::Digits => some(count(u8::is_ascii_digit)),
            PrefixPiece::Pod => pod_length(near),
            PrefixPiece::Uuid => uuid_length(near),
            PrefixPiece::Braces => braces_length(near),
            PrefixPiece::Column => Some(memchr::memchr(b'\t', near)? + 1),
            PrefixPiece::Maybe(pieces) => {
                Some(pieces.iter().try_fold(0, |at, piece| Some(at + piece.length(&text[at..], line)?)).unwrap_or(0))
            }
            PrefixPiece::Needed => (!may_be_line(line)).then_some(0),
            PrefixPiece::Line => may_follow_prefix(text).then_some(0),
        }
    }
}

fn name_length(text: &[u8], more: &[u8]) -> Option<usize> {
    let is_first = |byte: &u8| byte.is_ascii_alphanumeric() || b"_/.".contains(byte);
    let is_name =
        |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte) || more.contains(byte) || !byte.is_ascii();
    text.first().filter(|byte| is_first(byte) || !byte.is_ascii())?;
    Some(text.iter().take_while(|byte| is_name(byte)).count())
}

fn pod_length(text: &[u8]) -> Option<usize> {
    let length = name_length(text, b"")?;
    let mut parts = text[..length].rsplit(|byte| *byte == b'-');
    let is_word = |part: &[u8]| part.iter().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    let (random, hash) = (parts.next()?, parts.next()?);
    let is_pod = random.len() == 5 && (6..=10).contains(&hash.len()) && is_word(random) && is_word(hash);
    (is_pod && parts.next().is_some()).then_some(length)
}

fn uuid_length(text: &[u8]) -> Option<usize> {
    const LENGTH: usize = 36;
    text.get(..LENGTH).filter(|text| is_uuid(text)).map(|_| LENGTH)
}

/// `{a="b", c="d"}`; braces in quotes do not count.
fn braces_length(text: &[u8]) -> Option<usize> {
    text.first().filter(|byte| **byte == b'{')?;
    let (mut at, mut is_quoted) = (1, false);
    loop {
        match text.get(at)? {
            b'\\' if is_quoted => at += 1,
            b'"' => is_quoted = !is_quoted,
            b'}' if !is_quoted => return Some(at + 1),
            b'{' if !is_quoted => return None,
            _ => {}
        }
        at += 1;
    }
}
