//! `morgan_dev`: the format `dev` of morgan
//! (<https://expressjs.com/en/resources/middleware/morgan.html#dev>).

use crate::log::format::template::Template;
use crate::log::format::{About, Escaping};

pub static MORGAN_DEV: Template = Template::new(
    About::new(
        "morgan_dev",
        r#"GET /users/1?full=1 200 12.345 ms - 170"#,
        r#":method :url :status :response-time ms - :res[content-length]"#,
        "https://expressjs.com/en/resources/middleware/morgan.html#dev",
    )
    .escaping(Escaping::None),
    r#"{method} {target} {status} {request_time:ms} ms - {bytes}"#,
)
.closed()
.among_others(&[]);
