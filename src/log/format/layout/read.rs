//! Reading a line by its layout: the definition.

use super::Layout;
use super::extent::{Budget, token_end};
use super::literal::Literal;
use super::step::{Extent, Field, Step};
use crate::log::column::Column;
use crate::log::fields::Fields;
use crate::log::format::Meaning;
use crate::log::format::cursor::Cursor;
use crate::log::reject::{Fault, RejectReason};
use crate::log::tally::Note;
use crate::log::time::pattern::{TimeParts, TimePattern};

/// What a step read.
enum Taken {
    /// The field and the text after it.
    AndText,
    /// The field alone: the text after it is missing.
    Alone,
    /// Nothing, or the field up to the end of the line.
    Unclear,
}

impl Taken {
    fn and_text(is_taken: bool) -> Taken {
        if is_taken { Taken::AndText } else { Taken::Unclear }
    }
}

impl Layout {
    /// Reads a line; `base` is its offset in the batch.
    pub fn read(&self, line: &[u8], base: usize) -> Result<Fields, Fault> {
        let mut fields = Fields::default();
        let mut parts = TimeParts::default();
        let mut cursor = Cursor::new(line, base);
        let Some(at) = self.opening.match_at(line, 0) else { return Err(self.missing(0, &cursor)) };
        cursor.at = at;
        let (mut taken, mut time_at, mut budget) = (0, at, Budget::of(line));
        while taken < self.steps.len() {
            if taken == self.time {
                time_at = cursor.at;
            }
            let start = cursor.at;
            match self.read_step(taken, &mut cursor, &mut fields, &mut parts, &mut budget)? {
                Taken::AndText => taken += 1,
                Taken::Alone => {
                    taken += 1;
                    break;
                }
                Taken::Unclear => {
                    // Where lines may end early, a field without the text after it is whole.
                    let is_whole = start < line.len() && self.steps[taken].extent != Extent::Quoted;
                    taken += usize::from(self.whole < self.steps.len() && is_whole);
                    break;
                }
            }
        }
        self.read_time(&parts, time_at, &mut fields)?;
        // `vhost host - user`, as in the Common Log Format's family.
        if self.user.is_some_and(|user| taken > user) && cursor.bytes(fields.core.user).starts_with(b"- ") {
            return Err(Fault { reason: RejectReason::UnexpectedVhost, at: 0 });
        }
        if taken < self.whole && cursor.is_at_end() {
            fields.notes.add(Note::ShortLine);
        }
        cursor.skip_blanks();
        if self.is_framed && taken < self.whole && !cursor.is_at_end() {
            return Err(cursor.fault(self.reason(taken).unwrap_or(RejectReason::NoMatch)));
        }
        if let Some(separator) = self.separator.as_ref().filter(|text| cursor.rest().starts_with(text)) {
            cursor.at += separator.len();
        }
        if !cursor.is_at_end() {
            if !self.is_open {
                fields.notes.add(Note::ExtraFields);
            }
            fields.extra.set_text(Column::Extra, cursor.span(cursor.at, line.len()));
        }
        self.habits.complete(line, base, &mut fields);
        if !self.habits.admit_record(&fields) {
            return Err(Fault { reason: RejectReason::NoMatch, at: cursor.at.min(line.len()) });
        }
        Ok(fields)
    }

    /// Reads a field and the text after it, if the line has them; only the frame must be there.
    #[inline]
    fn read_step(
        &self,
        index: usize,
        cursor: &mut Cursor<'_>,
        fields: &mut Fields,
        parts: &mut TimeParts,
        budget: &mut Budget,
    ) -> Result<Taken, Fault> {
        let step = &self.steps[index];
        let start = cursor.at;
        let is_frame = index < self.frame;
        if cursor.is_at_end() {
            let can_be_empty =
                matches!(step.field, Field::Value(value) if value.is_opaque()) || self.habits.is_verbatim;
            let is_nothing = can_be_empty && step.after.is_empty();
            return if is_frame { Err(self.missing(index, cursor)) } else { Ok(Taken::and_text(is_nothing)) };
        }
        if let Field::Time(pattern, _) = &step.field {
            return self.read_stamp(index, pattern, cursor, parts).map(Taken::and_text);
        }
        let Some(found) = self.extent(index, cursor.line, start, budget) else {
            self.read_last(index, cursor, fields)?;
            return Ok(Taken::Unclear);
        };
        if found.is_odd {
            fields.notes.add(Note::UnescapedQuote);
        }
        self.store(step, cursor, start, found.end, fields)?;
        cursor.at = found.next;
        Ok(if found.is_last { Taken::Alone } else { Taken::AndText })
    }

    fn store(
        &self,
        step: &Step,
        cursor: &Cursor<'_>,
        start: usize,
        end: usize,
        fields: &mut Fields,
    ) -> Result<(), Fault> {
        let Field::Value(meaning) = step.field else { return Ok(()) };
        let text = &cursor.line[start..end];
        let fault = |reason| Fault { reason, at: start };
        if !self.habits.admit(meaning, step.extent, text) {
            return Err(fault(RejectReason::NoMatch));
        }
        if self.habits.is_null(step.extent, text) {
            return Ok(());
        }
        meaning.store(text, cursor.span(start, end), &mut fields.fields_mut()).map(drop).map_err(fault)
    }

    /// Reads a field without the text that should follow it. Of the frame, only the last field may lack it.
    #[cold]
    fn read_last(&self, index: usize, cursor: &mut Cursor<'_>, fields: &mut Fields) -> Result<(), Fault> {
        let step = &self.steps[index];
        let start = cursor.at;
        let is_quoted = step.extent == Extent::Quoted;
        if index + 1 < self.frame || (is_quoted && index < self.frame) {
            return Err(self.unclosed(index, cursor));
        }
        let is_token = !is_quoted && matches!(step.field, Field::Value(value) if !value.is_free());
        if is_quoted {
            fields.notes.add(Note::ShortLine);
        }
        cursor.at = if is_token { token_end(cursor.line, start) } else { cursor.line.len() };
        self.store(step, cursor, start, cursor.at, fields)
    }

    fn read_stamp(
        &self,
        index: usize,
        pattern: &TimePattern,
        cursor: &mut Cursor<'_>,
        parts: &mut TimeParts,
    ) -> Result<bool, Fault> {
        let step = &self.steps[index];
        let mut unused = TimeParts::default();
        let parts = if matches!(step.field, Field::Time(_, true)) { parts } else { &mut unused };
        let Some(length) = pattern.read_or_absent(cursor.rest(), parts) else {
            return Err(cursor.fault(RejectReason::BadTime));
        };
        match step.after.match_at(cursor.line, cursor.at + length) {
            Some(next) => {
                cursor.at = next;
                Ok(true)
            }
            None if cursor.at + length >= cursor.line.len() && index + 1 >= self.frame => {
                cursor.at = cursor.line.len();
                Ok(step.after.is_empty())
            }
            None => Err(cursor.fault(RejectReason::BadTime)),
        }
    }

    /// Sets the time from the fields of it, which begin at `at`, if the layout has any.
    fn read_time(&self, parts: &TimeParts, at: usize, fields: &mut Fields) -> Result<(), Fault> {
        if !self.columns.contains(Column::Time) {
            return Ok(());
        }
        fields.set_time(parts.finish().map_err(|_| Fault { reason: RejectReason::BadTime, at })?);
        Ok(())
    }

    /// What is missing at the end of a line, or where a text is not found.
    fn missing(&self, index: usize, cursor: &Cursor<'_>) -> Fault {
        let missing = (index..self.frame).find_map(|index| self.reason(index));
        cursor.fault(missing.unwrap_or(RejectReason::NoMatch))
    }

    /// What a line without a field lacks.
    fn reason(&self, index: usize) -> Option<RejectReason> {
        match self.steps[index].field {
            Field::Time(_, is_used) => is_used.then_some(RejectReason::MissingTime),
            Field::Value(Meaning::Request) => Some(RejectReason::MissingRequest),
            Field::Value(Meaning::Text(Column::Method | Column::Target | Column::Path)) if !self.habits.is_strict => {
                Some(RejectReason::MissingField)
            }
            Field::Value(value) if value.is_frame() || self.is_framed => {
                value.column().map(|_| RejectReason::MissingField)
            }
            Field::Value(_) => None,
        }
    }

    /// Why a field of the frame has no end.
    fn unclosed(&self, index: usize, cursor: &Cursor<'_>) -> Fault {
        let step = &self.steps[index];
        match &step.field {
            Field::Value(value @ (Meaning::Status | Meaning::Bytes)) => {
                let end = token_end(cursor.line, cursor.at);
                let text = &cursor.line[cursor.at..end];
                match value.store(text, cursor.span(cursor.at, end), &mut Fields::default().fields_mut()) {
                    Err(reason) => cursor.fault(reason),
                    Ok(_) => Fault { reason: RejectReason::MissingField, at: end },
                }
            }
            Field::Value(Meaning::Request) => self.unclosed_request(index, cursor),
            _ if step.extent == Extent::Quoted => {
                Fault { reason: RejectReason::UnterminatedQuote, at: cursor.line.len() }
            }
            Field::Value(Meaning::Word(_)) if self.is_before_status(index) => cursor.fault(RejectReason::BadStatus),
            _ => {
                let end = token_end(cursor.line, cursor.at);
                self.missing(index + 1, &Cursor::at(cursor.line, cursor.base, end))
            }
        }
    }

    fn is_before_status(&self, index: usize) -> bool {
        self.steps.get(index + 1).is_some_and(|step| step.field == Field::Value(Meaning::Status))
    }

    /// A request has no end: there is no quote, or no status after the first one.
    fn unclosed_request(&self, index: usize, cursor: &Cursor<'_>) -> Fault {
        let line = cursor.line;
        let quote = Literal::new("\"").find(line, cursor.at);
        let Some((quote, _)) = quote.filter(|_| self.steps[index].extent == Extent::Quoted) else {
            return Fault { reason: RejectReason::UnterminatedRequest, at: line.len() };
        };
        let next = self.steps[index].after.match_at(line, quote).unwrap_or(quote + 1);
        let reason = if self.is_before_status(index) { RejectReason::BadStatus } else { RejectReason::MissingField };
        Fault { reason, at: next }
    }
}
