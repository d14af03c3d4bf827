//! `minio`: the audit log of MinIO (<https://min.io/docs/minio/linux/operations/monitoring/minio-logging.html#audit-logging>). Entries about
//! the server's own work have no path and are skipped.

use crate::log::column::Column;
use crate::log::duration::Unit;
use crate::log::format::json::own_key;
use crate::log::format::keyed::{Aliases, KeyMap, Sign};
use crate::log::format::{About, JsonFormat};

pub static MINIO: JsonFormat = JsonFormat::of_server(
    About::new(
        "minio",
        r#"{"version":"1","deploymentid":"90e81272-45d9-4fe8-9c45-c9a7322bf4b5","time":"2024-05-09T07:38:10.449688982Z","event":"","trigger":"incoming","api":{"name":"PutObject","bucket":"testbucket","object":"img/logo.png","status":"OK","statusCode":200,"rx":401,"tx":0,"timeToResponse":"13309747ns","timeToResponseInNS":"13309747"},"remotehost":"203.0.113.9","requestID":"16B4C2","userAgent":"MinIO (linux; amd64) minio-go/v7.0.70","requestPath":"/testbucket/img/logo.png","requestHost":"localhost:9000","requestHeader":{"Content-Type":"image/png"},"responseHeader":{"ETag":"a414"},"accessKey":"minioadmin"}"#,
        r#"{"time", "deploymentid", "api": {"name", "bucket", "object", "statusCode", "rx", "tx", "timeToFirstByte", "timeToResponse"}, "remotehost", "requestID", "userAgent", "requestPath", "requestHost", ..}, in any order"#,
        "https://min.io/docs/minio/linux/operations/monitoring/minio-logging.html#audit-logging",
    ),
    || KeyMap::new().with(&[KEYS]).with_sign(Sign::OwnKey, &["deploymentid"]),
    own_key,
);

const KEYS: &[Aliases] = &[
    Aliases::of(Column::Time, "time"),
    Aliases::of(Column::Host, "remotehost"),
    Aliases::of(Column::User, "accessKey"),
    Aliases::of(Column::Path, "requestPath"),
    Aliases::of(Column::Status, "api.statusCode"),
    Aliases::of(Column::Bytes, "api.tx"),
    Aliases::of(Column::RequestBytes, "api.rx"),
    Aliases::of(Column::UserAgent, "userAgent"),
    Aliases::of(Column::Vhost, "requestHost"),
    Aliases::of(Column::RequestId, "requestID"),
    Aliases::of(Column::Operation, "api.name"),
    Aliases::of(Column::Bucket, "api.bucket"),
    Aliases::of(Column::ObjectKey, "api.object"),
    Aliases::of(Column::Error, "error"),
    Aliases::timed(Column::RequestTime, Unit::Nanoseconds, "api.timeToResponse api.timeToResponseInNS"),
    Aliases::timed(Column::FirstByteTime, Unit::Nanoseconds, "api.timeToFirstByte"),
];
