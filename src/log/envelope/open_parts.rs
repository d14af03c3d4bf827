//! Where a text must not end: between the parts of a line that a collector has cut.

use super::layer::Layer;
use super::unwrapped::STREAMS;
use super::{Envelope, MAX_LAYERS};
use crate::log::bytes::leading_nuls;

/// See [`Envelope::first_open_part`].
pub(super) fn first_open_part(envelope: Envelope, text: &[u8], longest: usize) -> usize {
    let layers: Vec<Layer> = envelope.layers().collect();
    let mut open = OpenParts::default();
    let mut start = 0;
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        let content = line.strip_suffix(b"\n").unwrap_or(line);
        let nuls = leading_nuls(content);
        if open.first().is_some_and(|first| start + line.len() - first > longest) {
            open = OpenParts::default();
        }
        open.take(&content[nuls..], start + nuls, &layers, 0);
        start += line.len();
    }
    // The NULs before it belong to its line.
    open.first().map_or(text.len(), |first| first - text[..first].iter().rev().take_while(|byte| **byte == 0).count())
}

/// The first parts of lines whose last part is still to come.
#[derive(Default)]
struct OpenParts([[Option<usize>; STREAMS]; MAX_LAYERS]);

impl OpenParts {
    fn first(&self) -> Option<usize> {
        self.0.iter().flatten().flatten().copied().min()
    }

    fn take(&mut self, line: &[u8], start: usize, layers: &[Layer], first: usize) {
        let Some(last) = layers.iter().rposition(|layer| layer.has_parts()) else { return };
        let mut inside = line;
        for number in first..=last {
            // Cheap test: most lines are whole.
            if number == last && self.0[number] == [None; STREAMS] && !layers[number].may_be_part(inside) {
                return;
            }
            let Some(opened) = layers[number].open(inside) else { continue };
            inside = &inside[opened.start..opened.end];
            if layers[number].has_parts() {
                let part = &mut self.0[number][opened.stream];
                *part = if opened.is_part { part.or(Some(start)) } else { None };
            }
            if opened.is_part || number == last {
                return;
            }
            if let Some(undo) = opened.undo {
                let mut plain = Vec::new();
                undo(inside, &mut plain);
                return self.take(&plain, start, layers, number + 1);
            }
        }
    }
}
