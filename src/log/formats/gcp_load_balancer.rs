//! `gcp_load_balancer`: Google Cloud's HTTP load balancers, as entries of Cloud Logging
//! (<https://cloud.google.com/load-balancing/docs/https/https-logging-monitoring>).

use crate::log::column::Column;
use crate::log::duration::Unit;
use crate::log::format::json::own_key;
use crate::log::format::keyed::{Aliases, KeyMap, Sign};
use crate::log::format::{About, JsonFormat};

pub static GCP_LOAD_BALANCER: JsonFormat = JsonFormat::of_server(
    About::new(
        "gcp_load_balancer",
        r#"{"httpRequest":{"latency":"0.062500s","protocol":"HTTP/2","referer":"https://www.example.com/","remoteIp":"203.0.113.9","requestMethod":"GET","requestSize":"412","requestUrl":"https://www.example.com/cart?id=7","responseSize":"2390","serverIp":"10.128.0.5","status":200,"userAgent":"Mozilla/5.0"},"insertId":"1oek5rg3l3fxj7","jsonPayload":{"@type":"type.googleapis.com/google.cloud.loadbalancing.type.LoadBalancerLogEntry","backendTargetProjectNumber":"projects/123","cacheDecision":["RESPONSE_HAS_CACHE_CONTROL"],"remoteIp":"203.0.113.9","statusDetails":"response_sent_by_backend"},"logName":"projects/p/logs/requests","receiveTimestamp":"2020-06-08T23:41:30.588272510Z","resource":{"labels":{"backend_service_name":"web-backend","forwarding_rule_name":"https-rule","project_id":"p","target_proxy_name":"proxy","url_map_name":"map","zone":"global"},"type":"http_load_balancer"},"severity":"INFO","spanId":"7b6537d3672e08e1","timestamp":"2020-06-08T23:41:30.078651Z","trace":"projects/p/traces/241d69833e64b3bf83fabac8c873d992"}"#,
        r#"{"timestamp", "httpRequest": {"remoteIp", "requestMethod", "requestUrl", "protocol", "status", "responseSize", "latency", ..}, "jsonPayload": {"statusDetails", ..}, "resource": {"labels", ..}, ..}, in any order"#,
        "https://cloud.google.com/load-balancing/docs/https/https-logging-monitoring",
    ),
    || KeyMap::new().with(&[KEYS]).with_sign(Sign::OwnKey, &["jsonPayload.statusDetails"]),
    own_key,
);

const KEYS: &[Aliases] = &[
    Aliases::of(Column::Time, "timestamp"),
    Aliases::of(Column::Host, "httpRequest.remoteIp"),
    Aliases::of(Column::Method, "httpRequest.requestMethod"),
    Aliases::of(Column::Target, "httpRequest.requestUrl"),
    Aliases::of(Column::Protocol, "httpRequest.protocol"),
    Aliases::of(Column::Status, "httpRequest.status"),
    Aliases::of(Column::Bytes, "httpRequest.responseSize"),
    Aliases::of(Column::RequestBytes, "httpRequest.requestSize"),
    Aliases::of(Column::Referer, "httpRequest.referer"),
    Aliases::of(Column::UserAgent, "httpRequest.userAgent"),
    Aliases::of(Column::UpstreamAddr, "httpRequest.serverIp"),
    Aliases::of(Column::Termination, "jsonPayload.statusDetails"),
    Aliases::of(Column::Frontend, "resource.labels.forwarding_rule_name"),
    Aliases::of(Column::Upstream, "resource.labels.backend_service_name"),
    Aliases::of(Column::RequestId, "insertId"),
    Aliases::of(Column::TraceId, "trace"),
    Aliases::timed(Column::RequestTime, Unit::Seconds, "httpRequest.latency"),
];
