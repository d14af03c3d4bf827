//! `haproxy_json`: HAProxy's fields as JSON, under the names of its manual (<https://docs.haproxy.org/3.0/configuration.html#8.2.6>), or
//! those with `haproxy_` that dashboards use.

use crate::log::column::Column;
use crate::log::duration::Unit;
use crate::log::format::json::own_key;
use crate::log::format::keyed::{Aliases, KeyMap, Sign};
use crate::log::format::{About, JsonFormat};

pub static HAPROXY_JSON: JsonFormat = JsonFormat::of_server(
    About::new(
        "haproxy_json",
        r#"{"haproxy_clientIP":"203.0.113.9","haproxy_clientPort":"33317","haproxy_dateTime":"06/Mar/2024:15:27:07.655","haproxy_frontendNameTransport":"http-in~","haproxy_backend":"web","haproxy_serverName":"srv1","haproxy_Tw":"0","haproxy_Tc":"30","haproxy_Tt":"109","haproxy_bytesRead":"2750","haproxy_terminationState":"--","haproxy_actconn":1,"haproxy_FrontendCurrentConn":1,"haproxy_backendCurrentConn":1,"haproxy_serverConcurrentConn":1,"haproxy_retries":0,"haproxy_srvQueue":0,"haproxy_backendQueue":0,"haproxy_statusCode":"200","haproxy_serverIP":"10.0.0.5","haproxy_serverPort":"8080","haproxy_capturedRequestHeaders":"{www.example.com}","haproxy_httpRequest":"GET /cart?id=7 HTTP/1.1"}"#,
        r#"{"client_ip", "client_port", "date_time", "frontend_name", "backend_name", "server_name", "TR", "Tw", "Tc", "Tr", "Ta", "status_code", "bytes_read", "termination_state", "http_request", ..}, in any order"#,
        "https://docs.haproxy.org/3.0/configuration.html#8.2.6",
    ),
    || {
        KeyMap::new()
            .with(&[KEYS])
            .with_sign(Sign::OwnKey, &["termination_state_with_cookie_status", "feconn", "haproxy_terminationState"])
    },
    own_key,
);

const KEYS: &[Aliases] = &[
    Aliases::of(Column::Time, "request_date date_time gmt_date_time local_date_time timestamp haproxy_dateTime"),
    Aliases::of(Column::Host, "client_ip haproxy_clientIP"),
    Aliases::of(Column::Port, "client_port haproxy_clientPort"),
    Aliases::of(Column::Request, "http_request haproxy_httpRequest"),
    Aliases::of(Column::Method, "http_method"),
    Aliases::of(Column::Target, "http_request_uri"),
    Aliases::of(Column::Status, "status_code haproxy_statusCode"),
    Aliases::of(Column::Bytes, "bytes_read haproxy_bytesRead"),
    Aliases::of(Column::RequestBytes, "bytes_uploaded"),
    Aliases::of(Column::Frontend, "frontend_name_transport frontend_name haproxy_frontendNameTransport"),
    Aliases::of(Column::Upstream, "backend_name haproxy_backend"),
    Aliases::of(Column::UpstreamAddr, "server_name haproxy_serverName"),
    Aliases::of(Column::RequestId, "unique_id"),
    Aliases::of(Column::Termination, "termination_state_with_cookie_status termination_state haproxy_terminationState"),
    Aliases::of(Column::CapturedRequest, "captured_request_headers haproxy_capturedRequestHeaders"),
    Aliases::of(Column::CapturedResponse, "captured_response_headers"),
    Aliases::of(Column::Cookie, "captured_request_cookie"),
    Aliases::of(Column::TlsProtocol, "ssl_version"),
    Aliases::of(Column::TlsCipher, "ssl_ciphers"),
    Aliases::timed(Column::HeaderTime, Unit::Milliseconds, "TR Tq"),
    Aliases::timed(Column::QueueTime, Unit::Milliseconds, "Tw haproxy_Tw"),
    Aliases::timed(Column::UpstreamConnectTime, Unit::Milliseconds, "Tc haproxy_Tc"),
    Aliases::timed(Column::UpstreamTime, Unit::Milliseconds, "Tr haproxy_Tr"),
    Aliases::timed(Column::RequestTime, Unit::Milliseconds, "Ta Tt haproxy_Tt"),
];
