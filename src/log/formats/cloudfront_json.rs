//! `cloudfront_json`: CloudFront's standard logging v2 as JSON
//! (<https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging.html>): the keys are the names of
//! [`cloudfront`](super::cloudfront), and all values are strings.

use crate::log::column::Column;
use crate::log::duration::Unit;
use crate::log::format::json::own_key;
use crate::log::format::keyed::{Aliases, KeyMap, Sign};
use crate::log::format::{About, JsonFormat};

pub static CLOUDFRONT_JSON: JsonFormat = JsonFormat::of_server(
    About::new(
        "cloudfront_json",
        r#"{"date":"2024-11-14","time":"22:34:06","x-edge-location":"SOF50-P2","sc-bytes":"3714","c-ip":"203.0.113.9","cs-method":"GET","cs(Host)":"d111111abcdef8.cloudfront.net","cs-uri-stem":"/img/cat.png","sc-status":"200","cs(Referer)":"https://www.example.com/","cs(User-Agent)":"Mozilla/5.0%20(X11;%20Linux%20x86_64)","cs-uri-query":"a=1","cs(Cookie)":"b=2","x-edge-result-type":"Hit","x-edge-request-id":"zL3Gm7QexampleRequestId4Tq==","x-host-header":"www.example.com","cs-protocol":"https","cs-bytes":"412","time-taken":"0.014","x-forwarded-for":"198.51.100.7","ssl-protocol":"TLSv1.3","ssl-cipher":"TLS_AES_128_GCM_SHA256","x-edge-response-result-type":"Hit","cs-protocol-version":"HTTP/2.0","fle-status":"-","fle-encrypted-fields":"-","c-port":"51443","time-to-first-byte":"0.012","x-edge-detailed-result-type":"Hit","sc-content-type":"image/png","sc-content-len":"3456","sc-range-start":"-","sc-range-end":"-"}"#,
        r#"{"date", "time", "x-edge-location", "sc-bytes", "c-ip", "cs-method", "cs(Host)", "cs-uri-stem", "sc-status", ..}, in any order"#,
        "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging.html",
    ),
    || {
        KeyMap::new()
            .with(&[KEYS])
            .with_sign(Sign::OwnKey, &["x-edge-request-id", "x-edge-location", "x-edge-result-type"])
    },
    own_key,
);

const KEYS: &[Aliases] = &[
    Aliases::timed(Column::Time, Unit::Milliseconds, "timestamp(ms)"),
    Aliases::of(Column::Time, "date time"),
    Aliases::of(Column::Host, "c-ip"),
    Aliases::of(Column::Port, "c-port"),
    Aliases::of(Column::Method, "cs-method"),
    Aliases::of(Column::Path, "cs-uri-stem"),
    Aliases::of(Column::Query, "cs-uri-query"),
    Aliases::of(Column::Protocol, "cs-protocol-version"),
    Aliases::of(Column::Scheme, "cs-protocol"),
    Aliases::of(Column::Status, "sc-status"),
    Aliases::of(Column::Bytes, "sc-bytes"),
    Aliases::of(Column::RequestBytes, "cs-bytes"),
    Aliases::of(Column::Referer, "cs(Referer)"),
    Aliases::of(Column::UserAgent, "cs(User-Agent)"),
    Aliases::of(Column::Cookie, "cs(Cookie)"),
    Aliases::of(Column::ForwardedFor, "x-forwarded-for"),
    Aliases::of(Column::Vhost, "x-host-header"),
    Aliases::of(Column::Server, "cs(Host)"),
    Aliases::of(Column::RequestId, "x-edge-request-id"),
    Aliases::of(Column::CacheStatus, "x-edge-result-type"),
    Aliases::of(Column::EdgeLocation, "x-edge-location"),
    Aliases::of(Column::MimeType, "sc-content-type"),
    Aliases::of(Column::TlsProtocol, "ssl-protocol"),
    Aliases::of(Column::TlsCipher, "ssl-cipher"),
    Aliases::timed(Column::RequestTime, Unit::Seconds, "time-taken"),
    Aliases::timed(Column::FirstByteTime, Unit::Seconds, "time-to-first-byte"),
    Aliases::timed(Column::UpstreamTime, Unit::Seconds, "origin-fbl"),
];
