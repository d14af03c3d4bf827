//! `iis_native`: the comma-separated format of IIS
//! (<https://learn.microsoft.com/en-us/windows/win32/http/iis-logging>).
//!
//! Months come before days, and times are in the server's zone.

use crate::log::format::template::Template;
use crate::log::format::{About, Escaping};

pub static IIS_NATIVE: Template = Template::new(
    About::new(
        "iis_native",
        r#"192.0.2.201, -, 03/20/01, 7:55:20, W3SVC2, SALES1, 172.21.13.45, 4502, 163, 3223, 200, 0, GET, /DeptLogo.gif, -,"#,
        r#"client IP address, user name, date, time, service and instance, server name, server IP address, time taken, client bytes sent, server bytes sent, service status code, Windows status code, request type, target of operation, parameters,"#,
        "https://learn.microsoft.com/en-us/windows/win32/http/iis-logging",
    ).escaping(Escaping::None),
    r#"{host}, {user}, {time:%m/%d/%Y, %T}, {service}, {server}, {_}, {request_time:ms}, {request_bytes}, {bytes}, {status}, {win32_status}, {method}, {path}, {query},
{host}, {user}, {time:%m/%d/%y, %T}, {service}, {server}, {_}, {request_time:ms}, {request_bytes}, {bytes}, {status}, {win32_status}, {method}, {path}, {query},"#,
);
