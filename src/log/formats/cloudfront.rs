//! `cloudfront`: the standard logs of Amazon CloudFront
//! (<https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html>): values separated by single tabs, in
//! the columns named by `#Fields`.
//!
//! Lines without `#Fields`, as in concatenated parts, have the 33 columns of the manual and are noted `default_fields`. Amazon adds columns
//! at the end: what follows the last known column is `extra`. A line that ends early is a record if it has a status. After a `#Fields`
//! without a CloudFront column (`x-edge-…`) no line is read; [`w3c`](super::w3c) reads those.

use crate::log::column::Column;
use crate::log::duration::Unit;
use crate::log::format::declared::names::{self, Names};
use crate::log::format::declared::{Declared, Dialect, Layout};
use crate::log::format::{About, Escaping, Meaning};

/// Names with another meaning than in other logs.
const NAMES: Names = &[
    // The domain of the distribution; `x-host-header` is the requested one.
    ("cs(host)", Meaning::Text(Column::Server)),
];

pub static CLOUDFRONT: Declared = Declared::new(&DIALECT);

static DIALECT: Dialect = Dialect {
    about: About::new(
        "cloudfront",
        "#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes time-taken\n\
              2023-10-10\t13:55:36\tFRA56-P4\t2390\t203.0.113.9\tGET\td2exampleshop.cloudfront.net\t/index.html\t200\t-\tMozilla/5.0%20(X11;%20Linux%20x86_64)\t-\t-\tHit\tzL3Gm7QexampleRequestId4Tq==\twww.example.com\thttps\t23\t0.001",
        "date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes time-taken x-forwarded-for ssl-protocol ssl-cipher x-edge-response-result-type cs-protocol-version fle-status fle-encrypted-fields c-port time-to-first-byte x-edge-detailed-result-type sc-content-type sc-content-len sc-range-start sc-range-end",
        "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html",
    )
    .escaping(Escaping::Percent),
    names: &[NAMES, names::COMMON],
    default_columns: &[
        Meaning::Date,
        Meaning::Clock,
        Meaning::Text(Column::EdgeLocation),
        Meaning::Bytes,
        Meaning::Text(Column::Host),
        Meaning::Text(Column::Method),
        Meaning::Text(Column::Server),
        Meaning::Text(Column::Path),
        Meaning::Status,
        Meaning::Text(Column::Referer),
        Meaning::Text(Column::UserAgent),
        Meaning::Text(Column::Query),
        Meaning::Text(Column::Cookie),
        Meaning::Text(Column::CacheStatus),
        Meaning::Text(Column::RequestId),
        Meaning::Text(Column::Vhost),
        Meaning::Text(Column::Scheme),
        Meaning::Number(Column::RequestBytes),
        Meaning::DeclaredDuration(Column::RequestTime),
        Meaning::Text(Column::ForwardedFor),
        Meaning::Text(Column::TlsProtocol),
        Meaning::Text(Column::TlsCipher),
        Meaning::Skip,
        Meaning::Text(Column::Protocol),
        Meaning::Skip,
        Meaning::Skip,
        Meaning::Skip,
        Meaning::Duration(Column::FirstByteTime, Unit::Seconds),
        Meaning::Skip,
        Meaning::Text(Column::MimeType),
        Meaning::Skip,
        Meaning::Skip,
        Meaning::Skip,
    ],
    mark: "x-edge-",
    nothing: b"-",
    time_taken: Some(Unit::Seconds),
    layout: Layout::Growing,
};
