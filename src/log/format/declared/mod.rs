//! Formats whose directives say which columns a line has: the W3C extended log file format
//! (<https://www.w3.org/TR/WD-logfile>) and its relatives.
//!
//! `#Fields` names the columns of the lines after it, `#Date` gives a day to times without one, and `#Software` decides the unit of
//! `time-taken`. A [`Declared`] is such a format with the directives in force; [`LineFormat::read_all`] goes from one to the next.

mod draft;
pub mod names;
mod split;

use std::borrow::Cow;

use super::{About, LineFormat, Meaning};
use crate::log::bytes::trim;
use crate::log::column::Column;
use crate::log::directives::Directive;
use crate::log::duration::Unit;
use crate::log::fields::{Fields, FieldsMut, Span};
use crate::log::host::is_host;
use crate::log::lines::Lines;
use crate::log::reject::{Fault, Refusal, RejectReason};
use crate::log::schema::Columns;
use crate::log::tally::Note;
use crate::log::time::days::DayCount;
pub use draft::Draft;
use names::{Names, meanings};
pub use split::Place;
use split::{Blanks, Quoted, Tabs};

/// What sets a format of the family apart from the others.
pub struct Dialect {
    /// Name and documentation.
    pub about: About,
    /// What the names of columns mean; the first table that has a name counts.
    pub names: &'static [Names],
    /// The columns of lines without a preceding `#Fields`; empty when there must be one.
    pub default_columns: &'static [Meaning],
    /// The beginning of a name that some column must have for `#Fields` to be one of this format; empty for any.
    pub mark: &'static str,
    /// The text that means no value.
    pub nothing: &'static [u8],
    /// The unit of `time-taken`; none when it depends on `#Software`.
    pub time_taken: Option<Unit>,
    /// What separates values, and what surplus and missing ones mean.
    pub layout: Layout,
}

/// What separates values, and what it means when there are more or fewer of them than columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// Whitespace, or tabs when exactly enough for the columns; a line without one value per column is malformed.
    Strict,
    /// Single tabs; columns may have been added at the end, or cut off there after the status.
    Growing,
}

/// A format of the family, with the directives in force.
pub struct Declared {
    dialect: &'static Dialect,
    columns: Cow<'static, [Meaning]>,
    /// Whether the columns are those by default.
    is_default: bool,
    /// Whether times are of the machine's zone.
    is_local: bool,
    time_taken: Unit,
    days: DayCount,
    /// For each line up to the next directive, where it begins in the batch and the latest time before it; empty when lines have a date.
    latest: Vec<(usize, i64)>,
}

impl Declared {
    /// A format of the family, before any directive.
    pub const fn new(dialect: &'static Dialect) -> Declared {
        let time_taken = match dialect.time_taken {
            Some(unit) => unit,
            None => Unit::Seconds,
        };
        let columns = Cow::Borrowed(dialect.default_columns);
        let days = DayCount::new();
        Declared { dialect, columns, is_default: true, is_local: false, time_taken, days, latest: Vec::new() }
    }

    /// Applies a directive.
    fn obey(&mut self, line: &[u8]) {
        match Directive::read(line) {
            Some((Directive::Fields, names)) => {
                let is_ours = self.dialect.mark.is_empty() || has_mark(names, self.dialect.mark);
                self.columns = if is_ours { meanings(names, self.dialect.names).into() } else { Cow::Borrowed(&[]) };
                self.is_default = false;
                self.is_local = memchr::memmem::find(names, b"time-local").is_some();
                self.days.set_fields(names);
            }
            Some((Directive::Date, date)) => self.days.set_date(date),
            Some((Directive::Software, name)) => self.time_taken = self.dialect.time_taken.unwrap_or(time_taken(name)),
            None => {}
        }
    }

    /// Counts the days of the lines from a place of a batch to the next directive.
    fn count_days(&mut self, text: &[u8], start: usize) {
        self.latest.clear();
        let mut at = start;
        while let Some(latest) = self.days.latest().filter(|_| at < text.len() && self.days.is_counting()) {
            let end = memchr::memchr(b'\n', &text[at..]).map_or(text.len(), |length| at + length);
            let line = &text[at..end];
            let line = &line[trim(line)];
            if line.starts_with(b"#") && Directive::read(line).is_some() {
                break;
            }
            self.latest.push((at, latest));
            self.days.pass(line);
            at = end + 1;
        }
    }

    /// Reads a line whose values whitespace separates.
    fn read_strict(&self, line: &[u8], base: usize, fields: &mut FieldsMut<'_>) -> Result<(), Fault> {
        if memchr::memchr2(b'\t', b'"', line).is_none() {
            return self.fill(line, base, &mut Blanks::new(line), fields);
        }
        // Where tabs alone suffice, spaces are part of the values, as ISA Server writes them.
        if self.columns.len() > 1 && memchr::memchr_iter(b'\t', line).count() + 1 == self.columns.len() {
            return self.fill(line, base, &mut Tabs::new(line), fields);
        }
        let mut values = Quoted::new(line);
        let mut fault = match self.fill(line, base, &mut values, fields) {
            Ok(()) => {
                if values.stray {
                    fields.notes.add(Note::UnescapedQuote);
                }
                return Ok(());
            }
            Err(fault) if fault.reason != RejectReason::ColumnCount => return Err(fault),
            Err(fault) => fault,
        };
        // A server that escapes nothing lets a client send quotes.
        if let Ok(()) = self.fill(line, base, &mut Blanks::new(line), fields) {
            fields.notes.add(Note::UnescapedQuote);
            return Ok(());
        }
        if let Some(at) = values.unclosed {
            fault = Fault { reason: RejectReason::UnterminatedQuote, at };
        }
        Err(fault)
    }

    /// Makes a record of values, one for each column.
    #[inline]
    fn fill(
        &self,
        line: &[u8],
        base: usize,
        values: &mut impl Iterator<Item = Place>,
        fields: &mut FieldsMut<'_>,
    ) -> Result<(), Fault> {
        let mut draft = Draft::new(fields, self.dialect.nothing, self.time_taken);
        fill(&mut draft, &self.columns, self.dialect.layout, (line, base), values)?;
        if self.is_default {
            if !fits(draft.fields, line, base) {
                return Err(Fault { reason: RejectReason::NoMatch, at: 0 });
            }
            draft.fields.notes.add(Note::DefaultFields);
        }
        if self.is_local {
            draft.fields.notes.add(Note::NoZone);
        }
        let lines = self.latest.partition_point(|(start, _)| *start <= base);
        let latest = self.latest[..lines].last().map(|(_, latest)| *latest);
        draft.finish(latest).map_err(|reason| Fault { reason, at: line.len() })
    }
}

/// Whether the values of a line can be those of columns that no directive declares: else text of any other log with as many words would do.
fn fits(fields: &FieldsMut<'_>, line: &[u8], base: usize) -> bool {
    let is_or_absent = |span: Span, is_one: fn(&[u8]) -> bool| {
        let text = span.is_some().then(|| line.get(span.start() - base..span.end() - base)).flatten();
        text.is_none_or(is_one)
    };
    !fields.notes.has(Note::UnreadField)
        && is_or_absent(fields.host, is_host)
        && is_or_absent(fields.method, |method| method.iter().all(|byte| byte.is_ascii_uppercase() || *byte == b'-'))
}

/// Stores a value for each column. `base` is the offset of the line in the batch.
///
/// # Errors
/// [`RejectReason::ColumnCount`] as the layout says; else the first time, status or size that cannot be read.
#[inline]
pub fn fill(
    draft: &mut Draft<'_, '_>,
    columns: &[Meaning],
    layout: Layout,
    (line, base): (&[u8], usize),
    values: &mut impl Iterator<Item = Place>,
) -> Result<(), Fault> {
    let mut fault = None;
    let mut left = columns.iter();
    loop {
        match (left.next(), values.next()) {
            (Some(meaning), Some((start, end))) => {
                if let Err(reason) = draft.add(*meaning, &line[start..end], Span::new(base + start, base + end)) {
                    fault.get_or_insert(Fault { reason, at: start });
                }
            }
            (Some(_), None) => {
                let filled = &columns[..columns.len() - left.len() - 1];
                if layout == Layout::Strict || !filled.contains(&Meaning::Status) {
                    return Err(Fault { reason: RejectReason::ColumnCount, at: line.len() });
                }
                draft.fields.notes.add(Note::ShortLine);
                break;
            }
            (None, Some((start, _))) if layout == Layout::Strict => {
                return Err(Fault { reason: RejectReason::ColumnCount, at: start });
            }
            (None, Some((start, _))) => {
                draft.fields.extra.set_text(Column::Extra, Span::new(base + start, base + line.len()));
                break;
            }
            (None, None) => break,
        }
    }
    fault.map_or(Ok(()), Err)
}

impl LineFormat for Declared {
    fn about(&self) -> &About {
        &self.dialect.about
    }

    fn columns(&self) -> Columns {
        let extra = if self.dialect.layout == Layout::Growing { Columns::of(&[Column::Extra]) } else { Columns::NONE };
        let named = self.dialect.names.iter().copied().flatten().map(|(_, meaning)| meaning.columns());
        named.fold(extra, Columns::union)
    }

    fn has_directives(&self) -> bool {
        true
    }

    fn read_line(&self, line: &[u8], base: usize) -> Result<Fields, Refusal> {
        Fields::filled_by(|fields| self.read_into(line, base, fields))
    }

    fn read_into(&self, line: &[u8], base: usize, fields: &mut FieldsMut<'_>) -> Result<(), Refusal> {
        if self.columns.is_empty() {
            return Err(Fault { reason: RejectReason::NoFields, at: 0 }.into());
        }
        match self.dialect.layout {
            Layout::Strict => self.read_strict(line, base, fields)?,
            Layout::Growing => self.fill(line, base, &mut Tabs::new(line), fields)?,
        }
        Ok(())
    }

    fn read_all(&self, lines: &mut Lines<'_, '_>) {
        let mut current = Declared::new(self.dialect);
        for line in lines.header.split(|byte| *byte == b'\n') {
            current.obey(line);
        }
        let text = lines.text.bytes();
        current.count_days(text, lines.at);
        while let Some(line) = lines.read_until(&current, |line| Directive::read(line).is_some()) {
            current.obey(line);
            current.count_days(text, lines.at);
        }
    }
}

fn has_mark(names: &[u8], mark: &str) -> bool {
    let mut names = names.split(|byte| byte.is_ascii_whitespace());
    names.any(|name| name.get(..mark.len()).is_some_and(|start| start.eq_ignore_ascii_case(mark.as_bytes())))
}

/// The unit of `time-taken` as a program writes it: seconds by the draft, milliseconds in the products of Microsoft and in Blue Coat's.
fn time_taken(software: &[u8]) -> Unit {
    const IN_MILLISECONDS: [&str; 3] = ["microsoft", "iis", "sgos"];
    let software = software.to_ascii_lowercase();
    let is_in = |name: &&str| memchr::memmem::find(&software, name.as_bytes()).is_some();
    if IN_MILLISECONDS.iter().any(is_in) { Unit::Milliseconds } else { Unit::Seconds }
}
