//! `combined_us`: `combined` with the duration in microseconds: `%D` of Apache and gunicorn
//! (<https://httpd.apache.org/docs/2.4/mod/mod_log_config.html#formats>).
//!
//! The line does not reveal the unit, so `auto` does not try this format.

use crate::log::format::About;
use crate::log::format::template::Template;

pub static COMBINED_US: Template = Template::new(
    About::new(
        "combined_us",
        r#"203.0.113.9 - frank [10/Oct/2000:13:55:36 -0700] "GET /apache_pb.gif HTTP/1.0" 200 2326 "http://www.example.com/start.html" "Mozilla/4.08 [en] (Win98; I ;Nav)" 12345"#,
        r#"%h %l %u %t \"%r\" %>s %b \"%{Referer}i\" \"%{User-Agent}i\" %D"#,
        "https://httpd.apache.org/docs/2.4/mod/mod_log_config.html#formats",
    ).by_name_only(),
    r#"{host} {ident} {user} [{time}] "{request}" {status} {bytes} "{referer}" "{user_agent}" {request_time:us}"#,
);
