//! `nginx_json`: a `log_format` of nginx that writes variables as JSON, usually with `escape=json`
//! (<https://nginx.org/en/docs/http/ngx_http_log_module.html#log_format>).
//!
//! A variable is found by its own name or by one that `json` knows; at least one name must be unique to nginx. A variable without
//! a value is written as nothing, `""` or `-`. Durations are in seconds.

use crate::log::duration::Unit;
use crate::log::format::json::own_key;
use crate::log::format::keyed::Sign;
use crate::log::format::keyed::aliases::general;
use crate::log::format::{About, JsonFormat};

pub static NGINX_JSON: JsonFormat = JsonFormat::built_in(
    About::new(
        "nginx_json",
        r#"{"time_iso8601":"2023-10-10T13:55:36+00:00","remote_addr":"203.0.113.9","remote_user":"","request":"GET /cart?id=7 HTTP/1.1","status":"200","body_bytes_sent":"5120","http_referer":"","http_user_agent":"Mozilla/5.0","request_time":"0.012","upstream_response_time":"0.004, 0.007"}"#,
        r#"{"time_iso8601": "$time_iso8601", "remote_addr": "$remote_addr", "request": "$request", "status": "$status", "body_bytes_sent": "$body_bytes_sent", ..}, in any order"#,
        "https://nginx.org/en/docs/http/ngx_http_log_module.html#log_format",
    ),
    || general(&[], Unit::Seconds).with_spelling(Sign::OwnKey, OWN),
    own_key,
);

/// Names of variables that no other program uses, and two names from a widely copied configuration.
const OWN: &[&str] = &[
    "body_bytes_sent",
    "time_local",
    "time_iso8601",
    "msec",
    "http_user_agent",
    "http_referer",
    "http_x_forwarded_for",
    "server_protocol",
    "request_length",
    "upstream_addr",
    "upstream_response_time",
    "upstream_connect_time",
    "upstream_header_time",
    "upstream_cache_status",
    "upstreamtime",
    "upstreamhost",
];
