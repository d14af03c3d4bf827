//! Removes the layers from all lines of a text.

use super::layer::Layer;
use super::{Envelope, MAX_LAYERS};
use crate::log::bytes::leading_nuls;

/// A text without its envelope, with the same number of lines.
#[derive(Debug)]
pub struct Unwrapped {
    /// The lines.
    pub text: Vec<u8>,
    /// The origin of each line.
    pub origins: Vec<Origin>,
}

/// The place of a line in the original text.
#[derive(Debug, Clone, Copy)]
pub struct Origin {
    /// Its start, after leading NULs.
    pub start: usize,
    /// Bytes before the content; `None` if the line had no layer.
    pub prefix: Option<u32>,
}

/// Container streams, whose lines may be cut into parts.
pub(super) const STREAMS: usize = 2;

/// The parts of a line whose last part is still to come.
#[derive(Default)]
struct Parts {
    text: Vec<u8>,
    /// Offset in the new text for the line of the first part; `None` if there is no part.
    at: Option<usize>,
    /// Where its first part began in the old text.
    start: usize,
}

/// Builds the text without envelope.
struct Unwrapper {
    layers: Vec<Layer>,
    text: Vec<u8>,
    parts: [[Parts; STREAMS]; MAX_LAYERS],
    /// Where the current line began in the old text.
    start: usize,
    /// Scratch memory for unescaped lines.
    spare: Vec<Vec<u8>>,
}

/// See [`Envelope::unwrap_within`]. A line whose last part is missing, or too far away, is placed at its first part.
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
        // Keep the NULs before the line, where they are counted.
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
    // A last line without content and line end still is a line.
    let ends_open = |text: &[u8]| text.last().is_some_and(|byte| *byte != b'\n');
    if ends_open(outer) && !ends_open(&text) {
        text.push(b'\n');
    }
    Unwrapped { text, origins }
}

impl Unwrapper {
    /// Removes all but the `first` layers, which are already removed, and adds the content. Returns the bytes before it if the line has
    /// any of these layers.
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

    /// Adds the unescaped content of a layer. A part of a line waits for the others.
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

    /// Where the first part began whose last part is still to come.
    fn first_part(&self) -> Option<usize> {
        self.parts.iter().flatten().filter(|parts| parts.at.is_some()).map(|parts| parts.start).min()
    }

    /// Adds the lines whose last part is missing.
    fn release(&mut self) {
        let parts = std::mem::take(&mut self.parts).into_iter().enumerate();
        let parts = parts.flat_map(|(number, streams)| streams.into_iter().map(move |parts| (number, parts)));
        let mut open: Vec<_> = parts.filter_map(|(number, parts)| Some((parts.at?, number, parts.text))).collect();
        // From the end, so that the other offsets stay valid.
        open.sort_by_key(|(at, ..)| std::cmp::Reverse(*at));
        for (at, number, text) in open {
            let rest = self.text.split_off(at);
            let _ = self.add(&text, number + 1);
            self.text.extend_from_slice(&rest);
        }
    }
}
