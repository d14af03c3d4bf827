//! `kong`: the access log of Kong 3.5 and later: nginx's `combined` and the request id
//! (<https://github.com/Kong/kong/blob/master/kong/templates/nginx_kong.lua>).

use crate::log::format::About;
use crate::log::format::template::Template;

pub static KONG: Template = Template::new(
    About::new(
        "kong",
        r#"172.19.0.1 - - [29/Sep/2023:06:20:03 +0000] "GET /hello?a=1 HTTP/1.1" 404 52 "-" "curl/8.1.2" kong_request_id: "77a74903100ea5729fc0fd5ec4a6f34e""#,
        r#"$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" kong_request_id: "$kong_request_id""#,
        "https://github.com/Kong/kong/blob/master/kong/templates/nginx_kong.lua",
    ),
    r#"{host} - {user} [{time}] "{request}" {status} {bytes} "{referer}" "{user_agent}" kong_request_id: "{request_id}""#,
).escapes_quotes();
