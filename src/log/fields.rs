//! The fields of one line, as ranges of its batch's text. Nothing is copied or unescaped here.

use std::ops::{Deref, DerefMut};

use super::column::{Column, ColumnKind};
use super::tally::{Note, Notes};
use super::time::{LoggedTime, SECOND, ZoneSource};

/// A range of a batch's text, or `NONE`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    start: u32,
    end: u32,
}

impl Span {
    /// No text, as opposed to an empty one.
    pub const NONE: Span = Span { start: 1, end: 0 };

    /// The bytes from `start` to `end` of the batch, which is at most 1 GiB, so that offsets fit 32 bits.
    #[inline]
    pub fn new(start: usize, end: usize) -> Span {
        debug_assert!(start <= end && end <= u32::MAX as usize);
        Span { start: start as u32, end: end as u32 }
    }

    /// Whether there is a text, even an empty one.
    #[inline]
    pub fn is_some(self) -> bool {
        self.start <= self.end
    }

    /// First byte.
    #[inline]
    pub fn start(self) -> usize {
        self.start as usize
    }

    /// End, exclusive.
    #[inline]
    pub fn end(self) -> usize {
        self.end as usize
    }

    /// The bytes, if there is a text.
    #[inline]
    pub fn of(self, text: &[u8]) -> Option<&[u8]> {
        text.get(self.start()..self.end())
    }
}

/// The time of a line without one; no calendar reaches that far back.
pub const NO_TIME: i64 = i64::MIN;

/// The fields that most formats have, as logged: `-` is still `-`, and a host may have brackets and a port.
///
/// The module `columns` turns them into values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CoreFields {
    /// Client, as logged.
    pub host: Span,
    /// Identity, as logged.
    pub ident: Span,
    /// User, without surrounding quotes.
    pub user: Span,
    /// The request line.
    pub request: Span,
    /// First token of the request line.
    pub method: Span,
    /// The text between method and protocol.
    pub target: Span,
    /// The path, if it is logged apart from the query; `target` is then `NONE`.
    pub path: Span,
    /// The query, if it is logged apart.
    pub query: Span,
    /// Last token of the request line, if it is `HTTP/d[.d]`.
    pub protocol: Span,
    /// The `Referer` header.
    pub referer: Span,
    /// The `User-Agent` header.
    pub user_agent: Span,
    /// The virtual host.
    pub vhost: Span,
    /// Microseconds since 1970, UTC; [`NO_TIME`] if the line has none.
    pub time: i64,
    /// How many seconds the clock that was logged is ahead of UTC.
    pub offset: i32,
    /// Size of the response; a `-` is 0.
    pub bytes: Option<u64>,
    /// The status, if there is one.
    pub status: Option<u16>,
    /// The port of the virtual host, if there is one.
    pub port: Option<u16>,
    /// What is odd about the line.
    pub notes: Notes,
}

impl CoreFields {
    /// Microseconds since 1970, if the line has a time.
    #[inline(always)]
    pub fn time(&self) -> Option<i64> {
        (self.time != NO_TIME).then_some(self.time)
    }

    /// Makes the time what the clock of the line showed, counted as if it were UTC.
    #[inline]
    pub fn show_clock(&mut self) {
        self.time += i64::from(self.offset) * SECOND;
    }

    /// Sets the time, if there is one, and notes an ambiguous or unknown zone.
    #[inline]
    pub fn set_time(&mut self, time: impl Into<Option<LoggedTime>>) {
        if let Some(time) = time.into() {
            (self.time, self.offset) = (time.micros, time.offset);
            match time.zone {
                ZoneSource::Written => {}
                ZoneSource::Ambiguous => self.notes.add(Note::ZoneByName),
                ZoneSource::Missing => self.notes.add(Note::NoZone),
            }
        }
    }
}

impl CoreFields {
    /// Whether the line has a target, or a separate path.
    #[inline(always)]
    pub fn has_target(&self) -> bool {
        self.target.is_some() || self.path.is_some()
    }
}

impl Default for CoreFields {
    fn default() -> CoreFields {
        CoreFields {
            host: Span::NONE,
            ident: Span::NONE,
            user: Span::NONE,
            request: Span::NONE,
            method: Span::NONE,
            target: Span::NONE,
            path: Span::NONE,
            query: Span::NONE,
            protocol: Span::NONE,
            referer: Span::NONE,
            user_agent: Span::NONE,
            vhost: Span::NONE,
            time: NO_TIME,
            offset: 0,
            bytes: None,
            status: None,
            port: None,
            notes: Notes::default(),
        }
    }
}

/// Number of text columns that only some formats fill.
const TEXTS: usize = 44;
/// Number of numeric columns that only some formats fill.
const NUMBERS: usize = 11;
/// Discriminant of the first extra text column.
const FIRST_TEXT: usize = Column::ForwardedFor as usize;
/// Discriminant of the first extra number column.
const FIRST_NUMBER: usize = Column::RequestTime as usize;

const _: () = assert!(FIRST_NUMBER == FIRST_TEXT + TEXTS && Column::ALL.len() == FIRST_NUMBER + NUMBERS);

/// Values of the columns that only some formats fill ([`Column::is_extra`]). A text `-` is still `-`.
#[derive(Debug, Clone, Copy)]
pub struct Extra {
    /// One bit for each text, then for each number. Unset entries hold stale values.
    set: u64,
    texts: [Span; TEXTS],
    numbers: [u64; NUMBERS],
}

const _: () = assert!(TEXTS + NUMBERS <= u64::BITS as usize, "a bit for each column");

impl Extra {
    /// No value at all.
    pub const NONE: Extra = Extra { set: 0, texts: [Span::NONE; TEXTS], numbers: [0; NUMBERS] };

    /// Sets a text.
    ///
    /// # Panics
    /// If `column` is not an extra text column: a defect of the format.
    #[inline]
    pub fn set_text(&mut self, column: Column, text: Span) {
        let index = text_index(column);
        self.texts[index] = text;
        self.set |= 1 << index;
    }

    /// The text of a column, to be changed.
    ///
    /// # Panics
    /// Like [`Extra::set_text`].
    #[inline]
    pub fn text_mut(&mut self, column: Column) -> &mut Span {
        let text = self.text(column);
        self.set_text(column, text);
        &mut self.texts[text_index(column)]
    }

    /// Sets a number; `None` if the line has no valid one.
    ///
    /// # Panics
    /// If `column` is not an extra numeric column: a defect of the format.
    #[inline]
    pub fn set_number(&mut self, column: Column, number: Option<u64>) {
        let index = number_index(column);
        let bit = 1 << (TEXTS + index);
        self.numbers[index] = number.unwrap_or_default();
        self.set = if number.is_some() { self.set | bit } else { self.set & !bit };
    }

    /// The text of a column.
    ///
    /// # Panics
    /// Like [`Extra::set_text`].
    #[inline]
    pub fn text(&self, column: Column) -> Span {
        let index = text_index(column);
        if self.set >> index & 1 == 1 { self.texts[index] } else { Span::NONE }
    }

    /// The number of a column.
    ///
    /// # Panics
    /// Like [`Extra::set_number`].
    #[inline]
    pub fn number(&self, column: Column) -> Option<u64> {
        let index = number_index(column);
        (self.set >> (TEXTS + index) & 1 == 1).then_some(self.numbers[index])
    }

    /// Removes all values.
    #[inline(always)]
    fn clear(&mut self) {
        self.set = 0;
    }
}

/// Equal if all columns have the same values.
impl PartialEq for Extra {
    fn eq(&self, other: &Extra) -> bool {
        Column::ALL.into_iter().filter(|column| column.is_extra()).all(|column| match column.kind() {
            ColumnKind::Text => self.text(column) == other.text(column),
            _ => self.number(column) == other.number(column),
        })
    }
}

impl Eq for Extra {}

/// Where a line's extra fields are stored; nowhere if none is requested.
pub struct ExtraFieldsMut<'a> {
    place: Option<&'a mut Extra>,
    is_used: bool,
}

impl<'a> ExtraFieldsMut<'a> {
    /// Wraps `place`, whose content is stale.
    #[inline(always)]
    pub fn new(place: Option<&'a mut Extra>) -> ExtraFieldsMut<'a> {
        ExtraFieldsMut { place, is_used: false }
    }

    /// See [`Extra::set_text`].
    #[inline(always)]
    pub fn set_text(&mut self, column: Column, text: Span) {
        if let Some(extra) = self.place() {
            extra.set_text(column, text);
        }
    }

    /// See [`Extra::set_number`].
    #[inline(always)]
    pub fn set_number(&mut self, column: Column, number: Option<u64>) {
        if let Some(extra) = self.place() {
            extra.set_number(column, number);
        }
    }

    /// See [`Extra::number`]; `None` also when no extra column is requested.
    #[inline(always)]
    pub fn number(&self, column: Column) -> Option<u64> {
        self.place.as_deref().filter(|_| self.is_used)?.number(column)
    }

    /// Sets all extra fields.
    #[inline(always)]
    pub fn fill(&mut self, fields: &Extra) {
        if let Some(extra) = self.place.as_deref_mut() {
            *extra = *fields;
            self.is_used = true;
        }
    }

    /// Whether anything was stored.
    #[inline(always)]
    pub fn is_used(&self) -> bool {
        self.is_used
    }

    #[inline(always)]
    fn place(&mut self) -> Option<&mut Extra> {
        let extra = self.place.as_deref_mut()?;
        if !self.is_used {
            extra.clear();
            self.is_used = true;
        }
        Some(extra)
    }
}

/// For a line read by the format's definition: existing values stay.
impl<'a> From<&'a mut Extra> for ExtraFieldsMut<'a> {
    #[inline(always)]
    fn from(extra: &'a mut Extra) -> ExtraFieldsMut<'a> {
        ExtraFieldsMut { place: Some(extra), is_used: true }
    }
}

fn text_index(column: Column) -> usize {
    debug_assert!(column.is_extra() && column.kind() == ColumnKind::Text, "{column} is not an extra text column");
    column as usize - FIRST_TEXT
}

fn number_index(column: Column) -> usize {
    debug_assert!(column.is_extra() && column.kind() != ColumnKind::Text, "{column} is not an extra numeric column");
    column as usize - FIRST_NUMBER
}

/// All fields of one record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fields {
    /// The common fields; `Fields` dereferences to them.
    pub core: CoreFields,
    /// The fields that only some formats have.
    pub extra: Extra,
}

impl Fields {
    /// The fields that `fill` sets.
    ///
    /// # Errors
    /// The error of `fill`.
    pub fn filled_by<E>(fill: impl FnOnce(&mut FieldsMut<'_>) -> Result<(), E>) -> Result<Fields, E> {
        let mut fields = Fields::default();
        fill(&mut fields.fields_mut())?;
        Ok(fields)
    }

    /// A slot over these fields; existing values stay.
    #[inline(always)]
    pub fn fields_mut(&mut self) -> FieldsMut<'_> {
        FieldsMut { core: &mut self.core, extra: (&mut self.extra).into() }
    }
}

impl Default for Fields {
    fn default() -> Fields {
        Fields { core: CoreFields::default(), extra: Extra::NONE }
    }
}

impl Deref for Fields {
    type Target = CoreFields;

    fn deref(&self) -> &CoreFields {
        &self.core
    }
}

impl DerefMut for Fields {
    fn deref_mut(&mut self) -> &mut CoreFields {
        &mut self.core
    }
}

/// The slot that one record's fields are written to.
pub struct FieldsMut<'a> {
    core: &'a mut CoreFields,
    /// The fields that only some formats have.
    pub extra: ExtraFieldsMut<'a>,
}

impl<'a> FieldsMut<'a> {
    /// A slot that may hold stale values.
    #[inline(always)]
    pub fn new(core: &'a mut CoreFields, extra: ExtraFieldsMut<'a>) -> FieldsMut<'a> {
        FieldsMut { core, extra }
    }

    /// Removes all values.
    #[inline(always)]
    pub fn clear(&mut self) {
        *self.core = CoreFields::default();
        self.extra.is_used = false;
    }

    /// Replaces all fields.
    pub fn fill(&mut self, fields: &Fields) {
        *self.core = fields.core;
        self.extra.fill(&fields.extra);
    }
}

impl Deref for FieldsMut<'_> {
    type Target = CoreFields;

    #[inline(always)]
    fn deref(&self) -> &CoreFields {
        self.core
    }
}

impl DerefMut for FieldsMut<'_> {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut CoreFields {
        self.core
    }
}
