//! `ceph_rgw`: the operations log of Ceph's object gateway
//! (<https://docs.ceph.com/en/latest/radosgw/config-ref/#confval-rgw_enable_ops_log>).

use crate::log::column::Column;
use crate::log::duration::Unit;
use crate::log::format::json::own_key;
use crate::log::format::keyed::{Aliases, KeyMap, Sign};
use crate::log::format::{About, JsonFormat};

pub static CEPH_RGW: JsonFormat = JsonFormat::of_server(
    About::new(
        "ceph_rgw",
        r#"{"bucket":"assets","time":"2023-01-05T16:17:29.994142Z","time_local":"2023-01-05T16:17:29.994142+0000","remote_addr":"203.0.113.9","user":"tester","operation":"get_obj","uri":"GET /assets/img/logo.png?a=1 HTTP/1.1","http_status":"200","error_code":"","bytes_sent":2662992,"bytes_received":0,"object_size":3462992,"total_time":70,"user_agent":"aws-cli/2.15.0","referrer":"","trans_id":"tx000006f8c7c0d9c1b2-0063b6f6a9-1033-default","authentication_type":"Local","access_key_id":"0555b35654ad1656d804","temp_url":false}"#,
        r#"{"bucket", "time", "remote_addr", "user", "operation", "uri", "http_status", "error_code", "bytes_sent", "bytes_received", "object_size", "total_time", "user_agent", "referrer", "trans_id", ..}, in any order"#,
        "https://docs.ceph.com/en/latest/radosgw/config-ref/#confval-rgw_enable_ops_log",
    ),
    || KeyMap::new().with(&[KEYS]).with_sign(Sign::OwnKey, &["trans_id"]),
    own_key,
);

const KEYS: &[Aliases] = &[
    Aliases::of(Column::Time, "time"),
    Aliases::of(Column::Host, "remote_addr"),
    Aliases::of(Column::User, "user"),
    Aliases::of(Column::Request, "uri"),
    Aliases::of(Column::Status, "http_status"),
    Aliases::of(Column::Bytes, "bytes_sent"),
    Aliases::of(Column::RequestBytes, "bytes_received"),
    Aliases::of(Column::ObjectBytes, "object_size"),
    Aliases::of(Column::Referer, "referrer"),
    Aliases::of(Column::UserAgent, "user_agent"),
    Aliases::of(Column::RequestId, "trans_id"),
    Aliases::of(Column::Error, "error_code"),
    Aliases::of(Column::Bucket, "bucket"),
    Aliases::of(Column::Operation, "operation"),
    Aliases::timed(Column::RequestTime, Unit::Milliseconds, "total_time"),
];
