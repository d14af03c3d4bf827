//! `negroni`: the logger of Negroni
//! (<https://github.com/urfave/negroni#logger>).

use crate::log::format::template::Template;
use crate::log::format::{About, Escaping};

pub static NEGRONI: Template = Template::new(
    About::new(
        "negroni",
        r#"[negroni] 2017-10-04T14:56:25+02:00 | 200 |      378µs | localhost:3004 | GET /"#,
        r#"[negroni] {{.StartTime}} | {{.Status}} | {{.Duration}} | {{.Hostname}} | {{.Method}} {{.Path}}"#,
        "https://github.com/urfave/negroni#logger",
    )
    .escaping(Escaping::None),
    r#"[negroni] {time} | {status} | {request_time:s.} | {vhost} | {method} {target}"#,
)
.among_others(&["] Started ", "] Completed "]);
