//! `caddy_console`: the access log of Caddy 2 with its `console` encoder
//! (<https://caddyserver.com/docs/caddyfile/directives/log#console>): time, level, logger and message separated by tabs, then the object of
//! [`caddy`](super::caddy).

use std::sync::LazyLock;

use super::caddy::KEYS;
use crate::log::column::Column;
use crate::log::fields::{Fields, Span};
use crate::log::format::json::not_access;
use crate::log::format::keyed::KeyMap;
use crate::log::format::layout::{Piece, TimeParts, TimePattern};
use crate::log::format::{About, Escaping, JsonFormat};
use crate::log::lines::LineFormat;
use crate::log::reject::{Fault, Refusal, RejectReason};
use crate::log::schema::Columns;

pub static CADDY_CONSOLE: CaddyConsole = CaddyConsole {
    about: About::new(
        "caddy_console",
        "2023/10/10 13:55:36.481\tINFO\thttp.log.access.log0\thandled request\t{\"request\": {\"remote_ip\": \"203.0.113.9\", \"proto\": \"HTTP/2.0\", \"method\": \"GET\", \"host\": \"www.example.com\", \"uri\": \"/cart?id=7\", \"headers\": {\"User-Agent\": [\"curl/8.5.0\"]}}, \"bytes_read\": 0, \"duration\": 0.012093, \"size\": 5120, \"status\": 200}",
        "ts level logger msg {\"request\": {..}, \"bytes_read\", \"user_id\", \"duration\", \"size\", \"status\", \"resp_headers\"}",
        "https://caddyserver.com/docs/caddyfile/directives/log#console",
    )
    .escaping(Escaping::Json),
};

pub struct CaddyConsole {
    about: About,
}

/// Reads the object.
static OBJECT: JsonFormat =
    JsonFormat::built_in(About::new("caddy_console", "", "", ""), || KeyMap::new().with(&[KEYS]), |_| Ok(()));

/// The time before the object, in the server's zone.
static TIME: LazyLock<TimePattern> = LazyLock::new(|| {
    TimePattern::strftime("%Y/%m/%d %T.%f", Piece::Fraction(9)).expect("strftime(3) knows these directives")
});

impl LineFormat for CaddyConsole {
    fn about(&self) -> &About {
        &self.about
    }

    fn columns(&self) -> Columns {
        OBJECT.columns().union(Columns::of(&[Column::Time, Column::Service]))
    }

    fn read_line(&self, line: &[u8], base: usize) -> Result<Fields, Refusal> {
        let mut parts = TimeParts::default();
        let length = TIME.read(line, &mut parts).filter(|length| line.get(*length) == Some(&b'\t'));
        let (Some(length), Ok(Some(time))) = (length, parts.finish()) else {
            return Err(Fault { reason: RejectReason::BadTime, at: 0 }.into());
        };
        let mut at = length + 1;
        let mut next = || {
            let start = at;
            at += memchr::memchr(b'\t', line.get(at..)?)? + 1;
            Some(start..at - 1)
        };
        let (Some(_level), Some(logger), Some(_message)) = (next(), next(), next()) else { return Err(not_access()) };
        if !line[logger.clone()].starts_with(b"http.log.access") {
            return Err(not_access());
        }
        let mut fields = OBJECT.read_line(&line[at..], base + at)?;
        fields.set_time(time);
        fields.extra.set_text(Column::Service, Span::new(base + logger.start, base + logger.end));
        Ok(fields)
    }
}
