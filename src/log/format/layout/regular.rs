//! The fast path of a layout: a line that has its text exactly as described, one space for each, and no backslash.
//!
//! Then every quote of the line belongs to the description, so that the structural index has the ends of quoted fields, and whitespace
//! ends nearly all others. What is read must mean what the definition makes of it; property tests compare the two.

use super::habits::Habits;
use super::literal::Literal;
use super::piece::{End, Exact, Identity, RegularStep, Store, fused, quotes_in};
use super::step::{Extent, Field, Step, time_bytes};
use crate::log::bytes::{self, is_blank};
use crate::log::column::Column;
use crate::log::duration;
use crate::log::fields::{CoreFields, FieldsMut, Span};
use crate::log::format::meaning::{Delimiters, capitals, is_in_capitals, number_ends};
use crate::log::format::whitespace::Whitespace;
use crate::log::format::{IndexedLine, Meaning, Memo, clf};
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
    steps: Vec<RegularStep>,
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
        let mut before = opening;
        let steps =
            steps.iter().map(|step| RegularStep::new(habits, std::mem::replace(&mut before, &step.after), step));
        let (steps, opening_quotes) = (fused(steps.collect::<Option<_>>()?), quotes_in(opening));
        let opening = Exact::new(opening);
        let quotes = opening_quotes + steps.iter().map(|step| step.quotes).sum::<usize>();
        Some(Regular { habits, opening, steps, opening_quotes, quotes })
    }

    /// Whether it reads client and time as the formats of the Common Log Format's family do.
    #[cfg(test)]
    pub fn begins_as_clf(&self) -> bool {
        self.steps.iter().any(|step| matches!(step.end, End::Client(_)))
    }

    /// See [`LineFormat::read_regular`](crate::log::format::LineFormat::read_regular).
    #[inline(always)]
    pub fn read(&self, ahead: IndexedLine<'_>, memo: &mut Memo, fields: &mut FieldsMut<'_>) -> Option<usize> {
        let line = ahead.quoted_line(self.quotes)?;
        // At the beginning, these mean something else: a comment, a byte order mark, whitespace.
        if matches!(line.text.get(line.start)?, b'#' | 0xef | b' ' | b'\t') {
            return None;
        }
        fields.clear();
        // Places only ascend, so that a line was read to its end if the last one is that end: all may look past it.
        let (text, end) = (ahead.text, line.text.len());
        let reader = Reader { habits: self.habits, text, end };
        let mut whitespace = Whitespace::new(text);
        let mut at = self.opening.match_at(text, line.start)?;
        let mut quote = self.opening_quotes;
        for step in &self.steps {
            let field_end = match &step.end {
                End::Quote => Some(*line.marks.get(quote)? as usize).filter(|end| *end >= at)?,
                End::Whitespace => reader.word_end(&mut whitespace, step.follows_run, &mut at)?,
                End::List => reader.list_end(&mut whitespace, step.follows_run, &mut at)?,
                End::CommonTime(pattern) => match common_time(text, at, memo, fields) {
                    Some(end) => end,
                    None => reader.time(pattern, at, Some(fields))?,
                },
                End::Client(identity) => {
                    let open = Some(*line.marks.get(quote)? as usize).filter(|open| *open >= at)?;
                    client(text.get(at..open)?, at, *identity, memo, fields)?;
                    open - "] ".len()
                }
                End::Outcome => {
                    let close = Some(*line.marks.get(quote)? as usize).filter(|close| *close >= at)?;
                    request::read(&text[at..close], at, fields);
                    let &[b'"', b' ', a, b, c, b' '] = text.get(close..)?.first_chunk()? else { return None };
                    fields.status = Some(three_digits([a, b, c])?);
                    let mut start = close + b"\" 200 ".len();
                    let end = reader.word_end(&mut whitespace, true, &mut start)?;
                    fields.bytes = Some(size(text, start, end)?);
                    end
                }
                End::Headers => {
                    let &[close, open, end] = line.marks.get(quote..)?.first_chunk()?;
                    let (close, open, end) = (close as usize, open as usize, end as usize);
                    if close < at || open != close + 2 || text[close + 1] != b' ' {
                        return None;
                    }
                    (fields.referer, fields.user_agent) = (Span::new(at, close), Span::new(open + 1, end));
                    end
                }
                End::Byte(byte) => at + bytes::first_of([*byte, b' ', b'\t'], text.get(at..end)?),
                End::EpochTime(pattern) => match epoch_time(text, at, fields) {
                    Some(end) => end,
                    None => reader.time(pattern, at, Some(fields))?,
                },
                End::Line(false) => {
                    let is_whole = at < end && whitespace.next(at, end) >= end;
                    is_whole.then_some(end)?
                }
                end => reader.rare_end(end, step.follows_run, at, fields)?,
            };
            let next = step.after.match_at(text, field_end)?;
            match &step.store {
                Store::Nothing => {}
                Store::Request => request::read(text.get(at..field_end)?, at, fields),
                Store::Status => fields.status = status(text, at, field_end)?,
                Store::Bytes => fields.bytes = Some(size(text, at, field_end)?),
                Store::Host(is_strict) => {
                    if !reader.is_one_host(at, field_end, *is_strict) {
                        return None;
                    }
                    fields.host = Span::new(at, field_end);
                }
                Store::Ident => fields.ident = Span::new(at, field_end),
                Store::User => fields.user = user(text.get(at..field_end)?, at),
                Store::Method => fields.method = unless_absent(text.get(at..field_end)?, at),
                Store::Target if fields.target.is_some() => {}
                Store::Target => fields.target = unless_absent(text.get(at..field_end)?, at),
                Store::Referer => fields.referer = Span::new(at, field_end),
                Store::UserAgent => fields.user_agent = Span::new(at, field_end),
                Store::Text(column) => fields.extra.set_text(*column, Span::new(at, field_end)),
                Store::Word(column) => match text.get(at..field_end)? {
                    [] => {}
                    [b'"', ..] => return None,
                    _ => fields.extra.set_text(*column, Span::new(at, field_end)),
                },
                Store::Number(column, extent) => match bytes::short_number(text, at, field_end) {
                    number @ Some(_) => fields.extra.set_number(*column, number),
                    None => reader.store(Meaning::Number(*column), *extent, at, field_end, fields)?,
                },
                Store::Duration(column, unit, extent) => match duration::read_short(text, at, field_end, *unit) {
                    micros @ Some(_) => fields.extra.set_number(*column, micros),
                    None => reader.store(Meaning::Duration(*column, *unit), *extent, at, field_end, fields)?,
                },
                Store::Any(meaning, extent) => reader.store(*meaning, *extent, at, field_end, fields)?,
            }
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
#[derive(Clone, Copy)]
struct Reader<'t> {
    habits: Habits,
    /// The text of the batch.
    text: &'t [u8],
    /// Where the line ends in it.
    end: usize,
}

impl Reader<'_> {
    /// Where a field ends that whitespace follows; moves its beginning to the end of the run of whitespace before it, if it follows one.
    #[inline(always)]
    fn word_end(self, whitespace: &mut Whitespace<'_>, follows_run: bool, at: &mut usize) -> Option<usize> {
        let end = whitespace.next(*at, self.end);
        if end == *at && !self.habits.is_verbatim {
            if !follows_run {
                return None;
            }
            *at += bytes::blanks(&self.text[*at..self.end.max(*at)]);
            return Some(whitespace.next(*at, self.end)).filter(|end| end > at);
        }
        Some(end)
    }

    /// Where a list ends: as the definition finds it.
    #[inline(always)]
    fn list_end(self, whitespace: &mut Whitespace<'_>, follows_run: bool, at: &mut usize) -> Option<usize> {
        let end = self.word_end(whitespace, follows_run, at)?;
        let around = self.text.get(end.wrapping_sub(1)..)?.first_chunk::<3>()?;
        if !matches!(around[0], b',' | b':') && around[2] != b':' {
            return Some(end);
        }
        self.long_list_end(whitespace, *at, end)
    }

    #[cold]
    fn long_list_end(self, whitespace: &mut Whitespace<'_>, at: usize, mut end: usize) -> Option<usize> {
        let line = &self.text[..self.end];
        while end < line.len() {
            let (list, rest) = (&line[at..end], &line[end..]);
            if !list.ends_with(b",") && !list.ends_with(b" :") && !rest.starts_with(b" : ") {
                return Some(end);
            }
            end = whitespace.next(end + 1, self.end);
        }
        None
    }

    /// Where a field ends that few layouts have.
    #[inline(never)]
    fn rare_end(self, end: &End, follows_run: bool, at: usize, fields: &mut FieldsMut<'_>) -> Option<usize> {
        let rest = self.text.get(at..self.end)?;
        if follows_run && rest.first().is_some_and(|byte| is_blank(*byte)) {
            return None;
        }
        match end {
            End::Free(byte) => Some(at + memchr::memchr(*byte, rest)?),
            End::Request(byte) => {
                // One that is absent is looked at more closely.
                let mut ends = memchr::memchr_iter(*byte, rest).filter(|_| rest[0] != b'-' && rest[0] != *byte);
                ends.find(|end| request::ends_in_protocol(&rest[..*end])).map(|length| at + length)
            }
            End::Time(pattern, is_used) => self.time(pattern, at, is_used.then_some(fields)),
            End::Line(_) => (!rest.is_empty()).then_some(self.end),
            // The others are found where the steps are taken.
            _ => None,
        }
    }

    #[inline(never)]
    fn time(self, pattern: &TimePattern, at: usize, fields: Option<&mut FieldsMut<'_>>) -> Option<usize> {
        let mut parts = TimeParts::default();
        let text = self.text.get(at..self.end)?;
        let length = pattern.read(text, &mut parts).filter(|length| *length <= time_bytes(pattern))?;
        if let Some(fields) = fields {
            fields.set_time(parts.finish().ok()?);
        }
        Some(at + length)
    }

    /// Whether a text is a host and no list of them, nor with whitespace after it.
    #[inline(always)]
    fn is_one_host(self, at: usize, end: usize, is_strict: bool) -> bool {
        let length = end.wrapping_sub(at);
        let window = self.text.get(at..).and_then(|rest| rest.first_chunk()).filter(|_| length <= 16);
        window.is_some_and(|window| is_dotted_number(window, length)) || self.is_odd_host(at, end, is_strict)
    }

    #[inline(never)]
    fn is_odd_host(self, at: usize, end: usize, is_strict: bool) -> bool {
        let Some(text) = self.text.get(at..end).filter(|text| !text.is_empty()) else { return false };
        let is_list = may_hold(self.text, at, end, [b',']) && text.contains(&b',');
        let is_one = !is_list && text.trim_ascii().len() == text.len();
        is_one && (!is_strict || text == b"-" || is_host(text))
    }

    /// Stores a field by its meaning; none when it cannot be read, or must be looked at more closely.
    #[inline(never)]
    fn store(self, meaning: Meaning, extent: Extent, at: usize, end: usize, fields: &mut FieldsMut<'_>) -> Option<()> {
        let text = self.text.get(at..end)?;
        if !self.habits.admit(meaning, extent, text) {
            return None;
        }
        if self.habits.is_null(extent, text) {
            return Some(());
        }
        match meaning {
            // The field before it may go on.
            Meaning::Number(_) | Meaning::Duration(..) if !is_number(meaning, text) => return None,
            Meaning::Word(_) if text.is_empty() => return None,
            Meaning::Word(column) if is_in_capitals(column) && capitals(text) < text.len() => return None,
            Meaning::Text(Column::Host) if !self.is_odd_host(at, end, false) => return None,
            Meaning::Hosts(delimiters) => {
                let is_list = text.is_empty() || text.iter().any(|byte| delimiters.contains(byte));
                if is_list || is_before_host(self.text.get(end..self.end)?, &delimiters) {
                    return None;
                }
            }
            _ => {}
        }
        meaning.store(text, Span::new(at, end), fields).ok().map(drop)
    }
}

/// `host ident user [time] `, read as the formats of the Common Log Format's family are.
#[inline(always)]
fn client(head: &[u8], at: usize, identity: Identity, memo: &mut Memo, fields: &mut CoreFields) -> Option<()> {
    // Fields before these may have set them.
    let (vhost, port) = (fields.vhost, fields.port);
    clf::read_client::<false>(head, at, memo, fields)?;
    (fields.vhost, fields.port) = (vhost, port);
    let inside = |start: usize, end: usize| &head[start - at..end - at];
    let ident = inside(fields.ident.start(), fields.ident.end());
    // A bracket is where the time begins, and a colon where a list of hosts continues.
    if ident == b":" || inside(fields.ident.start(), fields.user.end()).contains(&b'[') {
        return None;
    }
    match identity {
        Identity::Kept => return Some(()),
        Identity::Dash if ident != b"-" => return None,
        Identity::WithUser => fields.user = Span::NONE,
        Identity::Dash | Identity::Skipped => {}
    }
    fields.ident = Span::NONE;
    Some(())
}

/// The end of `dd/Mon/yyyy:HH:MM:SS ±hhmm`.
#[inline(always)]
fn common_time(text: &[u8], at: usize, memo: &mut Memo, fields: &mut CoreFields) -> Option<usize> {
    const LENGTH: usize = 26;
    let window = text.get(at..)?.first_chunk()?;
    (fields.time, fields.offset) = (memo.date.read_open(window)?, memo.date.offset());
    // A further digit would make it another time.
    (!window[LENGTH].is_ascii_digit()).then_some(at + LENGTH)
}

#[inline(always)]
fn status(text: &[u8], at: usize, end: usize) -> Option<Option<u16>> {
    let status = text.get(at..end)?;
    match status {
        &[a, b, c] => three_digits([a, b, c]).map(Some),
        _ => bytes::status(status),
    }
}

#[inline(always)]
fn three_digits(digits: [u8; 3]) -> Option<u16> {
    let [a, b, c] = digits.map(|digit| u16::from(digit.wrapping_sub(b'0')));
    (a <= 9 && b <= 9 && c <= 9).then_some(a * 100 + b * 10 + c)
}

/// A text, unless it is empty or a dash.
#[inline(always)]
fn unless_absent(text: &[u8], at: usize) -> Span {
    if matches!(text, b"" | b"-") { Span::NONE } else { Span::new(at, at + text.len()) }
}

/// The end of `1696946136.250`.
#[inline(always)]
fn epoch_time(text: &[u8], at: usize, fields: &mut CoreFields) -> Option<usize> {
    let &[a, b, c, d, e, f, g, h, i, j, b'.', x, y, z, next] = text.get(at..)?.first_chunk()? else { return None };
    let seconds = bytes::eight_digits(u64::from_le_bytes([a, b, c, d, e, f, g, h]))?;
    let rest = bytes::eight_digits(u64::from_le_bytes([b'0', b'0', b'0', i, j, x, y, z]))?;
    if next.is_ascii_digit() {
        return None;
    }
    fields.time = (seconds * 100_000 + rest) as i64 * 1_000;
    Some(at + "1696946136.250".len())
}

#[inline(always)]
fn size(text: &[u8], at: usize, end: usize) -> Option<u64> {
    bytes::short_number(text, at, end).or_else(|| bytes::size(text.get(at..end)?))
}

/// A user without the quotes around it.
#[inline(always)]
fn user(text: &[u8], at: usize) -> Span {
    let quotes = usize::from(text.len() >= 2 && text.starts_with(b"\"") && text.ends_with(b"\""));
    Span::new(at + quotes, at + text.len() - quotes)
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
