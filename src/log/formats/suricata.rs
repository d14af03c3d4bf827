//! `suricata`: Suricata's `eve.json` (<https://docs.suricata.io/en/latest/output/eve/eve-json-format.html#event-type-http>). Events other
//! than `http` are skipped; an alert repeats a request that has its own event.

use crate::log::column::Column;
use crate::log::format::json::own_access_log;
use crate::log::format::keyed::{Aliases, KeyMap, Sign};
use crate::log::format::{About, JsonFormat};

pub static SURICATA: JsonFormat = JsonFormat::of_server(
    About::new(
        "suricata",
        r#"{"timestamp":"2017-04-07T22:24:37.251547+0100","flow_id":586497171462735,"event_type":"http","src_ip":"192.168.2.14","src_port":50096,"dest_ip":"209.53.113.5","dest_port":80,"proto":"TCP","tx_id":4,"http":{"hostname":"direkte.vg.no","url":"/a.aspx?b=1","http_user_agent":"Mozilla/5.0 \"x\"","http_content_type":"application/json","http_refer":"http://www.vg.no/","http_method":"GET","protocol":"HTTP/1.1","status":200,"length":310}}"#,
        r#"{"timestamp", "event_type": "http", "flow_id", "src_ip", "dest_ip", "dest_port", "http": {"hostname", "url", "http_method", "protocol", "status", "length", "http_user_agent", ..}}, in any order"#,
        "https://docs.suricata.io/en/latest/output/eve/eve-json-format.html#event-type-http",
    ),
    || {
        KeyMap::new()
            .with(&[KEYS])
            .with_sign(Sign::OwnKey, &["flow_id"])
            .with_sign(Sign::Logger("http"), &["event_type"])
    },
    own_access_log,
);

const KEYS: &[Aliases] = &[
    Aliases::of(Column::Time, "timestamp"),
    Aliases::of(Column::Host, "src_ip"),
    Aliases::of(Column::Server, "dest_ip"),
    Aliases::of(Column::Port, "dest_port"),
    Aliases::of(Column::Method, "http.http_method"),
    Aliases::of(Column::Target, "http.url"),
    Aliases::of(Column::Protocol, "http.protocol"),
    Aliases::of(Column::Status, "http.status"),
    Aliases::of(Column::Bytes, "http.length"),
    Aliases::of(Column::Referer, "http.http_refer"),
    Aliases::of(Column::UserAgent, "http.http_user_agent"),
    Aliases::of(Column::MimeType, "http.http_content_type"),
    Aliases::of(Column::ForwardedFor, "http.xff"),
    Aliases::of(Column::Vhost, "http.hostname"),
];
