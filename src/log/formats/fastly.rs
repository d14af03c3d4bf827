//! `fastly`: the JSON format in Fastly's manual (<https://www.fastly.com/documentation/guides/integrations/logging/useful-log-formats/>).
//! Fastly's default is `common`.

use crate::log::column::Column;
use crate::log::format::json::own_key;
use crate::log::format::keyed::{Aliases, KeyMap, Sign};
use crate::log::format::{About, JsonFormat};

pub static FASTLY: JsonFormat = JsonFormat::of_server(
    About::new(
        "fastly",
        r#"{ "timestamp": "2024-03-06T15:27:07+0000", "client_ip": "203.0.113.9", "geo_country": "germany", "geo_city": "berlin", "host": "www.example.com", "url": "/cart?id=7", "request_method": "GET", "request_protocol": "HTTP/2", "request_referer": "https://www.example.com/", "request_user_agent": "the \"best\" agent", "response_state": "HIT-CLUSTER", "response_status": 200, "response_reason": "OK", "response_body_size": 5120, "fastly_server": "cache-fra-eddf8230052-FRA", "fastly_is_edge": true }"#,
        r#"{"timestamp", "client_ip", "host", "url", "request_method", "request_protocol", "request_referer", "request_user_agent", "response_state", "response_status", "response_body_size", "fastly_server", "fastly_is_edge", ..}, in any order"#,
        "https://www.fastly.com/documentation/guides/integrations/logging/useful-log-formats/",
    ),
    || KeyMap::new().with(&[KEYS]).with_sign(Sign::OwnKey, &["fastly_is_edge", "fastly_server"]),
    own_key,
);

const KEYS: &[Aliases] = &[
    Aliases::of(Column::Time, "timestamp"),
    Aliases::of(Column::Host, "client_ip"),
    Aliases::of(Column::Method, "request_method"),
    Aliases::of(Column::Target, "url"),
    Aliases::of(Column::Protocol, "request_protocol"),
    Aliases::of(Column::Status, "response_status"),
    Aliases::of(Column::Bytes, "response_body_size"),
    Aliases::of(Column::Referer, "request_referer"),
    Aliases::of(Column::UserAgent, "request_user_agent"),
    Aliases::of(Column::Vhost, "host"),
    Aliases::of(Column::CacheStatus, "response_state"),
    Aliases::of(Column::EdgeLocation, "fastly_server"),
];
