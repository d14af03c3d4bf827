//! `ssl_request_log`: the log that `mod_ssl` configures beside the access log
//! (<https://httpd.apache.org/docs/2.4/mod/mod_ssl.html#logformats>). It has no status.

use crate::log::format::About;
use crate::log::format::template::Template;

pub static SSL_REQUEST_LOG: Template = Template::new(
    About::new(
        "ssl_request_log",
        r#"[16/Feb/2018:12:34:56 +0000] 203.0.113.9 TLSv1.2 ECDHE-RSA-AES128-GCM-SHA256 "GET /cart HTTP/1.1" 1375"#,
        r#"%t %h %{SSL_PROTOCOL}x %{SSL_CIPHER}x \"%r\" %b"#,
        "https://httpd.apache.org/docs/2.4/mod/mod_ssl.html#logformats",
    ),
    r#"[{time}] {host} {tls_protocol} {tls_cipher} "{request}" {bytes}"#,
)
.closed();
