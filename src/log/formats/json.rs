//! `json`: one JSON object per line, with the usual names for the fields of a request
//! (<https://www.elastic.co/docs/reference/ecs/ecs-http>, <https://cloud.google.com/logging/docs/reference/v2/rest/v2/LogEntry>).
//!
//! Numbers without a unit in name or value, such as `duration`, are milliseconds.

use crate::log::column::Column;
use crate::log::duration::Unit;
use crate::log::format::keyed::Aliases;
use crate::log::format::keyed::aliases::general;
use crate::log::format::{About, JsonFormat};

pub static JSON: JsonFormat = JsonFormat::built_in(
    About::new(
        "json",
        r#"{"time":"2023-10-10T13:55:36.250Z","level":"info","remote_ip":"203.0.113.9","host":"www.example.com","method":"GET","uri":"/cart?id=7","status":200,"bytes_out":5120,"latency_human":"12.5ms","user_agent":"Mozilla/5.0"}"#,
        r#"{"time": .., "remote_addr": .., "method": .., "path": .., "status": .., "bytes": .., "user_agent": .., ..}, in any order and by many other names"#,
        "https://www.elastic.co/docs/reference/ecs/ecs-http",
    ),
    || general(&[], Unit::Milliseconds).with(&[MORE]),
    |_| Ok(()),
);

/// Names with another meaning in `logfmt`.
const MORE: &[Aliases] = &[Aliases::of(Column::Service, "service")];
