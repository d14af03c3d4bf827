//! `combinedio`: `combined` with the bytes received and sent
//! (<https://httpd.apache.org/docs/2.4/mod/mod_logio.html>).
//!
//! The line does not reveal what the two numbers are, so `auto` does not try this format.

use crate::log::format::About;
use crate::log::format::template::Template;

pub static COMBINEDIO: Template = Template::new(
    About::new(
        "combinedio",
        r#"203.0.113.9 - frank [10/Oct/2000:13:55:36 -0700] "GET /apache_pb.gif HTTP/1.0" 200 2326 "http://www.example.com/start.html" "Mozilla/4.08 [en] (Win98; I ;Nav)" 412 2590"#,
        r#"%h %l %u %t \"%r\" %>s %b \"%{Referer}i\" \"%{User-Agent}i\" %I %O"#,
        "https://httpd.apache.org/docs/2.4/mod/mod_logio.html",
    ).by_name_only(),
    r#"{host} {ident} {user} [{time}] "{request}" {status} {bytes} "{referer}" "{user_agent}" {request_bytes} {number}"#,
);
