//! `combined_ms`: `combined` with the duration in milliseconds: `%D` of Tomcat up to version 9, the latency of Jetty
//! (<https://tomcat.apache.org/tomcat-9.0-doc/config/valve.html#Access_Log_Valve>).
//!
//! The line does not reveal the unit, so `auto` does not try this format.

use crate::log::format::About;
use crate::log::format::template::Template;

pub static COMBINED_MS: Template = Template::new(
    About::new(
        "combined_ms",
        r#"203.0.113.9 - - [20/Jul/2016:10:16:17 +0000] "GET / HTTP/1.1" 200 76793 "-" "Mozilla/5.0" 342"#,
        r#"%h %l %u %t "%r" %s %b "%{Referer}i" "%{User-Agent}i" %D"#,
        "https://tomcat.apache.org/tomcat-9.0-doc/config/valve.html#Access_Log_Valve",
    )
    .by_name_only(),
    r#"{host} {ident} {user} [{time}] "{request}" {status} {bytes} "{referer}" "{user_agent}" {request_time:ms}"#,
);
