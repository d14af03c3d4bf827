//! `squid_combined`: the format `combined` of Squid
//! (<https://www.squid-cache.org/Doc/config/logformat/>).

use crate::log::format::About;
use crate::log::format::template::Template;

pub static SQUID_COMBINED: Template = Template::new(
    About::new(
        "squid_combined",
        r#"203.0.113.9 - - [16/Feb/2018:12:34:56 +0000] "GET http://www.example.com/cat.png HTTP/1.1" 200 5120 "http://www.example.com/" "Mozilla/5.0 (X11; Linux x86_64)" TCP_MEM_HIT:HIER_NONE"#,
        r#"%>a %[ui %[un [%tl] "%rm %ru HTTP/%rv" %>Hs %<st "%{Referer}>h" "%{User-Agent}>h" %Ss:%Sh"#,
        "https://www.squid-cache.org/Doc/config/logformat/",
    ),
    r#"{host} {ident} {user} [{time}] "{request}" {status} {bytes} "{referer}" "{user_agent}" {cache_status}:{hierarchy}"#,
).closed();
