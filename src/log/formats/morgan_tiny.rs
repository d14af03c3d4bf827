//! `morgan_tiny`: the format `tiny` of morgan
//! (<https://expressjs.com/en/resources/middleware/morgan.html#tiny>).

use crate::log::format::template::Template;
use crate::log::format::{About, Escaping};

pub static MORGAN_TINY: Template = Template::new(
    About::new(
        "morgan_tiny",
        r#"GET /users/1?full=1 200 170 - 12.345 ms"#,
        r#":method :url :status :res[content-length] - :response-time ms"#,
        "https://expressjs.com/en/resources/middleware/morgan.html#tiny",
    )
    .escaping(Escaping::None),
    r#"{method} {target} {status} {bytes} - {request_time:ms} ms"#,
)
.closed()
.among_others(&[]);
