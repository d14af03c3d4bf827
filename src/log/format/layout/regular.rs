//! The fast path of a layout: a line that has its text exactly as described, one space for each, and no backslash.
//!
//! Then every quote of the line belongs to the description, so that the structural index has the ends of quoted fields, and whitespace
//! ends nearly all others. What is read must mean what the definition makes of it; property tests compare the two.

use super::habits::Habits;
use super::literal::Literal;
use super::piece::{End, Exact, RegularStep, Store};
use super::step::{Extent, Field, Step, time_bytes};
use super::whitespace::Whitespace;
use crate::log::bytes;
use crate::log::column::Column;
use crate::log::duration;
use crate::log::fields::{CoreFields, Slot, Span};
use crate::log::format::meaning::{Delimiters, capitals, number_ends};
use crate::log::format::{Ahead, Meaning, Memo};
use crate::log::host::{is_dotted_number, is_host};
use crate::log::request;
use crate::log::tally::Note;
use crate::log::time::pattern::{TimeParts, TimePattern};
use crate::log::window::may_hold;

/// A layout for the fast path.
#[derive(Debug, Clone)]
pub struct Regular {
    habits: Habits,
    opening: Exact,
    steps: Box<[RegularStep]>,
    /// Quotes in the text of the opening.
    opening_quotes: usize,
    /// Quotes in the text of a line.
    quotes: usize,
}

impl Regular {
    /// The fast path for these steps; none when one of them has no fast form.
    pub fn new(habits: Habits, opening: &Literal, steps: &[Step]) -> Option<Regular> {
        let has = |is_one: fn(&Meaning) -> bool| {
            steps.iter().any(|step| matches!(&step.field, Field::Value(value) if is_one(value)))
        };
        // Of a request and its parts side by side, the definition chooses.
        let is_part =
            |value: &Meaning| matches!(value, Meaning::Text(Column::Method | Column::Target | Column::Protocol));
        let times = steps.iter().filter(|step| matches!(step.field, Field::Time(_, true))).count();
        if (has(|value| *value == Meaning::Request) && has(is_part)) || habits.orders_times || times > 1 {
            return None;
        }
        let steps: Option<Box<[_]>> = steps.iter().map(|step| RegularStep::new(habits, step)).collect();
        let (steps, (opening, opening_quotes)) = (steps?, Exact::opening(opening));
        let quotes = opening_quotes + steps.iter().map(|step| step.quotes).sum::<usize>();
        Some(Regular { habits, opening, steps, opening_quotes, quotes })
    }

    /// See [`LineFormat::read_regular`](crate::log::format::LineFormat::read_regular).
    #[inline(always)]
    pub fn read(&self, ahead: Ahead<'_>, memo: &mut Memo, fields: &mut Slot<'_>) -> Option<usize> {
        let line = ahead.quoted_line(self.quotes)?;
        // At the beginning, these mean something else: a comment, a byte order mark, whitespace.
        if matches!(line.text.get(line.start)?, b'#' | 0xef | b' ' | b'\t') {
            return None;
        }
        fields.clear();
        // Places only ascend, so that a line was read to its end if the last one is that end: all may look past it.
        let (text, end) = (ahead.text, line.text.len());
        let mut reader = Reader { habits: self.habits, text, end, whitespace: Whitespace::new(text), memo };
        let mut at = self.opening.match_at(text, line.start)?;
        let mut quote = self.opening_quotes;
        for step in &self.steps {
            let next_quote = line.marks.get(quote).copied().unwrap_or_default() as usize;
            let field_end = reader.end_of(step, at, next_quote, fields)?;
            let next = step.after.match_at(text, field_end)?;
            if next > end {
                return None;
            }
            reader.store(step.store, at, field_end, fields)?;
            at = next;
            quote += step.quotes;
        }
        self.habits.complete(text, 0, fields);
        // A field that cannot be read may have to end elsewhere, and a line without a status be about a connection.
        let is_odd = fields.notes.has(Note::UnreadField) || (self.habits.logs_connections && fields.status == Some(0));
        (at == end && !is_odd).then_some(self.quotes + 1)
    }
}

/// A line that is being read.
struct Reader<'t, 'm> {
    habits: Habits,
    /// The text of the batch.
    text: &'t [u8],
    /// Where the line ends in it.
    end: usize,
    whitespace: Whitespace<'t>,
    memo: &'m mut Memo,
}

impl Reader<'_, '_> {
    /// Where a field ends that begins at `at`.
    #[inline(always)]
    fn end_of(&mut self, step: &RegularStep, at: usize, quote: usize, fields: &mut Slot<'_>) -> Option<usize> {
        match &step.end {
            End::Quote => (at <= quote).then_some(quote),
            End::Whitespace => self.word_end(at),
            End::List => self.list_end(at),
            End::Byte(byte) => {
                let rest = self.text.get(at..self.end)?;
                Some(at + bytes::first_of([*byte, b' ', b'\t'], rest))
            }
            End::Free(byte) => Some(at + memchr::memchr(*byte, self.text.get(at..self.end)?)?),
            End::Request(byte) => {
                let rest = self.text.get(at..self.end)?;
                // One that is absent is looked at more closely.
                let mut ends = memchr::memchr_iter(*byte, rest).filter(|_| !rest.starts_with(b"-"));
                ends.find(|end| request::ends_in_protocol(&rest[..*end])).map(|length| at + length)
            }
            End::CommonTime(pattern) => match self.common_time(at, fields) {
                Some(end) => Some(end),
                None => self.time(pattern, at, Some(fields)),
            },
            End::Time(pattern) => {
                let fields = matches!(step.store, Store::Time).then_some(fields);
                self.time(pattern, at, fields)
            }
            End::Line(has_whitespace) => {
                let is_whole = *has_whitespace || self.whitespace.next(at, self.end) >= self.end;
                (at < self.end && is_whole).then_some(self.end)
            }
        }
    }

    #[inline(always)]
    fn word_end(&mut self, at: usize) -> Option<usize> {
        let end = self.whitespace.next(at, self.end);
        (end < self.end && (end > at || self.habits.is_verbatim)).then_some(end)
    }

    /// Where a list ends: as the definition finds it.
    #[inline(always)]
    fn list_end(&mut self, at: usize) -> Option<usize> {
        let end = self.word_end(at)?;
        let is_one = end > at && !matches!(self.text[end - 1], b',' | b':') && self.text[end + 1] != b':';
        if is_one { Some(end) } else { self.long_list_end(at, end) }
    }

    #[cold]
    fn long_list_end(&mut self, at: usize, mut end: usize) -> Option<usize> {
        let line = &self.text[..self.end];
        while end < line.len() {
            let (list, rest) = (&line[at..end], &line[end..]);
            if !list.ends_with(b",") && !list.ends_with(b" :") && !rest.starts_with(b" : ") {
                return Some(end);
            }
            end = self.whitespace.next(end + 1, self.end);
        }
        None
    }

    /// The end of `dd/Mon/yyyy:HH:MM:SS ±hhmm`.
    #[inline(always)]
    fn common_time(&mut self, at: usize, fields: &mut CoreFields) -> Option<usize> {
        const LENGTH: usize = 26;
        let window = self.text.get(at..)?.first_chunk()?;
        // A further digit would make it another time.
        if self.text[at + LENGTH].is_ascii_digit() {
            return None;
        }
        fields.time = self.memo.date.read_open(window)?;
        Some(at + LENGTH)
    }

    #[inline(never)]
    fn time(&self, pattern: &TimePattern, at: usize, fields: Option<&mut Slot<'_>>) -> Option<usize> {
        let mut parts = TimeParts::default();
        let text = self.text.get(at..self.end)?;
        let length = pattern.read(text, &mut parts).filter(|length| *length <= time_bytes(pattern))?;
        if let Some(fields) = fields {
            fields.set_time(parts.finish().ok()?);
        }
        Some(at + length)
    }

    /// Stores a field; none when it cannot be read, or must be looked at more closely.
    #[inline(always)]
    fn store(&self, store: Store, at: usize, end: usize, fields: &mut Slot<'_>) -> Option<()> {
        let span = Span::new(at, end);
        let text = &self.text[at..end];
        match store {
            Store::Nothing | Store::Time => {}
            Store::Request => request::read(text, at, fields),
            Store::Status => fields.status = bytes::status(text)?,
            Store::Bytes => {
                let size = bytes::short_number(self.text, at, end);
                fields.bytes = Some(size.or_else(|| bytes::size(text))?);
            }
            Store::Host(is_strict) => {
                let window = self.text[at..].first_chunk().filter(|_| text.len() <= 16);
                let is_address = window.is_some_and(|window| is_dotted_number(window, text.len()));
                if !is_address && !self.is_one_host(at, end, is_strict) {
                    return None;
                }
                fields.host = span;
            }
            Store::Ident => fields.ident = span,
            Store::User => {
                let quotes = usize::from(text.len() >= 2 && text.starts_with(b"\"") && text.ends_with(b"\""));
                fields.user = Span::new(at + quotes, end - quotes);
            }
            Store::Referer => fields.referer = span,
            Store::UserAgent => fields.user_agent = span,
            Store::Text(column) => fields.extra.set_text(column, span),
            Store::Word(column) => match text {
                [] => {}
                [b'"', ..] => return None,
                _ => fields.extra.set_text(column, span),
            },
            Store::Capitals(column) if capitals(text) == text.len() => fields.extra.set_text(column, span),
            Store::Capitals(_) => return None,
            Store::Any(meaning, extent) => return self.store_any(meaning, extent, at, end, fields),
        }
        Some(())
    }

    /// Whether a text is a host and no list of them, nor with whitespace after it.
    #[inline]
    fn is_one_host(&self, at: usize, end: usize, is_strict: bool) -> bool {
        let text = &self.text[at..end];
        let is_one = !(may_hold(self.text, at, end, [b',']) && text.contains(&b','))
            && !text.last().is_some_and(u8::is_ascii_whitespace);
        is_one && (!is_strict || matches!(text, b"" | b"-") || is_host(text))
    }

    /// Stores a field as a server of such habits writes it.
    #[inline(always)]
    fn store_any(&self, meaning: Meaning, extent: Extent, at: usize, end: usize, fields: &mut Slot<'_>) -> Option<()> {
        let text = &self.text[at..end];
        match meaning {
            Meaning::Duration(column, unit) if column.is_extra() => {
                if let Some(micros) = duration::parse_short(text, unit) {
                    fields.extra.set_number(column, Some(micros));
                    return Some(());
                }
            }
            Meaning::Number(column) if !column.is_small() => {
                if let Some(number) = bytes::short_number(self.text, at, end) {
                    fields.extra.set_number(column, Some(number));
                    return Some(());
                }
            }
            _ => {}
        }
        self.store_rare(meaning, extent, at, end, fields)
    }

    #[inline(never)]
    fn store_rare(&self, meaning: Meaning, extent: Extent, at: usize, end: usize, fields: &mut Slot<'_>) -> Option<()> {
        let text = &self.text[at..end];
        if !self.habits.admit(meaning, extent, text) {
            return None;
        }
        if self.habits.is_null(extent, text) {
            return Some(());
        }
        match meaning {
            // The field before it may go on.
            Meaning::Number(_) | Meaning::Duration(..) if !is_number(meaning, text) => return None,
            Meaning::Text(Column::Host) if !self.is_one_host(at, end, false) => return None,
            Meaning::Hosts(delimiters) => {
                let is_list = text.iter().any(|byte| delimiters.contains(byte));
                if is_list || is_before_host(&self.text[end..self.end], &delimiters) {
                    return None;
                }
            }
            _ => {}
        }
        meaning.store(text, Span::new(at, end), fields).ok()
    }
}

/// Whether what follows a host may be delimiters and a further one.
fn is_before_host(after: &[u8], delimiters: &Delimiters) -> bool {
    let run = after.iter().take_while(|byte| delimiters.contains(byte)).count();
    let is_host = |byte: &u8| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'[' | b'u');
    run > 0 && (after[..run].contains(&b',') || after.get(run).is_some_and(is_host))
}

/// Whether the definition, too, would take a text for a number at once.
fn is_number(value: Meaning, text: &[u8]) -> bool {
    text.is_empty() || number_ends(text).is_some_and(|mut ends| value.is_list() || ends.any(|end| end == text.len()))
}
