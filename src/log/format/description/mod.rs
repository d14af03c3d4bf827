//! From the fields and texts of a description to a format: joins fields that belong together and decides where each ends.

mod error;
mod family;
mod part;

use std::sync::Arc;

use crate::log::column::Column;
use crate::log::format::Meaning;
use crate::log::format::layout::{Extent, Field, Habits, Layout, Literal, Piece, Step, TimePattern};
use crate::log::format::{About, Escaping, Format};
pub use error::{FormatError, FormatFault};
use family::family_member;
pub use part::{Part, Written};

/// A parsed description.
#[derive(Debug)]
pub struct Description<'a> {
    /// The name of the format.
    pub name: &'a str,
    /// The description as the user wrote it.
    pub grammar: &'a str,
    /// How the server escapes.
    pub escaping: Escaping,
    /// What else is known of it.
    pub habits: Habits,
    /// The pieces in order.
    pub parts: Vec<Part>,
    /// How time, status and request are written, for a message.
    pub example: &'static str,
}

impl Description<'_> {
    /// The format, by the quickest way that reads such lines.
    ///
    /// # Errors
    /// Two fields without a separator; a time without a date; no field of a request.
    pub fn compile(self) -> Result<Format, FormatError> {
        let (about, habits) = (self.about(), self.habits);
        let list = self.joined()?;
        match family_member(&about, &list) {
            Some(format) => Ok(format),
            None => Ok(Format::own(Arc::new(layout(about, habits, list)?))),
        }
    }

    /// The layout, whether or not it is one of the family's.
    ///
    /// # Errors
    /// As [`Description::compile`].
    pub fn layout(self) -> Result<Layout, FormatError> {
        layout(self.about(), self.habits, self.joined()?)
    }

    fn about(&self) -> About {
        About::own(self.name, self.grammar).escaping(self.escaping)
    }

    fn joined(self) -> Result<Vec<Part>, FormatError> {
        let mut list: Vec<Part> = Vec::new();
        for part in self.parts {
            join(&mut list, part);
        }
        check_fields(&list, self.example)?;
        Ok(list)
    }
}

/// Adds a part, joined with those before it where they are one: texts, the parts of a time with the text between them, a name and
/// its port, a path and its query.
fn join(list: &mut Vec<Part>, part: Part) {
    match (&mut list[..], &part) {
        ([.., Part::Text(before)], Part::Text(text)) => before.push_str(text),
        (
            [.., Part::Field(Field::Time(before, true), _), Part::Text(text)],
            Part::Field(Field::Time(pattern, true), _),
        ) => {
            let bytes = text.bytes().map(|byte| if byte == b' ' { Piece::Blanks } else { Piece::Byte(byte) });
            let pieces = before.pieces().iter().copied().chain(bytes).chain(pattern.pieces().iter().copied());
            *before = TimePattern::new(pieces.collect());
            list.pop();
        }
        ([.., Part::Field(Field::Time(before, true), _)], Part::Field(Field::Time(pattern, true), _)) => {
            *before = TimePattern::new([before.pieces(), pattern.pieces()].concat());
        }
        (
            [.., Part::Field(Field::Value(Meaning::Text(Column::Host | Column::Vhost)), _), Part::Text(colon)],
            Part::Field(Field::Value(port), _),
        ) if colon == ":" && (*port == Meaning::Number(Column::Port) || port.is_opaque()) => {
            list.pop();
        }
        ([.., Part::Field(Field::Value(Meaning::Text(column)), _)], Part::Field(Field::Value(Meaning::Query), _))
            if *column == Column::Path =>
        {
            *column = Column::Target;
        }
        // Nothing shows where the one ends and the other begins.
        ([.., Part::Field(Field::Value(before), _)], Part::Field(Field::Value(next), _))
            if before.is_opaque() && next.is_opaque() =>
        {
            *before = Meaning::Skip;
        }
        _ => list.push(part),
    }
}

fn check_fields(list: &[Part], example: &'static str) -> Result<(), FormatError> {
    let fields = list.iter().filter_map(|part| match part {
        Part::Field(field, _) => Some(field),
        Part::Text(_) => None,
    });
    let says = |field: &Field| match field {
        Field::Time(_, is_used) => *is_used,
        Field::Value(value) => matches!(
            value,
            Meaning::Request | Meaning::Status | Meaning::Text(Column::Method | Column::Target | Column::Path)
        ),
    };
    if !fields.clone().any(says) {
        return Err(FormatError::whole(FormatFault::NoFields { example }));
    }
    let pieces: Vec<Piece> = fields
        .filter_map(|field| match field {
            Field::Time(pattern, true) => Some(pattern.pieces().to_vec()),
            _ => None,
        })
        .flatten()
        .collect();
    if !pieces.is_empty() && !has_date(&pieces) {
        let advice = "add the day, month and year, or seconds since 1970";
        return Err(FormatError::whole(FormatFault::NoDate { advice }));
    }
    Ok(())
}

/// Whether parts of a time include the day.
pub fn has_date(pieces: &[Piece]) -> bool {
    let has = |piece: &dyn Fn(&Piece) -> bool| pieces.iter().any(piece);
    let has_year = has(&|piece| matches!(piece, Piece::Year | Piece::ShortYear));
    let has_day = has(&|piece| *piece == Piece::Day) && has(&|piece| matches!(piece, Piece::Month | Piece::MonthName));
    has(&|piece| matches!(piece, Piece::Logged | Piece::Epoch(_) | Piece::EpochSeconds))
        || (has_year && (has_day || has(&|piece| *piece == Piece::DayOfYear)))
}

/// The steps of a layout.
fn layout(about: About, habits: Habits, mut list: Vec<Part>) -> Result<Layout, FormatError> {
    let literal = if habits.is_verbatim { Literal::verbatim } else { Literal::new };
    let mut opening = String::new();
    if let Some(Part::Text(text)) = list.first() {
        // Whitespace at the beginning of a line is trimmed.
        opening = text.trim_start_matches(' ').to_owned();
        list.remove(0);
    }
    if let Some(Part::Text(text)) = list.last_mut() {
        text.truncate(text.trim_end_matches(' ').len());
    }
    let mut before = opening.clone();
    let mut steps = Vec::new();
    let mut rest = list.into_iter().peekable();
    while let Some(part) = rest.next() {
        let Part::Field(field, written) = part else { continue };
        let after = rest.next_if(|part| matches!(part, Part::Text(_)));
        let after = if let Some(Part::Text(text)) = after { text } else { String::new() };
        let extent = match rest.peek() {
            Some(Part::Field(next, second)) if after.is_empty() => touching(&field, next).ok_or_else(|| {
                let fault = FormatFault::Adjacent { first: written.text.clone(), second: second.text.clone() };
                FormatError::at(second.at, fault)
            })?,
            _ => extent(habits, &field, &before, &after),
        };
        steps.push(Step { field, extent, after: literal(&after) });
        before = after;
    }
    Ok(Layout::new(about, habits, literal(&opening), steps))
}

/// Where a field ends that another one follows directly.
fn touching(field: &Field, next: &Field) -> Option<Extent> {
    let is_path = matches!(next, Field::Value(Meaning::Text(Column::Target | Column::Path)));
    match field {
        Field::Time(..) => Some(Extent::Pattern),
        Field::Value(_) => is_path.then_some(Extent::Slash),
    }
}

fn extent(habits: Habits, field: &Field, before: &str, after: &str) -> Extent {
    match field {
        Field::Time(..) => Extent::Pattern,
        _ if before.ends_with('"') && after.starts_with('"') => Extent::Quoted,
        Field::Value(Meaning::Hosts(_)) => Extent::Hosts,
        _ if !after.is_empty() => Extent::Until,
        // What follows a URL is left over, unless the server is known to write nothing there.
        Field::Value(Meaning::Text(Column::Target | Column::Path | Column::Query)) if !habits.is_strict => {
            Extent::Token
        }
        Field::Value(value) if value.is_free() => Extent::Rest,
        Field::Value(_) => Extent::Token,
    }
}
