//! `cloudfront_realtime`: CloudFront's real-time logs with all fields
//! (<https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/real-time-logs.html>), separated by tabs; no line names them. A
//! configuration with fewer fields is another format, unless it has the first ones.

use crate::log::column::Column;
use crate::log::duration::Unit;
use crate::log::format::separated::Separated;
use crate::log::format::{About, Escaping, Meaning};

pub static CLOUDFRONT_REALTIME: Separated<b'\t'> = Separated {
    about: About::new(
        "cloudfront_realtime",
        "1637340211.234\t203.0.113.9\t2600:9000::1\t0.012\t200\t2390\tGET\thttps\td111111abcdef8.cloudfront.net\t/images/cat.jpg\t412\tDFW3-C1\tzL3Gm7QexampleRequestId4Tq==\twww.example.com\t0.014\tHTTP/2.0\tIPv4\tMozilla/5.0%20(X11;%20Linux%20x86_64)\thttps://www.example.com/\ta=b\tsize=large\tHit\t198.51.100.7,%2010.0.0.1\tTLSv1.3\tTLS_AES_128_GCM_SHA256\tRefreshHit\t-\t-\timage/jpeg\t2048\t-\t-\t51443\tHit\tUS\tgzip,%20br\t*/*\t*\thost:www.example.com%0Auser-agent:x\thost%0Auser-agent\t2\t0.007\t0.008\t15169",
        "timestamp c-ip s-ip time-to-first-byte sc-status sc-bytes cs-method cs-protocol cs-host cs-uri-stem cs-bytes x-edge-location x-edge-request-id x-host-header time-taken cs-protocol-version c-ip-version cs-user-agent cs-referer cs-cookie cs-uri-query x-edge-response-result-type x-forwarded-for ssl-protocol ssl-cipher x-edge-result-type fle-encrypted-fields fle-status sc-content-type sc-content-len sc-range-start sc-range-end c-port x-edge-detailed-result-type c-country cs-accept-encoding cs-accept cache-behavior-path-pattern cs-headers cs-header-names cs-headers-count origin-fbl origin-lbl asn",
        "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/real-time-logs.html",
    )
    .escaping(Escaping::Percent),
    headings: &[],
    nothing: b"-",
    columns: &[
        Meaning::Time(Some(Unit::Seconds)),
        Meaning::Text(Column::Host),
        Meaning::Text(Column::Server),
        Meaning::Duration(Column::FirstByteTime, Unit::Seconds),
        Meaning::Status,
        Meaning::Bytes,
        Meaning::Text(Column::Method),
        Meaning::Text(Column::Scheme),
        Meaning::Skip,
        Meaning::Text(Column::Path),
        Meaning::Number(Column::RequestBytes),
        Meaning::Text(Column::EdgeLocation),
        Meaning::Text(Column::RequestId),
        Meaning::Text(Column::Vhost),
        Meaning::Duration(Column::RequestTime, Unit::Seconds),
        Meaning::Text(Column::Protocol),
        Meaning::Skip,
        Meaning::Text(Column::UserAgent),
        Meaning::Text(Column::Referer),
        Meaning::Text(Column::Cookie),
        Meaning::Text(Column::Query),
        Meaning::Skip,
        Meaning::Text(Column::ForwardedFor),
        Meaning::Text(Column::TlsProtocol),
        Meaning::Text(Column::TlsCipher),
        Meaning::Text(Column::CacheStatus),
        Meaning::Skip,
        Meaning::Skip,
        Meaning::Text(Column::MimeType),
        Meaning::Skip,
        Meaning::Skip,
        Meaning::Skip,
        Meaning::Number(Column::Port),
        Meaning::Skip,
        Meaning::Skip,
        Meaning::Skip,
        Meaning::Skip,
        Meaning::Skip,
        Meaning::Skip,
        Meaning::Skip,
        Meaning::Skip,
        Meaning::Duration(Column::UpstreamTime, Unit::Seconds),
        Meaning::Skip,
        Meaning::Skip,
    ],
};
