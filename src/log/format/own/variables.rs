//! The variables of nginx and what they are, from the manuals of its core, log, upstream, proxy, ssl and realip modules.

use super::headers::{request_header, response_header};
use crate::log::OwnColumns;
use crate::log::column::Column;
use crate::log::duration::Unit;
use crate::log::format::Meaning;
use crate::log::format::layout::{Field, Piece, TimePattern};

/// What a variable is. One that is of no column here, or that nginx does not know, has a column of the job's own, if one is left.
pub fn variable(name: &str, own: &mut OwnColumns) -> Field {
    let seconds = |column| Meaning::Duration(column, Unit::Seconds);
    let text = Meaning::Text;
    let logged = |is_used| Field::Time(TimePattern::new(vec![Piece::Logged]), is_used);
    Field::Value(match name {
        "time_local" | "time_iso8601" => return logged(true),
        "msec" => return Field::Time(TimePattern::new(vec![Piece::EpochSeconds]), true),
        "remote_addr" | "realip_remote_addr" => text(Column::Host),
        "remote_port" => Meaning::Number(Column::Port),
        "remote_user" => text(Column::User),
        "request" => Meaning::Request,
        "request_method" => text(Column::Method),
        "request_uri" => text(Column::Target),
        "uri" | "document_uri" => text(Column::Path),
        "args" | "query_string" => text(Column::Query),
        "server_protocol" => text(Column::Protocol),
        "scheme" => text(Column::Scheme),
        "status" => Meaning::Status,
        "body_bytes_sent" | "bytes_sent" => Meaning::Bytes,
        "request_length" => Meaning::Number(Column::RequestBytes),
        "request_time" => seconds(Column::RequestTime),
        "request_id" | "req_id" => text(Column::RequestId),
        "host" | "server_name" => text(Column::Vhost),
        "server_port" => Meaning::Number(Column::Port),
        "server_addr" | "hostname" => text(Column::Server),
        "proxy_upstream_name" | "proxy_host" => text(Column::Upstream),
        "service_name" => text(Column::Service),
        "upstream_addr" => text(Column::UpstreamAddr),
        "upstream_status" => Meaning::Number(Column::UpstreamStatus),
        "upstream_connect_time" => seconds(Column::UpstreamConnectTime),
        "upstream_header_time" => seconds(Column::FirstByteTime),
        "upstream_response_time" => seconds(Column::UpstreamTime),
        "upstream_cache_status" => text(Column::CacheStatus),
        "ssl_protocol" => text(Column::TlsProtocol),
        "ssl_cipher" => text(Column::TlsCipher),
        "opentelemetry_trace_id" | "otel_trace_id" => text(Column::TraceId),
        _ => match (name.strip_prefix("http_"), name.strip_prefix("sent_http_")) {
            (Some(header), _) if let Some(column) = request_header(header) => text(column),
            (_, Some(header)) if let Some(column) = response_header(header) => text(column),
            // One for each server that was tried.
            _ if name.starts_with("upstream_") => own.allot(name).map_or(Meaning::SkipList, Meaning::List),
            _ => own.allot(name).map_or(Meaning::Skip, Meaning::Text),
        },
    })
}

/// The second variable is skipped when the first is also logged.
pub const SUPERSEDES: [(&str, &str); 7] = [
    ("msec", "time_iso8601"),
    ("msec", "time_local"),
    ("time_iso8601", "time_local"),
    ("body_bytes_sent", "bytes_sent"),
    ("remote_addr", "realip_remote_addr"),
    ("server_port", "remote_port"),
    ("host", "server_name"),
];
