//! `nginx_main_ext`: the extended format of NGINX Amplify
//! (<https://docs.nginx.com/nginx-amplify/metrics-metadata/nginx-metrics/#additional-nginx-metrics>).

use crate::log::format::About;
use crate::log::format::template::Template;

pub static NGINX_MAIN_EXT: Template = Template::new(
    About::new(
        "nginx_main_ext",
        r#"203.0.113.9 - - [16/Feb/2018:12:34:56 +0000] "GET /a HTTP/1.1" 200 612 "-" "curl/8.5.0" "-" "www.example.com" sn="example.com" rt=0.012 ua="10.0.0.5:8080" us="200" ut="0.010" ul="612" cs=MISS"#,
        r#"$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" "$http_x_forwarded_for" "$host" sn="$server_name" rt=$request_time ua="$upstream_addr" us="$upstream_status" ut="$upstream_response_time" ul="$upstream_response_length" cs=$upstream_cache_status"#,
        "https://docs.nginx.com/nginx-amplify/metrics-metadata/nginx-metrics/#additional-nginx-metrics",
    ),
    r#"{host} - {user} [{time}] "{request}" {status} {bytes} "{referer}" "{user_agent}" "{forwarded_for}" "{vhost}" sn="{_}" rt={request_time:s} ua="{upstream_addr}" us="{upstream_status}" ut="{upstream_time:s}" ul="{_}" cs={cache_status}"#,
).escapes_quotes();
