//! `vhost_common`: the virtual host and port `%v:%p`, then [`common`](super::common).

use crate::log::format::About;
use crate::log::format::clf::Clf;

pub static VHOST_COMMON: Clf<true, 0> = Clf::new(About::new(
    "vhost_common",
    r#"www.example.com:443 127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] "GET /apache_pb.gif HTTP/1.0" 200 2326"#,
    r#"%v %h %l %u %t \"%r\" %>s %b"#,
    "https://httpd.apache.org/docs/2.4/logs.html#virtualhost",
));
