//! `nginx`: the predefined `combined` of nginx, `$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent
//! "$http_referer" "$http_user_agent"` (<https://nginx.org/en/docs/http/ngx_http_log_module.html#log_format>).
//!
//! It differs from Apache's [`combined`](super::combined) only in its escapes (`\xHH`, upper case), so `auto` cannot tell them apart and
//! need not.

use crate::log::format::About;
use crate::log::format::clf::Clf;

pub static NGINX: Clf<false, 2> = Clf::new(About::new(
    "nginx",
    r#"93.180.71.3 - - [17/May/2015:08:05:32 +0000] "GET /downloads/product_1 HTTP/1.1" 304 0 "-" "Debian APT-HTTP/1.3 (0.8.16~exp12ubuntu10.21)""#,
    r#"$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent""#,
    "https://nginx.org/en/docs/http/ngx_http_log_module.html#log_format",
));
