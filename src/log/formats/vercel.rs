//! `vercel`: log drains of Vercel (<https://vercel.com/docs/drains/reference/logs>). Output of builds and functions has no `proxy` and is
//! skipped.

use crate::log::column::Column;
use crate::log::duration::Unit;
use crate::log::format::json::own_key;
use crate::log::format::keyed::{Aliases, KeyMap, Sign};
use crate::log::format::{About, JsonFormat};

pub static VERCEL: JsonFormat = JsonFormat::of_server(
    About::new(
        "vercel",
        r#"{"id":"1573817250283254651097202070","deploymentId":"dpl_233NRGRjVZX1caZrXWtz5g1TAksD","source":"lambda","host":"my-app-abc123.vercel.app","timestamp":1573817250283,"projectId":"gdufoJxB6b9b1fEqr1jUtFkyavUU","level":"info","message":"API request processed","entrypoint":"api/index.js","requestId":"643af4e3-975a-4cc7-9e7a-1eda11539d90","statusCode":200,"path":"/api/users","executionRegion":"sfo1","environment":"production","traceId":"1b02cd14bb8642fd092bc23f54c7ffcd","spanId":"f24e8631bd11faa7","proxy":{"timestamp":1573817250172,"method":"GET","host":"my-app.vercel.app","path":"/api/users?page=1","userAgent":["Mozilla/5.0 (Macintosh)"],"referer":"https://my-app.vercel.app","statusCode":200,"clientIp":"120.75.16.101","scheme":"https","region":"sfo1","cacheId":"pdx1::v8g4b","vercelCache":"MISS","vercelId":"sfo1::abc123","responseByteSize":1024}}"#,
        r#"{"timestamp", "deploymentId", "source", "proxy": {"timestamp", "method", "host", "path", "userAgent", "statusCode", "clientIp", "responseByteSize", ..}, ..}, in any order"#,
        "https://vercel.com/docs/drains/reference/logs",
    ),
    || KeyMap::new().with(&[KEYS]).with_sign(Sign::OwnKey, &["deploymentId"]),
    own_key,
);

const KEYS: &[Aliases] = &[
    Aliases::timed(Column::Time, Unit::Milliseconds, "proxy.timestamp timestamp"),
    Aliases::of(Column::Host, "proxy.clientIp"),
    Aliases::of(Column::Method, "proxy.method"),
    Aliases::of(Column::Path, "proxy.path"),
    Aliases::of(Column::Scheme, "proxy.scheme"),
    Aliases::of(Column::Status, "proxy.statusCode"),
    Aliases::of(Column::Bytes, "proxy.responseByteSize"),
    Aliases::of(Column::Referer, "proxy.referer"),
    Aliases::of(Column::UserAgent, "proxy.userAgent"),
    Aliases::of(Column::Vhost, "proxy.host"),
    Aliases::of(Column::Service, "projectName"),
    Aliases::of(Column::RequestId, "requestId proxy.vercelId"),
    Aliases::of(Column::TraceId, "traceId trace.id"),
    Aliases::of(Column::CacheStatus, "proxy.vercelCache"),
    Aliases::of(Column::EdgeLocation, "proxy.region"),
    Aliases::of(Column::Actions, "proxy.wafAction"),
];
