//! What follows the size: the headers of the combined format, or more than was expected.
//!
//! Nothing here makes a line malformed: missing, cut off or surplus fields are noted, and the line is a record.

use super::{Quote, Quotes};
use crate::log::bytes::{blanks, is_blank};
use crate::log::column::Column;
use crate::log::fields::{CoreFields, Fields, FieldsMut, Span};
use crate::log::format::cursor::Cursor;
use crate::log::tally::Note;

/// Reads ` "referer" "user agent" "forwarded for"`, or as many of these as the format has, and whatever is left.
pub fn read_tail(cursor: &mut Cursor<'_>, fields: &mut Fields, quoted: usize) {
    for number in 1..=quoted {
        let text =
            if number < quoted { read_quoted(cursor, fields, followed_by_quote) } else { read_last(cursor, fields) };
        match number {
            1 => fields.referer = text,
            2 => fields.user_agent = text,
            _ => fields.extra.set_text(Column::ForwardedFor, text),
        }
    }
    read_rest(cursor, &mut fields.fields_mut());
}

/// Keeps what is left of a line, and notes it.
pub fn read_rest(cursor: &mut Cursor<'_>, fields: &mut FieldsMut<'_>) {
    if !cursor.rest().is_empty() {
        fields.notes.add(Note::ExtraFields);
        fields.extra.set_text(Column::Extra, cursor.span(cursor.at, cursor.line.len()));
    }
}

fn followed_by_quote(next: &[u8]) -> bool {
    next.first() == Some(&b'"')
}

/// Reads a quoted field. It ends at the first unescaped quote before the line's end, or before whitespace and a text that `follows`
/// accepts as the next field; failing that, at such an escaped quote; failing that, at the first unescaped quote.
pub fn read_quoted(cursor: &mut Cursor<'_>, fields: &mut CoreFields, follows: impl Fn(&[u8]) -> bool) -> Span {
    let Some(start) = open_field(cursor, fields) else { return Span::NONE };
    let line = cursor.line;
    let closes = |quote: &Quote| {
        let rest = &line[quote.at + 1..];
        let next = &rest[blanks(rest)..];
        rest.is_empty() || (is_blank(rest[0]) && (next.is_empty() || follows(next)))
    };
    let quotes = |escaped| Quotes::new(line, start).filter(move |quote| quote.escaped == escaped);
    let closing = quotes(false).find(closes).or_else(|| quotes(true).find(closes));
    let end = match closing {
        Some(quote) => {
            if quote.number > 0 || quote.escaped {
                fields.notes.add(Note::UnescapedQuote);
            }
            Some(quote.at)
        }
        None => quotes(false).next().map(|quote| quote.at),
    };
    close_field(cursor, fields, start, end)
}

/// The last field: a stray quote inside it means that it goes on to the line's last quote.
fn read_last(cursor: &mut Cursor<'_>, fields: &mut CoreFields) -> Span {
    let Some(start) = open_field(cursor, fields) else { return Span::NONE };
    let line = cursor.line;
    let closing = Quotes::new(line, start).find(|quote| !quote.escaped).map(|quote| quote.at);
    let end = closing.map(|first| match line.get(first + 1) {
        None | Some(b' ' | b'\t') => first,
        Some(_) => {
            fields.notes.add(Note::UnescapedQuote);
            memchr::memrchr(b'"', line).unwrap_or(first)
        }
    });
    close_field(cursor, fields, start, end)
}

/// Steps over a field's opening quote; notes a line that ends before it. Something else than a quote is left for later.
fn open_field(cursor: &mut Cursor<'_>, fields: &mut CoreFields) -> Option<usize> {
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
fn close_field(cursor: &mut Cursor<'_>, fields: &mut CoreFields, start: usize, end: Option<usize>) -> Span {
    let Some(end) = end else {
        fields.notes.add(Note::ShortLine);
        cursor.at = cursor.line.len();
        return cursor.span(start, cursor.at);
    };
    cursor.at = end + 1;
    cursor.skip_blanks();
    cursor.span(start, end)
}
