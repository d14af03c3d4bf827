//! The quick way of a layout: a line that has its text exactly as described, one blank for each, and no backslash.
//!
//! Then every quote of the line belongs to the description, and the structural index tells where quoted fields end. What is taken
//! must mean what the definition makes of it; a property test compares the two.

use super::clf_prefix::ClfPrefix;
use super::habits::Habits;
use super::literal::Literal;
use super::piece::{Exact, RegularPiece};
use super::step::{Extent, Field, Step, time_bytes};
use crate::log::bytes::{self, is_blank};
use crate::log::column::Column;
use crate::log::fields::{CoreFields, Slot, Span};
use crate::log::format::meaning::{Delimiters, ends_hosts, number_ends};
use crate::log::format::{Ahead, Meaning, Memo};
use crate::log::request;
use crate::log::tally::Note;
use crate::log::time::pattern::{TimeParts, TimePattern};

/// A layout for the quick way.
#[derive(Debug, Clone)]
pub struct Regular {
    habits: Habits,
    pieces: Vec<RegularPiece>,
    /// The pieces that the Common Log Format's family begins with, when there are such: nearly all lines are read by these at once.
    prefix: Option<Prefixed>,
    /// Quotes in the text of a line.
    quotes: usize,
}

/// A [`ClfPrefix`] and the pieces before and after it.
#[derive(Debug, Clone)]
struct Prefixed {
    before: Vec<RegularPiece>,
    prefix: ClfPrefix,
    after: Vec<RegularPiece>,
}

impl Prefixed {
    fn within(pieces: &[RegularPiece]) -> Option<Prefixed> {
        let (before, prefix, after) = ClfPrefix::within(pieces)?;
        Some(Prefixed { before: before.to_vec(), prefix, after: after.to_vec() })
    }

    #[inline(always)]
    fn read(&self, habits: Habits, line: Ahead<'_>, memo: &mut Memo, fields: &mut Slot<'_>) -> Option<()> {
        let place = read_pieces(habits, &self.before, begin(line, fields)?, line, memo, fields)?;
        let ahead = Ahead { start: place.at, marks: &line.marks[place.quote..], ..line };
        let at = self.prefix.read(ahead, memo, fields)?;
        let text = |span: Span| span.of(line.text).unwrap_or_default();
        let admits = |column, span| habits.admit(Meaning::Text(column), Extent::Until, text(span));
        if !admits(Column::Host, fields.host) || !admits(Column::User, fields.user) {
            return None;
        }
        let place = Place { at, quote: place.quote + self.prefix.quotes() };
        let end = read_pieces(habits, &self.after, place, line, memo, fields)?;
        is_read(end, line, fields).then_some(())
    }
}

impl Regular {
    /// The layout of some steps; none when a field of them has no place on this way.
    pub fn new(habits: Habits, opening: &Literal, steps: &[Step]) -> Option<Regular> {
        let has = |is_one: fn(&Meaning) -> bool| {
            steps.iter().any(|step| matches!(&step.field, Field::Value(value) if is_one(value)))
        };
        // Of a request and its parts side by side, the definition chooses.
        let is_part =
            |value: &Meaning| matches!(value, Meaning::Text(Column::Method | Column::Target | Column::Protocol));
        if (has(|value| *value == Meaning::Request) && has(is_part)) || habits.orders_times {
            return None;
        }
        let mut pieces = vec![text_piece(opening)];
        let mut times = 0;
        for step in steps {
            pieces.push(match &step.field {
                Field::Time(pattern, true) => {
                    times += 1;
                    RegularPiece::Time(pattern.clone(), pattern.is_clf())
                }
                Field::Time(_, false) => return None,
                Field::Value(value) => match step.extent {
                    Extent::Quoted => RegularPiece::Quoted(*value),
                    Extent::Until | Extent::Hosts => {
                        let end = step.after.first_byte()?;
                        // There, only a delimiter ends a host.
                        if matches!(value, Meaning::Hosts(delimiters) if !ends_hosts(delimiters, end)) {
                            return None;
                        }
                        RegularPiece::Until(*value, end)
                    }
                    Extent::Rest => RegularPiece::Last(*value, true),
                    Extent::Token => RegularPiece::Last(*value, false),
                    Extent::Slash | Extent::Pattern => return None,
                },
            });
            pieces.push(text_piece(&step.after));
        }
        pieces.retain(|piece| !matches!(piece, RegularPiece::Text(text, _) if text.is(b"")));
        let quotes =
            pieces.iter().map(|piece| if let RegularPiece::Text(_, quotes) = piece { *quotes } else { 0 }).sum();
        (times <= 1).then(|| Regular { habits, prefix: Prefixed::within(&pieces), pieces, quotes })
    }

    /// Whether it has a [`ClfPrefix`].
    #[cfg(test)]
    pub fn has_clf_prefix(&self) -> bool {
        self.prefix.is_some()
    }

    /// See [`LineFormat::read_regular`](crate::log::format::LineFormat::read_regular).
    #[inline(always)]
    pub fn read(&self, ahead: Ahead<'_>, memo: &mut Memo, fields: &mut Slot<'_>) -> Option<usize> {
        let line = ahead.quoted_line(self.quotes)?;
        let habits = self.habits;
        let is_read = self.prefix.as_ref().is_some_and(|prefixed| prefixed.read(habits, line, memo, fields).is_some())
            || read(habits, &self.pieces, line, memo, fields).is_some();
        // It may be a connection.
        let is_odd = habits.logs_connections && fields.status == Some(0);
        (is_read && !is_odd).then_some(self.quotes + 1)
    }
}

/// How far a line was read: a place in its text, and the number of quotes before it.
#[derive(Clone, Copy)]
struct Place {
    at: usize,
    quote: usize,
}

/// Reads a line in pieces, from its beginning to its end.
#[inline(always)]
fn read(
    habits: Habits,
    pieces: &[RegularPiece],
    line: Ahead<'_>,
    memo: &mut Memo,
    fields: &mut Slot<'_>,
) -> Option<()> {
    let end = read_pieces(habits, pieces, begin(line, fields)?, line, memo, fields)?;
    is_read(end, line, fields).then_some(())
}

/// Whether a line was read to its end. The field before one that cannot be read may have to end elsewhere.
#[inline(always)]
fn is_read(end: Place, line: Ahead<'_>, fields: &Slot<'_>) -> bool {
    end.at == line.text.len() && !fields.notes.has(Note::UnreadField)
}

/// The beginning of a line, unless that means something else: a comment, a byte order mark, whitespace.
#[inline(always)]
fn begin(line: Ahead<'_>, fields: &mut Slot<'_>) -> Option<Place> {
    if matches!(line.text.get(line.start)?, b'#' | 0xef | b' ' | b'\t') {
        return None;
    }
    fields.clear();
    Some(Place { at: line.start, quote: 0 })
}

#[inline(always)]
fn read_pieces(
    habits: Habits,
    pieces: &[RegularPiece],
    Place { mut at, mut quote }: Place,
    line: Ahead<'_>,
    memo: &mut Memo,
    fields: &mut Slot<'_>,
) -> Option<Place> {
    let Ahead { text: line, marks: quotes, .. } = line;
    for piece in pieces {
        at = match piece {
            RegularPiece::Text(text, quotes) => {
                quote += quotes;
                text.match_at(line, at)?
            }
            RegularPiece::Quoted(value) => {
                let end = quotes[quote] as usize;
                store_as(habits, *value, Extent::Quoted, line.get(at..end)?, at, fields)?
            }
            RegularPiece::Until(value, byte) => {
                let length = length_until(habits, line.get(at..)?, *value, *byte)?;
                // A list goes on behind a blank.
                if value.is_list() && is_before_more(&line[at..], length) {
                    return None;
                }
                if matches!(value, Meaning::Hosts(delimiters) if length == 0 || is_before_host(&line[at + length..], delimiters))
                {
                    return None;
                }
                store_as(habits, *value, Extent::Until, &line[at..at + length], at, fields)?
            }
            RegularPiece::Last(value, has_blanks) => {
                let rest = line.get(at..)?;
                if rest.is_empty() || (!has_blanks && rest.iter().any(|byte| is_blank(*byte))) {
                    return None;
                }
                store_as(habits, *value, Extent::Token, rest, at, fields)?
            }
            RegularPiece::Time(pattern, is_clf) => {
                let clf = if *is_clf { read_clf_time(line, at, memo, fields) } else { None };
                clf.or_else(|| read_time(line, at, pattern, fields))?
            }
        };
    }
    Some(Place { at, quote })
}

fn text_piece(literal: &Literal) -> RegularPiece {
    let text = literal.exact();
    let quotes = text.iter().filter(|byte| **byte == b'"').count();
    RegularPiece::Text(Exact::new(&text, literal.ends_in_run()), quotes)
}

/// The length of a field before a byte. A blank ends what cannot hold one.
#[inline(always)]
fn length_until(habits: Habits, rest: &[u8], value: Meaning, byte: u8) -> Option<usize> {
    if value == Meaning::Request {
        // One that is absent is looked at more closely.
        let mut ends = memchr::memchr_iter(byte, rest).filter(|_| !rest.starts_with(b"-"));
        return ends.find(|end| request::ends_in_protocol(&rest[..*end]));
    }
    if byte != b' ' && value.is_free() {
        return memchr::memchr(byte, rest);
    }
    let length = rest.iter().position(|other| *other == byte || is_blank(*other))?;
    (rest[length] == byte && (length > 0 || byte != b' ' || habits.is_verbatim)).then_some(length)
}

/// Whether a list whose first entry has so many bytes has a second one.
#[inline(always)]
fn is_before_more(rest: &[u8], length: usize) -> bool {
    rest[..length].ends_with(b",") || rest[length..].starts_with(b" : ")
}

/// Whether what follows a host may be delimiters and a further one.
#[inline(always)]
fn is_before_host(after: &[u8], delimiters: &Delimiters) -> bool {
    let run = after.iter().take_while(|byte| delimiters.contains(byte)).count();
    let is_host = |byte: &u8| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'[' | b'u');
    run > 0 && (after[..run].contains(&b',') || after.get(run).is_some_and(is_host))
}

/// Whether the definition, too, would take a text for a number at once.
fn is_number(value: Meaning, text: &[u8]) -> bool {
    text.is_empty() || number_ends(text).is_some_and(|mut ends| value.is_list() || ends.any(|end| end == text.len()))
}

/// Stores a field as a server of such habits writes it.
#[inline(always)]
fn store_as(
    habits: Habits,
    value: Meaning,
    extent: Extent,
    text: &[u8],
    at: usize,
    fields: &mut Slot<'_>,
) -> Option<usize> {
    if !habits.admit(value, extent, text) {
        return None;
    }
    if habits.is_null(extent, text) { Some(at + text.len()) } else { store(value, text, at, fields) }
}

/// Stores a field that stands at `at`; its end. None when it cannot be read, or must be looked at more closely.
#[inline(always)]
fn store(value: Meaning, text: &[u8], at: usize, fields: &mut Slot<'_>) -> Option<usize> {
    let end = at + text.len();
    match value {
        Meaning::Request => request::read(text, at, fields),
        Meaning::Status => fields.status = bytes::status(text)?,
        Meaning::Bytes => fields.bytes = Some(bytes::size(text)?),
        Meaning::Skip => {}
        // A list of addresses is looked at more closely, and whitespace does not belong to a host.
        Meaning::Text(Column::Host) if text.contains(&b',') || text.last().is_some_and(u8::is_ascii_whitespace) => {
            return None;
        }
        Meaning::Text(Column::Host) => fields.host = Span::new(at, end),
        // The field before it may go on.
        Meaning::Number(_) | Meaning::Duration(..) if !is_number(value, text) => return None,
        Meaning::Hosts(delimiters) if text.iter().any(|byte| delimiters.contains(byte)) => return None,
        Meaning::Hosts(_) => fields.host = Span::new(at, end),
        Meaning::Text(Column::Referer) => fields.referer = Span::new(at, end),
        Meaning::Text(Column::UserAgent) => fields.user_agent = Span::new(at, end),
        _ => drop(value.store(text, Span::new(at, end), fields).ok()?),
    }
    Some(end)
}

#[inline(always)]
fn read_clf_time(line: &[u8], at: usize, memo: &mut Memo, fields: &mut CoreFields) -> Option<usize> {
    const LENGTH: usize = 26;
    let text: &[u8; LENGTH] = line.get(at..)?.first_chunk()?;
    // A further digit would make it another time.
    if line.get(at + LENGTH).is_some_and(u8::is_ascii_digit) {
        return None;
    }
    let mut frame = [b' '; LENGTH + 2];
    frame[..LENGTH].copy_from_slice(text);
    frame[LENGTH] = b']';
    fields.time = memo.date.read(&frame)?;
    Some(at + LENGTH)
}

#[inline(always)]
fn read_time(line: &[u8], at: usize, pattern: &TimePattern, fields: &mut CoreFields) -> Option<usize> {
    let mut parts = TimeParts::default();
    let length = pattern.read(line.get(at..)?, &mut parts).filter(|length| *length <= time_bytes(pattern))?;
    fields.set_time(parts.finish().ok()?);
    Some(at + length)
}
