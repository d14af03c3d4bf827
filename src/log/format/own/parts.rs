//! From the fields and texts of a description to a format: fields that belong together are joined, and each learns where it ends.

use std::sync::Arc;

use super::error::{FormatError, FormatFault};
use super::family::family_member;
use crate::log::column::Column;
use crate::log::format::layout::{Extent, Field, Layout, Literal, Piece, Step, TimePattern, Value};
use crate::log::format::{Escaping, LineFormat};

/// A piece of a description.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Text that stands in each line.
    Text(String),
    /// A field.
    Field(Field, Written),
}

/// How a field is written in the description, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The directive.
    pub text: String,
    /// Its first character, from 1.
    pub at: usize,
}

/// A description, taken apart.
#[derive(Debug)]
pub struct Description<'a> {
    /// The name of the format.
    pub name: &'a str,
    /// The description as the user wrote it.
    pub grammar: &'a str,
    /// How the server escapes.
    pub escaping: Escaping,
    /// The pieces in order.
    pub parts: Vec<Part>,
    /// How time, status and request are written, for a message.
    pub example: &'static str,
}

impl Description<'_> {
    /// The format, by the quickest way that reads such lines.
    ///
    /// # Errors
    /// Two fields of which nobody can tell where the first ends; a time without a date; no field that says anything.
    pub fn compile(self) -> Result<Arc<dyn LineFormat>, FormatError> {
        let name = self.name;
        let grammar = self.grammar;
        let parts = self.joined()?;
        match family_member(name, grammar, &parts) {
            Some(format) => Ok(format),
            None => Ok(Arc::new(layout(name, grammar, parts.escaping, parts.list)?)),
        }
    }

    /// The layout, whether or not it is one of the family's.
    #[cfg(test)]
    pub fn layout(self) -> Result<Layout, FormatError> {
        let (name, grammar) = (self.name, self.grammar);
        let parts = self.joined()?;
        layout(name, grammar, parts.escaping, parts.list)
    }

    fn joined(self) -> Result<Joined, FormatError> {
        let mut list: Vec<Part> = Vec::new();
        for part in self.parts {
            join(&mut list, part);
        }
        check_fields(&list, self.example)?;
        Ok(Joined { list, escaping: self.escaping })
    }
}

/// Pieces of which no two neighbours can be one.
#[derive(Debug)]
pub struct Joined {
    /// Fields and texts in order.
    pub list: Vec<Part>,
    /// How the server escapes.
    pub escaping: Escaping,
}

/// Adds a part, joined with those before it where they are one: texts, the parts of a time with what stands between, a name and
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
            [.., Part::Field(Field::Value(Value::Text(Column::Host | Column::Vhost)), _), Part::Text(colon)],
            Part::Field(Field::Value(Value::Number(Column::Port) | Value::Skip), _),
        ) if colon == ":" => {
            list.pop();
        }
        ([.., Part::Field(Field::Value(Value::Text(column)), _)], Part::Field(Field::Value(Value::Query), _))
            if *column == Column::Path =>
        {
            *column = Column::Target;
        }
        ([.., Part::Field(Field::Value(Value::Skip), _)], Part::Field(Field::Value(Value::Skip), _)) => {}
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
            Value::Request | Value::Status | Value::Text(Column::Method | Column::Target | Column::Path)
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

/// Whether parts of a time say which day it is.
pub fn has_date(pieces: &[Piece]) -> bool {
    let has = |piece: &dyn Fn(&Piece) -> bool| pieces.iter().any(piece);
    let has_year = has(&|piece| matches!(piece, Piece::Year | Piece::ShortYear));
    let has_day = has(&|piece| *piece == Piece::Day) && has(&|piece| matches!(piece, Piece::Month | Piece::MonthName));
    has(&|piece| matches!(piece, Piece::Logged | Piece::Epoch(_) | Piece::EpochSeconds))
        || (has_year && (has_day || has(&|piece| *piece == Piece::DayOfYear)))
}

/// The steps of a layout.
fn layout(name: &str, grammar: &str, escaping: Escaping, mut list: Vec<Part>) -> Result<Layout, FormatError> {
    let mut opening = String::new();
    if let Some(Part::Text(text)) = list.first() {
        // Blanks that begin a line are taken off it.
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
            _ => extent(&field, &before, &after),
        };
        steps.push(Step { field, extent, after: Literal::new(&after) });
        before = after;
    }
    Ok(Layout::new(name, grammar, escaping, Literal::new(&opening), steps))
}

/// Where a field ends that has another one directly behind it.
fn touching(field: &Field, next: &Field) -> Option<Extent> {
    let is_path = matches!(next, Field::Value(Value::Text(Column::Target | Column::Path)));
    match field {
        Field::Time(..) => Some(Extent::Pattern),
        Field::Value(_) => is_path.then_some(Extent::Slash),
    }
}

fn extent(field: &Field, before: &str, after: &str) -> Extent {
    match field {
        Field::Time(..) => Extent::Pattern,
        _ if before.ends_with('"') && after.starts_with('"') => Extent::Quoted,
        Field::Value(Value::Hosts(_)) => Extent::Hosts,
        _ if !after.is_empty() => Extent::Until,
        Field::Value(value) if value.is_free() => Extent::Rest,
        Field::Value(_) => Extent::Token,
    }
}
