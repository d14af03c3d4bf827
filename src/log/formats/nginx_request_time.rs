//! `nginx_request_time`: nginx's `combined` with `$request_time`, preceded by forwarded addresses or followed by
//! `$upstream_response_time`
//! (<https://nginx.org/en/docs/http/ngx_http_log_module.html#var_request_time>).
//!
//! Only seconds have a decimal point.

use crate::log::format::About;
use crate::log::format::template::Template;

pub static NGINX_REQUEST_TIME: Template = Template::new(
    About::new(
        "nginx_request_time",
        r#"203.0.113.9 - - [16/Feb/2018:12:34:56 +0000] "GET /a HTTP/1.1" 200 5 "-" "curl/8.5.0" 0.012 0.010"#,
        r#"$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" $request_time $upstream_response_time"#,
        "https://nginx.org/en/docs/http/ngx_http_log_module.html#var_request_time",
    ),
    r#"{host} - {user} [{time}] "{request}" {status} {bytes} "{referer}" "{user_agent}" {request_time:s.}
{host} - {user} [{time}] "{request}" {status} {bytes} "{referer}" "{user_agent}" {request_time:s.} {upstream_time:s.}
{host} - {user} [{time}] "{request}" {status} {bytes} "{referer}" "{user_agent}" "{forwarded_for}" {request_time:s.}
{host} - {user} [{time}] "{request}" {status} {bytes} "{referer}" "{user_agent}" "{forwarded_for}" {request_time:s.} {upstream_time:s.}"#,
).escapes_quotes().orders_times();
