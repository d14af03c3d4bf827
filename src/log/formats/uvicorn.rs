//! `uvicorn`: the console log of Uvicorn
//! (<https://www.uvicorn.org/settings/#logging>).

use crate::log::format::template::Template;
use crate::log::format::{About, Escaping};

pub static UVICORN: Template = Template::new(
    About::new(
        "uvicorn",
        r#"INFO:     127.0.0.1:54321 - "GET /items/5?q=a HTTP/1.1" 200 OK"#,
        r#"%(levelprefix)s %(client_addr)s - "%(request_line)s" %(status_code)s"#,
        "https://www.uvicorn.org/settings/#logging",
    )
    .escaping(Escaping::None),
    r#"INFO: {peer} - "{request}" {status}{?} {_}
INFO: - "{request}" {status}{?} {_}
{peer} - "{request}" {status}{?} {_}"#,
)
.among_others(&[]);
