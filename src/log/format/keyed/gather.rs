//! The fields of a line whose values have names, in whatever order they come.
//!
//! Several keys may fill a column. The best of those that can be read does; a key that comes again replaces its earlier value. An empty text
//! or a `-` means that there is none: servers write that for what they do not know.

use super::inner::Members;
use super::map::{KeyMap, Rule, Sense, Sign, UNRANKED};
use super::node::NodeId;
use super::readings;
use super::value::KeyValue;
use crate::log::access::Evidence;
use crate::log::bytes::split_port;
use crate::log::column::{Column, ColumnKind};
use crate::log::duration::{self, Unit};
use crate::log::fields::{Fields, Span};
use crate::log::reject::{Fault, Refusal, RejectReason, SkipReason};
use crate::log::tally::Note;
use crate::log::time::{self, LoggedTime, NotATime, ZoneSource};

/// Fields in the making.
pub struct Gathered {
    pub(super) fields: Fields,
    /// For each column, the rank of the key that filled it.
    pub(super) ranks: [u8; Column::ALL.len()],
    /// Why a time or a status could not be read, should no other key have one.
    time_fault: Option<Fault>,
    status_fault: Option<Fault>,
    /// A day and a time of day in keys of their own, in microseconds.
    day: Option<i64>,
    clock: Option<i64>,
    /// The best time so far.
    time: Option<LoggedTime>,
    /// The port after the virtual host.
    pub(super) vhost_port: Option<u16>,
    /// The value of `host`, and its rank as virtual host.
    pub(super) host: (Span, u8),
    /// The value of `server_name`, and its rank as virtual host.
    pub(super) server_name: (Span, u8),
    /// The value of `path`, and its rank.
    pub(super) path: (Span, u8),
    /// Whether a key of the request had no value.
    pub(super) is_unread: bool,
    /// What keys said about the line.
    pub signs: Signs,
}

/// What the keys of a line said about it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Signs {
    /// A key that only this server uses was there.
    pub own_key: bool,
    /// A key was there that lines about something else have.
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

/// The rank of a number that is hardly a time, and of a word before all keys that is one.
const LAST_RESORT: u8 = UNRANKED - 1;

impl Gathered {
    /// Nothing so far.
    #[inline]
    pub fn new() -> Gathered {
        Gathered {
            fields: Fields::default(),
            ranks: [UNRANKED; Column::ALL.len()],
            time_fault: None,
            status_fault: None,
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

    /// Adds the value of a key; `None` for one that says there is none.
    #[inline]
    pub fn add(&mut self, map: &KeyMap, id: NodeId, value: Option<&KeyValue<'_>>) {
        let node = map.node(id);
        let value = value.filter(|value| !value.is_absent());
        let (mut is_taken, wrapped) = (false, u8::from(id.is_wrapped()));
        for rule in &node.rules {
            match rule.sense {
                Sense::Certain => is_taken |= self.set(rule, rule.rank + wrapped, value),
                _ => is_taken |= self.set_uncertain(rule, rule.rank + wrapped, value, is_taken),
            }
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

    /// Adds what a key says about its line.
    fn sign(&mut self, sign: Sign, value: Option<&KeyValue<'_>>) {
        match sign {
            Sign::OwnKey => self.signs.own_key = true,
            Sign::Event => self.signs.event = true,
            Sign::Shipper => self.signs.shipper = true,
            Sign::LogFile => self.signs.shipper |= value.is_some_and(|value| readings::is_log_file(value.raw)),
            Sign::HostIsClient => self.signs.host_is_client = true,
            Sign::Proxy => self.signs.proxy = true,
            Sign::Logger(name) => {
                let logger = value.map_or(&b""[..], |value| value.raw);
                let (start, rest) = logger.split_at(name.len().min(logger.len()));
                let is_access = start.eq_ignore_ascii_case(name.as_bytes());
                self.signs.logger = true;
                self.signs.access_logger = is_access && (rest.is_empty() || rest.starts_with(b"."));
            }
        }
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
    fn set(&mut self, rule: &Rule, rank: u8, value: Option<&KeyValue<'_>>) -> bool {
        let held = self.ranks[rule.column as usize];
        if rank > held {
            return false;
        }
        if let Some(value) = value
            && let Some(rank) = self.read(rule, rank, value)
        {
            self.ranks[rule.column as usize] = rank;
            return true;
        }
        self.is_unread |= value.is_none() && is_of_request(rule.column);
        if rank == held {
            self.ranks[rule.column as usize] = UNRANKED;
            self.clear(rule.column);
        }
        false
    }

    /// The same for a key whose value, or the other keys, decide what it means; `is_taken` is whether an earlier meaning fits.
    #[inline(never)]
    fn set_uncertain(&mut self, rule: &Rule, rank: u8, value: Option<&KeyValue<'_>>, is_taken: bool) -> bool {
        match rule.sense {
            Sense::Certain => self.set(rule, rank, value),
            Sense::Likely => {
                let fits = |value: &KeyValue<'_>| !is_taken && readings::looks_like(rule.column, value);
                value.is_some_and(fits) && self.set(rule, rank, value)
            }
            Sense::Fraction => {
                let unit = rule.unit.filter(|_| value.is_some_and(|value| value.raw.contains(&b'.')));
                self.set(&Rule { unit, ..*rule }, rank, value)
            }
            Sense::Host => hold(&mut self.host, rank, value),
            Sense::ServerName => hold(&mut self.server_name, rank, value),
            Sense::Path => hold(&mut self.path, rank, value),
        }
    }

    /// Reads a value into its column. Returns the rank that the value then has, or `None` when it cannot be read.
    fn read(&mut self, rule: &Rule, rank: u8, value: &KeyValue<'_>) -> Option<u8> {
        let is_read = match rule.column {
            Column::Time => return self.read_time(rule, rank, value),
            Column::Status => return self.read_status(value).then_some(rank),
            Column::Bytes => readings::size(value).map(|bytes| self.fields.bytes = Some(bytes)),
            Column::Port => readings::port(value).map(|port| self.fields.port = Some(port)),
            // Another key may have the protocol.
            Column::Protocol if readings::is_scheme(value.raw) => {
                self.fields.extra.set_text(Column::Scheme, value.span);
                return Some(self.ranks[Column::Protocol as usize]);
            }
            column if column.is_text() => {
                self.read_text(column, value);
                return Some(rank);
            }
            column => {
                let number = match column.kind() {
                    ColumnKind::Code | ColumnKind::Port => readings::last_code(value).map(u64::from),
                    ColumnKind::Duration => duration::read(&value.plain(), rule.unit.unwrap_or(Unit::Milliseconds)),
                    _ => readings::size(value),
                };
                number.map(|number| self.fields.extra.set_number(column, Some(number)))
            }
        };
        if is_read.is_none() && rule.sense != Sense::Likely && !readings::is_none_as_number(value) {
            self.note(Note::UnreadField);
        }
        is_read.map(|()| rank)
    }

    fn read_time(&mut self, rule: &Rule, rank: u8, value: &KeyValue<'_>) -> Option<u8> {
        let time = match time::read(&value.plain(), rule.unit) {
            Ok(time) => time?,
            Err(NotATime) => {
                self.day = time::parse_date(value.raw).or(self.day);
                self.clock = time::parse_clock(value.raw).or(self.clock);
                self.time_fault.get_or_insert(Fault { reason: RejectReason::BadTime, at: value.at });
                return None;
            }
        };
        let rank = if readings::is_hardly_a_time(time) { LAST_RESORT } else { rank };
        if rank > self.ranks[Column::Time as usize] {
            return None;
        }
        self.time = Some(time);
        Some(rank)
    }

    fn read_status(&mut self, value: &KeyValue<'_>) -> bool {
        match readings::code(&value.plain()) {
            Some(status) => self.fields.status = Some(status),
            None => {
                self.status_fault.get_or_insert(Fault { reason: RejectReason::BadStatus, at: value.at });
                return false;
            }
        }
        true
    }

    fn read_text(&mut self, column: Column, value: &KeyValue<'_>) {
        let span = value.span;
        match column {
            Column::Host => self.fields.host = readings::first_of_list(value),
            Column::Vhost => {
                let (name, port) = split_port(value.raw);
                self.fields.vhost = value.part(0, name.len());
                self.vhost_port = port;
            }
            Column::Query => self.fields.query = value.part(usize::from(value.raw[0] == b'?'), value.raw.len()),
            column => *self.text(column) = span,
        }
    }

    /// The text of a column.
    fn text(&mut self, column: Column) -> &mut Span {
        let core = &mut self.fields.core;
        match column {
            Column::Host => &mut core.host,
            Column::Ident => &mut core.ident,
            Column::User => &mut core.user,
            Column::Request => &mut core.request,
            Column::Method => &mut core.method,
            Column::Target => &mut core.target,
            Column::Path => &mut core.path,
            Column::Query => &mut core.query,
            Column::Protocol => &mut core.protocol,
            Column::Referer => &mut core.referer,
            Column::UserAgent => &mut core.user_agent,
            Column::Vhost => &mut core.vhost,
            extra => self.fields.extra.text_mut(extra),
        }
    }

    fn clear(&mut self, column: Column) {
        match column {
            Column::Time => {}
            Column::Status => self.fields.status = None,
            Column::Bytes => self.fields.bytes = None,
            Column::Port => self.fields.port = None,
            column if column.is_text() => *self.text(column) = Span::NONE,
            column => self.fields.extra.set_number(column, None),
        }
    }

    pub(super) fn has(&self, column: Column) -> bool {
        self.ranks[column as usize] != UNRANKED
    }

    /// The fields of the line, all of whose keys were seen.
    ///
    /// # Errors
    /// The line is about something else than a request, or its time or status cannot be read.
    pub fn finish(mut self, map: &KeyMap, line: &[u8], base: usize) -> Result<Fields, Refusal> {
        self.settle(map, line, base).copied()
    }

    /// Does what [`Gathered::finish`] does, in place: the fields of a line are many to be moved about.
    ///
    /// # Errors
    /// As there.
    pub fn settle(&mut self, map: &KeyMap, line: &[u8], base: usize) -> Result<&Fields, Refusal> {
        self.settle_roles(line, base);
        let evidence = Evidence {
            method: of(self.fields.method, line, base),
            has_target: self.fields.target.is_some() || self.fields.path.is_some(),
            has_request: self.fields.request.is_some(),
            is_unread: self.is_unread,
            status: self.fields.status,
            has_other_status: self.status_fault.is_some(),
        };
        let is_of_server = self.signs.own_key && self.is_about_a_request() && !self.is_connection();
        if !evidence.is_enough(map.columns()) && !is_of_server {
            return Err(self.refusal());
        }
        if let Some(fault) = self.status_fault.filter(|_| !self.has(Column::Status)) {
            return Err(fault.into());
        }
        self.settle_time()?;
        self.fields.port = self.vhost_port.or(self.fields.port);
        Ok(&self.fields)
    }

    /// A day and a time of day make a time where no key has one. Without any time there is none: not every program logs it.
    fn settle_time(&mut self) -> Result<(), Fault> {
        if !self.has(Column::Time) {
            self.time = match (self.day, self.clock, self.time_fault) {
                (Some(day), Some(clock), _) => Some(LoggedTime { micros: day + clock, zone: ZoneSource::Missing }),
                (_, _, Some(fault)) => return Err(fault),
                _ => None,
            };
        }
        self.fields.set_time(self.time);
        Ok(())
    }

    /// Whether there is anything that an access line has.
    fn is_about_a_request(&self) -> bool {
        let columns = [Column::Request, Column::Method, Column::Target, Column::Path, Column::Status];
        self.is_unread || self.path.0.is_some() || columns.into_iter().any(|column| self.has(column))
    }

    /// Whether a proxy says that it answered a connection without a request: with the status 0.
    fn is_connection(&self) -> bool {
        let core = &self.fields.core;
        let has_part = [core.request, core.method, core.target, core.path].into_iter().any(Span::is_some);
        !has_part && self.fields.status == Some(0)
    }

    /// Why a line without evidence of a request is refused.
    fn refusal(&self) -> Refusal {
        if self.signs.event || self.status_fault.is_some() || self.is_about_a_request() {
            return Refusal::Skipped(SkipReason::NotAccess);
        }
        Refusal::Malformed(Fault { reason: RejectReason::NoRequest, at: 0 })
    }
}

/// Keeps the value of a key whose meaning the other keys decide. It does not count as read.
fn hold(held: &mut (Span, u8), rank: u8, value: Option<&KeyValue<'_>>) -> bool {
    if rank <= held.1 {
        *held = value.map_or((Span::NONE, UNRANKED), |value| (value.span, rank));
    }
    false
}

fn is_of_request(column: Column) -> bool {
    matches!(column, Column::Request | Column::Method | Column::Target | Column::Path)
}

/// The text of a span of a line that begins at `base` in its batch.
pub(super) fn of(span: Span, line: &[u8], base: usize) -> Option<&[u8]> {
    span.is_some().then(|| &line[span.start() - base..span.end() - base])
}
