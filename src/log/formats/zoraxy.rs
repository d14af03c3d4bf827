//! `zoraxy`: the access log of Zoraxy
//! (<https://github.com/tobychui/zoraxy/wiki>).

use crate::log::format::template::Template;
use crate::log::format::{About, Escaping};

pub static ZORAXY: Template = Template::new(
    About::new(
        "zoraxy",
        r#"[2024-05-01 12:34:56.123456] [router:host-http] [origin:www.example.com] [client: 203.0.113.9] [useragent: Mozilla/5.0 (X11; Linux x86_64)] GET /a?b=1 200"#,
        r#"[time] [router:class] [origin:host] [client: address] [useragent: agent] method target status"#,
        "https://github.com/tobychui/zoraxy/wiki",
    ).escaping(Escaping::None),
    r#"[{time}] [router:{frontend}] [origin:{vhost}] [client: {host}] [useragent: {user_agent}] {method} {target} {status}"#,
).closed().among_others(&[]);
