//! `linkerd_json`: Linkerd's access log with `config.linkerd.io/access-log: json`
//! (<https://linkerd.io/2/reference/proxy-configuration/#access-logging>). With `apache` it is `common`.

use crate::log::column::Column;
use crate::log::duration::Unit;
use crate::log::format::json::own_key;
use crate::log::format::keyed::{Aliases, KeyMap, Sign};
use crate::log::format::{About, JsonFormat};

pub static LINKERD_JSON: JsonFormat = JsonFormat::of_server(
    About::new(
        "linkerd_json",
        r#"{"client.addr":"10.42.0.63:51160","client.id":"traffic.booksapp.serviceaccount.identity.linkerd.cluster.local","host":"webapp:7000","method":"GET","processing_ns":"39826","request_bytes":"","response_bytes":"19627","status":200,"timestamp":"2022-08-23T20:33:42.321746212Z","total_ns":"14441135","trace_id":"6f1c22","uri":"http://webapp:7000/books?a=1","user_agent":"Go-http-client/1.1","version":"HTTP/2.0"}"#,
        r#"{"client.addr", "client.id", "timestamp", "method", "uri", "version", "status", "request_bytes", "response_bytes", "total_ns", "processing_ns", "host", "user_agent", "trace_id"}, in any order"#,
        "https://linkerd.io/2/reference/proxy-configuration/#access-logging",
    ),
    || KeyMap::new().with(&[KEYS]).with_sign(Sign::OwnKey, &["processing_ns"]),
    own_key,
);

const KEYS: &[Aliases] = &[
    Aliases::of(Column::Time, "timestamp"),
    Aliases::of(Column::Host, "client.addr"),
    Aliases::of(Column::User, "client.id"),
    Aliases::of(Column::Method, "method"),
    Aliases::of(Column::Target, "uri"),
    Aliases::of(Column::Protocol, "version"),
    Aliases::of(Column::Status, "status"),
    Aliases::of(Column::Bytes, "response_bytes"),
    Aliases::of(Column::RequestBytes, "request_bytes"),
    Aliases::of(Column::UserAgent, "user_agent"),
    Aliases::of(Column::Vhost, "host"),
    Aliases::of(Column::TraceId, "trace_id"),
    Aliases::timed(Column::RequestTime, Unit::Nanoseconds, "total_ns"),
];
