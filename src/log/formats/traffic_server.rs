//! `traffic_server`: Apache Traffic Server's Netscape Extended and Extended-2
//! (<https://docs.trafficserver.apache.org/en/latest/admin-guide/logging/examples.en.html#netscape-extended>). Its other formats are
//! `squid` and `common`.

use crate::log::format::About;
use crate::log::format::template::Template;

pub static TRAFFIC_SERVER: Template = Template::new(
    About::new(
        "traffic_server",
        r#"203.0.113.9 - - [06/Mar/2024:15:27:07 +0000] "GET http://www.example.com/cart?id=7 HTTP/1.1" 200 5120 200 5120 0 0 312 240 290 230 1"#,
        r#"%<chi> - %<caun> [%<cqtn>] "%<cqtx>" %<pssc> %<pscl> %<sssc> %<sscl> %<cqcl> %<pqcl> %<cqhl> %<pshl> %<pqhl> %<sshl> %<tts> %<phr> %<cfsc> %<pfsc> %<crc>"#,
        "https://docs.trafficserver.apache.org/en/latest/admin-guide/logging/examples.en.html#netscape-extended",
    ),
    r#"{host} - {user} [{time}] "{request}" {status} {bytes} {upstream_status} {_} {request_bytes} {_} {_} {_} {_} {_} {request_time:s}{?} {hierarchy} {_} {_} {cache_status}"#,
);
