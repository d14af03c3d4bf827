//! `time_combined`: `combined` with its time first, with or without brackets
//! (<https://nginx.org/en/docs/http/ngx_http_log_module.html#log_format>).

use crate::log::format::About;
use crate::log::format::template::Template;

pub static TIME_COMBINED: Template = Template::new(
    About::new(
        "time_combined",
        r#"[16/Feb/2018:12:34:56 +0000] 203.0.113.9 - alice "GET /a?b=1 HTTP/1.1" 200 5 "http://www.example.com/" "curl/8.5.0""#,
        r#"[$time_local] $remote_addr - $remote_user "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent""#,
        "https://nginx.org/en/docs/http/ngx_http_log_module.html#log_format",
    ),
    r#"[{time}] {host} {ident} {user} "{request}" {status} {bytes} "{referer}" "{user_agent}"
{time} {host} {ident} {user} "{request}" {status} {bytes} "{referer}" "{user_agent}""#,
).closed();
