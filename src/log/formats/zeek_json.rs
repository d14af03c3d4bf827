//! `zeek_json`: Zeek's `http.log` as JSON (<https://docs.zeek.org/en/current/logs/http.html>). Lines of its other logs are skipped.

use crate::log::column::Column;
use crate::log::duration::Unit;
use crate::log::format::json::own_key;
use crate::log::format::keyed::{Aliases, KeyMap, Sign};
use crate::log::format::{About, JsonFormat};

pub static ZEEK_JSON: JsonFormat = JsonFormat::of_server(
    About::new(
        "zeek_json",
        r#"{"ts":1598034613.4,"uid":"CzzBpO2sVjCAvEMfl5","id.orig_h":"192.168.4.76","id.orig_p":46378,"id.resp_h":"31.3.245.133","id.resp_p":80,"trans_depth":1,"method":"GET","host":"testmyids.com","uri":"/?a=1","version":"1.1","user_agent":"curl/7.47.0","request_body_len":0,"response_body_len":39,"status_code":200,"status_msg":"OK","tags":[],"resp_fuids":["FEEsZS1w0Z0VJIb5x4"],"resp_mime_types":["text/plain"]}"#,
        r#"{"ts", "id.orig_h", "id.resp_h", "id.resp_p", "method", "host", "uri", "version", "user_agent", "request_body_len", "response_body_len", "status_code", ..}, in any order"#,
        "https://docs.zeek.org/en/current/logs/http.html",
    ),
    || KeyMap::new().with(&[KEYS]).with_sign(Sign::OwnKey, &[r"id\.orig_h"]),
    own_key,
);

const KEYS: &[Aliases] = &[
    Aliases::timed(Column::Time, Unit::Seconds, "ts"),
    Aliases::of(Column::Host, r"id\.orig_h"),
    Aliases::of(Column::Server, r"id\.resp_h"),
    Aliases::of(Column::Port, r"id\.resp_p"),
    Aliases::of(Column::User, "username"),
    Aliases::of(Column::Method, "method"),
    Aliases::of(Column::Target, "uri"),
    Aliases::of(Column::Protocol, "version"),
    Aliases::of(Column::Status, "status_code"),
    Aliases::of(Column::Bytes, "response_body_len"),
    Aliases::of(Column::RequestBytes, "request_body_len"),
    Aliases::of(Column::Referer, "referrer"),
    Aliases::of(Column::UserAgent, "user_agent"),
    Aliases::of(Column::MimeType, "resp_mime_types"),
    Aliases::of(Column::Vhost, "host"),
];
