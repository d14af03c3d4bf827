//! `elb`: the classic load balancer of Amazon, HTTP and TCP listeners
//! (<https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/access-log-collection.html>).
//!
//! Lines from before 2015 end after the request. A TCP listener knows no request and no status: its lines are records without them.

use crate::log::format::About;
use crate::log::format::template::Template;

/// The functions of the format.
pub static ELB: Template = Template::new(
    About::new(
        "elb",
        r#"2024-03-06T15:27:07.945958Z web-lb 203.0.113.9:2817 10.0.0.4:80 0.000073 0.001048 0.000057 200 200 0 512 "GET https://www.example.com:443/cart HTTP/1.1" "curl/8.5.0" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2"#,
        r#"time elb client:port backend:port request_processing_time backend_processing_time response_processing_time elb_status_code backend_status_code received_bytes sent_bytes "request" "user_agent" ssl_cipher ssl_protocol"#,
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/access-log-collection.html",
    ),
    r#"{time} {frontend} {peer} {upstream_addr} {queue_time:s} {upstream_time:s} {request_time:+s} {status} {upstream_status:code} {request_bytes} {bytes}{!} "{request}"{?} "{user_agent}" {tls_cipher:word} {tls_protocol:word}"#,
)
.lenient()
.absolute_requests();
