//! `envoy_json`: the JSON of Envoy under Istio, Envoy Gateway (<https://gateway.envoyproxy.io/docs/tasks/observability/proxy-accesslog/>)
//! and Contour: the names of Envoy's operators, in three spellings.

use crate::log::column::Column;
use crate::log::duration::Unit;
use crate::log::format::json::own_key;
use crate::log::format::keyed::{Aliases, KeyMap, Sign};
use crate::log::format::{About, JsonFormat};

pub static ENVOY_JSON: JsonFormat = JsonFormat::of_server(
    About::new(
        "envoy_json",
        r#"{":authority":"www.example.com","bytes_received":0,"bytes_sent":461,"connection_termination_details":null,"downstream_local_address":"10.244.0.15:10080","downstream_remote_address":"10.244.0.1:49234","duration":4,"method":"GET","protocol":"HTTP/1.1","requested_server_name":null,"response_code":200,"response_code_details":"via_upstream","response_flags":"-","route_name":"httproute/default/backend/rule/0/match/0/www_example_com","start_time":"2025-07-01T05:43:23.123Z","upstream_cluster":"httproute/default/backend/rule/0","upstream_host":"10.244.0.17:3000","upstream_local_address":"10.244.0.15:55100","upstream_transport_failure_reason":null,"user-agent":"curl/8.7.1","x-envoy-origin-path":"/get?a=1","x-envoy-upstream-service-time":"3","x-forwarded-for":"10.244.0.1","x-request-id":"6b0f5c1c-0e4c-4f0e-8d9f-1f6f8d0c0a11"}"#,
        r#"{"start_time", "method", "path" or "x-envoy-origin-path", "protocol", "response_code", "response_flags", "bytes_received", "bytes_sent", "duration", "upstream_host", "downstream_remote_address", ..}, in any order"#,
        "https://gateway.envoyproxy.io/docs/tasks/observability/proxy-accesslog/",
    ),
    || KeyMap::new().with(&[KEYS]).with_sign(Sign::OwnKey, &["response_flags"]),
    own_key,
);

const KEYS: &[Aliases] = &[
    Aliases::of(Column::Time, "start_time @timestamp"),
    Aliases::of(Column::Host, "downstream_remote_address x_forwarded_for x-forwarded-for"),
    Aliases::of(Column::Method, "method"),
    Aliases::of(Column::Path, "path x-envoy-origin-path"),
    Aliases::of(Column::Protocol, "protocol"),
    Aliases::of(Column::Status, "response_code"),
    Aliases::of(Column::Termination, "response_flags"),
    Aliases::of(Column::Bytes, "bytes_sent"),
    Aliases::of(Column::RequestBytes, "bytes_received"),
    Aliases::timed(Column::RequestTime, Unit::Milliseconds, "duration"),
    Aliases::timed(Column::UpstreamTime, Unit::Milliseconds, "upstream_service_time x-envoy-upstream-service-time"),
    Aliases::of(Column::ForwardedFor, "x_forwarded_for x-forwarded-for"),
    Aliases::of(Column::UserAgent, "user_agent user-agent"),
    Aliases::of(Column::RequestId, "request_id x-request-id"),
    Aliases::of(Column::TraceId, "trace_id x_trace_id"),
    Aliases::of(Column::Vhost, "authority :authority"),
    Aliases::of(Column::UpstreamAddr, "upstream_host"),
    Aliases::of(Column::Upstream, "upstream_cluster"),
    Aliases::of(Column::Server, "downstream_local_address"),
    Aliases::of(Column::Frontend, "route_name"),
    Aliases::of(Column::Error, "upstream_transport_failure_reason"),
];
