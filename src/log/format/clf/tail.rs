//! What follows the size: the headers of the combined format, or more than was expected.
//!
//! Nothing here makes a line malformed: what is missing, cut off or left over is noted, and the record stands.

use super::Quotes;
use crate::log::column::Column;
use crate::log::fields::{Fields, Span};
use crate::log::format::scan::{Cursor, blanks, is_blank};
use crate::log::tally::Note;

/// Reads ` "referer" "user agent"` when the format has them.
pub fn read_tail<const TAIL: bool>(cursor: &mut Cursor<'_>, fields: &mut Fields) {
    cursor.skip_blanks();
    if TAIL {
        read_referer(cursor, fields);
        read_user_agent(cursor, fields);
    }
    if !cursor.rest().is_empty() {
        fields.notes.add(Note::ExtraFields);
        fields.extra.set_text(Column::Extra, cursor.span(cursor.at, cursor.line.len()));
    }
}

/// The referer ends at the first unescaped quote with another quoted field, or nothing, behind it.
fn read_referer(cursor: &mut Cursor<'_>, fields: &mut Fields) {
    let Some(start) = open_field(cursor, fields) else { return };
    let line = cursor.line;
    let mut first = None;
    let closing = Quotes::new(line, start).filter(|quote| !quote.escaped).find(|quote| {
        first.get_or_insert(quote.at);
        let behind = &line[quote.at + 1..];
        behind.is_empty() || (is_blank(behind[0]) && matches!(behind.get(blanks(behind)), None | Some(b'"')))
    });
    let end = match closing {
        Some(quote) => {
            if quote.number > 0 {
                fields.notes.add(Note::UnescapedQuote);
            }
            Some(quote.at)
        }
        None => first,
    };
    fields.referer = close_field(cursor, fields, start, end);
}

/// The user agent is the last field: a stray quote inside it means that it goes on to the line's last quote.
fn read_user_agent(cursor: &mut Cursor<'_>, fields: &mut Fields) {
    let Some(start) = open_field(cursor, fields) else { return };
    let line = cursor.line;
    let closing = Quotes::new(line, start).find(|quote| !quote.escaped).map(|quote| quote.at);
    let end = closing.map(|first| match line.get(first + 1) {
        None | Some(b' ' | b'\t') => first,
        Some(_) => {
            fields.notes.add(Note::UnescapedQuote);
            memchr::memrchr(b'"', line).unwrap_or(first)
        }
    });
    fields.user_agent = close_field(cursor, fields, start, end);
}

/// Steps over a field's opening quote; notes a line that ends before it. Something else than a quote is left for later.
fn open_field(cursor: &mut Cursor<'_>, fields: &mut Fields) -> Option<usize> {
    match cursor.rest().first() {
        Some(b'"') => Some(cursor.at + 1),
        Some(_) => None,
        None => {
            fields.notes.add(Note::ShortLine);
            None
        }
    }
}

/// Steps over a field that ends before a quote at `end`, or with the line, cut off.
fn close_field(cursor: &mut Cursor<'_>, fields: &mut Fields, start: usize, end: Option<usize>) -> Span {
    let Some(end) = end else {
        fields.notes.add(Note::ShortLine);
        cursor.at = cursor.line.len();
        return cursor.span(start, cursor.at);
    };
    cursor.at = end + 1;
    cursor.skip_blanks();
    cursor.span(start, end)
}
