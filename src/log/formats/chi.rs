//! `chi`: the logger of chi
//! (<https://pkg.go.dev/github.com/go-chi/chi/v5/middleware#Logger>).

use crate::log::format::template::Template;
use crate::log::format::{About, Escaping};

pub static CHI: Template = Template::new(
    About::new(
        "chi",
        r#"2020/10/25 21:42:08 "GET http://127.0.0.1:49437/get?a=1 HTTP/1.1" from 127.0.0.1:49438 - 200 32B in 103.935µs"#,
        r#"time [request id] "request" from client - status sizeB in duration"#,
        "https://pkg.go.dev/github.com/go-chi/chi/v5/middleware#Logger",
    ).escaping(Escaping::None),
    r#"{time:%Y/%m/%d %T} "{request}" from {peer} - {status} {bytes}B in {request_time:s.}
{time:%Y/%m/%d %T} [{request_id}] "{request}" from {peer} - {status} {bytes}B in {request_time:s.}"#,
).closed().among_others(&[]);
