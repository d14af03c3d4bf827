//! `cpanel`: the access log of cPanel, with numeric months before days
//! (<https://docs.cpanel.net/knowledge-base/cpanel-product/the-cpanel-log-files/>).

use crate::log::format::About;
use crate::log::format::template::Template;

pub static CPANEL: Template = Template::new(
    About::new(
        "cpanel",
        r#"192.0.2.20 - example [10/08/2016:13:37:32 -0000] "GET /cpsess1234567890/frontend/jupiter/index.html HTTP/1.1" 200 0 "" "Mozilla/5.0 (Windows NT 10.0; WOW64; rv:49.0)" "s" "-" 2083"#,
        r#"client - user [time] "request" status size "referer" "agent" "authentication" "forwarded for" port"#,
        "https://docs.cpanel.net/knowledge-base/cpanel-product/the-cpanel-log-files/",
    ),
    r#"{host} {ident} {user} [{time:%m/%d/%Y:%T %z}] "{request}" {status} {bytes} "{referer}" "{user_agent}"{?} "{_}" "{forwarded_for}" {port}"#,
);
