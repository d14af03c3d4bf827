//! `morgan_short`: the format `short` of morgan
//! (<https://expressjs.com/en/resources/middleware/morgan.html#short>).

use crate::log::format::template::Template;
use crate::log::format::{About, Escaping};

pub static MORGAN_SHORT: Template = Template::new(
    About::new(
        "morgan_short",
        r#"::ffff:203.0.113.9 - GET /users/1?full=1 HTTP/1.1 200 170 - 12.345 ms"#,
        r#":remote-addr :remote-user :method :url HTTP/:http-version :status :res[content-length] - :response-time ms"#,
        "https://expressjs.com/en/resources/middleware/morgan.html#short",
    )
    .escaping(Escaping::None),
    r#"{host} {user} {method} {target} {protocol} {status} {bytes} - {request_time:ms} ms"#,
)
.closed()
.among_others(&[]);
