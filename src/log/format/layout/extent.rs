//! Where a field ends.

use super::Layout;
use super::step::{Extent, Field, LOOK_BYTES, Step, time_bytes};
use crate::log::bytes::is_blank;
use crate::log::format::meaning::ends_hosts;
use crate::log::format::{Escaping, Meaning};
use crate::log::request;
use crate::log::time::pattern::TimeParts;

/// Fields examined to decide whether the one before them ends here.
const LOOK_AHEAD: usize = 2;

/// Bytes of a line that may still be examined ahead, and read again by later fields.
///
/// Once spent, a field ends where the text after it first occurs. Real lines spend next to nothing; the budget bounds the time for a
/// line in which most bytes might end a field.
pub struct Budget(usize);

impl Budget {
    /// The budget of a line.
    pub fn of(line: &[u8]) -> Budget {
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
pub struct Found {
    pub end: usize,
    /// Where the line continues after the text that follows the field.
    pub next: usize,
    /// Whether a quote inside the field was not escaped.
    pub is_odd: bool,
    /// Whether the text after the field is missing: no field follows.
    pub is_last: bool,
}

impl Found {
    fn new(end: usize, next: usize) -> Found {
        Found { end, next, is_odd: false, is_last: false }
    }
}

impl Layout {
    /// Returns where the field that begins at `start` ends.
    #[inline]
    pub fn extent(&self, index: usize, line: &[u8], start: usize, budget: &mut Budget) -> Option<Found> {
        let step = &self.steps[index];
        let whole = |end| Some(Found::new(end, end));
        match step.extent {
            Extent::Quoted => self.quoted(index, line, start, budget),
            Extent::Until => self.until(index, line, start, budget),
            Extent::Slash => whole(start + memchr::memchr(b'/', &line[start..])?),
            Extent::Token => whole(if is_list(step) { list_end(line, start) } else { token_end(line, start) }),
            Extent::Hosts => self.hosts(index, line, start),
            Extent::Rest | Extent::Pattern => whole(line.len()),
        }
    }

    /// The first occurrence of the text after the field that the next fields follow; otherwise its first occurrence.
    #[inline]
    fn until(&self, index: usize, line: &[u8], start: usize, budget: &mut Budget) -> Option<Found> {
        let step = &self.steps[index];
        let Field::Value(value) = step.field else { return None };
        if value == Meaning::Request {
            return self.request(index, line, start, budget);
        }
        if !value.is_free() && step.after.begins_blank() {
            let end = if value.is_list() { list_end(line, start) } else { token_end(line, start) };
            return Some(Found::new(end, step.after.match_at(line, end)?));
        }
        if let Meaning::Word(_) = value {
            let (end, next) = step.after.find(&line[..token_end(line, start)], start)?;
            return Some(Found::new(end, next));
        }
        let mut first = None;
        let mut from = if value.is_list() && step.after.begins_blank() { list_end(line, start) } else { start };
        while let Some((end, next)) = step.after.find(line, from) {
            let found = Found::new(end, next);
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

    /// The end of a request without quotes: after its protocol, or where it is a dash or empty, if the next fields follow; otherwise
    /// where one of the two holds.
    fn request(&self, index: usize, line: &[u8], start: usize, budget: &mut Budget) -> Option<Found> {
        let step = &self.steps[index];
        let (mut first, mut fitting, mut closed) = (None, None, None);
        let space = memchr::memchr(b' ', &line[start..]).map_or(line.len(), |space| start + space);
        let mut from = start;
        while let Some((end, next)) = step.after.find(line, from) {
            let found = Found::new(end, next);
            let text = &line[start..end];
            let has_protocol = request::ends_in_protocol(text);
            let is_absent = matches!(text, b"" | b"-");
            if (has_protocol || is_absent) && self.follows(index, line, next) {
                return Some(found);
            }
            if has_protocol {
                closed.get_or_insert(found);
            } else if fitting.is_none() && space < end && !budget.is_spent() {
                budget.spend(LOOK_BYTES);
                fitting = Some(found).filter(|_| self.follows(index, line, next));
            }
            first.get_or_insert(found);
            from = end + step.after.step(line, end);
        }
        closed.or(fitting).or(first)
    }

    /// After the last address of a list, and as few of the delimiters after it as the text after the field allows.
    fn hosts(&self, index: usize, line: &[u8], start: usize) -> Option<Found> {
        let step = &self.steps[index];
        let Field::Value(Meaning::Hosts(delimiters)) = step.field else { return None };
        let run = |at: usize| line[at..].iter().take_while(|byte| delimiters.contains(byte)).count();
        let stop = step.after.first_byte().filter(|byte| ends_hosts(&delimiters, *byte));
        let token_end = |at: usize| {
            let is_end = |byte: &u8| delimiters.contains(byte) || is_blank(*byte) || Some(*byte) == stop;
            line[at..].iter().position(is_end).map_or(line.len(), |length| at + length)
        };
        let mut end = token_end(start + run(start));
        loop {
            let next = end + run(end);
            let next_end = token_end(next);
            let is_more = line[end..next].contains(&b',') || is_address(&line[next..next_end]);
            if next == end || next == line.len() || !is_more {
                break;
            }
            end = next_end;
        }
        let last = end + run(end);
        while end <= last {
            if let Some(next) = step.after.match_at(line, end) {
                return Some(Found::new(end, next));
            }
            end += step.after.step(line, end);
        }
        None
    }

    /// The first unescaped quote with the text and the next fields after it; otherwise the first such escaped one, because not every server
    /// escapes; otherwise one with only the text. For the last field, the last quote of the line.
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
            let found = |next| Found { is_odd: is_escaped || first.is_some(), ..Found::new(quote, next) };
            if let Some(next) = step.after.match_at(line, quote).filter(|_| !is_escaped || !budget.is_spent()) {
                budget.spend(LOOK_BYTES);
                match self.follows(index, line, next) && !self.runs_on(index, line, next) {
                    true if !is_escaped => return Some(found(next)),
                    true => escaped = escaped.or(Some(found(next))),
                    false if !is_escaped => with_text = with_text.or(Some(found(next))),
                    false => {}
                }
            }
            if !is_escaped {
                first = first.or(Some(Found { is_last: true, ..Found::new(quote, quote + 1) }));
                if self.habits.escapes_quotes {
                    break;
                }
            }
        }
        if self.habits.escapes_quotes && index + 1 == self.steps.len() {
            return first;
        }
        if index + 1 < self.steps.len() {
            // At the end of what must be there, the line may end early or go on with something else.
            return escaped.or(with_text).or(first.filter(|_| index + 1 >= self.frame));
        }
        let last = memchr::memrchr(b'"', line).filter(|last| *last >= start)?;
        Some(Found { is_odd: first.is_none_or(|first| first.end != last), ..Found::new(last, last + 1) })
    }

    /// Whether the last field continues to the quote that ends the line, for a server that escapes nothing.
    fn runs_on(&self, index: usize, line: &[u8], at: usize) -> bool {
        let is_last = index + 1 == self.steps.len() && self.about.escaping == Escaping::None;
        is_last && at < line.len() && line.ends_with(b"\"")
    }

    /// Whether the next field can begin at `at`, judged by a few bytes.
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
                let end = line.len().min(at + time_bytes(pattern));
                pattern.read(&line[at..end], &mut TimeParts::default()).is_some()
            }
            Field::Value(value) => {
                let is_empty = !step.after.is_empty() && step.after.match_at(line, at).is_some();
                (is_empty || self.habits.may_begin(*value, &line[at..]))
                    && value.may_begin(line, at, |end| self.ends(index, step, line, end, depth))
            }
        }
    }

    /// Whether a field can end at a place and the next one begin after it.
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
}

/// The end of a list: the first whitespace that separates none of its items, having no comma before it and no colon on either side.
fn list_end(line: &[u8], start: usize) -> usize {
    let mut end = token_end(line, start);
    while end < line.len() {
        let (list, rest) = (&line[start..end], &line[end..]);
        if !list.ends_with(b",") && !list.ends_with(b" :") && !rest.starts_with(b" : ") {
            break;
        }
        end = token_end(line, end + 1);
    }
    end
}

/// Whether a text is an address, or `unknown`.
fn is_address(text: &[u8]) -> bool {
    let text = std::str::from_utf8(text).unwrap_or_default();
    text.parse::<core::net::IpAddr>().is_ok() || text.parse::<core::net::SocketAddr>().is_ok() || text == "unknown"
}

fn is_list(step: &Step) -> bool {
    matches!(step.field, Field::Value(value) if value.is_list())
}

/// The next whitespace, or the end of the line.
pub fn token_end(line: &[u8], start: usize) -> usize {
    line[start..].iter().position(|byte| is_blank(*byte)).map_or(line.len(), |length| start + length)
}
