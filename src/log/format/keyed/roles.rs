//! Keys whose meaning depends on the others: `request` is a request line or a target, `path` the path of the request or of the log file,
//! `host` the virtual host, the client, or the machine that logged, `server_name` the virtual host or the upstream of a proxy.

use super::gather::{Gathered, of};
use super::looks;
use crate::log::access;
use crate::log::bytes::split_port;
use crate::log::column::Column;
use crate::log::fields::{CoreFields, Span};
use crate::log::network;
use crate::log::request;
use crate::log::tally::Note;

impl Gathered<'_, '_> {
    /// Decides what such keys mean, all keys of the line having been seen. The line begins at `base` in its batch.
    pub(super) fn settle_roles(&mut self, line: &[u8], base: usize) {
        self.settle_request(line, base);
        self.settle_path(line, base);
        self.settle_target(line, base);
        for ((span, rank), is_client, is_server) in
            [(self.host, true, self.signs.shipper), (self.server_name, false, self.signs.proxy)]
        {
            if let Some(name) = of(span, line, base) {
                self.settle_server(name, span, rank, is_client, is_server);
            }
        }
    }

    /// Splits the request line where no keys of their own have its parts. What begins like a target is one.
    fn settle_request(&mut self, line: &[u8], base: usize) {
        let fields = &mut **self.fields;
        let Some(logged) = of(fields.request, line, base) else { return };
        if request::is_absent(logged) {
            fields.request = Span::NONE;
            self.is_unread = true;
            return;
        }
        if looks::is_target(logged) {
            if !fields.target.is_some() {
                fields.target = fields.request;
            }
            fields.request = Span::NONE;
            return;
        }
        let own = [fields.method, fields.target, fields.protocol];
        split(logged, fields.request.start(), fields);
        for (field, own) in [&mut fields.method, &mut fields.target, &mut fields.protocol].into_iter().zip(own) {
            if own.is_some() {
                *field = own;
            }
        }
        if fields.method.is_some() {
            fields.notes.remove(Note::OpaqueRequest);
        }
    }

    /// Uses `path` where no other key has target or path. The name of a log file is a path only beside a method.
    fn settle_path(&mut self, line: &[u8], base: usize) {
        let Some(path) = of(self.path.0, line, base) else { return };
        let fields = &mut **self.fields;
        let is_alone = !fields.target.is_some() && !fields.path.is_some();
        let has_method = of(fields.method, line, base).is_some_and(access::is_method);
        if looks::is_log_file(path) && !(is_alone && has_method) {
            self.signs.shipper = true;
        } else if is_alone {
            fields.path = self.path.0;
        }
    }

    /// What a key calls a path may be the whole target, with a query or with scheme and host; and a target without its query, which has a
    /// key of its own, is a path.
    fn settle_target(&mut self, line: &[u8], base: usize) {
        let fields = &mut **self.fields;
        let span = if fields.target.is_some() { fields.target } else { fields.path };
        let Some(text) = of(span, line, base) else { return };
        if fields.query.is_some() && memchr::memchr2(b'?', b'#', text).is_none() {
            if let Some((start, end)) = request::path(text) {
                fields.path = Span::new(span.start() + start, span.start() + end);
                fields.target = Span::NONE;
            }
        } else if !fields.target.is_some() && (text[0] != b'/' || text.contains(&b'?')) {
            (fields.target, fields.path) = (span, Span::NONE);
        }
    }

    /// What a key calls a host: the client, when it may be one and no other key has it (an address, unless the format calls it so); the
    /// server that logged, when that is what such lines mean; else the virtual host, unless a better key has it.
    fn settle_server(&mut self, name: &[u8], span: Span, rank: u8, is_client: bool, is_server: bool) {
        let is_address = || network::address(name).is_some() && split_port(name).1.is_none();
        if is_client && !self.has(Column::Host) && (self.signs.host_is_client || is_address()) {
            self.fields.host = span;
        } else if is_server {
            if !self.has(Column::Server) {
                self.fields.extra.set_text(Column::Server, span);
            }
        } else if rank < self.ranks[Column::Vhost as usize] {
            self.set_vhost(name, span);
            self.ranks[Column::Vhost as usize] = rank;
        }
    }
}

/// Splits a request line, also one whose slashes are escaped: `GET \/a HTTP\/1.1`.
#[inline]
fn split(logged: &[u8], start: usize, fields: &mut CoreFields) {
    request::read(logged, start, fields);
    if fields.method.is_some() && !fields.protocol.is_some() {
        split_escaped(logged, start, fields);
    }
}

#[cold]
fn split_escaped(logged: &[u8], start: usize, fields: &mut CoreFields) {
    let last = memchr::memrchr(b' ', logged).filter(|at| logged[at + 1..].starts_with(b"HTTP\\/"));
    if let Some(at) = last {
        let parts = request::split(&logged[..at], start);
        let protocol = Span::new(start + at + 1, start + logged.len());
        (fields.method, fields.target, fields.protocol) = (parts.method, parts.target, protocol);
    }
}
