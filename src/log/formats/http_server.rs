//! `http_server`: http-server for Node.js, which logs no status
//! (<https://github.com/http-party/http-server>).

use crate::log::format::template::Template;
use crate::log::format::{About, Escaping};

pub static HTTP_SERVER: Template = Template::new(
    About::new(
        "http_server",
        r#"[2023-10-10T13:55:36.123Z]  "GET /a?b=1" "Mozilla/5.0 (X11; Linux x86_64)""#,
        r#"[time]  "method target" "agent""#,
        "https://github.com/http-party/http-server",
    )
    .escaping(Escaping::None),
    r#"[{time}] "{method} {target}" "{user_agent}""#,
)
.closed()
.among_others(&["\" Error ("]);
