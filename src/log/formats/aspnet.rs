//! `aspnet`: what ASP.NET Core logs when a request is finished
//! (<https://learn.microsoft.com/en-us/aspnet/core/fundamentals/logging/>).

use crate::log::format::template::Template;
use crate::log::format::{About, Escaping};

pub static ASPNET: Template = Template::new(
    About::new(
        "aspnet",
        r#"Request finished HTTP/1.1 GET http://localhost:8080/hello?a=1 - 200 - text/plain;+charset=utf-8 73.5556ms"#,
        r#"Request finished {Protocol} {Method} {Scheme}://{Host}{PathBase}{Path}{QueryString} - {StatusCode} {ContentLength} {ContentType} {ElapsedMilliseconds}ms"#,
        "https://learn.microsoft.com/en-us/aspnet/core/fundamentals/logging/",
    ).escaping(Escaping::None),
    r#"{_}Request finished {protocol} {method} {target} {_} {request_bytes} - {status} {bytes} {mime_type} {request_time:ms}ms
{_}Request finished {protocol} {method} {target} - {status} {bytes} {mime_type} {request_time:ms}ms"#,
).verbatim().among_others(&["Request starting ", "Request reached ", "Executing ", "Executed "]);
