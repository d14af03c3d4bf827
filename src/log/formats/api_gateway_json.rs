//! `api_gateway_json`: the JSON format in the manual of Amazon's API Gateway, for REST and HTTP APIs
//! (<https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html>).

use crate::log::column::Column;
use crate::log::duration::Unit;
use crate::log::format::json::own_key;
use crate::log::format::keyed::{Aliases, KeyMap, Sign};
use crate::log::format::{About, JsonFormat};

pub static API_GATEWAY_JSON: JsonFormat = JsonFormat::of_server(
    About::new(
        "api_gateway_json",
        r#"{ "requestId":"c6af9ac6-7b61-11e6-9a41-93e8deadbeef", "extendedRequestId":"JKJaXmPLvHcESHA=", "ip": "203.0.113.9", "caller":"-", "user":"alice", "requestTime":"06/Mar/2024:15:27:07 +0000", "httpMethod":"GET", "resourcePath":"/pets/{id}", "status":"200", "protocol":"HTTP/1.1", "responseLength":"512" }"#,
        r#"{"requestId", "ip", "caller", "user", "requestTime", "httpMethod", "resourcePath" or "routeKey", "status", "protocol", "responseLength"}, in any order"#,
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html",
    ),
    || KeyMap::new().with(&[KEYS]).with_sign(Sign::OwnKey, &["resourcePath", "routeKey", "extendedRequestId"]),
    own_key,
);

const KEYS: &[Aliases] = &[
    Aliases::timed(Column::Time, Unit::Milliseconds, "requestTimeEpoch"),
    Aliases::of(Column::Time, "requestTime"),
    Aliases::of(Column::Host, "ip sourceIp"),
    Aliases::of(Column::Ident, "caller"),
    Aliases::of(Column::User, "user"),
    Aliases::of(Column::Method, "httpMethod"),
    Aliases::of(Column::Path, "path resourcePath"),
    Aliases::of(Column::Protocol, "protocol"),
    Aliases::of(Column::Status, "status"),
    Aliases::of(Column::Bytes, "responseLength"),
    Aliases::of(Column::RequestId, "requestId"),
    Aliases::of(Column::UserAgent, "userAgent"),
    Aliases::of(Column::Vhost, "domainName"),
    Aliases::of(Column::Error, "error errorMessage"),
    Aliases::timed(Column::RequestTime, Unit::Milliseconds, "responseLatency"),
    Aliases::timed(Column::UpstreamTime, Unit::Milliseconds, "integrationLatency"),
];
