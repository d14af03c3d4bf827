//! Taking an envelope off all lines of a text.

use super::{Envelope, Opened};
use crate::log::bytes::leading_nuls;

/// A text without its envelope: as many lines as before.
#[derive(Debug)]
pub struct Unwrapped {
    /// The lines.
    pub text: Vec<u8>,
    /// Where each of them was.
    pub lines: Vec<OuterLine>,
}

/// A line as it was.
#[derive(Debug, Clone, Copy)]
pub struct OuterLine {
    /// Its first byte, after any NULs.
    pub start: usize,
    /// Bytes before what was inside; `None` without an envelope.
    pub prefix: Option<usize>,
}

/// The parts of a line whose last part was not met yet.
#[derive(Default)]
struct Parts {
    text: Vec<u8>,
    /// Where in the new text its first part would stand.
    at: usize,
}

/// See [`Envelope::unwrap`]. A line whose last part is missing stands where its first part was.
pub(super) fn unwrap(envelope: Envelope, outer: &[u8]) -> Unwrapped {
    let mut text = Vec::with_capacity(outer.len());
    let mut lines = Vec::new();
    let mut streams = [Parts::default(), Parts::default()];
    let mut start = 0;
    for line in outer.split_inclusive(|byte| *byte == b'\n') {
        let (line, end) = line.strip_suffix(b"\n").map_or((line, &b""[..]), |line| (line, b"\n"));
        // What is no part of the line stays before it, to be counted there.
        let (nuls, line) = line.split_at(leading_nuls(line));
        text.extend_from_slice(nuls);
        let opened = envelope.open(line);
        lines.push(OuterLine { start: start + nuls.len(), prefix: opened.as_ref().map(|opened| opened.prefix) });
        start += nuls.len() + line.len() + end.len();
        match opened {
            Some(opened) => add(&mut text, &mut streams[opened.stream], &opened),
            None => text.extend_from_slice(line),
        }
        text.extend_from_slice(end);
    }
    // The later one first, so that the place of the other stays where it is.
    streams.sort_by_key(|parts| std::cmp::Reverse(parts.at));
    for parts in streams {
        text.splice(parts.at..parts.at, parts.text);
    }
    // A last line with nothing inside, and no end, is a line all the same.
    let ends_open = |text: &[u8]| text.last().is_some_and(|byte| *byte != b'\n');
    if ends_open(outer) && !ends_open(&text) {
        text.push(b'\n');
    }
    Unwrapped { text, lines }
}

fn add(text: &mut Vec<u8>, parts: &mut Parts, opened: &Opened<'_>) {
    let inside = (opened.undo)(opened.inside);
    if opened.is_part {
        if parts.text.is_empty() {
            parts.at = text.len();
        }
        parts.text.extend_from_slice(&inside);
    } else {
        text.append(&mut parts.text);
        text.extend_from_slice(&inside);
    }
}
