//! `akamai`: Akamai's DataStream 2 as JSON (<https://techdocs.akamai.com/datastream2/docs/data-set-parameters-1>). All values are strings;
//! headers are percent-encoded.

use crate::log::column::Column;
use crate::log::duration::Unit;
use crate::log::format::json::own_key;
use crate::log::format::keyed::{Aliases, KeyMap, Sign};
use crate::log::format::{About, JsonFormat};

pub static AKAMAI: JsonFormat = JsonFormat::of_server(
    About::new(
        "akamai",
        r#"{"version":1,"cp":"123456","reqId":"1239f220","reqTimeSec":"1573840000","bytes":"4995","cliIP":"128.147.28.68","statusCode":"206","proto":"HTTPS","reqHost":"test.hostname.net","reqMethod":"GET","reqPath":"/path1/path2/file.ext","reqPort":"443","rspContentLen":"5000","rspContentType":"text/html","UA":"Mozilla%2F5.0+%28Macintosh%3B+Intel+Mac+OS+X+10_14_3%29","tlsOverheadTimeMSec":"0","tlsVersion":"TLSv1","objSize":"484","uncompressedSize":"484","overheadBytes":"232","totalBytes":"0","queryStr":"param=value","accLang":"en-US","cookie":"cookie-content","range":"37334-42356","referer":"https%3A%2F%2Ftest.referrer.net%2Fen-US%2Fdocs%2FWeb%2Ftest","xForwardedFor":"8.47.28.38","maxAgeSec":"3600","reqEndTimeMSec":"3","errorCode":"ERR_ACCESS_DENIED|fwd_acl","turnAroundTimeMSec":"11","transferTimeMSec":"125","dnsLookupTimeMSec":"50","lastByte":"1","edgeIP":"23.50.51.173","country":"IN","state":"Virginia","city":"HERNDON","serverCountry":"SG","billingRegion":"8","cacheStatus":"0","securityRules":"ULnR_28976|3900000:|"}"#,
        r#"{"reqTimeSec", "cp", "cliIP", "reqMethod", "reqHost", "reqPath", "queryStr", "proto", "statusCode", "bytes", "UA", "turnAroundTimeMSec", ..}, in any order"#,
        "https://techdocs.akamai.com/datastream2/docs/data-set-parameters-1",
    ),
    || KeyMap::new().with(&[KEYS]).with_sign(Sign::OwnKey, &["reqTimeSec"]),
    own_key,
);

const KEYS: &[Aliases] = &[
    Aliases::timed(Column::Time, Unit::Seconds, "reqTimeSec"),
    Aliases::of(Column::Host, "cliIP"),
    Aliases::of(Column::Port, "reqPort"),
    Aliases::of(Column::Method, "reqMethod"),
    Aliases::of(Column::Path, "reqPath"),
    Aliases::of(Column::Query, "queryStr"),
    Aliases::of(Column::Protocol, "proto"),
    Aliases::of(Column::Status, "statusCode"),
    Aliases::of(Column::Bytes, "bytes"),
    Aliases::of(Column::ObjectBytes, "objSize"),
    Aliases::of(Column::Referer, "referer"),
    Aliases::of(Column::UserAgent, "UA"),
    Aliases::of(Column::Cookie, "cookie"),
    Aliases::of(Column::ForwardedFor, "xForwardedFor"),
    Aliases::of(Column::MimeType, "rspContentType"),
    Aliases::of(Column::Vhost, "reqHost"),
    Aliases::of(Column::Server, "edgeIP"),
    Aliases::of(Column::RequestId, "reqId"),
    Aliases::of(Column::CacheStatus, "cacheStatus"),
    Aliases::of(Column::TlsProtocol, "tlsVersion"),
    Aliases::of(Column::Error, "errorCode"),
    Aliases::timed(Column::HeaderTime, Unit::Milliseconds, "reqEndTimeMSec"),
    Aliases::timed(Column::FirstByteTime, Unit::Milliseconds, "turnAroundTimeMSec"),
];
