//! `sanic`: the access log of Sanic
//! (<https://sanic.dev/en/guide/best-practices/logging.html>).

use crate::log::format::template::Template;
use crate::log::format::{About, Escaping};

pub static SANIC: Template = Template::new(
    About::new(
        "sanic",
        r#"[2021-01-04 15:26:28 +0200] - (sanic.access)[INFO][127.0.0.1:44228]: GET http://localhost:8000/  200 -1"#,
        r#"%(asctime)s - (%(name)s)[%(levelname)s][%(host)s]: %(request)s %(message)s %(status)s %(byte)s"#,
        "https://sanic.dev/en/guide/best-practices/logging.html",
    )
    .escaping(Escaping::None),
    r#"[{time:%F %T %z}] - (sanic.access)[INFO][{peer}]: {method} {target} {status} {bytes}
[{time:%F %T %z}] - (sanic.access)[INFO][{host}]: {method} {target} {status} {bytes}"#,
)
.closed()
.null("-1")
.among_others(&[]);
