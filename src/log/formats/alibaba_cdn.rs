//! `alibaba_cdn`: log files of Alibaba Cloud's content delivery network
//! (<https://www.alibabacloud.com/help/en/cdn/user-guide/download-logs>). Nothing is escaped.

use crate::log::format::template::Template;
use crate::log::format::{About, Escaping};

pub static ALIBABA_CDN: Template = Template::new(
    About::new(
        "alibaba_cdn",
        r#"[9/Jun/2015:01:58:09 +0800] 10.10.10.10 - 1542 "-" "GET http://www.example.com/index.html?a=1" 200 191 2830 MISS "Mozilla/5.0 (compatible; AhrefsBot/5.0; +http://example.com/robot/)" "text/html""#,
        r#"[time] client_ip proxy_ip response_time "referer" "method url" status request_size response_size hit_info "user_agent" "content_type""#,
        "https://www.alibabacloud.com/help/en/cdn/user-guide/download-logs",
    )
    .escaping(Escaping::None),
    r#"[{time:%d/%b/%Y:%T %z}] {host} {forwarded_for} {request_time:ms} "{referer}" "{request}" {status} {request_bytes} {bytes} {cache_status} "{user_agent}" "{mime_type}""#,
);
