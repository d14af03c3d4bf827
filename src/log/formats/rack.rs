//! `rack`: `common` with the duration, as written by Rack: Puma, Unicorn, Thin, Sinatra
//! (<https://github.com/rack/rack/blob/main/lib/rack/common_logger.rb>).
//!
//! Only seconds have a decimal point.

use crate::log::format::template::Template;
use crate::log::format::{About, Escaping};

pub static RACK: Template = Template::new(
    About::new(
        "rack",
        r#"127.0.0.1 - - [10/Oct/2023:13:55:36 +0200] "GET /a?b=1 HTTP/1.1" 200 512 0.0023"#,
        r#"%s - %s [%s] "%s %s%s%s %s" %d %s %0.4f"#,
        "https://github.com/rack/rack/blob/main/lib/rack/common_logger.rb",
    )
    .escaping(Escaping::None),
    r#"{host} {ident} {user} [{time}] "{request}" {status} {bytes} {request_time:s.}"#,
)
.closed()
.among_others(&[]);
