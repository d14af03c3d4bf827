//! `combined`: [`common`](super::common) with the headers `"%{Referer}i" "%{User-Agent}i"`
//! (<https://httpd.apache.org/docs/2.4/logs.html#combined>).

use crate::log::format::About;
use crate::log::format::clf::Clf;

pub static COMBINED: Clf<false, 2> = Clf::new(About::new(
    "combined",
    r#"127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] "GET /apache_pb.gif HTTP/1.0" 200 2326 "http://www.example.com/start.html" "Mozilla/4.08 [en] (Win98; I ;Nav)""#,
    r#"%h %l %u %t \"%r\" %>s %b \"%{Referer}i\" \"%{User-Agent}i\""#,
    "https://httpd.apache.org/docs/2.4/logs.html#combined",
));
