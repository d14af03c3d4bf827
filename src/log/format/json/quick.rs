//! The quick way of JSON lines: how their values look, and what is learnt of a line.

use super::scan::{self, Event, Scanner, Value as JsonValue};
use super::{MAX_OPEN, Place};
use crate::log::format::keyed::Value;
use crate::log::format::keyed::map::KeyMap;
use crate::log::format::keyed::node::{NodeId, ROOT};
use crate::log::format::keyed::quick::{self, Syntax, Taken};
use crate::log::format::keyed::skeleton::{NewPiece, Piece, Skeletons};

/// Texts without `\xhh`, numbers, `true`, `false` and `null`; objects and arrays belong to the pieces between them.
pub struct Json;

impl Syntax for Json {
    #[inline(always)]
    fn fits(piece: &Piece, behind: &[u8]) -> bool {
        match behind {
            [b'{' | b'[', ..] => false,
            _ => quick::is_line_end(behind) == piece.is_last,
        }
    }

    #[inline(always)]
    fn value<'l>(text: &'l [u8], base: usize, at: usize, marks: &[u32]) -> Option<Taken<'l>> {
        if *text.get(at)? == b'"' {
            return quoted(text, base, marks);
        }
        let (span, is_there) = match scan::bare(text, at)? {
            JsonValue::Scalar(span) => (span, true),
            JsonValue::Nothing(span) => (span, false),
            JsonValue::Object | JsonValue::Array => return None,
        };
        let value = is_there.then(|| Value::new(text, base, span.start, span.end, false));
        Some(Taken { value, end: span.end, marks: 0 })
    }
}

/// The text in quotes whose first quote is the first of `marks`.
#[inline(always)]
fn quoted<'l>(text: &'l [u8], base: usize, marks: &[u32]) -> Option<Taken<'l>> {
    let place = |mark: usize| Some(*marks.get(mark)? as usize - base);
    let start = place(0)? + 1;
    let (mut mark, mut is_escaped) = (1, false);
    loop {
        let at = place(mark)?;
        match text[at] {
            b'"' => {
                let value = Value::new(text, base, start, at, is_escaped);
                return Some(Taken { value: Some(value), end: at + 1, marks: mark + 1 });
            }
            b'\\' => {
                let (length, _) = scan::escape(&text[at..]).filter(|(_, is_hex)| !is_hex)?;
                is_escaped = true;
                // What is escaped may be a mark, too.
                mark += 1 + usize::from(place(mark + 1).is_some_and(|next| next < at + length));
            }
            _ => return None,
        }
    }
}

/// Learns the skeleton of the line that a text begins with, if it is a line that can be read and more may be learnt.
#[cold]
pub fn learn(map: &KeyMap, text: &[u8], base: usize, marks: &[u32], skeletons: &mut Skeletons) {
    if !skeletons.may_learn() {
        return;
    }
    if let Some(pieces) = pieces(map, quick::line(text, base, marks)) {
        skeletons.learn(pieces);
    }
}

/// The pieces of a line; none of one that the quick way may not read.
fn pieces<'l>(map: &KeyMap, line: &'l [u8]) -> Option<Vec<NewPiece<'l>>> {
    let mut scanner = Scanner::new(line).ok()?;
    // The objects and arrays that are open; none where no key inside means anything.
    let mut places = [Some(Place { node: ROOT, elements: 0 }); MAX_OPEN];
    let (mut innermost, mut before, mut pieces) = (0, 0, Vec::new());
    while let Some(event) = scanner.next().ok()? {
        let Event::Member(key, value) = event else {
            innermost -= 1;
            continue;
        };
        let node: Option<NodeId> = places[innermost].as_mut().and_then(|place| place.inside(map, line, key));
        match value {
            JsonValue::Object | JsonValue::Array => {
                innermost += 1;
                *places.get_mut(innermost)? = node.map(|node| Place { node, elements: 0 });
            }
            JsonValue::Scalar(span) | JsonValue::Nothing(span) => {
                let quote = usize::from(line[span.start - 1] == b'"');
                pieces.push(NewPiece { text: &line[before..span.start - quote], node });
                before = span.end + quote;
            }
        }
    }
    pieces.push(NewPiece { text: &line[before..], node: None });
    (!scanner.has_hex()).then_some(pieces)
}
