//! `fiber`: the logger of Fiber
//! (<https://docs.gofiber.io/api/middleware/logger>).

use crate::log::format::template::Template;
use crate::log::format::{About, Escaping};

pub static FIBER: Template = Template::new(
    About::new(
        "fiber",
        r#"13:55:36 | 200 |   1.234567ms |       127.0.0.1 | GET     | /a | -"#,
        r#"${time} | ${status} | ${latency} | ${ip} | ${method} | ${path} | ${error}"#,
        "https://docs.gofiber.io/api/middleware/logger",
    )
    .escaping(Escaping::None),
    r#"{time:%F %T} | {status} | {request_time:s.} | {host} | {method} | {target} | {error}
{_} | {status} | {request_time:s.} | {host} | {method} | {target} | {error}"#,
)
.among_others(&[]);
