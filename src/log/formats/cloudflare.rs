//! `cloudflare`: HTTP requests by Cloudflare's Logpush
//! (<https://developers.cloudflare.com/logs/logpush/logpush-job/datasets/zone/http_requests/>). Times are strings, or numbers of seconds or
//! nanoseconds.

use crate::log::column::Column;
use crate::log::duration::Unit;
use crate::log::format::json::own_key;
use crate::log::format::keyed::{Aliases, KeyMap, Sign};
use crate::log::format::{About, JsonFormat};

pub static CLOUDFLARE: JsonFormat = JsonFormat::of_server(
    About::new(
        "cloudflare",
        r#"{"ClientIP":"89.163.242.206","ClientRequestHost":"www.theburritobot.com","ClientRequestMethod":"GET","ClientRequestURI":"/static/img/testimonial-hipster.png","EdgeEndTimestamp":1506702504461999900,"EdgeResponseBytes":69045,"EdgeResponseStatus":200,"EdgeStartTimestamp":1506702504433000200,"RayID":"3a6050bcbe121a87"}"#,
        r#"{"EdgeStartTimestamp", "RayID", "ClientIP", "ClientRequestHost", "ClientRequestMethod", "ClientRequestURI", "EdgeResponseStatus", "EdgeResponseBytes", ..}, in any order"#,
        "https://developers.cloudflare.com/logs/logpush/logpush-job/datasets/zone/http_requests/",
    ),
    || {
        KeyMap::new()
            .with(&[KEYS])
            .with_sign(Sign::OwnKey, &["EdgeStartTimestamp", "EdgeEndTimestamp", "EdgeResponseStatus"])
    },
    own_key,
);

const KEYS: &[Aliases] = &[
    Aliases::of(Column::Time, "EdgeStartTimestamp EdgeEndTimestamp"),
    Aliases::of(Column::Host, "ClientIP"),
    Aliases::of(Column::Port, "ClientSrcPort"),
    Aliases::of(Column::Method, "ClientRequestMethod"),
    Aliases::of(Column::Target, "ClientRequestURI"),
    Aliases::of(Column::Path, "ClientRequestPath"),
    Aliases::of(Column::Protocol, "ClientRequestProtocol"),
    Aliases::of(Column::Scheme, "ClientRequestScheme"),
    Aliases::of(Column::Status, "EdgeResponseStatus"),
    Aliases::of(Column::Bytes, "EdgeResponseBytes"),
    Aliases::of(Column::RequestBytes, "ClientRequestBytes"),
    Aliases::of(Column::Referer, "ClientRequestReferer"),
    Aliases::of(Column::UserAgent, "ClientRequestUserAgent"),
    Aliases::of(Column::MimeType, "EdgeResponseContentType"),
    Aliases::of(Column::Vhost, "ClientRequestHost"),
    Aliases::of(Column::Server, "EdgeServerIP"),
    Aliases::of(Column::Service, "ZoneName"),
    Aliases::of(Column::RequestId, "RayID"),
    Aliases::of(Column::CacheStatus, "CacheCacheStatus"),
    Aliases::of(Column::EdgeLocation, "EdgeColoCode"),
    Aliases::of(Column::UpstreamAddr, "OriginIP"),
    Aliases::of(Column::UpstreamStatus, "OriginResponseStatus"),
    Aliases::of(Column::Actions, "SecurityAction"),
    Aliases::of(Column::TlsProtocol, "ClientSSLProtocol"),
    Aliases::of(Column::TlsCipher, "ClientSSLCipher"),
    Aliases::timed(Column::UpstreamTime, Unit::Milliseconds, "OriginResponseDurationMs"),
    Aliases::timed(Column::UpstreamTime, Unit::Nanoseconds, "OriginResponseTime"),
    Aliases::timed(Column::FirstByteTime, Unit::Milliseconds, "EdgeTimeToFirstByteMs"),
];
