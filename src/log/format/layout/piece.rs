//! The steps of the fast path, prepared when the layout is made.

use super::habits::Habits;
use super::literal::Literal;
use super::step::{Extent, Field, Step};
use crate::log::column::Column;
use crate::log::duration::Unit;
use crate::log::format::Meaning;
use crate::log::format::meaning::{ends_hosts, is_in_capitals};
use crate::log::time::SECOND;
use crate::log::time::pattern::{Piece, TimePattern};

/// A field and the text after it.
#[derive(Debug, Clone)]
pub struct RegularStep {
    /// How its end is found.
    pub end: End,
    /// Where its value goes.
    pub store: Store,
    /// The text after it.
    pub after: Exact,
    /// How many quotes that text has.
    pub quotes: usize,
    /// Whether the text before it ends in a run of whitespace.
    pub follows_run: bool,
}

/// How the end of a field is found. The tag has its own byte, so that telling the variants apart is one load and one jump.
#[derive(Debug, Clone)]
#[repr(u8)]
pub enum End {
    /// At the next quote.
    Quote,
    /// At the next space or tab.
    Whitespace,
    /// At the whitespace after the last entry of a list.
    List,
    /// At this byte; whitespace before it makes the line irregular.
    Byte(u8),
    /// At this byte, whatever is before it.
    Free(u8),
    /// At this byte after the protocol of a request.
    Request(u8),
    /// After `dd/Mon/yyyy:HH:MM:SS ±hhmm`, else where the pattern does.
    CommonTime(TimePattern),
    /// Where the pattern of a time does; whether the time is used.
    Time(TimePattern, bool),
    /// After ten digits, a point and three digits, else where the pattern does.
    EpochTime(TimePattern),
    /// At the end of the line; with whitespace inside or not.
    Line(bool),
    /// After `host ident user [time`, as the Common Log Format begins, with what of it is kept.
    Client(Identity),
    /// After `request" 200 5120`: three fields that nearly every layout has together.
    Outcome,
    /// After `referer" "user agent`: two fields that are nearly always together.
    Headers,
}

/// Where a value goes, and what it must be for that.
#[derive(Debug, Clone, Copy)]
#[repr(u8)]
pub enum Store {
    /// Nowhere.
    Nothing,
    /// To the request and its parts.
    Request,
    /// To the status.
    Status,
    /// To the size.
    Bytes,
    /// To the host: one address or name, in a strict format one that can be a host.
    Host(bool),
    /// To the identity.
    Ident,
    /// To the user.
    User,
    /// To the method, unless it is absent.
    Method,
    /// To the target, unless it is absent or a request has it.
    Target,
    /// To the referer.
    Referer,
    /// To the user agent.
    UserAgent,
    /// To an extra column of text.
    Text(Column),
    /// To an extra column of text, if it is not empty and does not begin with a quote.
    Word(Column),
    /// To an extra column of numbers that are not small.
    Number(Column, Extent),
    /// To an extra column of durations, in the unit.
    Duration(Column, Unit, Extent),
    /// Wherever its meaning says.
    Any(Meaning, Extent),
}

impl RegularStep {
    /// The fast form of a step; none when it has none.
    pub fn new(habits: Habits, before: &Literal, step: &Step) -> Option<RegularStep> {
        let (end, store) = match &step.field {
            Field::Time(pattern, is_used) => {
                let pattern = pattern.clone();
                let end = match pattern.pieces() {
                    [Piece::Epoch(SECOND), Piece::Byte(b'.'), Piece::Fraction(_)] if *is_used => {
                        End::EpochTime(pattern)
                    }
                    _ if *is_used && pattern.is_clf() => End::CommonTime(pattern),
                    _ => End::Time(pattern, *is_used),
                };
                (end, Store::Nothing)
            }
            Field::Value(value) => match (End::of(*value, step)?, value) {
                // A word is never empty, as one before whitespace cannot be.
                (end @ End::Byte(_), Meaning::Word(_)) => (end, Store::Any(*value, step.extent)),
                (end, _) => (end, Store::of(habits, *value, step.extent)),
            },
        };
        let (after, quotes) = (Exact::new(&step.after), quotes_in(&step.after));
        Some(RegularStep { end, store, after, quotes, follows_run: before.ends_in_run() })
    }
}

/// What is between client and time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Identity {
    /// A field with a column, and the user.
    Kept,
    /// A field without one, and the user.
    Skipped,
    /// A dash, which is not a field, and the user.
    Dash,
    /// It and the user are one field without a column.
    WithUser,
}

impl Identity {
    /// What the steps of a client and a time have there, and how many steps these are.
    fn of(steps: &[RegularStep]) -> Option<(usize, Identity)> {
        let [host, rest @ ..] = steps else { return None };
        let is_host = matches!((&host.end, host.store), (End::List, Store::Host(_)));
        let is_user = |step: &RegularStep| {
            matches!(step.end, End::Whitespace)
                && matches!(step.store, Store::User | Store::Any(Meaning::Text(Column::User), _))
                && step.after.is(b" [")
        };
        let is_time = |step: &RegularStep| matches!(step.end, End::CommonTime(_)) && step.after.is(b"] \"");
        let (count, identity) = match rest {
            [both, time, ..] if matches!((&both.end, both.store), (End::Free(b'['), Store::Nothing)) => {
                (3, (both.after.is(b"[") && host.after.is(b" ") && is_time(time)).then_some(Identity::WithUser)?)
            }
            [user, time, ..] if host.after.is(b" - ") && is_user(user) && is_time(time) => (3, Identity::Dash),
            [ident, user, time, ..] if host.after.is(b" ") && is_user(user) && is_time(time) => {
                let is_word = matches!(ident.end, End::Whitespace) && ident.after.is(b" ");
                let identity = match ident.store {
                    Store::Ident | Store::Any(Meaning::Text(Column::Ident), _) => Identity::Kept,
                    Store::Nothing => Identity::Skipped,
                    _ => return None,
                };
                (4, is_word.then_some(identity)?)
            }
            _ => return None,
        };
        is_host.then_some((count, identity))
    }
}

/// Joins fields that are read faster together.
pub fn fused(steps: Vec<RegularStep>) -> Vec<RegularStep> {
    let mut fused = Vec::with_capacity(steps.len());
    let mut rest = steps.as_slice();
    while let [step, more @ ..] = rest {
        let (count, end) = match (Identity::of(rest), rest) {
            (Some((count, identity)), _) => (count, End::Client(identity)),
            (_, [request, status, bytes, ..]) if is_outcome(request, status, bytes) => (3, End::Outcome),
            (_, [referer, agent, ..]) if is_headers(referer, agent) => (2, End::Headers),
            _ => {
                fused.push(step.clone());
                rest = more;
                continue;
            }
        };
        let quotes = rest[..count].iter().map(|step| step.quotes).sum();
        let after = rest[count - 1].after.clone();
        fused.push(RegularStep { end, store: Store::Nothing, after, quotes, follows_run: false });
        rest = &rest[count..];
    }
    fused
}

fn is_outcome(request: &RegularStep, status: &RegularStep, bytes: &RegularStep) -> bool {
    matches!((&request.end, request.store), (End::Quote, Store::Request))
        && request.after.is(b"\" ")
        && matches!((&status.end, status.store), (End::Whitespace, Store::Status))
        && status.after.is(b" ")
        && matches!((&bytes.end, bytes.store), (End::Whitespace, Store::Bytes))
}

fn is_headers(referer: &RegularStep, agent: &RegularStep) -> bool {
    matches!((&referer.end, referer.store), (End::Quote, Store::Referer))
        && referer.after.is(b"\" \"")
        && matches!((&agent.end, agent.store), (End::Quote, Store::UserAgent))
}

impl End {
    fn of(value: Meaning, step: &Step) -> Option<End> {
        Some(match step.extent {
            Extent::Quoted => End::Quote,
            Extent::Until | Extent::Hosts => match (step.after.first_byte()?, value) {
                (byte, Meaning::Request) => End::Request(byte),
                // There, only a delimiter ends a host.
                (byte, Meaning::Hosts(delimiters)) if !ends_hosts(&delimiters, byte) => return None,
                (b' ', value) => {
                    if value.is_list() {
                        End::List
                    } else {
                        End::Whitespace
                    }
                }
                (byte, value) => {
                    if value.is_free() {
                        End::Free(byte)
                    } else {
                        End::Byte(byte)
                    }
                }
            },
            Extent::Rest => End::Line(true),
            Extent::Token => End::Line(false),
            Extent::Slash | Extent::Pattern => return None,
        })
    }
}

impl Store {
    fn of(habits: Habits, value: Meaning, extent: Extent) -> Store {
        let is_quoted = extent == Extent::Quoted;
        // Whether the text itself may be how the server writes that there is none, or must be looked at for another reason.
        let is_open = !habits.is_strict || (habits.null.is_empty() && is_quoted);
        match value {
            Meaning::Skip | Meaning::SkipList => Store::Nothing,
            // No regular field has a quote inside, as two requests in one would have.
            Meaning::Request if habits.null.is_empty() => Store::Request,
            Meaning::Status => Store::Status,
            Meaning::Bytes if habits.null.is_empty() => Store::Bytes,
            Meaning::Text(Column::Host) if habits.null.is_empty() => Store::Host(habits.is_strict),
            Meaning::Text(Column::Ident) if !habits.is_strict => Store::Ident,
            Meaning::Text(Column::User) | Meaning::Word(Column::User) if !habits.is_strict => Store::User,
            Meaning::Text(Column::Method) if !habits.is_strict => Store::Method,
            Meaning::Text(Column::Target) if !habits.is_strict => Store::Target,
            Meaning::Text(Column::Referer) if is_open => Store::Referer,
            Meaning::Text(Column::UserAgent) if is_open => Store::UserAgent,
            Meaning::Text(column) | Meaning::List(column) if column.is_extra() && is_open => Store::Text(column),
            Meaning::Word(column) if column.is_extra() && is_open && is_any_word(column) => Store::Text(column),
            Meaning::Text(column) if column.is_extra() && habits.null.is_empty() && !has_shape(column) => {
                Store::Word(column)
            }
            Meaning::Number(column) if column.is_extra() && !column.is_small() => Store::Number(column, extent),
            Meaning::Duration(column, unit) if column.is_extra() => Store::Duration(column, unit, extent),
            value => Store::Any(value, extent),
        }
    }
}

/// Whether any word is a value of the column.
fn is_any_word(column: Column) -> bool {
    column != Column::Scheme && !is_in_capitals(column)
}

/// Whether a strict format admits only some words to an extra column.
fn has_shape(column: Column) -> bool {
    matches!(column, Column::CacheStatus | Column::Hierarchy | Column::Operation)
}

/// How many quotes a literal has.
pub fn quotes_in(literal: &Literal) -> usize {
    literal.exact().iter().filter(|byte| **byte == b'"').count()
}

/// A literal with single spaces for runs of whitespace.
#[derive(Debug, Clone)]
pub struct Exact {
    /// The first eight bytes as a number, zeroes for those that are missing.
    head: u64,
    /// Ones where `head` has a byte.
    mask: u64,
    length: usize,
    /// What does not fit `head`.
    rest: Box<[u8]>,
}

impl Exact {
    /// The exact form of a literal.
    pub fn new(literal: &Literal) -> Exact {
        let bytes = literal.exact();
        let (mut head, mut mask) = ([0; 8], [0; 8]);
        for (index, byte) in bytes.iter().take(8).enumerate() {
            (head[index], mask[index]) = (*byte, 0xff);
        }
        let (head, mask) = (u64::from_le_bytes(head), u64::from_le_bytes(mask));
        Exact { head, mask, length: bytes.len(), rest: bytes.get(8..).unwrap_or_default().into() }
    }

    fn is<const N: usize>(&self, text: &[u8; N]) -> bool {
        self.length == N && self.head.to_le_bytes().starts_with(text)
    }

    /// Where the line goes on after the text, if the text is at `at`.
    #[inline(always)]
    pub fn match_at(&self, text: &[u8], at: usize) -> Option<usize> {
        let rest = text.get(at..)?;
        let Some(window) = rest.first_chunk::<8>() else {
            return self.match_near_end(rest).then_some(at + self.length);
        };
        let is_there = u64::from_le_bytes(*window) & self.mask == self.head;
        let next = at + self.length;
        (is_there && (self.length <= 8 || text.get(at + 8..next) == Some(&*self.rest))).then_some(next)
    }

    #[cold]
    fn match_near_end(&self, rest: &[u8]) -> bool {
        self.length <= 8 && rest.starts_with(&self.head.to_le_bytes()[..self.length])
    }
}
