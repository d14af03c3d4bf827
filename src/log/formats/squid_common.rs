//! `squid_common`: the format `common` of Squid
//! (<https://www.squid-cache.org/Doc/config/logformat/>).

use crate::log::format::About;
use crate::log::format::template::Template;

pub static SQUID_COMMON: Template = Template::new(
    About::new(
        "squid_common",
        r#"203.0.113.9 - - [16/Feb/2018:12:34:56 +0000] "GET http://www.example.com/cat.png HTTP/1.1" 200 5120 TCP_MISS:HIER_DIRECT"#,
        r#"%>a %[ui %[un [%tl] "%rm %ru HTTP/%rv" %>Hs %<st %Ss:%Sh"#,
        "https://www.squid-cache.org/Doc/config/logformat/",
    ),
    r#"{host} {ident} {user} [{time}] "{request}" {status} {bytes} {cache_status}:{hierarchy}"#,
).closed();
