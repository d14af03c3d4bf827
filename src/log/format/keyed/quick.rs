//! The fast path: a line that differs from an earlier one in its values alone.
//!
//! The text between the values is compared with the [separators](super::pattern) of earlier lines, and the structural index knows where texts
//! in quotes end. How a value looks depends on the format. What it declines, and a line that is new, is left to the definition.

use std::ops::Deref;

use super::gather::{Gathered, Judge};
use super::map::KeyMap;
use super::pattern::{CutLine, PatternTree, START, Separator};
use super::value::KeyValue;
use crate::log::fields::FieldsMut;
use crate::log::format::{IndexedLine, Memo};

/// How a format writes values.
pub trait Syntax {
    /// Whether a line may begin with a byte.
    fn begins(byte: &u8) -> bool;

    /// Whether `rest` may follow a separator: a value, or after the last separator the line end.
    fn fits(separator: &Separator, rest: &[u8]) -> bool;

    /// Reads the value at a place of a text that begins at `base` in its batch; `marks` are those from that place on. `None` for a value that
    /// only the definition reads.
    fn value<'l>(text: &'l [u8], base: usize, at: usize, marks: &[u32]) -> Option<Taken<'l>>;

    /// Adds all values of a line. Returns whether the fast path may read such lines. The map is made only if a line has a key.
    fn cut(map: &impl Deref<Target = KeyMap>, line: &mut CutLine<'_>) -> bool;
}

/// A value that was read.
pub struct Taken<'l> {
    /// The value; `None` for `null` and the like.
    pub value: Option<KeyValue<'l>>,
    /// The place after it.
    pub end: usize,
    /// How many marks it has.
    pub marks: usize,
}

/// Reads a line as [`LineFormat::read_regular`](crate::log::format::LineFormat::read_regular) does, and learns it if it is new.
#[inline(always)]
pub fn read_regular<S: Syntax>(
    map: &impl Deref<Target = KeyMap>,
    judge: Judge,
    ahead: IndexedLine<'_>,
    memo: &mut Memo,
    fields: &mut FieldsMut<'_>,
) -> Option<usize> {
    let IndexedLine { text, start, marks } = ahead;
    let text = text.get(start..).filter(|text| text.first().is_some_and(S::begins))?;
    if memo.patterns.is_empty() {
        learn::<S>(map, text, start, marks, &mut memo.patterns);
        return None;
    }
    let map: &KeyMap = map;
    let mut gathered = Gathered::new(fields);
    let Some(taken) = gather::<S>(&mut gathered, map, text, start, marks, &memo.patterns) else {
        learn::<S>(&map, text, start, marks, &mut memo.patterns);
        return None;
    };
    judge(gathered.signs).ok()?;
    gathered.settle(map, text, start).ok()?;
    Some(taken)
}

/// Gathers what is in the line with which a text begins; the text begins at `base` in its batch. Returns the number of marks of the line.
#[inline(always)]
fn gather<S: Syntax>(
    gathered: &mut Gathered<'_, '_>,
    map: &KeyMap,
    text: &[u8],
    base: usize,
    marks: &[u32],
    patterns: &PatternTree,
) -> Option<usize> {
    let (mut id, mut at, mut mark) = (START, 0, 0);
    loop {
        let (next_id, next) = patterns.next(id, &text[at..], S::fits)?;
        (id, at, mark) = (next_id, at + next.len(), mark + usize::from(next.marks));
        if next.is_last {
            // The line end is what comes next.
            return Some(mark + 1);
        }
        let taken = S::value(text, base, at, &marks[mark..])?;
        if let Some(node) = next.node {
            gathered.add_inline(map, node, taken.value.as_ref());
        }
        (at, mark) = (taken.end, mark + taken.marks);
    }
}

/// Learns the separators of the line with which a text begins, if the fast path may read it and more may be learnt.
#[cold]
fn learn<S: Syntax>(
    map: &impl Deref<Target = KeyMap>,
    text: &[u8],
    base: usize,
    marks: &[u32],
    patterns: &mut PatternTree,
) {
    if !patterns.may_learn() {
        return;
    }
    let end = marks.iter().map(|mark| *mark as usize - base).find(|at| text[*at] == b'\n');
    let line = &text[..end.unwrap_or(text.len())];
    let mut line = CutLine::new(line.strip_suffix(b"\r").unwrap_or(line));
    if S::cut(map, &mut line) {
        patterns.learn(line);
    }
}

/// Whether a text begins with a line end.
#[inline(always)]
pub fn is_line_end(text: &[u8]) -> bool {
    match text.first() {
        Some(b'\n') => true,
        Some(b'\r') => text.get(1) == Some(&b'\n'),
        _ => false,
    }
}
