//! `lighttpd`: the default format of lighttpd, with the virtual host in place of the identity
//! (<https://redmine.lighttpd.net/projects/lighttpd/wiki/Mod_accesslog>).

use crate::log::format::About;
use crate::log::format::template::Template;

pub static LIGHTTPD: Template = Template::new(
    About::new(
        "lighttpd",
        r#"203.0.113.9 www.example.com - [16/Feb/2018:12:34:56 +0000] "GET /a?b=1 HTTP/1.1" 200 345 "-" "Mozilla/5.0 (X11; Linux x86_64)""#,
        r#"%h %V %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i""#,
        "https://redmine.lighttpd.net/projects/lighttpd/wiki/Mod_accesslog",
    ),
    r#"{host} {vhost} {user} [{time}] "{request}" {status} {bytes} "{referer}" "{user_agent}""#,
).dotted_vhosts().with_family(&[&super::combined::COMBINED, &super::common::COMMON]);
