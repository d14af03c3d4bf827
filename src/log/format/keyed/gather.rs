//! The fields of a line whose values have names, in whatever order they come.
//!
//! Several keys may fill a column. The best of those that can be read does; a key that comes again replaces its earlier value. An empty text
//! or a `-` means that there is none: servers write that for what they do not know.

use super::looks;
use super::map::{KeyMap, NodeId};
use super::rule::{Rule, Sense, Sign, UNRANKED};
use super::value::{KeyValue, Members};
use crate::log::access::Evidence;
use crate::log::bytes::split_port;
use crate::log::column::Column;
use crate::log::duration::Unit;
use crate::log::fields::{FieldsMut, Span};
use crate::log::format::Meaning;
use crate::log::reject::{Fault, Refusal, RejectReason, SkipReason};
use crate::log::tally::Note;
use crate::log::time::{self, LoggedTime, NotATime, ZoneSource};

/// Fields in the making, in the place of their record.
pub struct Gathered<'g, 's> {
    pub(super) fields: &'g mut FieldsMut<'s>,
    /// For each column, the rank of the key that filled it.
    pub(super) ranks: [u8; Column::ALL.len()],
    /// Where in the batch a time or a status cannot be read, should no other key have one.
    bad_time: Option<usize>,
    bad_status: Option<usize>,
    /// A day and a time of day in keys of their own, in microseconds.
    day: Option<i64>,
    clock: Option<i64>,
    /// The best time so far.
    time: Option<LoggedTime>,
    /// The port after the virtual host.
    vhost_port: Option<u16>,
    /// The value of `host`, and its rank as virtual host.
    pub(super) host: (Span, u8),
    /// The value of `server_name`, and its rank as virtual host.
    pub(super) server_name: (Span, u8),
    /// The value of `path`, and its rank.
    pub(super) path: (Span, u8),
    /// Whether a key of the request had no value.
    pub(super) is_unread: bool,
    /// The signs of the keys so far.
    pub signs: Signs,
}

/// The signs of the keys of a line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Signs {
    /// A key that only this server uses was there.
    pub own_key: bool,
    /// A key was there that other lines than those of requests have, too.
    pub event: bool,
    /// Something named the logger.
    pub logger: bool,
    /// That was the logger of requests.
    pub access_logger: bool,
    /// What ships logs added keys.
    pub shipper: bool,
    /// The client is called `host`.
    pub host_is_client: bool,
    /// A proxy wrote the line.
    pub proxy: bool,
}

/// Decides from the signs of a line whether it is one of the format.
pub type Judge = fn(Signs) -> Result<(), Refusal>;

/// The rank of a number that is hardly a time, and of a word before all keys that is one.
const LAST_RESORT: u8 = UNRANKED - 1;

impl<'g, 's> Gathered<'g, 's> {
    /// Nothing so far.
    #[inline]
    pub fn new(fields: &'g mut FieldsMut<'s>) -> Gathered<'g, 's> {
        fields.clear();
        Gathered {
            fields,
            ranks: [UNRANKED; Column::ALL.len()],
            bad_time: None,
            bad_status: None,
            day: None,
            clock: None,
            time: None,
            vhost_port: None,
            host: (Span::NONE, UNRANKED),
            server_name: (Span::NONE, UNRANKED),
            path: (Span::NONE, UNRANKED),
            is_unread: false,
            signs: Signs::default(),
        }
    }

    /// Adds the value of a key; `None` for `null` and the like.
    pub fn add(&mut self, map: &KeyMap, id: NodeId, value: Option<&KeyValue<'_>>) {
        self.add_inline(map, id, value);
    }

    /// The same, for the fast path.
    #[inline(always)]
    pub fn add_inline(&mut self, map: &KeyMap, id: NodeId, value: Option<&KeyValue<'_>>) {
        let node = map.node(id);
        let value = value.filter(|value| !value.is_absent());
        let wrapped = u8::from(id.is_wrapped());
        let mut is_taken = false;
        for rule in &node.rules {
            let rank = rule.rank + wrapped;
            let meaning = match rule.sense {
                Sense::Certain => rule.meaning,
                _ => match self.decide(rule, rank, value, is_taken) {
                    Some(meaning) => meaning,
                    None => continue,
                },
            };
            is_taken |= self.set(rule.column, meaning, rank, value);
        }
        if node.is_wrapper || !node.has_meaning() {
            self.add_members(map, id, value);
        }
        if let Some(sign) = node.sign {
            self.sign(sign, value);
        }
    }

    /// Adds the members of an object that is the text of a value.
    #[cold]
    fn add_members(&mut self, map: &KeyMap, id: NodeId, object: Option<&KeyValue<'_>>) {
        for (key, value) in object.and_then(Members::of).into_iter().flatten() {
            if let Some(id) = map.inside(id, key) {
                self.add(map, id, Some(&value).filter(|value| value.raw != b"null"));
            }
        }
    }

    /// Adds the sign of a key.
    #[inline(always)]
    fn sign(&mut self, sign: Sign, value: Option<&KeyValue<'_>>) {
        match sign {
            Sign::OwnKey => self.signs.own_key = true,
            Sign::Event => self.signs.event = true,
            Sign::Shipper => self.signs.shipper = true,
            Sign::LogFile => self.signs.shipper |= value.is_some_and(|value| looks::is_log_file(value.raw)),
            Sign::HostIsClient => self.signs.host_is_client = true,
            Sign::Proxy => self.signs.proxy = true,
            Sign::Logger(name) => self.name_logger(name, value),
        }
    }

    fn name_logger(&mut self, name: &str, value: Option<&KeyValue<'_>>) {
        let logger = value.map_or(&b""[..], |value| value.raw);
        let (start, rest) = logger.split_at(name.len().min(logger.len()));
        let is_access = start.eq_ignore_ascii_case(name.as_bytes());
        self.signs.logger = true;
        self.signs.access_logger = is_access && (rest.is_empty() || rest.starts_with(b"."));
    }

    /// Uses a word before all keys as the time of the line, if it is one and no key has another.
    pub fn word(&mut self, word: &[u8]) {
        if let Some(time) = time::parse(word) {
            self.time = Some(time);
            self.ranks[Column::Time as usize] = LAST_RESORT;
        }
    }

    /// Adds a note.
    pub fn note(&mut self, note: Note) {
        self.fields.notes.add(note);
    }

    /// Sets a column, unless a better key did. Returns whether the value could be read.
    #[inline(always)]
    fn set(&mut self, column: Column, meaning: Meaning, rank: u8, value: Option<&KeyValue<'_>>) -> bool {
        let held = self.ranks[column as usize];
        if rank > held {
            return false;
        }
        if let Some(value) = value
            && let Some(rank) = self.read(meaning, rank, value)
        {
            self.ranks[column as usize] = rank;
            return true;
        }
        self.is_unread |= value.is_none() && is_of_request(column);
        if rank == held {
            self.ranks[column as usize] = UNRANKED;
            self.clear(column);
        }
        false
    }

    /// How to read the value of a key whose meaning depends on the value or on other keys; `None` when it does not fill the rule's column, or
    /// only once all keys are known. `is_taken` is whether an earlier meaning of the key fits.
    #[inline(never)]
    fn decide(&mut self, rule: &Rule, rank: u8, value: Option<&KeyValue<'_>>, is_taken: bool) -> Option<Meaning> {
        match rule.sense {
            Sense::Certain => return Some(rule.meaning),
            Sense::Likely => {
                let fits = |value: &KeyValue<'_>| !is_taken && looks::looks_like(rule.column, value);
                return value.is_some_and(fits).then_some(rule.meaning);
            }
            Sense::Fraction => {
                let is_whole = value.is_some_and(|value| !value.raw.contains(&b'.'));
                let millis = Meaning::Duration(rule.column, Unit::Milliseconds);
                return Some(if is_whole { millis } else { rule.meaning });
            }
            Sense::Host => hold(&mut self.host, rank, value),
            Sense::ServerName => hold(&mut self.server_name, rank, value),
            Sense::Path => hold(&mut self.path, rank, value),
        }
        None
    }

    /// Reads a value into its column. Returns the rank that the value then has, or `None` when it cannot be read.
    #[inline(always)]
    fn read(&mut self, meaning: Meaning, rank: u8, value: &KeyValue<'_>) -> Option<u8> {
        match meaning {
            Meaning::Time(unit) => return self.read_time(unit, rank, value),
            // Another key may have the protocol.
            Meaning::Text(Column::Protocol) if looks::is_scheme(value.raw) => {
                self.fields.extra.set_text(Column::Scheme, value.span());
                return Some(self.ranks[Column::Protocol as usize]);
            }
            Meaning::Text(Column::Vhost) => {
                self.set_vhost(value.raw, value.span());
                return Some(rank);
            }
            // A better key replaces it.
            Meaning::Text(Column::Target) => self.fields.target = Span::NONE,
            _ => {}
        }
        let is_text = matches!(meaning, Meaning::Text(_) | Meaning::Query);
        let stored = match value.is_escaped && !is_text {
            false => meaning.store_inline(value.raw, value.span(), self.fields),
            true => self.store_escaped(meaning, value),
        };
        if stored.is_err() {
            self.bad_status.get_or_insert(value.span().start());
        }
        stored.is_ok_and(|is_value| is_value).then_some(rank)
    }

    #[cold]
    fn store_escaped(&mut self, meaning: Meaning, value: &KeyValue<'_>) -> Result<bool, RejectReason> {
        meaning.store(&value.plain(), value.span(), self.fields)
    }

    /// Sets the virtual host. Its port is a better source than any key of a port.
    pub(super) fn set_vhost(&mut self, name: &[u8], span: Span) {
        let (host, port) = split_port(name);
        self.fields.vhost = Span::new(span.start(), span.start() + host.len());
        self.vhost_port = port;
    }

    #[inline]
    fn read_time(&mut self, unit: Option<Unit>, rank: u8, value: &KeyValue<'_>) -> Option<u8> {
        let time = match time::read(&value.plain(), unit) {
            Ok(time) => time?,
            Err(NotATime) => {
                let (day, clock) = (time::parse_date(value.raw), time::parse_clock(value.raw));
                (self.day, self.clock) = (day.or(self.day), clock.or(self.clock));
                self.bad_time.get_or_insert(value.span().start());
                return None;
            }
        };
        let rank = if looks::is_hardly_a_time(time) { LAST_RESORT } else { rank };
        if rank > self.ranks[Column::Time as usize] {
            return None;
        }
        self.time = Some(time);
        Some(rank)
    }

    fn clear(&mut self, column: Column) {
        let fields = &mut *self.fields;
        match column {
            Column::Time => {}
            Column::Status => fields.status = None,
            Column::Bytes => fields.bytes = None,
            Column::Port => fields.port = None,
            Column::Target => fields.target = Span::NONE,
            Column::Vhost => (fields.vhost, self.vhost_port) = (Span::NONE, None),
            Column::Query => fields.query = Span::NONE,
            _ if column.is_text() => drop(Meaning::Text(column).store(b"", Span::NONE, fields)),
            _ => fields.extra.set_number(column, None),
        }
    }

    pub(super) fn has(&self, column: Column) -> bool {
        self.ranks[column as usize] != UNRANKED
    }

    /// Completes the fields of the line, all of whose keys were seen. The line begins at `base` in its batch.
    ///
    /// # Errors
    /// The line is about something else than a request, or its time or status cannot be read.
    pub fn settle(&mut self, map: &KeyMap, line: &[u8], base: usize) -> Result<(), Refusal> {
        self.settle_roles(line, base);
        let evidence = Evidence {
            method: of(self.fields.method, line, base),
            has_target: self.fields.has_target(),
            has_request: self.fields.request.is_some(),
            is_unread: self.is_unread,
            status: self.fields.status,
            has_other_status: self.bad_status.is_some(),
        };
        let is_of_server = || self.signs.own_key && self.is_about_a_request() && !self.is_connection();
        if !evidence.is_enough(map.columns()) && !is_of_server() {
            return Err(self.refusal());
        }
        if let Some(place) = self.bad_status.filter(|_| !self.has(Column::Status)) {
            return Err(Fault { reason: RejectReason::BadStatus, at: place - base }.into());
        }
        self.settle_time(base)?;
        self.fields.port = self.vhost_port.or(self.fields.port);
        Ok(())
    }

    /// A day and a time of day make a time where no key has one. Without any time there is none: not every program logs it.
    fn settle_time(&mut self, base: usize) -> Result<(), Fault> {
        if !self.has(Column::Time) {
            self.time = match (self.day, self.clock, self.bad_time) {
                (Some(day), Some(clock), _) => {
                    Some(LoggedTime { micros: day + clock, offset: 0, zone: ZoneSource::Missing })
                }
                (_, _, Some(place)) => return Err(Fault { reason: RejectReason::BadTime, at: place - base }),
                _ => None,
            };
        } else if self.bad_time.is_some() && self.day.or(self.clock).is_none() {
            self.note(Note::UnreadField);
        }
        self.fields.set_time(self.time);
        Ok(())
    }

    /// Whether there is anything that an access line has.
    fn is_about_a_request(&self) -> bool {
        let columns = [Column::Request, Column::Method, Column::Target, Column::Path, Column::Status];
        self.is_unread || self.path.0.is_some() || columns.into_iter().any(|column| self.has(column))
    }

    /// Whether a proxy logged a connection without a request: with the status 0.
    fn is_connection(&self) -> bool {
        let fields = &*self.fields;
        let parts = [fields.request, fields.method, fields.target, fields.path];
        !parts.into_iter().any(Span::is_some) && fields.status == Some(0)
    }

    /// Why to refuse a line without evidence of a request.
    fn refusal(&self) -> Refusal {
        if self.signs.event || self.bad_status.is_some() || self.is_about_a_request() {
            return Refusal::Skipped(SkipReason::NotAccess);
        }
        Refusal::Malformed(Fault { reason: RejectReason::NoRequest, at: 0 })
    }
}

/// Keeps the value of a key whose meaning the other keys decide.
fn hold(held: &mut (Span, u8), rank: u8, value: Option<&KeyValue<'_>>) {
    if rank <= held.1 {
        *held = value.map_or((Span::NONE, UNRANKED), |value| (value.span(), rank));
    }
}

fn is_of_request(column: Column) -> bool {
    matches!(column, Column::Request | Column::Method | Column::Target | Column::Path)
}

/// The text of a span of a line that begins at `base` in its batch.
pub(super) fn of(span: Span, line: &[u8], base: usize) -> Option<&[u8]> {
    span.is_some().then(|| &line[span.start() - base..span.end() - base])
}

#[cfg(test)]
#[path = "gather_tests.rs"]
mod tests;
