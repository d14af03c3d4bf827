//! `gin`: the console log of Gin
//! (<https://gin-gonic.com/en/docs/examples/custom-log-format/>).

use crate::log::format::About;
use crate::log::format::template::Template;

pub static GIN: Template = Template::new(
    About::new(
        "gin",
        r#"[GIN] 2023/10/10 - 13:55:36 | 200 |     123.456µs |       127.0.0.1 | GET      "/ping?a=1""#,
        r#"[GIN] time | status | latency | client | method "path""#,
        "https://gin-gonic.com/en/docs/examples/custom-log-format/",
    ),
    r#"[GIN] {time:%Y/%m/%d - %T} | {status} | {request_time:s.} | {host} | {method} "{target}"
[GIN] {time:%Y/%m/%d - %T} | {status} | {request_time:s.} | | {method} "{target}"
[GIN] {time:%Y/%m/%d - %T} | {status} | {request_time:s.} | {host} | {method} {target}"#,
)
.among_others(&["[GIN-debug]"]);
