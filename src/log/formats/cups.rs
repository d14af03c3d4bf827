//! `cups`: the access log of CUPS: `common` with the IPP operation and status
//! (<https://www.cups.org/doc/man-cupsd-logs.html>).

use crate::log::format::About;
use crate::log::format::template::Template;

pub static CUPS: Template = Template::new(
    About::new(
        "cups",
        r#"192.0.2.2 - - [20/May/2005:19:20:29 +0000] "POST /admin/ HTTP/1.1" 200 317 CUPS-Get-Printers successful-ok"#,
        r#"host group user date-time "method resource version" status bytes ipp-operation ipp-status"#,
        "https://www.cups.org/doc/man-cupsd-logs.html",
    ),
    r#"{host} {ident} {user} [{time}] "{request}" {status} {bytes} {operation} {_}"#,
);
