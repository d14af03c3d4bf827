//! `vhost_combined`: the virtual host and port `%v:%p`, then [`combined`](super::combined) with `%O` as size, as in Debian's
//! `apache2.conf`; `%O` includes the headers.

use crate::log::format::About;
use crate::log::format::clf::Clf;

pub static VHOST_COMBINED: Clf<true, 2> = Clf::new(About::new(
    "vhost_combined",
    r#"www.example.com:443 127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] "GET /apache_pb.gif HTTP/1.0" 200 2681 "http://www.example.com/start.html" "Mozilla/4.08 [en] (Win98; I ;Nav)""#,
    r#"%v:%p %h %l %u %t \"%r\" %>s %O \"%{Referer}i\" \"%{User-Agent}i\""#,
    "https://httpd.apache.org/docs/2.4/logs.html#virtualhost",
));
