//! `traefik_json`: the access log of Traefik 2 and 3 with `format = "json"`
//! (<https://doc.traefik.io/traefik/observability/access-logs/#available-fields>).
//!
//! Durations are in nanoseconds. Headers, if the configuration keeps them, are `request_..` and `downstream_..`.

use crate::log::column::Column;
use crate::log::duration::Unit;
use crate::log::format::json::own_key;
use crate::log::format::keyed::{Aliases, KeyMap, Sign};
use crate::log::format::{About, JsonFormat};

pub static TRAEFIK_JSON: JsonFormat = JsonFormat::built_in(
    About::new(
        "traefik_json",
        r#"{"ClientAddr":"203.0.113.9:50114","ClientHost":"203.0.113.9","ClientPort":"50114","ClientUsername":"-","DownstreamContentSize":5120,"DownstreamStatus":200,"Duration":12093000,"OriginDuration":11000000,"OriginStatus":200,"RequestAddr":"www.example.com","RequestHost":"www.example.com","RequestMethod":"GET","RequestPath":"/cart?id=7","RequestPort":"-","RequestProtocol":"HTTP/2.0","RequestScheme":"https","RouterName":"shop@docker","ServiceAddr":"172.18.0.4:80","ServiceName":"shop@docker","StartUTC":"2023-10-10T13:55:36.2507Z","TLSVersion":"1.3","entryPointName":"websecure","level":"info","msg":"","request_User-Agent":"Mozilla/5.0","time":"2023-10-10T13:55:36Z"}"#,
        r#"{"ClientHost", "StartUTC", "RequestMethod", "RequestPath", "RequestProtocol", "RequestHost", "DownstreamStatus", "DownstreamContentSize", "Duration", "RouterName", "ServiceName", ..}, in any order"#,
        "https://doc.traefik.io/traefik/observability/access-logs/#available-fields",
    ),
    || KeyMap::new().with(&[KEYS]).with_sign(Sign::OwnKey, OWN),
    own_key,
);

/// Keys that no other program uses; ASP.NET has `RequestMethod` and `RequestPath`, too.
const OWN: &[&str] = &[
    "ClientAddr ClientHost DownstreamContentSize DownstreamStatus OriginDuration OriginStatus RequestAddr RouterName StartLocal StartUTC",
];

const KEYS: &[Aliases] = &[
    Aliases::of(Column::Time, "StartUTC StartLocal time"),
    Aliases::of(Column::Host, "ClientHost ClientAddr"),
    Aliases::of(Column::Port, "RequestPort ClientPort"),
    Aliases::of(Column::User, "ClientUsername"),
    Aliases::of(Column::Request, "RequestLine"),
    Aliases::of(Column::Method, "RequestMethod"),
    Aliases::of(Column::Path, "RequestPath"),
    Aliases::of(Column::Protocol, "RequestProtocol"),
    Aliases::of(Column::Scheme, "RequestScheme"),
    Aliases::of(Column::Vhost, "RequestHost RequestAddr"),
    Aliases::of(Column::Status, "DownstreamStatus"),
    Aliases::of(Column::Bytes, "DownstreamContentSize"),
    Aliases::of(Column::RequestBytes, "RequestContentSize"),
    Aliases::timed(Column::RequestTime, Unit::Nanoseconds, "Duration"),
    Aliases::timed(Column::UpstreamTime, Unit::Nanoseconds, "OriginDuration"),
    Aliases::of(Column::UpstreamStatus, "OriginStatus"),
    Aliases::of(Column::Frontend, "RouterName FrontendName entryPointName"),
    Aliases::of(Column::Upstream, "ServiceName BackendName"),
    Aliases::of(Column::UpstreamAddr, "ServiceAddr ServiceURL ServiceURL.Host BackendAddr BackendURL"),
    Aliases::of(Column::TlsProtocol, "TLSVersion"),
    Aliases::of(Column::TlsCipher, "TLSCipher"),
    Aliases::of(Column::Referer, "request_Referer request_referer"),
    Aliases::of(Column::UserAgent, "request_User-Agent request_user-agent"),
    Aliases::of(Column::ForwardedFor, "request_X-Forwarded-For request_x-forwarded-for"),
    Aliases::of(Column::Cookie, "request_Cookie"),
    Aliases::of(Column::RequestId, "request_X-Request-Id request_X-Request-ID"),
    Aliases::of(Column::MimeType, "downstream_Content-Type origin_Content-Type"),
    Aliases::of(Column::TraceId, "TraceId traceId"),
];
