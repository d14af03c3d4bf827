//! The fields of a line whose values come with names, in whatever order they come.
//!
//! Several keys may fill a column. The best of those that can be read does; a key that comes again replaces what it said before. An
//! empty text or a `-` is no value: a server writes that for what it does not know.

use super::map::{Node, Rule, Sign, UNRANKED};
use super::readings;
use super::value::Value;
use crate::log::bytes::split_port;
use crate::log::column::{Column, ColumnKind};
use crate::log::duration::{self, Unit};
use crate::log::fields::{Fields, Span};
use crate::log::reject::{Fault, RejectReason};
use crate::log::request;
use crate::log::tally::Note;
use crate::log::time::{self, LoggedTime, NotATime};

/// Fields in the making.
pub struct Gathered {
    fields: Fields,
    /// For each column, the rank of the key that filled it.
    ranks: [u8; Column::ALL.len()],
    /// Why a time or a status could not be read, should no other key have one.
    time_fault: Option<Fault>,
    status_fault: Option<Fault>,
    /// The best time so far.
    time: Option<LoggedTime>,
    /// The port that stood behind the virtual host.
    vhost_port: Option<u16>,
    /// What keys said of the line.
    pub signs: Signs,
}

/// What the keys of a line said of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Signs {
    /// A key that only this server uses was there.
    pub own_key: bool,
    /// A key was there that lines about something else have.
    pub event: bool,
    /// Something said what logged.
    pub logger: bool,
    /// That was what logs requests.
    pub access_logger: bool,
}

impl Gathered {
    /// Nothing so far.
    pub fn new() -> Gathered {
        Gathered {
            fields: Fields::default(),
            ranks: [UNRANKED; Column::ALL.len()],
            time_fault: None,
            status_fault: None,
            time: None,
            vhost_port: None,
            signs: Signs::default(),
        }
    }

    /// Adds the value of a key; none for one that says there is none.
    #[inline]
    pub fn add(&mut self, node: &Node, value: Option<&Value<'_>>) {
        for rule in &node.rules {
            self.set(rule, value);
        }
        if let Some(sign) = node.sign {
            self.sign(sign, value);
        }
    }

    /// Adds what a key says of its line.
    fn sign(&mut self, sign: Sign, value: Option<&Value<'_>>) {
        match sign {
            Sign::OwnKey => self.signs.own_key = true,
            Sign::Event => self.signs.event = true,
            Sign::Logger(name) => {
                let logger = value.map_or(&b""[..], |value| value.raw);
                let behind = logger.strip_prefix(name.as_bytes());
                self.signs.logger = true;
                self.signs.access_logger = behind.is_some_and(|rest| rest.is_empty() || rest.starts_with(b"."));
            }
        }
    }

    /// Takes a word that stands before all keys for the time of the line, if it is one and no key has another.
    pub fn word(&mut self, word: &[u8]) {
        if let Some(time) = time::parse(word) {
            self.time = Some(time);
            self.ranks[Column::Time as usize] = UNRANKED - 1;
        }
    }

    /// Adds a note.
    pub fn note(&mut self, note: Note) {
        self.fields.notes.add(note);
    }

    #[inline]
    fn set(&mut self, rule: &Rule, value: Option<&Value<'_>>) {
        let rank = self.ranks[rule.column as usize];
        if rule.rank > rank {
            return;
        }
        let value = value.filter(|value| !value.is_absent());
        if value.is_some_and(|value| self.read(rule, value)) {
            self.ranks[rule.column as usize] = rule.rank;
        } else if rule.rank == rank {
            self.ranks[rule.column as usize] = UNRANKED;
            self.clear(rule.column);
        }
    }

    /// Reads a value into its column; whether that could be done.
    fn read(&mut self, rule: &Rule, value: &Value<'_>) -> bool {
        let is_read = match rule.column {
            Column::Time => return self.read_time(rule, value),
            Column::Status => return self.read_status(value),
            Column::Bytes => readings::size(value).map(|bytes| self.fields.bytes = Some(bytes)),
            Column::Port => readings::port(value).map(|port| self.fields.port = Some(port)),
            column if column.is_text() => {
                self.read_text(column, value);
                return true;
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
        if is_read.is_none() && !readings::is_none_as_number(value) {
            self.note(Note::UnreadField);
        }
        is_read.is_some()
    }

    fn read_time(&mut self, rule: &Rule, value: &Value<'_>) -> bool {
        match time::read(&value.plain(), rule.unit) {
            Ok(Some(time)) => {
                self.time = Some(time);
                true
            }
            Ok(None) => false,
            Err(NotATime) => {
                self.time_fault.get_or_insert(Fault { reason: RejectReason::BadTime, at: value.at });
                false
            }
        }
    }

    fn read_status(&mut self, value: &Value<'_>) -> bool {
        match readings::code(&value.plain()) {
            Some(status) => self.fields.status = Some(status),
            None => {
                self.status_fault.get_or_insert(Fault { reason: RejectReason::BadStatus, at: value.at });
                return false;
            }
        }
        true
    }

    fn read_text(&mut self, column: Column, value: &Value<'_>) {
        let span = value.span;
        match column {
            Column::Host => self.fields.host = readings::first_of_list(value),
            Column::Vhost => {
                let (name, port) = split_port(value.raw);
                self.fields.vhost = value.part(0, name.len());
                self.vhost_port = port;
            }
            Column::Protocol if readings::is_scheme(value.raw) => self.fields.extra.set_text(Column::Scheme, span),
            Column::Query => self.fields.query = value.part(usize::from(value.raw[0] == b'?'), value.raw.len()),
            column => *self.text(column) = span,
        }
    }

    /// The place of a column of text among the fields.
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

    fn has(&self, column: Column) -> bool {
        self.ranks[column as usize] != UNRANKED
    }

    /// The fields of the line, all of whose keys were seen.
    ///
    /// # Errors
    /// The line names no request ([`RejectReason::NoRequest`]), has no time that can be read, or a status that cannot.
    pub fn finish(mut self, line: &[u8], base: usize) -> Result<Fields, Fault> {
        self.settle(line, base).copied()
    }

    /// Does what [`Gathered::finish`] does, in place: the fields of a line are many to be moved about.
    ///
    /// # Errors
    /// As there.
    pub fn settle(&mut self, line: &[u8], base: usize) -> Result<&Fields, Fault> {
        const REQUEST: [Column; 5] = [Column::Request, Column::Method, Column::Target, Column::Path, Column::Status];
        if !REQUEST.into_iter().any(|column| self.has(column)) {
            return Err(Fault { reason: RejectReason::NoRequest, at: 0 });
        }
        if !self.has(Column::Time) {
            let missing = Fault { reason: RejectReason::MissingTime, at: line.len() };
            return Err(self.time_fault.unwrap_or(missing));
        }
        if let Some(fault) = self.status_fault.filter(|_| !self.has(Column::Status)) {
            return Err(fault);
        }
        self.fields.set_time(self.time);
        self.take_request_apart(line, base);
        self.tell_target_from_path(line, base);
        self.fields.port = self.vhost_port.or(self.fields.port);
        Ok(&self.fields)
    }

    /// Method, target and protocol of the request line, where no keys of their own have them.
    fn take_request_apart(&mut self, line: &[u8], base: usize) {
        let fields = &mut self.fields.core;
        let Some(logged) = of(fields.request, line, base) else { return };
        if request::is_absent(logged) {
            fields.request = Span::NONE;
            return;
        }
        let parts = request::split(logged, fields.request.start());
        let both = [
            (&mut fields.method, parts.method),
            (&mut fields.target, parts.target),
            (&mut fields.protocol, parts.protocol),
        ];
        for (field, part) in both {
            if !field.is_some() {
                *field = part;
            }
        }
        if !fields.method.is_some() {
            self.note(Note::OpaqueRequest);
        }
    }

    /// What a key called a path may be the whole target: with a query, or with scheme and host.
    fn tell_target_from_path(&mut self, line: &[u8], base: usize) {
        let fields = &mut self.fields.core;
        if fields.target.is_some() || fields.query.is_some() {
            return;
        }
        if of(fields.path, line, base).is_some_and(|path| path[0] != b'/' || path.contains(&b'?')) {
            (fields.target, fields.path) = (fields.path, Span::NONE);
        }
    }
}

/// The text of a span of a line that stands at `base` in its batch.
fn of(span: Span, line: &[u8], base: usize) -> Option<&[u8]> {
    span.is_some().then(|| &line[span.start() - base..span.end() - base])
}
