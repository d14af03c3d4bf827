//! `kong_json`: what Kong's plugins `http-log`, `file-log` and others write (<https://developer.konghq.com/plugins/http-log/>).
//! `tries` is a list whose last server answered; it fills no column.

use crate::log::column::Column;
use crate::log::duration::Unit;
use crate::log::format::json::own_key;
use crate::log::format::keyed::{Aliases, KeyMap, Sign};
use crate::log::format::{About, JsonFormat};

pub static KONG_JSON: JsonFormat = JsonFormat::of_server(
    About::new(
        "kong_json",
        r#"{"response":{"size":9982,"headers":{"content-length":"9593","content-type":"text/html; charset=utf-8","via":"1.1 kong/3.8.0"},"status":200},"route":{"name":"example_route","id":"a1f2e1c5","protocols":["http","https"],"service":{"id":"0d3f"},"paths":["/example"]},"workspace":"a9c6","tries":[{"balancer_start":1726783839290,"ip":"3.210.94.160","balancer_latency":0,"port":443}],"client_ip":"192.168.65.1","request":{"id":"2f6946328ffc4946b8c9120704a4a155","headers":{"accept":"*/*","user-agent":"HTTPie/3.2.3","host":"localhost:8000"},"uri":"/example?a=1","size":139,"method":"GET","querystring":{"a":"1"},"url":"http://localhost:8000/example?a=1"},"upstream_uri":"/","started_at":1726783839289,"source":"upstream","upstream_status":"200","latencies":{"kong":1,"proxy":171,"request":173,"receive":1},"service":{"name":"example_service","host":"httpbin.konghq.com","port":443}}"#,
        r#"{"started_at", "client_ip", "request": {"method", "uri", "size", "headers", ..}, "response": {"status", "size", ..}, "latencies": {"request", "kong", "proxy"}, "route", "service", ..}, in any order"#,
        "https://developer.konghq.com/plugins/http-log/",
    ),
    || KeyMap::new().with(&[KEYS]).with_sign(Sign::OwnKey, &["latencies.kong"]),
    own_key,
);

const KEYS: &[Aliases] = &[
    Aliases::timed(Column::Time, Unit::Milliseconds, "started_at"),
    Aliases::of(Column::Host, "client_ip"),
    Aliases::of(Column::User, "consumer.username"),
    Aliases::of(Column::Method, "request.method"),
    Aliases::of(Column::Target, "request.uri"),
    Aliases::of(Column::Status, "response.status"),
    Aliases::of(Column::Bytes, "response.size"),
    Aliases::of(Column::RequestBytes, "request.size"),
    Aliases::of(Column::Referer, "request.headers.referer"),
    Aliases::of(Column::UserAgent, "request.headers.user-agent"),
    Aliases::of(Column::ForwardedFor, "request.headers.x-forwarded-for"),
    Aliases::of(Column::MimeType, "response.headers.content-type"),
    Aliases::of(Column::Vhost, "request.headers.host"),
    Aliases::of(Column::Frontend, "route.name"),
    Aliases::of(Column::Upstream, "service.name"),
    Aliases::of(Column::UpstreamStatus, "upstream_status"),
    Aliases::of(Column::RequestId, "request.id"),
    Aliases::of(Column::TlsProtocol, "request.tls.version"),
    Aliases::of(Column::TlsCipher, "request.tls.cipher"),
    Aliases::timed(Column::RequestTime, Unit::Milliseconds, "latencies.request"),
    Aliases::timed(Column::UpstreamTime, Unit::Milliseconds, "latencies.proxy"),
];
