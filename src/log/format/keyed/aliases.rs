//! What programs call the fields of a request: nginx's variables, frameworks of many languages, grok and the Elastic Common Schema,
//! OpenTelemetry, Envoy, Kong, Fastly, Akamai, Cloudflare, CloudFront, Vercel, Google Cloud, Azure and API gateways.
//!
//! Keys are compared [loosely](super::name::Comparison::Loose), so each name is here once, whatever its spelling. Of two names for a
//! column, the first is the better source.

use super::map::KeyMap;
use super::rule::{Aliases, Sense, Sign};
use crate::log::column::Column;
use crate::log::duration::Unit;

/// The names that `json`, `nginx_json`, `logfmt` and `ltsv` share.
const GENERAL: &[&[Aliases]] = &[CLIENT, TIME, REQUEST, RESPONSE, HEADERS, SERVER, PROXY, DURATIONS];

/// The names that `json`, `nginx_json`, `logfmt` and `ltsv` share.
pub fn names() -> impl Iterator<Item = Aliases> {
    GENERAL.iter().copied().flatten().copied()
}

/// The map of those names, with `own` ones that are better sources. Durations whose keys have no unit are in the unit.
pub fn general(own: &[Aliases], durations: Unit) -> KeyMap {
    KeyMap::loose(durations)
        .with(&[own])
        .with(GENERAL)
        .with_wrappers(WRAPPERS)
        .with_sign(Sign::Event, &[EVENT])
        .with_sign(Sign::Shipper, &[SHIPPER])
        .with_sign(Sign::LogFile, &[LOG_FILE])
        .with_sign(Sign::Proxy, &[PROXY_KEYS])
        // Written like this by grok and Splunk, which call the machine that logged `host`.
        .with_spelling(Sign::Shipper, &["clientip"])
}

/// Objects whose keys count as those of the line.
const WRAPPERS: &str = "properties records fields data payload json json_payload struct_payload attributes event log message msg nginx \
                        access apache apache2 traefik iis envoy istio haproxy proxy http context ctx meta metadata extra details";

/// Keys of lines that may be about something else than a request.
const EVENT: &str = "level lvl severity msg message at logger caller log_level level_name @l @m @mt event";

/// Keys that Logstash, Elastic's Beats, Splunk and GELF add.
const SHIPPER: &str = "@version raw_request sourcetype agent_type agent_version agent_ephemeral_id beat_name beat_hostname input_type \
                       prospector_type log_offset short_message";

/// Keys of the file that a line was read from.
const LOG_FILE: &str = "source file filename log_file logfile file_path log_path log_file_path";

/// Keys of proxies, in whose lines `server_name` is the server that they forward to.
const PROXY_KEYS: &str = "backend backend_name frontend_name termination_state accept_date";

/// Words before parts of the request.
const ASKED: &[&str] =
    &["request", "req", "http", "http_request", "http_request_request", "http_request_http", "client_request", "cs"];
/// Words before parts of the response.
const ANSWERED: &[&str] = &["response", "resp", "res", "rsp", "http_response", "sc", "edge_response", "downstream"];
/// Words before the name of a header of the request.
const IN_REQUEST: &[&str] = &[
    "http",
    "headers",
    "header",
    "request_headers",
    "request_header",
    "req_headers",
    "req_header",
    "http_request_headers",
    "http_request_header",
    "request",
    "req",
    "http_request",
    "client_request",
    "cs",
    "identity",
];
/// Words before the name of a header of the response.
const IN_RESPONSE: &[&str] = &[
    "sent_http",
    "response",
    "resp",
    "res",
    "rsp",
    "response_headers",
    "resp_headers",
    "res_headers",
    "http_response",
    "sc",
];

const CLIENT: &[Aliases] = &[
    Aliases::of(
        Column::Host,
        "client_ip remote_addr remote_ip remote_address real_ip client_address client_addr c_ip cs_ip cli_ip source_ip source_ips \
         source_address src_ip ip_address peer_ip peer_address caller_ip network_client_ip network_peer_address net_peer_ip \
         net_sock_peer_addr downstream_remote_address downstream_direct_remote_address identity_source_ip client_host remote_host",
    )
    .after(&["request", "req", "http", "http_request", "remote"]),
    Aliases::of(Column::Host, "ip").only_after(&["request", "req", "user"]),
    Aliases::of(Column::Host, "ip remote client peer src fwd").sense(Sense::Likely),
    Aliases::of(
        Column::User,
        "remote_user user user_name username auth_user usr_name user_id usr_id enduser_id client_username cs_username \
         authenticated_user http_auth_user",
    ),
    Aliases::of(Column::User, "auth").sense(Sense::Likely),
    Aliases::of(Column::Ident, "ident remote_logname"),
];

const TIME: &[Aliases] = &[
    Aliases::timed(Column::Time, Unit::Milliseconds, "request_time_epoch"),
    Aliases::timed(Column::Time, Unit::Seconds, "req_time_sec"),
    Aliases::of(
        Column::Time,
        "msec time_iso8601 time_local start_time started_at time_start start_utc timestamp time ts datetime date_time event_time log_time \
         logged_at received_at request_timestamp request_received_timestamp edge_start_timestamp edge_end_timestamp \
         receive_timestamp accept_date time_unix_nano @timestamp @t date start t",
    ),
    Aliases::of(Column::Time, "request_time").sense(Sense::Likely),
];

const REQUEST: &[Aliases] = &[
    Aliases::of(Column::Request, "request_line request_first_line first_line first_request_line req_line requested_url http_request"),
    Aliases::of(Column::Request, "request req"),
    Aliases::of(Column::Method, "method verb").after(ASKED),
    Aliases::of(
        Column::Target,
        "original_uri original_url url_original original_request_uri_with_args x_envoy_original_path x_envoy_origin_path full_path \
         uri_with_query",
    )
    .after(&["request", "req"]),
    Aliases::of(Column::Target, "target uri url").only_after(ASKED),
    Aliases::of(Column::Path, "uri_path url_path url_details_path uri_stem raw_path document_uri requested_uri resource_path").after(ASKED),
    Aliases::of(Column::Path, "path").only_after(ASKED),
    Aliases::of(Column::Path, "uri url url_full"),
    Aliases::of(Column::Path, "path").sense(Sense::Path),
    Aliases::of(Column::Path, "target").sense(Sense::Likely),
    Aliases::of(Column::Query, "query query_string args query_str query_params uri_query url_query").after(ASKED),
    Aliases::of(Column::Protocol, "protocol server_protocol proto protocol_version http_version network_protocol_version http_flavor").after(ASKED),
    Aliases::of(Column::Protocol, "version").only_after(ASKED),
    Aliases::of(Column::Protocol, "version").sense(Sense::Likely),
    Aliases::of(Column::Scheme, "scheme url_scheme http_x_forwarded_proto").after(ASKED),
];

const RESPONSE: &[Aliases] = &[
    Aliases::of(Column::Status, "status_code").after(ANSWERED),
    Aliases::of(Column::Status, "code status http_status http_code").only_after(ANSWERED),
    Aliases::of(Column::Status, "status status_code code").only_after(&["http", "http_request"]),
    Aliases::of(Column::Status, "status"),
    Aliases::of(Column::Status, "code response result_code").sense(Sense::Likely),
    Aliases::of(
        Column::Bytes,
        "body_bytes_sent bytes_sent body_sent_bytes body_sent sent_bytes bytes_out bytes_written network_bytes_written bytes_returned",
    )
    .after(&["response", "http_response"]),
    Aliases::of(Column::Bytes, "body_bytes body_size body_length bytes byte_size size length content_size content_length content_len")
        .only_after(ANSWERED),
    Aliases::of(Column::Bytes, "content_length").only_after(IN_RESPONSE),
    Aliases::of(Column::Bytes, "response_size").only_after(&["http_request"]),
    Aliases::of(Column::Bytes, "bytes size content_length body_bytes bytes_read"),
    Aliases::of(Column::MimeType, "content_type").only_after(IN_RESPONSE),
    Aliases::of(Column::MimeType, "mime_type content_type").after(ANSWERED),
    Aliases::of(Column::Error, "error_message err_message error_info error err"),
];

const HEADERS: &[Aliases] = &[
    Aliases::of(Column::Referer, "referer referrer").after(IN_REQUEST),
    Aliases::of(Column::UserAgent, "user_agent user_agent_original ua").after(IN_REQUEST),
    Aliases::of(Column::UserAgent, "agent"),
    Aliases::of(Column::ForwardedFor, "x_forwarded_for forwarded_for xff x_forward_for fwd").after(IN_REQUEST),
    Aliases::of(Column::Cookie, "cookie").after(IN_REQUEST),
];

const SERVER: &[Aliases] = &[
    Aliases::of(Column::Vhost, "vhost virtual_host x_host_header host_header requested_host"),
    Aliases::of(Column::Vhost, "host authority").only_after(IN_REQUEST),
    Aliases::of(Column::Vhost, "hostname").only_after(&["req", "request", "http"]),
    Aliases::of(Column::Vhost, "authority original_host properties_host_name domain domain_name url_domain"),
    Aliases::of(Column::Vhost, "host").sense(Sense::Host),
    Aliases::of(Column::Vhost, "server_name").sense(Sense::ServerName),
    Aliases::of(Column::Vhost, "server_address net_host_name"),
    Aliases::of(Column::Port, "server_port port url_port remote_port client_port source_port s_port c_port local_port")
        .after(&["request", "req"]),
    Aliases::of(
        Column::Server,
        "server_addr server_ip server hostname host_name host_hostname s_ip computer_name s_computername server_host dyno",
    ),
    Aliases::of(Column::Service, "service_name app application"),
    Aliases::of(Column::RequestId, "x_request_id").only_after(IN_REQUEST),
    Aliases::of(
        Column::RequestId,
        "request_id req_id x_request_id http_request_id x_edge_request_id ray_id tracking_reference transaction_id correlation_id \
         x_correlation_id",
    )
    .after(&["http_request"]),
    Aliases::of(
        Column::TraceId,
        "trace_id dd_trace_id logging_googleapis_com_trace http_traceparent traceparent x_b3_trace_id x_amzn_trace_id trace",
    ),
];

const PROXY: &[Aliases] = &[
    Aliases::of(Column::Frontend, "frontend frontend_name listener router route_name"),
    Aliases::of(Column::Upstream, "upstream backend upstream_name backend_name proxy_upstream_name upstream_cluster"),
    Aliases::of(
        Column::UpstreamAddr,
        "upstream_addr upstream_address upstream_host backend_addr origin_ip server_routed",
    ),
    Aliases::of(
        Column::UpstreamStatus,
        "upstream_status backend_status origin_status origin_response_status integration_status server_status",
    ),
    Aliases::of(
        Column::CacheStatus,
        "upstream_cache_status cache_status cache_cache_status vercel_cache x_edge_result_type x_cache cache fastly_info_state",
    ),
    Aliases::of(
        Column::TlsProtocol,
        "ssl_protocol tls_protocol tls_version request_tls_version client_ssl_protocol security_protocol",
    ),
    Aliases::of(
        Column::TlsCipher,
        "ssl_cipher tls_cipher tls_cipher_suite request_tls_cipher_suite client_ssl_cipher security_cipher",
    ),
    Aliases::of(Column::Termination, "response_flags termination_state"),
    Aliases::of(Column::EdgeLocation, "edge_colo_code x_edge_location edge_location fastly_pop pop"),
    Aliases::of(Column::RequestBytes, "request_length bytes_in bytes_received bytes_uploaded received_bytes")
        .after(ASKED),
    Aliases::of(Column::RequestBytes, "bytes_read").only_after(ASKED),
    Aliases::of(Column::RequestBytes, "body_bytes body_size body_length bytes size length content_length")
        .only_after(ASKED),
];

/// Durations: those whose unit the name or the program decides, then those that are in the unit of the format.
const DURATIONS: &[Aliases] = &[
    Aliases::timed(Column::RequestTime, Unit::Seconds, "request_time").sense(Sense::Likely),
    Aliases::timed(
        Column::RequestTime,
        Unit::Seconds,
        "latency_human http_request_latency duration_s latency_s elapsed_s took_s",
    ),
    Aliases::timed(Column::RequestTime, Unit::Seconds, "properties_time_taken").sense(Sense::Fraction),
    Aliases::timed(Column::RequestTime, Unit::Microseconds, "time_elapsed"),
    Aliases::timed(Column::RequestTime, Unit::Nanoseconds, "event_duration total_ns"),
    Aliases::of(Column::RequestTime, "time duration latency elapsed").only_after(&[
        "response",
        "resp",
        "res",
        "http_response",
    ]),
    Aliases::of(
        Column::RequestTime,
        "request_duration duration latency request_latency elapsed_time elapsed took time_taken process_time processing_time total_time \
         time_duration turn_around_time latencies_request rt",
    ),
    Aliases::timed(Column::UpstreamTime, Unit::Seconds, "upstream_response_time properties_server_response_latency"),
    Aliases::of(
        Column::UpstreamTime,
        "upstream_service_time x_envoy_upstream_service_time upstream_time backend_time time_backend_response integration_latency latencies_proxy",
    ),
    Aliases::of(Column::QueueTime, "time_queue queue_time"),
    Aliases::timed(Column::UpstreamConnectTime, Unit::Seconds, "upstream_connect_time"),
    Aliases::of(Column::UpstreamConnectTime, "time_backend_connect"),
    Aliases::timed(Column::FirstByteTime, Unit::Seconds, "upstream_header_time properties_time_to_first_byte"),
    Aliases::of(Column::FirstByteTime, "ttfb time_to_first_byte"),
];

/// Names too vague to fill a column, but good guesses where no key of the line fills it.
const WORDS: [(Column, &str); 2] = [
    (Column::Path, "route endpoint page resource location document operation"),
    (Column::Status, "status code rc ret result outcome"),
];

/// The key that most probably means a column which no key fills; `None` when no key is near one of its names.
pub fn nearest(keys: &[String], column: Column) -> Option<&str> {
    let is_about = |other: Column| match column {
        Column::Path => matches!(other, Column::Path | Column::Target | Column::Request),
        _ => other == column,
    };
    let known: Vec<String> = names()
        .filter(|aliases| is_about(aliases.column))
        .flat_map(|aliases| aliases.keys.split_ascii_whitespace())
        .chain(WORDS.iter().filter(|(of, _)| is_about(*of)).flat_map(|(_, words)| words.split_ascii_whitespace()))
        .map(plain)
        .collect();
    let near = keys.iter().filter_map(|key| Some((likeness(key, &known)?, key)));
    near.max_by(|(one, _), (other, _)| one.total_cmp(other)).map(|(_, key)| key.as_str())
}

/// How much a key, or the last part of it, is like one of some names; `None` when it is not.
fn likeness(key: &str, names: &[String]) -> Option<f64> {
    const LEAST: f64 = 0.86;
    let whole = plain(key);
    let last = plain(key.rsplit(['.', '_', '-']).next().unwrap_or(key));
    let each = names.iter().flat_map(|name| [strsim::jaro_winkler(&whole, name), strsim::jaro_winkler(&last, name)]);
    each.filter(|likeness| *likeness >= LEAST).max_by(f64::total_cmp)
}

fn plain(key: &str) -> String {
    key.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_nearest_to_a_column_is_found() {
        let near = |keys: &[&str], column| {
            let keys: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
            nearest(&keys, column).map(str::to_owned)
        };
        assert_eq!(near(&["pid", "http_sts", "zone"], Column::Status).as_deref(), Some("http_sts"));
        assert_eq!(near(&["a.ret_code", "zone"], Column::Status).as_deref(), Some("a.ret_code"));
        assert_eq!(near(&["pid", "req.route"], Column::Path).as_deref(), Some("req.route"));
        assert_eq!(near(&["reqeust_uri", "pid"], Column::Path).as_deref(), Some("reqeust_uri"));
        assert_eq!(near(&["pid", "zone", "worker"], Column::Status), None);
        assert_eq!(near(&[], Column::Path), None);
    }
}
