//! `aiohttp`: the default format of aiohttp
//! (<https://docs.aiohttp.org/en/stable/logging.html#access-logs>).

use crate::log::format::template::Template;
use crate::log::format::{About, Escaping};

pub static AIOHTTP: Template = Template::new(
    About::new(
        "aiohttp",
        r#"127.0.0.1 [10/Oct/2023:13:55:36 +0000] "GET /a?b=1 HTTP/1.1" 200 165 "-" "curl/8.5.0""#,
        r#"%a %t "%r" %s %b "%{Referer}i" "%{User-Agent}i""#,
        "https://docs.aiohttp.org/en/stable/logging.html#access-logs",
    )
    .escaping(Escaping::None),
    r#"{host} [{time}] "{request}" {status} {bytes} "{referer}" "{user_agent}""#,
)
.closed()
.among_others(&[]);
