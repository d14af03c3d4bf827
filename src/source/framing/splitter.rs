//! Splits framed text into objects, byte by byte and in constant memory (pure).
//!
//! Only brackets and strings matter here: whether an object is valid is for the format to decide. Valid objects are found
//! exactly. Some rules find the end of an object that was cut off, so that it does not take the next ones with it:
//!
//! - Outside of strings, a brace that can begin no value begins the next object: `{"a":1{"a":2}`.
//! - In a string that was cut off, the quote that seems to end it begins a key: `{"a":"x{"a":2}`. Then it is followed by a
//!   byte that can follow no string, and the brace before it begins the next object. A quote without such a brace
//!   begins another string: the one before has lost its end, or holds a quote that is not escaped.
//! - An object that was cut off where a value may follow takes the next object for that value: `{"a":[{"a":1},{"a":2}`. When it
//!   is found to be broken, or does not end within 64 KiB, the first object inside that begins with the same key as
//!   the last whole one is the next.

use super::kind::Framing;
use super::object::{ObjectProgress, ObjectScanner, next_significant};
use super::space::{is_space, significant};
use super::wrapper::{Lookup, WrapperOpening, closing, opening, string_end};

/// An object that does not end within this many bytes is passed on before its end is known.
const WINDOW: usize = 64 * 1024;

/// How often bytes may be read again on average, to find the next object inside of one that was cut off.
const MOST_READ_AGAIN: usize = 16;

const BOM: &[u8] = b"\xef\xbb\xbf";

/// Where the next byte is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Between objects.
    Between,
    /// In text that is not an object, inside its line.
    Garbage,
    /// In an object that is longer than the window.
    Object,
    /// In the object that holds the records, after its array.
    Closing,
}

/// Splits a text that comes in pieces.
pub(super) struct Splitter {
    /// The key of the array that holds the records.
    wrapper: Option<Vec<u8>>,
    state: State,
    /// Arrays that are open around the objects.
    arrays: usize,
    /// Whether the outermost of them is that of an object with records.
    is_wrapped: bool,
    /// The first key of the last whole object, with its quotes.
    first_key: Vec<u8>,
    /// Bytes that may be read again.
    budget: usize,
    object: ObjectScanner,
}

impl Splitter {
    /// A splitter at the beginning of a text.
    pub(super) fn new(framing: &Framing) -> Splitter {
        let wrapper = match framing {
            Framing::Wrapped(key) => Some(key.clone().into_bytes()),
            Framing::Array | Framing::Objects => None,
        };
        Splitter {
            wrapper,
            state: State::Between,
            arrays: 0,
            is_wrapped: false,
            first_key: Vec::new(),
            budget: MOST_READ_AGAIN * WINDOW,
            object: ObjectScanner::new(),
        }
    }

    /// Whether an array is open.
    pub(super) fn is_unclosed(&self) -> bool {
        self.arrays > 0 || self.state == State::Closing
    }

    /// Appends lines to `out`, and returns how many bytes of `text` it consumed. Consumes all bytes if the text has `ended`;
    /// else it may leave up to 64 KiB until it sees what follows, and wants to see them again with more.
    pub(super) fn split(&mut self, text: &[u8], ended: bool, out: &mut Vec<u8>) -> usize {
        let mut at = 0;
        while at < text.len() {
            let rest = &text[at..];
            let used = match self.state {
                State::Between => self.between(rest, ended, out),
                State::Garbage => self.garbage(rest, ended, out),
                State::Object => self.long_object(rest, ended, out),
                State::Closing => self.closing(rest, ended),
            };
            let Some(used) = used else { break };
            at += used;
            self.budget = (self.budget + MOST_READ_AGAIN * used).min(MOST_READ_AGAIN * WINDOW);
        }
        at
    }

    /// Skips what separates objects. Zero bytes are passed on, as the start of the next line: the reader of lines counts them.
    fn between(&mut self, rest: &[u8], ended: bool, out: &mut Vec<u8>) -> Option<usize> {
        match rest[0] {
            b',' => {}
            byte if is_space(byte) => {}
            0 => out.push(0),
            b'[' => self.arrays += 1,
            b']' if self.arrays > 0 => {
                self.arrays -= 1;
                if self.arrays == 0 && self.is_wrapped {
                    self.state = State::Closing;
                }
            }
            b'{' => return self.begin(rest, ended, out),
            0xef if rest.starts_with(BOM) => return Some(BOM.len()),
            0xef if BOM.starts_with(rest) && !ended => return None,
            _ => {
                self.state = State::Garbage;
                return Some(0);
            }
        }
        Some(1)
    }

    /// Begins an object, or goes into the array of one that holds records.
    fn begin(&mut self, rest: &[u8], ended: bool, out: &mut Vec<u8>) -> Option<usize> {
        if let Some(key) = self.wrapper.as_deref().filter(|_| self.arrays == 0) {
            match opening(rest, Some(key), ended) {
                Lookup::Undecided => return None,
                Lookup::Yes(WrapperOpening { bytes, .. }) => {
                    (self.arrays, self.is_wrapped) = (1, true);
                    return Some(bytes);
                }
                Lookup::No => {}
            }
        }
        self.whole_object(rest, ended, out)
    }

    /// Passes on an object, if it ends within the window.
    fn whole_object(&mut self, rest: &[u8], ended: bool, out: &mut Vec<u8>) -> Option<usize> {
        let text = &rest[..rest.len().min(WINDOW)];
        let is_end = ended && text.len() == rest.len();
        let lines = out.len();
        self.object = ObjectScanner::new();
        let mut at = 0;
        loop {
            match self.object.step(text, at, is_end, &self.first_key, out) {
                ObjectProgress::At(next) => at = next,
                ObjectProgress::Whole(end) => {
                    self.remember_key(text);
                    self.end_line(out);
                    return Some(end);
                }
                ObjectProgress::CutOff(end) => {
                    let used = self.next_inside(end, out);
                    if used.is_none() {
                        self.end_line(out);
                    }
                    return used.or(Some(end));
                }
                ObjectProgress::Undecided(_) if !ended && rest.len() < WINDOW => {
                    out.truncate(lines);
                    return None;
                }
                ObjectProgress::Undecided(end) => {
                    let used = self.next_inside(end, out);
                    self.state = if used.is_some() { State::Between } else { State::Object };
                    return used.or(Some(end));
                }
            }
        }
    }

    /// Passes on more of an object that is longer than the window.
    fn long_object(&mut self, rest: &[u8], ended: bool, out: &mut Vec<u8>) -> Option<usize> {
        match self.object.step(rest, 0, ended, b"", out) {
            ObjectProgress::At(next) => Some(next),
            ObjectProgress::Whole(end) | ObjectProgress::CutOff(end) => {
                self.end_line(out);
                Some(end)
            }
            ObjectProgress::Undecided(end) => (end > 0).then_some(end),
        }
    }

    /// Ends the line of an object that was cut off before the next object inside of it, if there is one. It was read up to `end`.
    fn next_inside(&mut self, end: usize, out: &mut Vec<u8>) -> Option<usize> {
        let candidate = self.object.candidate?;
        self.budget = self.budget.checked_sub(end - candidate.at)?;
        out.truncate(candidate.lines);
        self.end_line(out);
        Some(candidate.at)
    }

    /// Remembers the first key of a whole object.
    fn remember_key(&mut self, text: &[u8]) {
        self.first_key.clear();
        if let Some((spaces, b'"')) = significant(&text[1..]) {
            let end = string_end(text, 1 + spaces).unwrap_or(1 + spaces);
            self.first_key.extend_from_slice(&text[1 + spaces..end]);
        }
    }

    /// Passes on text that is not an object, up to the end of the line or to an object; inside an array, also up to its next element.
    fn garbage(&mut self, rest: &[u8], ended: bool, out: &mut Vec<u8>) -> Option<usize> {
        for (at, byte) in rest.iter().enumerate() {
            let (is_end, used) = match byte {
                b'\n' => (true, at + 1),
                b',' | b']' => (self.arrays > 0, at),
                b'{' => match next_significant(&rest[at + 1..], ended) {
                    Lookup::Yes((_, next)) => (matches!(next, b'"' | b'}'), at),
                    Lookup::No => (false, at),
                    Lookup::Undecided => {
                        out.extend_from_slice(&rest[..at]);
                        return (at > 0).then_some(at);
                    }
                },
                _ => (false, at),
            };
            if is_end {
                out.extend_from_slice(&rest[..at]);
                self.end_line(out);
                return Some(used);
            }
        }
        out.extend_from_slice(rest);
        Some(rest.len())
    }

    /// Skips the end of an object that held records. If it is not valid, its text becomes lines.
    fn closing(&mut self, rest: &[u8], ended: bool) -> Option<usize> {
        let used = match closing(rest, ended) {
            Lookup::Yes(bytes) => bytes,
            Lookup::No => 0,
            Lookup::Undecided => return None,
        };
        (self.state, self.is_wrapped) = (State::Between, false);
        Some(used)
    }

    fn end_line(&mut self, out: &mut Vec<u8>) {
        out.push(b'\n');
        self.state = State::Between;
    }
}
