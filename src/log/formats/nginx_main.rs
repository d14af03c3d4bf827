//! `nginx_main`: the format `main` of nginx's packages: [`nginx`](super::nginx) followed by `"$http_x_forwarded_for"`
//! (<https://github.com/nginx/nginx/blob/master/conf/nginx.conf>).
//!
//! The header is a list of addresses, the client first; all but the last may be forged.

use crate::log::format::About;
use crate::log::format::clf::Clf;

pub static NGINX_MAIN: Clf<false, 3> = Clf::new(About::new(
    "nginx_main",
    r#"10.0.0.7 - - [17/May/2015:08:05:32 +0000] "GET /downloads/product_2 HTTP/1.1" 200 490 "-" "curl/8.5.0" "203.0.113.9, 10.0.0.3""#,
    r#"$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" "$http_x_forwarded_for""#,
    "https://github.com/nginx/nginx/blob/master/conf/nginx.conf",
));
