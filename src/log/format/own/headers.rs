//! Which columns headers fill, whatever server logs them.

use crate::log::column::Column;

/// The column of a request header, if it has one; its name in any case, with `_` for `-` or not.
pub fn request_header(name: &str) -> Option<Column> {
    Some(match name.to_ascii_lowercase().replace('_', "-").as_str() {
        "referer" => Column::Referer,
        "user-agent" => Column::UserAgent,
        "host" => Column::Vhost,
        "x-forwarded-for" => Column::ForwardedFor,
        "cookie" => Column::Cookie,
        "x-request-id" | "x-amzn-request-id" => Column::RequestId,
        "traceparent" | "x-trace-id" | "x-b3-traceid" | "x-amzn-trace-id" => Column::TraceId,
        "x-forwarded-proto" => Column::Scheme,
        _ => return None,
    })
}

/// The column of a response header, named as in [`request_header`].
pub fn response_header(name: &str) -> Option<Column> {
    Some(match name.to_ascii_lowercase().replace('_', "-").as_str() {
        "content-type" => Column::MimeType,
        "location" => Column::Redirect,
        "x-cache" | "x-cache-status" | "cf-cache-status" => Column::CacheStatus,
        "x-request-id" => Column::RequestId,
        _ => return None,
    })
}
