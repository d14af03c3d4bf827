//! `json`: one JSON object a line, with the names that are in use for the fields of a request: those of nginx's variables, of the
//! Elastic Common Schema, of OpenTelemetry, Google Cloud, Envoy and many frameworks
//! (<https://www.elastic.co/docs/reference/ecs/ecs-http>, <https://cloud.google.com/logging/docs/reference/v2/rest/v2/LogEntry>).
//!
//! Bare numbers under names that tell no unit, such as `duration`, are milliseconds.

use std::borrow::Cow;
use std::sync::LazyLock;

use super::JsonFormat;
use crate::log::column::Column;
use crate::log::format::keyed::aliases::GENERAL;
use crate::log::format::keyed::{Aliases, KeyMap, Map};

/// The functions of the format.
pub static JSON: JsonFormat = JsonFormat {
    name: Cow::Borrowed("json"),
    example: r#"{"time":"2023-10-10T13:55:36.250Z","level":"info","remote_ip":"203.0.113.9","host":"www.example.com","method":"GET","uri":"/cart?id=7","status":200,"bytes_out":5120,"latency_human":"12.5ms","user_agent":"Mozilla/5.0"}"#,
    grammar: Cow::Borrowed(
        r#"{"time": .., "remote_addr": .., "method": .., "path": .., "status": .., "bytes": .., "user_agent": .., ..}, in any order and by many other names"#,
    ),
    source: "https://www.elastic.co/docs/reference/ecs/ecs-http",
    map: Map::BuiltIn(LazyLock::new(|| KeyMap::new().with(GENERAL).with(&[MORE]))),
    judge: |_| Ok(()),
};

/// Names that mean something else in `logfmt`.
const MORE: &[Aliases] = &[Aliases::of(Column::Service, "service")];
