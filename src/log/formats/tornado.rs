//! `tornado`: the console log of Tornado and Jupyter
//! (<https://www.tornadoweb.org/en/stable/log.html>).

use crate::log::format::template::Template;
use crate::log::format::{About, Escaping};

pub static TORNADO: Template = Template::new(
    About::new(
        "tornado",
        r#"[I 231010 13:55:36 web:2271] 200 GET /a?b=1 (127.0.0.1) 0.52ms"#,
        r#"[%(levelname)1.1s %(asctime)s %(module)s:%(lineno)d] status method uri (ip) ms"#,
        "https://www.tornadoweb.org/en/stable/log.html",
    )
    .escaping(Escaping::None),
    r#"[{_} {time:%y%m%d %T} {_}] {status} {method} {target} ({host}) {request_time:ms}ms
[{_} {time:%F %T.%f} {_}] {status} {method} {target} ({user}@{host}) {request_time:ms}ms
[{_} {time:%F %T.%f} {_}] {status} {method} {target} ({user}@{host}) {request_time:ms}ms referer={referer}"#,
)
.closed()
.among_others(&[]);
