//! `actix_web`: the default format of Actix Web's logger, with or without the header of `env_logger`
//! (<https://docs.rs/actix-web/latest/actix_web/middleware/struct.Logger.html>).

use crate::log::format::template::Template;
use crate::log::format::{About, Escaping};

pub static ACTIX_WEB: Template = Template::new(
    About::new(
        "actix_web",
        r#"[2023-10-10T13:55:36Z INFO  actix_web::middleware::logger] 127.0.0.1 "GET /a?b=1 HTTP/1.1" 200 13 "-" "curl/8.5.0" 0.000123"#,
        r#"%a "%r" %s %b "%{Referer}i" "%{User-Agent}i" %T"#,
        "https://docs.rs/actix-web/latest/actix_web/middleware/struct.Logger.html",
    ).escaping(Escaping::None),
    r#"[{time} {_}] {host} "{request}" {status} {bytes} "{referer}" "{user_agent}" {request_time:s.}
{host} "{request}" {status} {bytes} "{referer}" "{user_agent}" {request_time:s.}"#,
).closed().among_others(&[]);
