//! `glassfish`: the default format of GlassFish and Payara
//! (<https://docs.payara.fish/community/docs/Technical%20Documentation/Payara%20Server%20Documentation/Logging%20and%20Monitoring/Access%20Logging.html>).

use crate::log::format::template::Template;
use crate::log::format::{About, Escaping};

pub static GLASSFISH: Template = Template::new(
    About::new(
        "glassfish",
        r#""203.0.113.9" "NULL-AUTH-USER" "06/Mar/2018:05:22:41 -0500" "GET /a?b=1 HTTP/1.1" 200 52598"#,
        r#"%client.name% %auth-user-name% %datetime% %request% %status% %response.length%"#,
        "https://docs.payara.fish/community/docs/Technical%20Documentation/Payara%20Server%20Documentation/Logging%20and%20Monitoring/Access%20Logging.html",
    ).escaping(Escaping::None),
    r#""{host}" "{user}" "{time}" "{request}" {status} {bytes}"#,
).closed().null("NULL-AUTH-USER");
