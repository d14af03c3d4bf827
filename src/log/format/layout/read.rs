//! Reading a line by its layout: the definition.

use super::Layout;
use super::literal::Literal;
use super::stamp::{TimeParts, TimePattern};
use super::step::{Extent, Field, Step};
use crate::log::bytes::is_blank;
use crate::log::column::Column;
use crate::log::fields::Fields;
use crate::log::format::cursor::Cursor;
use crate::log::format::{Escaping, Meaning};
use crate::log::reject::{Fault, RejectReason};
use crate::log::tally::Note;

/// How many fields are looked at to decide whether the one before them ends here.
const LOOK_AHEAD: usize = 2;

/// How many bytes of a time are looked at for that, and what such a look costs a [`Budget`].
const LOOK_BYTES: usize = 64;

/// How many bytes of a line may still be looked at to find where fields end, and be read again by the next field.
///
/// When it is spent, a field ends at the first place where the text after it is. Lines of servers spend next to nothing; this bounds the
/// time for a line in which most bytes might be the end of a field, however many fields there are.
struct Budget(usize);

impl Budget {
    fn of(line: &[u8]) -> Budget {
        Budget(4 * line.len() + 64 * LOOK_BYTES)
    }

    fn spend(&mut self, bytes: usize) {
        self.0 = self.0.saturating_sub(bytes);
    }

    fn is_spent(&self) -> bool {
        self.0 == 0
    }
}

/// Where a field ends.
#[derive(Clone, Copy)]
struct Found {
    end: usize,
    /// Where the line goes on behind the text that follows the field.
    next: usize,
    /// Whether a quote inside the field was not escaped.
    is_odd: bool,
}

impl Layout {
    /// Reads a line; `base` is where it stands in its batch.
    pub(super) fn read(&self, line: &[u8], base: usize) -> Result<Fields, Fault> {
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
            if !self.read_step(taken, &mut cursor, &mut fields, &mut parts, &mut budget)? {
                // Where lines may end early, a field without the text after it is whole.
                let is_whole = start < line.len() && self.steps[taken].extent != Extent::Quoted;
                taken += usize::from(self.whole < self.steps.len() && is_whole);
                break;
            }
            taken += 1;
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
        if let Some(separator) = self.separator.as_ref().filter(|text| cursor.rest().starts_with(text)) {
            cursor.at += separator.len();
        }
        if !cursor.is_at_end() {
            fields.notes.add(Note::ExtraFields);
            fields.extra.set_text(Column::Extra, cursor.span(cursor.at, line.len()));
        }
        Ok(fields)
    }

    /// Reads a field and the text behind it. False, and nothing but perhaps a field that was cut off taken, when the line has no more of
    /// them and need not.
    #[inline]
    fn read_step(
        &self,
        index: usize,
        cursor: &mut Cursor<'_>,
        fields: &mut Fields,
        parts: &mut TimeParts,
        budget: &mut Budget,
    ) -> Result<bool, Fault> {
        let step = &self.steps[index];
        let start = cursor.at;
        let is_frame = index < self.frame;
        if cursor.is_at_end() {
            let is_nothing = step.field == Field::Value(Meaning::Skip) && step.after.is_empty();
            return if is_frame { Err(self.missing(index, cursor)) } else { Ok(is_nothing) };
        }
        if let Field::Time(pattern, _) = &step.field {
            return self.read_stamp(index, pattern, cursor, parts);
        }
        let Some(found) = self.extent(index, cursor.line, start, budget) else {
            return self.read_last(index, cursor, fields);
        };
        if found.is_odd {
            fields.notes.add(Note::UnescapedQuote);
        }
        store(step, cursor, start, found.end, fields)?;
        cursor.at = found.next;
        Ok(true)
    }

    /// Reads a field that has not the text behind it that it should have: of those that must be there, only the last may be so.
    #[cold]
    fn read_last(&self, index: usize, cursor: &mut Cursor<'_>, fields: &mut Fields) -> Result<bool, Fault> {
        let step = &self.steps[index];
        let start = cursor.at;
        let is_quoted = step.extent == Extent::Quoted;
        if index + 1 < self.frame || (is_quoted && index < self.frame) {
            return Err(self.unclosed(index, cursor));
        }
        let is_token = !is_quoted && matches!(step.field, Field::Value(value) if !value.is_free());
        cursor.at = if is_token { token_end(cursor.line, start) } else { cursor.line.len() };
        store(step, cursor, start, cursor.at, fields)?;
        Ok(false)
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
        let Some(length) = pattern.read(cursor.rest(), parts) else {
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

    /// The time that the fields make, which begin at `at`, if the layout has any.
    fn read_time(&self, parts: &TimeParts, at: usize, fields: &mut Fields) -> Result<(), Fault> {
        if !self.columns.contains(Column::Time) {
            return Ok(());
        }
        let time = parts.finish().ok_or(Fault { reason: RejectReason::BadTime, at })?;
        fields.time = time.micros;
        if !time.has_zone {
            fields.notes.add(Note::NoZone);
        }
        Ok(())
    }

    /// Where a field ends that begins at `start`.
    #[inline]
    fn extent(&self, index: usize, line: &[u8], start: usize, budget: &mut Budget) -> Option<Found> {
        let step = &self.steps[index];
        let whole = |end| Some(Found { end, next: end, is_odd: false });
        match step.extent {
            Extent::Quoted => self.quoted(index, line, start, budget),
            Extent::Until => self.until(index, line, start, budget),
            Extent::Slash => whole(start + memchr::memchr(b'/', &line[start..])?),
            Extent::Token => whole(if is_list(step) { list_end(line, start) } else { token_end(line, start) }),
            Extent::Hosts => self.hosts(index, line, start),
            Extent::Rest | Extent::Pattern => whole(line.len()),
        }
    }

    /// The first place where the text behind the field stands, and with it what must follow; else the first where that text stands.
    #[inline]
    fn until(&self, index: usize, line: &[u8], start: usize, budget: &mut Budget) -> Option<Found> {
        let step = &self.steps[index];
        let Field::Value(value) = step.field else { return None };
        if !value.is_free() && step.after.begins_blank() {
            let end = if value.is_list() { list_end(line, start) } else { token_end(line, start) };
            return Some(Found { end, next: step.after.match_at(line, end)?, is_odd: false });
        }
        let mut first = None;
        let mut from = if value.is_list() && step.after.begins_blank() { list_end(line, start) } else { start };
        while let Some((end, next)) = step.after.find(line, from) {
            let found = Found { end, next, is_odd: false };
            if !value.is_free() || self.follows(index, line, next) {
                return Some(found);
            }
            first.get_or_insert(found);
            budget.spend(end - from + LOOK_BYTES);
            if budget.is_spent() {
                break;
            }
            from = end + step.after.step(line, end);
        }
        first
    }

    /// Behind the last address of a list and as few of the delimiters that follow it as the text behind the field allows.
    fn hosts(&self, index: usize, line: &[u8], start: usize) -> Option<Found> {
        let step = &self.steps[index];
        let Field::Value(Meaning::Hosts(delimiters)) = step.field else { return None };
        let run = |at: usize| line[at..].iter().take_while(|byte| delimiters.contains(byte)).count();
        let token_end = |at: usize| {
            let is_end = |byte: &u8| delimiters.contains(byte) || is_blank(*byte);
            line[at..].iter().position(is_end).map_or(line.len(), |length| at + length)
        };
        let mut end = token_end(start + run(start));
        loop {
            let next = end + run(end);
            let behind = token_end(next);
            let is_more = line[end..next].contains(&b',') || is_address(&line[next..behind]);
            if next == end || next == line.len() || !is_more {
                break;
            }
            end = behind;
        }
        let last = end + run(end);
        while end <= last {
            if let Some(next) = step.after.match_at(line, end) {
                return Some(Found { end, next, is_odd: false });
            }
            end += step.after.step(line, end);
        }
        None
    }

    /// The first quote that is not escaped and has the text and the fields behind it that must follow; else the first escaped one, for
    /// not every server escapes; else one that has only the text. Of the last field, the last quote of the line.
    fn quoted(&self, index: usize, line: &[u8], start: usize, budget: &mut Budget) -> Option<Found> {
        let step = &self.steps[index];
        let (mut first, mut escaped, mut with_text) = (None, None, None);
        let escapes_by_backslash = !matches!(self.about.escaping, Escaping::None | Escaping::DoubledQuote);
        // Backslashes are counted once each: a quote looks back no further than the one before.
        let mut from = start;
        while let Some(quote) = memchr::memchr(b'"', &line[from..]).map(|at| from + at) {
            let backslashes = line[from..quote].iter().rev().take_while(|byte| **byte == b'\\').count();
            let is_known = [escaped, with_text, first].iter().any(Option::is_some);
            if is_known && budget.is_spent() {
                break;
            }
            budget.spend(if is_known { quote - from } else { 0 });
            from = quote + 1;
            if self.about.escaping == Escaping::DoubledQuote && line.get(from) == Some(&b'"') {
                from += 1;
                continue;
            }
            let is_escaped = escapes_by_backslash && backslashes % 2 == 1;
            let found = |next| Found { end: quote, next, is_odd: is_escaped || first.is_some() };
            if let Some(next) = step.after.match_at(line, quote).filter(|_| !is_escaped || !budget.is_spent()) {
                budget.spend(LOOK_BYTES);
                match self.follows(index, line, next) {
                    true if !is_escaped => return Some(found(next)),
                    true => escaped = escaped.or(Some(found(next))),
                    false if !is_escaped => with_text = with_text.or(Some(found(next))),
                    false => {}
                }
            }
            if !is_escaped {
                first = first.or(Some(Found { end: quote, next: quote + 1, is_odd: false }));
            }
        }
        if index + 1 < self.steps.len() {
            // At the end of what must be there, the line may end early or go on with something else.
            return escaped.or(with_text).or(first.filter(|_| index + 1 >= self.frame));
        }
        let last = memchr::memrchr(b'"', line).filter(|last| *last >= start)?;
        Some(Found { end: last, next: last + 1, is_odd: first.is_none_or(|first| first.end != last) })
    }

    /// Whether what follows a field can stand at `at`, as far as a few bytes tell.
    #[inline]
    fn follows(&self, index: usize, line: &[u8], at: usize) -> bool {
        let Some(next) = self.steps.get(index + 1) else {
            let rest = &line[at..];
            return match &self.separator {
                Some(separator) => rest.is_empty() || rest.starts_with(separator),
                None => {
                    rest.is_empty()
                        || [rest.first(), line[..at].last()].into_iter().flatten().any(|byte| is_blank(*byte))
                }
            };
        };
        self.begins(index + 1, next, line, at, LOOK_AHEAD)
    }

    fn begins(&self, index: usize, step: &Step, line: &[u8], at: usize, depth: usize) -> bool {
        match &step.field {
            Field::Time(pattern, _) => {
                let end = line.len().min(at + LOOK_BYTES + pattern.pieces().len());
                pattern.read(&line[at..end], &mut TimeParts::default()).is_some()
            }
            Field::Value(value) => value.may_begin(line, at, |end| self.ends(index, step, line, end, depth)),
        }
    }

    /// Whether a field can end at a place, and with the next one begin behind it.
    fn ends(&self, index: usize, step: &Step, line: &[u8], end: usize, depth: usize) -> bool {
        if end >= line.len() {
            return end == line.len() && index + 1 >= self.frame;
        }
        let Some(next) = step.after.match_at(line, end) else {
            // The rest of the fields may be missing, and something else be there.
            return index + 1 >= self.frame && is_blank(line[end]);
        };
        match self.steps.get(index + 1) {
            Some(step) if depth > 1 => self.begins(index + 1, step, line, next, depth - 1),
            Some(_) => true,
            None => !step.after.is_empty() || is_blank(line[end]),
        }
    }

    /// What is missing at the end of a line, or where a text should stand that does not.
    fn missing(&self, index: usize, cursor: &Cursor<'_>) -> Fault {
        let missing =
            self.steps[index..].iter().take(self.frame - index.min(self.frame)).find_map(|step| match step.field {
                Field::Time(_, true) => Some(RejectReason::MissingTime),
                Field::Value(Meaning::Request) => Some(RejectReason::MissingRequest),
                Field::Value(value) if value.is_frame() => Some(RejectReason::MissingField),
                _ => None,
            });
        cursor.fault(missing.unwrap_or(RejectReason::NoMatch))
    }

    /// Why a field that must be there does not end.
    fn unclosed(&self, index: usize, cursor: &Cursor<'_>) -> Fault {
        let step = &self.steps[index];
        match &step.field {
            Field::Value(value @ (Meaning::Status | Meaning::Bytes)) => {
                let end = token_end(cursor.line, cursor.at);
                let text = &cursor.line[cursor.at..end];
                match value.store(text, cursor.span(cursor.at, end), &mut Fields::default().slot()) {
                    Err(reason) => cursor.fault(reason),
                    Ok(()) => Fault { reason: RejectReason::MissingField, at: end },
                }
            }
            Field::Value(Meaning::Request) => self.unclosed_request(index, cursor),
            _ if step.extent == Extent::Quoted => {
                Fault { reason: RejectReason::UnterminatedQuote, at: cursor.line.len() }
            }
            _ => {
                let end = token_end(cursor.line, cursor.at);
                self.missing(index + 1, &Cursor::at(cursor.line, cursor.base, end))
            }
        }
    }

    /// A request has no end: there is no quote, or behind the first one stands no status.
    fn unclosed_request(&self, index: usize, cursor: &Cursor<'_>) -> Fault {
        let line = cursor.line;
        let quote = Literal::new("\"").find(line, cursor.at);
        let Some((quote, _)) = quote.filter(|_| self.steps[index].extent == Extent::Quoted) else {
            return Fault { reason: RejectReason::UnterminatedRequest, at: line.len() };
        };
        let next = self.steps[index].after.match_at(line, quote).unwrap_or(quote + 1);
        let reason = match self.steps.get(index + 1).map(|step| &step.field) {
            Some(Field::Value(Meaning::Status)) => RejectReason::BadStatus,
            _ => RejectReason::MissingField,
        };
        Fault { reason, at: next }
    }
}

/// Where a list ends: at the first blank that parts none of its items, because no comma stands before it, nor a colon around it.
fn list_end(line: &[u8], start: usize) -> usize {
    let mut end = token_end(line, start);
    while end < line.len() {
        let (before, behind) = (&line[start..end], &line[end..]);
        if !before.ends_with(b",") && !before.ends_with(b" :") && !behind.starts_with(b" : ") {
            break;
        }
        end = token_end(line, end + 1);
    }
    end
}

/// Whether a text is an address, or one that is not known.
fn is_address(text: &[u8]) -> bool {
    let text = std::str::from_utf8(text).unwrap_or_default();
    text.parse::<core::net::IpAddr>().is_ok() || text.parse::<core::net::SocketAddr>().is_ok() || text == "unknown"
}

fn is_list(step: &Step) -> bool {
    matches!(step.field, Field::Value(value) if value.is_list())
}

/// Where the bytes before the next blank end.
fn token_end(line: &[u8], start: usize) -> usize {
    line[start..].iter().position(|byte| is_blank(*byte)).map_or(line.len(), |length| start + length)
}

fn store(step: &Step, cursor: &Cursor<'_>, start: usize, end: usize, fields: &mut Fields) -> Result<(), Fault> {
    let Field::Value(value) = step.field else { return Ok(()) };
    let text = &cursor.line[start..end];
    value.store(text, cursor.span(start, end), &mut fields.slot()).map_err(|reason| Fault { reason, at: start })
}
