//! `nginx_upstream_time`: nginx's `combined` with named times of the request and its upstreams
//! (<https://www.f5.com/company/blog/nginx/using-nginx-logging-for-application-performance-monitoring>).

use crate::log::format::About;
use crate::log::format::template::Template;

pub static NGINX_UPSTREAM_TIME: Template = Template::new(
    About::new(
        "nginx_upstream_time",
        r#"203.0.113.9 - - [16/Feb/2018:12:34:56 +0000] "GET /a HTTP/1.1" 200 44 "-" "curl/8.5.0" rt=0.002 uct="0.001" uht="0.001" urt="0.001""#,
        r#"$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" rt=$request_time uct="$upstream_connect_time" uht="$upstream_header_time" urt="$upstream_response_time""#,
        "https://www.f5.com/company/blog/nginx/using-nginx-logging-for-application-performance-monitoring",
    ),
    r#"{host} - {user} [{time}] "{request}" {status} {bytes} "{referer}" "{user_agent}" rt={request_time:s} uct="{upstream_connect_time:s}" uht="{first_byte_time:s}" urt="{upstream_time:s}""#,
).escapes_quotes();
