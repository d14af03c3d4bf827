//! What programs call the fields of a request, as nginx's variables, the frameworks of many languages and the schemas of Elastic (ECS),
//! OpenTelemetry, Google Cloud, Envoy, Cloudflare and API gateways name them. Of two names for a column, the first is the better source.
//!
//! A name with dots is one key or several inside each other.

use super::map::Aliases;
use crate::log::column::Column;
use crate::log::duration::Unit;

/// The names of `json`, `nginx_json` and `logfmt`.
pub const GENERAL: &[&[Aliases]] = &[CLIENT, TIME, REQUEST, RESPONSE, HEADERS, SERVER, PROXY, TIMES];

/// The names of fields that `json`, `nginx_json` and `logfmt` know: of two for a column, the first is the better source.
pub fn names() -> impl Iterator<Item = Aliases> {
    GENERAL.iter().copied().flatten().copied()
}

const CLIENT: &[Aliases] = &[
    Aliases::of(
        Column::Host,
        "client_ip clientip clientIp clientIP remote_addr remote_ip remoteIp remoteIP remoteAddr remote_address \
         remoteAddress ip ip_address ClientIP client.ip client.address source.ip source.address network.client.ip \
         httpRequest.remoteIp httpRequest.clientIp req.remoteAddress req.ip request.client_ip request.remote_ip \
         request.remote_addr http.client_ip net.peer.ip downstream_remote_address identity.sourceIp sourceIp src_ip \
         client remote_host remoteHost remote peer fwd",
    ),
    Aliases::of(
        Column::User,
        "remote_user user username user_name userName auth_user user.name user.id usr.name usr.id enduser.id user_id \
         userId userid",
    ),
    Aliases::of(Column::Ident, "ident remote_logname"),
];

const TIME: &[Aliases] = &[
    Aliases::timed(Column::Time, Unit::Milliseconds, "timestamp_ms time_ms requestTimeEpoch"),
    Aliases::of(
        Column::Time,
        "msec start_time startTime @timestamp timestamp time_iso8601 time_local time ts datetime date_time dateTime \
         requestTime event_time eventTime received_at EdgeStartTimestamp EdgeEndTimestamp date t",
    ),
];

const REQUEST: &[Aliases] = &[
    Aliases::of(Column::Request, "request request_line requestLine http_request req"),
    Aliases::of(
        Column::Method,
        "method request_method requestMethod http_method httpMethod verb http_verb http.request.method http.method \
         httpRequest.requestMethod httpRequest.httpMethod req.method request.method ClientRequestMethod",
    ),
    Aliases::of(
        Column::Target,
        "request_uri requestUri requestURI request_target original_uri originalUrl http.target req.originalUrl req.url \
         request.uri request.url url.original ClientRequestURI full_path fullPath",
    ),
    Aliases::of(
        Column::Path,
        "path uri url request_path requestPath url_path urlPath url.path http.path http.url url.full request_url \
         requestUrl target raw_path rawPath httpRequest.requestUrl httpRequest.uri req.path request.path document_uri \
         ClientRequestPath resourcePath",
    ),
    Aliases::of(
        Column::Query,
        "query query_string queryString querystring args request_query url.query httpRequest.args",
    ),
    Aliases::of(
        Column::Protocol,
        "protocol server_protocol http_version httpVersion proto request_protocol http.version http.flavor \
         httpRequest.protocol httpRequest.httpVersion req.httpVersion request.proto ClientRequestProtocol",
    ),
    Aliases::of(
        Column::Scheme,
        "scheme request_scheme url.scheme http.scheme http_x_forwarded_proto ClientRequestScheme",
    ),
];

const RESPONSE: &[Aliases] = &[
    Aliases::of(
        Column::Status,
        "status status_code statusCode response_status response_code responseCode responseStatus http_status httpStatus \
         http_status_code http.response.status_code http.status_code httpRequest.status res.statusCode response.status \
         response.status_code response.statusCode resp_status sc_status EdgeResponseStatus",
    ),
    Aliases::of(
        Column::Bytes,
        "body_bytes_sent bytes_sent bytesSent bytes bytes_out bytes_written body_bytes size response_size responseSize \
         response_length responseLength response_bytes content_length contentLength resp_size resp_bytes \
         http.response.body.bytes http.response.bytes http.response.body.size http.response_content_length \
         httpRequest.responseSize network.bytes_written response.size response.bytes res.contentLength \
         res.headers.content-length EdgeResponseBytes",
    ),
    Aliases::of(
        Column::MimeType,
        "sent_http_content_type mime_type http.response.mime_type response_content_type content_type contentType",
    ),
    Aliases::of(Column::Error, "error err error.message error_message"),
];

const HEADERS: &[Aliases] = &[
    Aliases::of(
        Column::Referer,
        "http_referer referer referrer http_referrer http.request.referrer http.referer httpRequest.referer \
         req.headers.referer request.headers.Referer request.headers.referer headers.referer headers.Referer \
         request_referer ClientRequestReferer",
    ),
    Aliases::of(
        Column::UserAgent,
        "http_user_agent user_agent userAgent useragent user-agent ua agent user_agent.original http.user_agent \
         http.useragent httpRequest.userAgent identity.userAgent req.headers.user-agent request.headers.User-Agent \
         request.headers.user-agent headers.user-agent headers.User-Agent ClientRequestUserAgent",
    ),
    Aliases::of(
        Column::ForwardedFor,
        "http_x_forwarded_for x_forwarded_for x-forwarded-for xff forwarded_for forwardedFor \
         req.headers.x-forwarded-for request.headers.X-Forwarded-For request.headers.x-forwarded-for \
         headers.x-forwarded-for headers.X-Forwarded-For fwd",
    ),
    Aliases::of(Column::Cookie, "http_cookie cookie req.headers.cookie request.headers.Cookie request.headers.cookie"),
];

const SERVER: &[Aliases] = &[
    Aliases::of(
        Column::Vhost,
        "vhost virtual_host http_host http.host authority domain host server_name serverName url.domain \
         req.headers.host req.hostname req.host request.host server.address ClientRequestHost",
    ),
    Aliases::of(
        Column::Port,
        "server_port port url.port server.port remote_port client_port client.port source.port req.remotePort \
         request.remote_port",
    ),
    Aliases::of(Column::Server, "server_addr server_ip server hostname host.name host.hostname dyno"),
    Aliases::of(Column::Service, "service.name app application service_name"),
    Aliases::of(
        Column::RequestId,
        "request_id requestId requestID req_id reqId x_request_id http_x_request_id http.request.id req.id RayID",
    ),
    Aliases::of(
        Column::TraceId,
        r"trace_id traceId traceID trace.id dd.trace_id logging\.googleapis\.com/trace http_traceparent traceparent
         trace",
    ),
];

const PROXY: &[Aliases] = &[
    Aliases::of(Column::Frontend, "frontend listener router route_name"),
    Aliases::of(Column::Upstream, "upstream backend upstream_name proxy_upstream_name upstream_cluster"),
    Aliases::of(Column::UpstreamAddr, "upstream_addr upstream_host upstreamhost backend_addr OriginIP"),
    Aliases::of(Column::UpstreamStatus, "upstream_status OriginResponseStatus"),
    Aliases::of(Column::CacheStatus, "upstream_cache_status cache_status cacheStatus cache CacheCacheStatus"),
    Aliases::of(
        Column::TlsProtocol,
        "ssl_protocol tls_protocol tls_version tls.version request.tls.version ClientSSLProtocol",
    ),
    Aliases::of(Column::TlsCipher, "ssl_cipher tls_cipher tls.cipher request.tls.cipher_suite ClientSSLCipher"),
    Aliases::of(Column::Termination, "response_flags"),
    Aliases::of(Column::EdgeLocation, "EdgeColoCode"),
    Aliases::of(
        Column::RequestBytes,
        "request_length request_size requestSize request_bytes bytes_in bytes_received bytes_read http.request.bytes \
         http.request.body.bytes httpRequest.requestSize ClientRequestBytes",
    ),
];

/// Durations: those whose unit the name or the program tells, then those that are milliseconds unless the format knows better.
const TIMES: &[Aliases] = &[
    Aliases::timed(
        Column::RequestTime,
        Unit::Seconds,
        "request_time latency_human httpRequest.latency duration_s duration_seconds",
    ),
    Aliases::timed(
        Column::RequestTime,
        Unit::Milliseconds,
        "duration_ms durationMs elapsed_ms response_time_ms request_time_ms latency_ms took_ms time_taken_ms \
         responseLatency",
    ),
    Aliases::timed(Column::RequestTime, Unit::Microseconds, "duration_us latency_us elapsed_us request_time_us"),
    Aliases::timed(Column::RequestTime, Unit::Nanoseconds, "event.duration duration_ns latency_ns elapsed_ns"),
    Aliases::of(
        Column::RequestTime,
        "duration response_time responseTime responsetime latency elapsed took time_taken timeTaken process_time \
         resp_time rt",
    ),
    Aliases::timed(Column::UpstreamTime, Unit::Seconds, "upstream_response_time"),
    Aliases::of(Column::UpstreamTime, "upstream_service_time upstream_time upstreamtime integrationLatency"),
    Aliases::timed(Column::UpstreamConnectTime, Unit::Seconds, "upstream_connect_time"),
    Aliases::timed(Column::FirstByteTime, Unit::Seconds, "upstream_header_time"),
    Aliases::of(Column::FirstByteTime, "ttfb time_to_first_byte"),
];
