//! `common`: Apache's Common Log Format, `%h %l %u %t "%r" %>s %b`
//! (<https://httpd.apache.org/docs/2.4/logs.html#common>).

use crate::log::format::About;
use crate::log::format::clf::Clf;

pub static COMMON: Clf<false, 0> = Clf::new(About::new(
    "common",
    r#"127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] "GET /apache_pb.gif HTTP/1.0" 200 2326"#,
    r#"%h %l %u %t \"%r\" %>s %b"#,
    "https://httpd.apache.org/docs/2.4/logs.html#common",
));
