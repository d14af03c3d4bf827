//! Removing the layers from all lines of a text.

use super::layer::Layer;
use super::{Envelope, MAX_LAYERS};
use crate::log::bytes::leading_nuls;

/// A text without its envelope: as many lines as before.
#[derive(Debug)]
pub struct Unwrapped {
    /// The lines.
    pub text: Vec<u8>,
    /// Where each of them comes from.
    pub origins: Vec<Origin>,
}

/// A line as it was.
#[derive(Debug, Clone, Copy)]
pub struct Origin {
    /// Where it began, without NULs before it.
    pub start: usize,
    /// Bytes before what was inside; none when it had no layer.
    pub prefix: Option<u32>,
}

/// Streams whose lines may be cut into parts.
pub(super) const STREAMS: usize = 2;

/// The parts of a line whose last part was not met yet.
#[derive(Default)]
struct Parts {
    text: Vec<u8>,
    /// Where the line would be in the new text that its first part began; none when there is no part.
    at: Option<usize>,
    /// Where its first part began in the old text.
    start: usize,
}

/// The text inside, in the making.
struct Unwrapper {
    layers: Vec<Layer>,
    text: Vec<u8>,
    parts: [[Parts; STREAMS]; MAX_LAYERS],
    /// Where the current line began in the old text.
    start: usize,
    /// Memory for lines whose escapes are undone.
    spare: Vec<Vec<u8>>,
}

/// See [`Envelope::unwrap_within`]. A line whose last part is missing, or too far away, is at the place of its first part.
pub(super) fn unwrap(envelope: Envelope, outer: &[u8], longest: usize) -> Unwrapped {
    let mut unwrapper = Unwrapper {
        layers: envelope.layers().collect(),
        text: Vec::with_capacity(outer.len()),
        parts: Default::default(),
        start: 0,
        spare: Vec::new(),
    };
    let mut origins = Vec::new();
    let mut start = 0;
    for line in outer.split_inclusive(|byte| *byte == b'\n') {
        let (line, end) = line.strip_suffix(b"\n").map_or((line, &b""[..]), |line| (line, b"\n"));
        // NULs are not part of the line. They stay before it, to be counted there.
        let (nuls, line) = line.split_at(leading_nuls(line));
        unwrapper.start = start + nuls.len();
        start += nuls.len() + line.len() + end.len();
        if unwrapper.first_part().is_some_and(|first| start - first > longest) {
            unwrapper.release();
        }
        unwrapper.text.extend_from_slice(nuls);
        let prefix = unwrapper.add(line, 0);
        origins.push(Origin { start: unwrapper.start, prefix });
        unwrapper.text.extend_from_slice(end);
    }
    unwrapper.release();
    let mut text = unwrapper.text;
    // A last line with nothing inside, and no end, is a line all the same.
    let ends_open = |text: &[u8]| text.last().is_some_and(|byte| *byte != b'\n');
    if ends_open(outer) && !ends_open(&text) {
        text.push(b'\n');
    }
    Unwrapped { text, origins }
}

impl Unwrapper {
    /// Adds what is inside the layers of a line, but the first ones, which were removed already. The bytes before it, when the line has
    /// any of the layers.
    fn add(&mut self, line: &[u8], first: usize) -> Option<u32> {
        let mut prefix = None;
        let mut inside = line;
        for number in first..self.layers.len() {
            let Some(opened) = self.layers[number].open(inside) else { continue };
            inside = &inside[opened.start..opened.end];
            let before = prefix.unwrap_or(0) + opened.start as u32;
            prefix = Some(before);
            let parts = &self.parts[number][opened.stream];
            let is_last = number + 1 == self.layers.len();
            match opened.undo {
                None if !opened.is_part && parts.at.is_none() => {}
                Some(undo) if is_last && !opened.is_part && parts.at.is_none() => {
                    undo(inside, &mut self.text);
                    return prefix;
                }
                undo => {
                    let mut plain = self.spare.pop().unwrap_or_default();
                    undo.unwrap_or(|text, plain| plain.extend_from_slice(text))(inside, &mut plain);
                    let more = self.add_plain(&plain, number, opened.stream, opened.is_part);
                    plain.clear();
                    self.spare.push(plain);
                    return Some(before + more.unwrap_or(0));
                }
            }
        }
        self.text.extend_from_slice(inside);
        prefix
    }

    /// Adds the plain text inside a layer; a part of a line waits for the others.
    fn add_plain(&mut self, plain: &[u8], number: usize, stream: usize, is_part: bool) -> Option<u32> {
        let at = self.text.len();
        let parts = &mut self.parts[number][stream];
        if is_part {
            if parts.at.is_none() {
                (parts.at, parts.start) = (Some(at), self.start);
            }
            parts.text.extend_from_slice(plain);
            return None;
        }
        if parts.at.take().is_none() {
            return self.add(plain, number + 1);
        }
        let mut whole = std::mem::take(&mut parts.text);
        whole.extend_from_slice(plain);
        self.add(&whole, number + 1)
    }

    /// Where the first part began whose last part was not met yet.
    fn first_part(&self) -> Option<usize> {
        self.parts.iter().flatten().filter(|parts| parts.at.is_some()).map(|parts| parts.start).min()
    }

    /// Adds the lines whose last part was not met.
    fn release(&mut self) {
        let parts = std::mem::take(&mut self.parts).into_iter().enumerate();
        let parts = parts.flat_map(|(number, streams)| streams.into_iter().map(move |parts| (number, parts)));
        let mut open: Vec<_> = parts.filter_map(|(number, parts)| Some((parts.at?, number, parts.text))).collect();
        // The later ones first, so that the places of the others stay where they are.
        open.sort_by_key(|(at, ..)| std::cmp::Reverse(*at));
        for (at, number, text) in open {
            let rest = self.text.split_off(at);
            let _ = self.add(&text, number + 1);
            self.text.extend_from_slice(&rest);
        }
    }
}
