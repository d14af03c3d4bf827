//! A regular expression whose named groups are columns.

use std::borrow::Cow;
use std::sync::Arc;

use regex::{Regex, RegexBuilder};

use crate::log::OwnColumns;
use crate::log::access::Evidence;
use crate::log::column::Column;
use crate::log::duration::Unit;
use crate::log::fields::Fields;
use crate::log::format::Meaning;
use crate::log::format::cursor::Cursor;
use crate::log::format::description::has_date;
use crate::log::format::description::{FormatError, FormatFault};
use crate::log::format::layout::{Piece, TimeParts, TimePattern};
use crate::log::format::{About, Format, LineFormat};
use crate::log::reject::{Fault, Refusal, RejectReason, SkipReason};
use crate::log::schema::Columns;
use crate::log::time;

/// Largest compiled expression, in bytes: a line of an access log needs less.
const PATTERN_BYTES: usize = 10 << 20;
/// Memory for the automaton that is built while matching, in bytes; matching goes on more slowly without.
const CACHE_BYTES: usize = 2 << 20;

/// A regular expression and how its groups are read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PatternFormat<'a> {
    /// The expression, in the syntax of the regex crate; its named groups are columns, of every log or of the job's own.
    pub regex: &'a str,
    /// How the group `time` is written, by strftime(3); without it, as servers write times, or seconds since 1970.
    pub time_format: Option<&'a str>,
    /// Column and unit of durations; those that are not named are seconds.
    pub units: Vec<(&'a str, Unit)>,
}

/// Makes a format of a regular expression.
///
/// # Errors
/// An expression that cannot be compiled; a group that can be no column; a unit for what is not a duration; and no group of a request, status or time.
pub fn compile(name: &str, format: &PatternFormat<'_>, own: &mut OwnColumns) -> Result<Format, FormatError> {
    let regex = RegexBuilder::new(format.regex)
        .size_limit(PATTERN_BYTES)
        .dfa_size_limit(CACHE_BYTES)
        .build()
        .map_err(|error| refused(&error))?;
    let mut groups = Vec::new();
    let mut time = None;
    for (index, group) in regex.capture_names().enumerate() {
        let Some(group) = group else { continue };
        let column = own.named(group).map_err(|error| FormatError::whole(FormatFault::BadGroup { error }))?;
        match column {
            Column::Time => time = Some(index),
            column => {
                let value = Meaning::of(column).ok_or_else(|| unknown_group(group))?;
                groups.push((index, value));
            }
        }
    }
    set_units(&mut groups, &format.units)?;
    let says = |value: &Meaning| {
        matches!(
            value,
            Meaning::Request | Meaning::Status | Meaning::Text(Column::Method | Column::Target | Column::Path)
        )
    };
    if time.is_none() && !groups.iter().any(|(_, value)| says(value)) {
        let example = "a group such as `(?P<time>...)`, `(?P<status>\\d{3})` or `(?P<request>...)`";
        return Err(FormatError::whole(FormatFault::NoFields { example }));
    }
    let pattern = format.time_format.map(time_pattern).transpose()?;
    let columns = groups.iter().fold(Columns::NONE, |columns, (_, value)| columns.union(value.columns()));
    let columns = if time.is_some() { columns.union(Columns::of(&[Column::Time])) } else { columns };
    let about = About::own(name, format.regex);
    Ok(Format::own(Arc::new(Pattern { about, regex, groups, time, pattern, columns })))
}

/// The message of the regex compiler, on one line.
fn refused(error: &regex::Error) -> FormatError {
    let text = error.to_string();
    let line = text.lines().find_map(|line| line.strip_prefix("error: ")).unwrap_or(&text);
    let caret = text.lines().find(|line| line.trim_start().starts_with('^')).and_then(|line| line.find('^'));
    // A caret below the expression, which is indented by four, marks the place.
    let at = caret.filter(|_| text.lines().count() == 4).map(|at| at.saturating_sub(4) + 1);
    let fault = FormatFault::Pattern { message: line.split_whitespace().collect::<Vec<_>>().join(" ") };
    FormatError { key: "", at, fault }
}

fn unknown_group(group: &str) -> FormatError {
    let known = Column::NAMED.into_iter().filter(|column| *column == Column::Time || Meaning::of(*column).is_some());
    let known = known.map(Column::name).collect();
    FormatError::whole(FormatFault::UnknownGroup { written: group.to_owned(), known })
}

fn set_units(groups: &mut [(usize, Meaning)], units: &[(&str, Unit)]) -> Result<(), FormatError> {
    for (name, unit) in units {
        let group = groups.iter_mut().find_map(|(_, value)| match value {
            Meaning::Duration(column, own) if column.name() == *name => Some(own),
            _ => None,
        });
        match group {
            Some(own) => *own = *unit,
            None => {
                let columns = groups.iter().flat_map(|(_, value)| value.columns().iter());
                let durations = columns.filter(|column| column.is_duration()).map(Column::name).collect();
                let fault = FormatFault::NoDuration { column: (*name).to_owned(), durations };
                return Err(FormatError { key: "units", at: None, fault });
            }
        }
    }
    Ok(())
}

fn time_pattern(text: &str) -> Result<TimePattern, FormatError> {
    let key = "time_format";
    let pattern =
        TimePattern::strftime(text, Piece::Fraction(9)).map_err(|unknown| FormatError::strftime(key, unknown))?;
    if !has_date(pattern.pieces()) {
        let advice = "write it with `%Y`, `%m` and `%d`, or as seconds since 1970 with `%s`";
        return Err(FormatError { key, at: None, fault: FormatFault::NoDate { advice } });
    }
    Ok(pattern)
}

/// A compiled expression with the meaning of its groups.
#[derive(Debug)]
struct Pattern {
    about: About,
    regex: Regex,
    groups: Vec<(usize, Meaning)>,
    /// The group that is the time.
    time: Option<usize>,
    pattern: Option<TimePattern>,
    columns: Columns,
}

impl Pattern {
    /// Whether a line that matches is about a request, as far as the groups say so.
    fn is_access(&self, cursor: &Cursor<'_>, fields: &Fields) -> bool {
        let method = fields.method.is_some().then(|| cursor.bytes(fields.method));
        let evidence = Evidence {
            method,
            has_target: fields.has_target(),
            has_request: fields.request.is_some(),
            is_unread: method.is_none() && !fields.has_target(),
            status: fields.status,
            has_other_status: false,
        };
        evidence.is_enough(self.columns)
    }

    /// Reads a time, all of the text of its group.
    fn read_time(&self, text: &[u8], fields: &mut Fields) -> Option<()> {
        let mut parts = TimeParts::default();
        let read = match &self.pattern {
            Some(pattern) if !text.is_empty() => {
                (pattern.read_or_absent(text, &mut parts)? == text.len()).then(|| parts.finish())?
            }
            _ => time::read(text, None),
        };
        fields.set_time(read.ok()?);
        Some(())
    }
}

/// A line in which each byte that is not UTF-8 is the control character SUB: text of the same length.
fn substituted(line: &[u8]) -> String {
    let chars = |chunk: std::str::Utf8Chunk<'_>| chunk.valid().to_owned() + &"\x1a".repeat(chunk.invalid().len());
    line.utf8_chunks().map(chars).collect()
}

impl LineFormat for Pattern {
    fn about(&self) -> &About {
        &self.about
    }

    fn columns(&self) -> Columns {
        self.columns
    }

    fn read_line(&self, line: &[u8], base: usize) -> Result<Fields, Refusal> {
        let mut places = self.regex.capture_locations();
        // Groups of an expression on characters, as opposed to bytes, begin and end between characters: they are text again.
        let text = std::str::from_utf8(line).map_or_else(|_| Cow::Owned(substituted(line)), Cow::Borrowed);
        if self.regex.captures_read(&mut places, &text).is_none() {
            return Err(Fault { reason: RejectReason::NoMatch, at: 0 }.into());
        }
        let cursor = Cursor::new(line, base);
        let mut fields = Fields::default();
        // A group that took no part in the match is an absent time.
        if let Some((start, end)) = self.time.and_then(|group| places.get(group)) {
            self.read_time(&line[start..end], &mut fields).ok_or(Fault { reason: RejectReason::BadTime, at: start })?;
        }
        for (group, value) in &self.groups {
            let Some((start, end)) = places.get(*group) else { continue };
            let stored = value.store(&line[start..end], cursor.span(start, end), &mut fields.fields_mut());
            stored.map_err(|reason| Fault { reason, at: start })?;
        }
        if !self.is_access(&cursor, &fields) {
            return Err(Refusal::Skipped(SkipReason::NotAccess));
        }
        Ok(fields)
    }
}
