//! The quick way: a line that differs from one that was read before in its values alone.
//!
//! What stands between the values is compared with the [skeletons](super::skeleton) of lines, and where texts in quotes end is told by the
//! structural index. How a value looks is for the format to say; whatever it declines, and a line that is new, is left to the definition.

use super::Gathered;
use super::map::KeyMap;
use super::skeleton::{Piece, START, Skeletons};
use super::value::Value;

/// How the values of a format stand in its lines.
pub trait Syntax {
    /// Whether a text may stand behind a piece: a value, or behind the last piece the line end.
    fn fits(piece: &Piece, behind: &[u8]) -> bool;

    /// Reads the value at a place of a text, which stands at `base` in its batch and whose marks from that place on are given; none for one
    /// that only the definition reads.
    fn value<'l>(text: &'l [u8], base: usize, at: usize, marks: &[u32]) -> Option<Taken<'l>>;
}

/// A value that was read.
pub struct Taken<'l> {
    /// The value; none when it says that there is none.
    pub value: Option<Value<'l>>,
    /// The place behind it.
    pub end: usize,
    /// How many marks it has.
    pub marks: usize,
}

/// Gathers what the line says that a text begins with, which stands at `base` in its batch; tells how many marks it has.
#[inline(always)]
pub fn read<S: Syntax>(
    gathered: &mut Gathered,
    map: &KeyMap,
    text: &[u8],
    base: usize,
    marks: &[u32],
    skeletons: &Skeletons,
) -> Option<usize> {
    let (mut piece, mut at, mut mark) = (START, 0, 0);
    loop {
        let (id, next) = skeletons.next(piece, &text[at..], S::fits)?;
        (piece, at, mark) = (id, at + next.len(), mark + usize::from(next.marks));
        if next.is_last {
            // The line end is what comes next.
            return Some(mark + 1);
        }
        let taken = S::value(text, base, at, &marks[mark..])?;
        if let Some(node) = next.node {
            gathered.add(map.node(node), taken.value.as_ref());
        }
        (at, mark) = (taken.end, mark + taken.marks);
    }
}

/// Whether a text begins with a line end.
#[inline(always)]
pub fn is_line_end(text: &[u8]) -> bool {
    matches!(text, [b'\n', ..] | [b'\r', b'\n', ..])
}

/// The line that a text begins with, without its end. `marks` are the text's, which stands at `base` in its batch.
pub fn line<'l>(text: &'l [u8], base: usize, marks: &[u32]) -> &'l [u8] {
    let end = marks.iter().map(|mark| *mark as usize - base).find(|at| text[*at] == b'\n');
    let line = &text[..end.unwrap_or(text.len())];
    line.strip_suffix(b"\r").unwrap_or(line)
}
