//! The quick way of a layout: a line that has its text exactly as described, one blank for each, and no backslash.
//!
//! Then every quote of the line belongs to the description, and the structural index tells where quoted fields end. What is taken
//! must mean what the definition makes of it; a property test compares the two.

use super::front::Front;
use super::{Extent, Field, Literal, Step, TimeParts, TimePattern};
use crate::log::bytes::{self, is_blank};
use crate::log::column::Column;
use crate::log::fields::{CoreFields, Slot, Span};
use crate::log::format::{Ahead, Meaning, Memo, date_memo};
use crate::log::request;
use crate::log::tally::Note;

/// A layout for the quick way.
#[derive(Debug, Clone)]
pub struct Regular {
    pieces: Vec<RegularPiece>,
    /// The same with a [`Front`] among them, when they have one: of the lines that have these pieces, it takes nearly all.
    with_front: Option<Vec<RegularPiece>>,
    /// Quotes in the text of a line.
    quotes: usize,
}

/// A part of such a line.
#[derive(Debug, Clone)]
pub enum RegularPiece {
    /// These bytes, with so many quotes among them.
    Text(Exact, usize),
    /// A field up to the next quote.
    Quoted(Meaning),
    /// A field up to a byte; blanks may be in it or not.
    Until(Meaning, u8),
    /// A field up to the end of the line.
    Last(Meaning),
    /// A time; whether it may be `dd/Mon/yyyy:HH:MM:SS ±hhmm`.
    Time(TimePattern, bool),
    /// Many fields at once.
    Front(Front),
}

impl Regular {
    /// The layout of some steps; none when a field of them has no place on this way.
    pub fn new(opening: &Literal, steps: &[Step]) -> Option<Regular> {
        let has = |is_one: fn(&Meaning) -> bool| {
            steps.iter().any(|step| matches!(&step.field, Field::Value(value) if is_one(value)))
        };
        // Of a request and its parts side by side, the definition chooses.
        let is_part =
            |value: &Meaning| matches!(value, Meaning::Text(Column::Method | Column::Target | Column::Protocol));
        if has(|value| *value == Meaning::Request) && has(is_part) {
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
                    Extent::Until | Extent::Hosts => RegularPiece::Until(*value, *step.after.exact().first()?),
                    Extent::Rest | Extent::Token => RegularPiece::Last(*value),
                    Extent::Slash | Extent::Pattern => return None,
                },
            });
            pieces.push(text_piece(&step.after));
        }
        pieces.retain(|piece| !matches!(piece, RegularPiece::Text(text, _) if text.bytes.is_empty()));
        let quotes =
            pieces.iter().map(|piece| if let RegularPiece::Text(_, quotes) = piece { *quotes } else { 0 }).sum();
        (times <= 1).then(|| Regular { with_front: Front::within(&pieces), pieces, quotes })
    }

    /// Whether it has a [`Front`].
    #[cfg(test)]
    pub fn has_front(&self) -> bool {
        self.with_front.is_some()
    }

    /// See [`LineFormat::read_regular`](crate::log::format::LineFormat::read_regular).
    #[inline(always)]
    pub fn read(&self, ahead: Ahead<'_>, memo: &mut Memo, fields: &mut Slot<'_>) -> Option<usize> {
        let line = ahead.quoted_line(self.quotes)?;
        let is_read = self.with_front.as_ref().is_some_and(|pieces| read(pieces, line, memo, fields).is_some())
            || read(&self.pieces, line, memo, fields).is_some();
        is_read.then_some(self.quotes + 1)
    }
}

/// Reads a line in pieces, from its beginning to its end.
#[inline(always)]
fn read(pieces: &[RegularPiece], line: Ahead<'_>, memo: &mut Memo, fields: &mut Slot<'_>) -> Option<()> {
    let Ahead { text: line, start, marks: quotes } = line;
    // What means something else at the beginning of a line: a comment, a byte order mark, a blank.
    if matches!(line.get(start)?, b'#' | 0xef | b' ' | b'\t') {
        return None;
    }
    fields.clear();
    let (mut at, mut quote) = (start, 0);
    for piece in pieces {
        at = match piece {
            RegularPiece::Text(text, quotes) => {
                quote += quotes;
                text.match_at(line, at)?
            }
            RegularPiece::Quoted(value) => {
                let end = quotes[quote] as usize;
                store(*value, line.get(at..end)?, at, fields)?
            }
            RegularPiece::Until(value, byte) => {
                let length = length_until(line.get(at..)?, *value, *byte)?;
                // A list goes on behind a blank.
                if value.is_list() && is_before_more(&line[at..], length) {
                    return None;
                }
                if matches!(value, Meaning::Hosts(_)) && is_before_address(&line[at..], length) {
                    return None;
                }
                store(*value, &line[at..at + length], at, fields)?
            }
            RegularPiece::Last(value) => {
                let rest = line.get(at..)?;
                if rest.is_empty() || (!value.is_free() && rest.iter().any(|byte| is_blank(*byte))) {
                    return None;
                }
                store(*value, rest, at, fields)?
            }
            RegularPiece::Front(front) => {
                let ahead = Ahead { text: line, start: at, marks: &quotes[quote..] };
                quote += front.quotes();
                front.read(ahead, memo, fields)?
            }
            RegularPiece::Time(pattern, is_clf) => {
                let clf = if *is_clf { read_clf_time(line, at, memo, fields) } else { None };
                clf.or_else(|| read_time(line, at, pattern, fields))?
            }
        };
    }
    (at == line.len()).then_some(())
}

fn text_piece(literal: &Literal) -> RegularPiece {
    let text = literal.exact();
    let quotes = text.iter().filter(|byte| **byte == b'"').count();
    RegularPiece::Text(Exact::new(&text), quotes)
}

/// A text that stands as it is, and no further blank behind one that ends it.
#[derive(Debug, Clone)]
pub struct Exact {
    bytes: Box<[u8]>,
    /// The first eight of them as a number, zeroes for those that are missing.
    head: u64,
    /// Ones where `head` has a byte.
    mask: u64,
}

impl Exact {
    fn new(bytes: &[u8]) -> Exact {
        let (mut head, mut mask) = ([0; 8], [0; 8]);
        for (index, byte) in bytes.iter().take(8).enumerate() {
            (head[index], mask[index]) = (*byte, 0xff);
        }
        Exact { bytes: bytes.into(), head: u64::from_le_bytes(head), mask: u64::from_le_bytes(mask) }
    }

    /// Whether it is this text.
    pub fn is(&self, text: &[u8]) -> bool {
        *self.bytes == *text
    }

    /// Where the line goes on behind the text, when that stands at a place.
    #[inline(always)]
    fn match_at(&self, line: &[u8], at: usize) -> Option<usize> {
        let rest = line.get(at..)?;
        let length = self.bytes.len();
        // Nearly every text is short, and nearly every place far from the end: a comparison of a number then.
        let is_there = match rest.first_chunk::<8>() {
            Some(window) if length <= 8 => u64::from_le_bytes(*window) & self.mask == self.head,
            _ => rest.starts_with(&self.bytes),
        };
        let is_run = self.bytes.last() == Some(&b' ') && rest.get(length).is_some_and(|byte| is_blank(*byte));
        (is_there && !is_run).then_some(at + length)
    }
}

/// The length of a field before a byte. A blank ends what cannot hold one.
#[inline(always)]
fn length_until(rest: &[u8], value: Meaning, byte: u8) -> Option<usize> {
    if byte != b' ' && value.is_free() {
        return memchr::memchr(byte, rest);
    }
    let length = rest.iter().position(|other| *other == byte || is_blank(*other))?;
    (rest[length] == byte && (length > 0 || byte != b' ')).then_some(length)
}

/// Whether a list whose first entry has so many bytes has a second one.
#[inline(always)]
fn is_before_more(rest: &[u8], length: usize) -> bool {
    rest[..length].ends_with(b",") || rest[length..].starts_with(b" : ")
}

/// Whether what stands two bytes behind a host may be a further one.
#[inline(always)]
fn is_before_address(rest: &[u8], length: usize) -> bool {
    rest.get(length + 1).is_some_and(|byte| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'[' | b'u'))
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
        // A list of addresses is looked at more closely.
        Meaning::Text(Column::Host) if text.contains(&b',') => return None,
        Meaning::Text(Column::Host) => fields.host = Span::new(at, end),
        Meaning::Hosts(delimiters) if text.iter().any(|byte| delimiters.contains(byte)) => return None,
        Meaning::Hosts(_) => fields.host = Span::new(at, end),
        Meaning::Text(Column::Referer) => fields.referer = Span::new(at, end),
        Meaning::Text(Column::UserAgent) => fields.user_agent = Span::new(at, end),
        _ => value.store(text, Span::new(at, end), fields).ok()?,
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
    fields.time = date_memo::read(&frame, &mut memo.date)?;
    Some(at + LENGTH)
}

#[inline(always)]
fn read_time(line: &[u8], at: usize, pattern: &TimePattern, fields: &mut CoreFields) -> Option<usize> {
    let mut parts = TimeParts::default();
    let length = pattern.read(line.get(at..)?, &mut parts)?;
    let time = parts.finish()?;
    fields.time = time.micros;
    if !time.has_zone {
        fields.notes.add(Note::NoZone);
    }
    Some(at + length)
}
