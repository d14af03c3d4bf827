//! `confluence`: the default format of Confluence, without quotes
//! (<https://confluence.atlassian.com/doc/configure-access-logs-1044780567.html>).

use crate::log::format::template::Template;
use crate::log::format::{About, Escaping};

pub static CONFLUENCE: Template = Template::new(
    About::new(
        "confluence",
        r#"[18/Sep/2011:19:18:28 -0400] alice http-8090-2 203.0.113.9 GET /display/DS/Home?a=1 HTTP/1.1 200 345ms 51231 http://www.example.com/ Mozilla/5.0 (X11; Linux x86_64)"#,
        r#"%t %{X-AUSERNAME}o %I %h %r %s %Dms %b %{Referer}i %{User-Agent}i"#,
        "https://confluence.atlassian.com/doc/configure-access-logs-1044780567.html",
    ).escaping(Escaping::None),
    r#"[{time}] {user} {_} {host} {request} {status} {request_time:ms}ms {bytes} {referer} {user_agent}"#,
);
