//! `caddy`: the access log of Caddy 2 with its `json` encoder (<https://caddyserver.com/docs/logging>).
//!
//! Only what the logger `http.log.access`, or one below it, writes is about requests; other lines are skipped. Before 2.5 the client
//! was `remote_addr`, with its port. Headers are lists, of which the first value counts. `ts` is in seconds or, by choice, a text.

use crate::log::column::Column;
use crate::log::duration::Unit;
use crate::log::format::json::{no_request, not_access};
use crate::log::format::keyed::{Aliases, KeyMap, Sign};
use crate::log::format::{About, JsonFormat};

/// The functions of the format.
pub static CADDY: JsonFormat = JsonFormat::built_in(
    About::new(
        "caddy",
        r#"{"level":"info","ts":1696946136.2507,"logger":"http.log.access.log0","msg":"handled request","request":{"remote_ip":"203.0.113.9","remote_port":"50114","client_ip":"203.0.113.9","proto":"HTTP/2.0","method":"GET","host":"www.example.com","uri":"/cart?id=7","headers":{"User-Agent":["Mozilla/5.0"],"Accept-Encoding":["gzip, br"]},"tls":{"resumed":false,"version":772,"cipher_suite":4865,"proto":"h2","server_name":"www.example.com"}},"bytes_read":0,"user_id":"","duration":0.012093,"size":5120,"status":200,"resp_headers":{"Content-Type":["text/html; charset=utf-8"]}}"#,
        r#"{"level", "ts", "logger": "http.log.access..", "msg", "request": {"remote_ip", "client_ip", "proto", "method", "host", "uri", "headers", "tls"}, "bytes_read", "user_id", "duration", "size", "status", "resp_headers"}, in any order"#,
        "https://caddyserver.com/docs/logging",
    ),
    || {
        KeyMap::new()
            .with(&[KEYS])
            .with_sign(Sign::Logger("http.log.access"), &["logger"])
            .with_sign(Sign::Event, &["msg"])
    },
    |signs| match signs {
        _ if signs.access_logger => Ok(()),
        _ if signs.logger || signs.event => Err(not_access()),
        _ => Err(no_request()),
    },
);

/// The keys of a line.
pub(super) const KEYS: &[Aliases] = &[
    Aliases::of(Column::Time, "ts"),
    Aliases::of(Column::Host, "request.client_ip request.remote_ip request.remote_addr"),
    Aliases::of(Column::Port, "request.remote_port"),
    Aliases::of(Column::User, "user_id"),
    Aliases::of(Column::Protocol, "request.proto"),
    Aliases::of(Column::Method, "request.method"),
    Aliases::of(Column::Vhost, "request.host"),
    Aliases::of(Column::Target, "request.uri"),
    Aliases::of(Column::Status, "status"),
    Aliases::of(Column::Bytes, "size"),
    Aliases::of(Column::RequestBytes, "bytes_read"),
    Aliases::timed(Column::RequestTime, Unit::Seconds, "duration"),
    Aliases::of(Column::Referer, "request.headers.Referer"),
    Aliases::of(Column::UserAgent, "request.headers.User-Agent"),
    Aliases::of(Column::ForwardedFor, "request.headers.X-Forwarded-For"),
    Aliases::of(Column::Cookie, "request.headers.Cookie"),
    Aliases::of(Column::RequestId, "request.headers.X-Request-Id"),
    Aliases::of(Column::MimeType, "resp_headers.Content-Type"),
    Aliases::of(Column::TlsProtocol, "request.tls.version"),
    Aliases::of(Column::TlsCipher, "request.tls.cipher_suite"),
    Aliases::of(Column::TraceId, "traceID"),
];
