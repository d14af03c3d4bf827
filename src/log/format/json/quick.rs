//! The fast path of JSON lines: how their values look, and what is learnt of a line.

use std::ops::Deref;

use super::scan::{self, JsonValue};
use super::walk;
use crate::log::format::keyed::pattern::{CutLine, Separator};
use crate::log::format::keyed::quick::{self, Syntax, Taken};
use crate::log::format::keyed::{KeyMap, KeyValue};

/// Texts without `\xhh`, numbers, `true`, `false`, `null` and absent values; objects and arrays belong to the separators.
pub struct Json;

impl Syntax for Json {
    #[inline(always)]
    fn begins(byte: &u8) -> bool {
        *byte == b'{'
    }

    #[inline(always)]
    fn fits(separator: &Separator, rest: &[u8]) -> bool {
        match rest {
            [b'{' | b'[', ..] => false,
            _ => quick::is_line_end(rest) == separator.is_last,
        }
    }

    #[inline(always)]
    fn value<'l>(text: &'l [u8], base: usize, at: usize, marks: &[u32]) -> Option<Taken<'l>> {
        if *text.get(at)? == b'"' {
            return quoted(text, base, marks);
        }
        let (token, is_there) = match scan::bare(text, at)? {
            JsonValue::Scalar(token) => (token, true),
            JsonValue::Nothing(token) => (token, false),
            JsonValue::Object | JsonValue::Array => return None,
        };
        let value = is_there.then(|| KeyValue::new(text, base, token.start, token.end, false));
        Some(Taken { value, end: token.end, marks: 0 })
    }

    fn cut(map: &impl Deref<Target = KeyMap>, line: &mut CutLine<'_>) -> bool {
        let text = line.line;
        let has_hex = walk(map, text, |node, token, _| {
            let quote = usize::from(text[token.start - 1] == b'"');
            line.add(token.start - quote..token.end + quote, node);
        });
        has_hex == Ok(false)
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
                let value = KeyValue::new(text, base, start, at, is_escaped);
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
