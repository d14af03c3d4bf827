//! `apisix`: Apache APISIX (<https://github.com/apache/apisix/blob/master/apisix/cli/config.lua>).

use crate::log::format::About;
use crate::log::format::template::Template;

pub static APISIX: Template = Template::new(
    About::new(
        "apisix",
        r#"192.168.128.1 - - [24/Dec/2022:08:33:41 +0000] 127.0.0.1:9080 "GET /get?a=1 HTTP/1.1" 200 290 1.234 "-" "curl/7.81.0" 172.67.1.1:80 200 1.230 "http://127.0.0.1:9080""#,
        r#"$remote_addr - $remote_user [$time_local] $http_host "$request" $status $body_bytes_sent $request_time "$http_referer" "$http_user_agent" $upstream_addr $upstream_status $upstream_response_time "$upstream_scheme://$upstream_host$upstream_uri""#,
        "https://github.com/apache/apisix/blob/master/apisix/cli/config.lua",
    ),
    r#"{host} - {user} [{time}] {vhost} "{request}" {status} {bytes} {request_time:s} "{referer}" "{user_agent}" {upstream_addr} {upstream_status} {upstream_time:s} "{_}""#,
).escapes_quotes();
