//! The tokens of one object (pure).

use memchr::memchr3;

use super::space::{is_space, significant};
use super::wrapper::Lookup;

/// Whitespace that is skipped to find what follows it, at most.
const MOST_SPACES: usize = 4096;

/// What came last in an object, outside of its strings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Last {
    /// A bracket or a brace, opening.
    Open,
    /// A bracket or a brace, closing.
    Close,
    Colon,
    Comma,
    /// A string, or part of another scalar.
    Scalar,
}

/// How going on in an object ended.
pub(super) enum ObjectProgress {
    /// It goes on at this byte.
    At(usize),
    /// It has ended before this byte.
    Whole(usize),
    /// It was cut off before this byte.
    CutOff(usize),
    /// More bytes are needed to go on at this byte.
    Undecided(usize),
}

/// The first object inside another that may be the next one, if the other was cut off.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    /// Its place in the text.
    pub at: usize,
    /// Bytes of the lines before it.
    pub lines: usize,
}

/// Scans one object.
pub(super) struct ObjectScanner {
    /// Brackets and braces that are open.
    depth: usize,
    /// For each of the innermost 128 of them, whether it is a bracket; the innermost is the lowest bit. What is not known is set.
    brackets: u128,
    last: Last,
    /// Whether whitespace followed it.
    is_spaced: bool,
    is_in_string: bool,
    pub candidate: Option<Candidate>,
}

impl ObjectScanner {
    /// Before its first byte.
    pub(super) fn new() -> ObjectScanner {
        // As a value may begin here.
        let last = Last::Colon;
        ObjectScanner { depth: 0, brackets: 0, last, is_spaced: false, is_in_string: false, candidate: None }
    }

    /// Goes on in `text` at `at`.
    pub(super) fn step(
        &mut self,
        text: &[u8],
        at: usize,
        ended: bool,
        first_key: &[u8],
        out: &mut Vec<u8>,
    ) -> ObjectProgress {
        match self.is_in_string {
            true => self.string(text, at, ended, out),
            false => self.tokens(text, at, first_key, out),
        }
    }

    /// Passes on tokens without the whitespace between them, up to the next string or the end.
    fn tokens(&mut self, text: &[u8], from: usize, first_key: &[u8], out: &mut Vec<u8>) -> ObjectProgress {
        // The bytes from here on are not passed on yet.
        let mut start = from;
        for (at, &byte) in text.iter().enumerate().skip(from) {
            if is_space(byte) {
                out.extend_from_slice(&text[start..at]);
                start = at + 1;
                self.is_spaced = true;
                continue;
            }
            if byte == b'{' && self.depth > 0 {
                out.extend_from_slice(&text[start..at]);
                start = at;
                if !self.may_begin_value() {
                    return ObjectProgress::CutOff(at);
                }
                if self.candidate.is_none() && begins_with_key(&text[at..], first_key) {
                    self.candidate = Some(Candidate { at, lines: out.len() });
                }
            }
            self.token(byte, out);
            if self.depth == 0 || self.is_in_string {
                out.extend_from_slice(&text[start..=at]);
                return if self.is_in_string { ObjectProgress::At(at + 1) } else { ObjectProgress::Whole(at + 1) };
            }
        }
        out.extend_from_slice(&text[start..]);
        ObjectProgress::Undecided(text.len())
    }

    /// Notes a byte of a token.
    fn token(&mut self, byte: u8, out: &mut Vec<u8>) {
        let last = self.last;
        self.last = match byte {
            b'{' | b'[' => {
                self.depth += 1;
                self.brackets = self.brackets << 1 | u128::from(byte == b'[');
                Last::Open
            }
            b'}' | b']' => {
                self.depth -= 1;
                self.brackets = self.brackets >> 1 | 1 << 127;
                Last::Close
            }
            b':' => Last::Colon,
            b',' => Last::Comma,
            _ => Last::Scalar,
        };
        if self.is_spaced && last == Last::Scalar && self.last == Last::Scalar {
            // Two scalars must not become one.
            out.push(b' ');
        }
        self.is_spaced = false;
        self.is_in_string = byte == b'"';
    }

    /// Whether an object may begin here, inside of another.
    fn may_begin_value(&self) -> bool {
        let is_in_array = self.brackets & 1 == 1;
        match self.last {
            Last::Colon => true,
            Last::Open | Last::Comma => is_in_array,
            Last::Close | Last::Scalar => false,
        }
    }

    /// Passes on a string, up to and with its end.
    fn string(&mut self, text: &[u8], from: usize, ended: bool, out: &mut Vec<u8>) -> ObjectProgress {
        let mut at = from;
        while let Some(found) = memchr3(b'"', b'\\', b'\n', &text[at..]) {
            at += found;
            match (text[at], text.get(at + 1)) {
                (b'\\', Some(b'\n')) => at += 1,
                (b'\\', Some(_)) => at += 2,
                (b'\\', None) if ended => at += 1,
                (b'"', next) if ended || next.is_some() => return self.quote(text, from, at, out),
                (b'\n', _) => match next_significant(&text[at..], ended) {
                    Lookup::Undecided => return undecided(text, from, at, out),
                    next => return line_feed(text, from, at, &next, out),
                },
                _ => return undecided(text, from, at, out),
            }
        }
        match ended {
            true => {
                out.extend_from_slice(&text[from..]);
                ObjectProgress::Undecided(text.len())
            }
            false => undecided(text, from, text.len(), out),
        }
    }

    /// Goes on after a quote in a string that begins, or continues, at `from`.
    fn quote(&mut self, text: &[u8], from: usize, at: usize, out: &mut Vec<u8>) -> ObjectProgress {
        let may_follow =
            |next: &u8| is_space(*next) || matches!(next, b':' | b',' | b'{' | b'}' | b'[' | b']' | b'"' | 0);
        if text.get(at + 1).is_none_or(may_follow) {
            self.is_in_string = false;
        } else if let Some(brace) = seam(text, from, at) {
            out.extend_from_slice(&text[from..brace]);
            return ObjectProgress::CutOff(brace);
        }
        out.extend_from_slice(&text[from..=at]);
        ObjectProgress::At(at + 1)
    }
}

/// Goes on after a line feed in a string, which is not valid there. If an object follows, the string was cut off here; else the
/// line feed becomes an escape.
fn line_feed(text: &[u8], from: usize, at: usize, next: &Lookup<(usize, u8)>, out: &mut Vec<u8>) -> ObjectProgress {
    let brace = seam(text, from, at).filter(|_| matches!(next, Lookup::Yes((_, b'"' | b'}'))));
    if let Some(end) = brace.or(matches!(next, Lookup::Yes((_, b'{'))).then_some(at)) {
        out.extend_from_slice(&text[from..end]);
        return ObjectProgress::CutOff(end);
    }
    let spaces = match next {
        Lookup::Yes((spaces, _)) => *spaces,
        _ => text.len().saturating_sub(at).min(MOST_SPACES),
    };
    out.extend_from_slice(&text[from..at]);
    for byte in &text[at..at + spaces] {
        match byte {
            b'\n' => out.extend_from_slice(b"\\n"),
            byte => out.push(*byte),
        }
    }
    ObjectProgress::At(at + spaces)
}

/// Passes on a string up to what may be a seam before `at`, and waits for more.
fn undecided(text: &[u8], from: usize, at: usize, out: &mut Vec<u8>) -> ObjectProgress {
    let kept = seam(text, from, at).unwrap_or(at);
    out.extend_from_slice(&text[from..kept]);
    ObjectProgress::Undecided(kept)
}

/// The last brace of a part of a text, if only whitespace follows it: an object may begin here.
fn seam(text: &[u8], from: usize, to: usize) -> Option<usize> {
    let spaces = text[from..to].iter().rev().take_while(|byte| is_space(**byte)).take(MOST_SPACES).count();
    let end = to - spaces;
    (end > from && text[end - 1] == b'{').then(|| end - 1)
}

/// Whether an object begins with this key.
fn begins_with_key(text: &[u8], key: &[u8]) -> bool {
    let start = significant(&text[1..]).map_or(text.len(), |(spaces, _)| 1 + spaces);
    !key.is_empty() && text[start..].starts_with(key)
}

/// The next byte that is not whitespace, and its place, if it is nearby.
pub(super) fn next_significant(text: &[u8], ended: bool) -> Lookup<(usize, u8)> {
    match significant(&text[..text.len().min(MOST_SPACES)]) {
        Some(next) => Lookup::Yes(next),
        None if ended || text.len() >= MOST_SPACES => Lookup::No,
        None => Lookup::Undecided,
    }
}
