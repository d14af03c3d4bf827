//! A cursor over a line, for formats whose fields are separated by whitespace.

use crate::log::bytes::{blanks, port_number};
use crate::log::fields::{CoreFields, Span};
use crate::log::format::whitespace::Whitespace;
use crate::log::reject::{Fault, RejectReason};
use crate::log::request;

/// A place in a line that is being read.
pub struct Cursor<'l> {
    /// The line.
    pub line: &'l [u8],
    /// Its offset in the batch.
    pub base: usize,
    /// The next byte to be read.
    pub at: usize,
    whitespace: Whitespace<'l>,
}

impl<'l> Cursor<'l> {
    /// The beginning of a line whose offset in the batch is `base`.
    pub fn new(line: &'l [u8], base: usize) -> Cursor<'l> {
        Cursor::at(line, base, 0)
    }

    /// A place in such a line, `at` bytes after its beginning.
    #[inline(always)]
    pub fn at(line: &'l [u8], base: usize, at: usize) -> Cursor<'l> {
        Cursor { line, base, at, whitespace: Whitespace::new(line) }
    }

    /// Whether nothing is left.
    pub fn is_at_end(&self) -> bool {
        self.at >= self.line.len()
    }

    /// A malformed line, for a reason, here.
    pub fn fault(&self, reason: RejectReason) -> Fault {
        Fault { reason, at: self.at }
    }

    /// Skips whitespace and takes the next field, which ends at whitespace or the end.
    ///
    /// # Errors
    /// [`RejectReason::MissingField`] at the end of the line.
    #[inline(always)]
    pub fn field(&mut self) -> Result<Span, Fault> {
        self.skip_blanks();
        if self.is_at_end() { Err(self.fault(RejectReason::MissingField)) } else { Ok(self.token()) }
    }

    /// Takes the text between two bytes, the first of which is next. `None`, and nothing taken, when there is no such text.
    pub fn between(&mut self, open: u8, close: u8) -> Option<Span> {
        let start = self.rest().first().filter(|byte| **byte == open).map(|_| self.at + 1)?;
        let end = start + memchr::memchr(close, &self.line[start..])?;
        self.at = end + 1;
        Some(self.span(start, end))
    }

    /// Steps over spaces and tabs.
    #[inline(always)]
    pub fn skip_blanks(&mut self) {
        self.at += blanks(&self.line[self.at..]);
    }

    /// Takes the bytes up to whitespace or the end.
    #[inline(always)]
    pub fn token(&mut self) -> Span {
        let start = self.at;
        let end = self.line.len();
        self.at = self.whitespace.next(start, end).min(end);
        self.span(start, self.at)
    }

    /// A stretch of the line as a stretch of the batch.
    pub fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.base + start, self.base + end)
    }

    /// The text of a span of this line; empty for an absent one.
    pub fn bytes(&self, span: Span) -> &[u8] {
        if span.is_some() { &self.line[span.start() - self.base..span.end() - self.base] } else { &[] }
    }

    /// What is still to be read.
    pub fn rest(&self) -> &[u8] {
        &self.line[self.at..]
    }
}

/// Sets the request and its parts: absent for `-`; one that cannot be split is kept whole, and noted.
pub fn set_request(cursor: &Cursor<'_>, request: Span, fields: &mut CoreFields) {
    request::read(cursor.bytes(request), request.start(), fields);
}

/// Sets host and port from a client that is always logged as `address:port`, IPv6 with or without brackets (`2001:db8::1:443`).
pub fn set_client(cursor: &Cursor<'_>, client: Span, fields: &mut CoreFields) {
    let text = cursor.bytes(client);
    // It is a few bytes before the end.
    let colon = text.iter().rposition(|byte| *byte == b':');
    let port = colon.and_then(|colon| port_number(&text[colon + 1..]));
    let length = colon.filter(|_| port.is_some()).unwrap_or(text.len());
    fields.host = Span::new(client.start(), client.start() + length);
    fields.port = port;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_is_parted_from_its_port_at_the_last_colon() {
        for (client, host, port) in [
            ("192.0.2.1:443", "192.0.2.1", Some(443)),
            ("[2001:db8::1]:443", "[2001:db8::1]", Some(443)),
            ("2001:db8::1:443", "2001:db8::1", Some(443)),
            ("192.0.2.1:99999", "192.0.2.1:99999", None),
            ("-", "-", None),
        ] {
            let mut fields = CoreFields::default();
            let cursor = Cursor::new(client.as_bytes(), 0);
            set_client(&cursor, cursor.span(0, client.len()), &mut fields);
            assert_eq!((fields.host.of(client.as_bytes()), fields.port), (Some(host.as_bytes()), port));
        }
    }
}
