//! `haproxy_clf`: HAProxy with `option httplog clf` (<https://docs.haproxy.org/3.0/configuration.html#option%20httplog>). The two empty
//! strings are in the place of referer and user agent.

use crate::log::format::template::Template;
use crate::log::format::{About, Escaping};

pub static HAPROXY_CLF: Template = Template::new(
    About::new(
        "haproxy_clf",
        r#"203.0.113.9 - - [06/Mar/2024:15:27:07 +0000] "GET /cart?id=7 HTTP/1.1" 200 2750 "" "" 33317 655 "http-in~" "web" "srv1" 10 0 30 69 109 "----" 1 1 1 1 0 0 0 "" """#,
        r#"%{+Q}o %{-Q}ci - - [%trg] %r %ST %B \"\" \"\" %cp %ms %ft %b %s %TR %Tw %Tc %Tr %Ta %tsc %ac %fc %bc %sc %rc %sq %bq %CC %CS %hrl %hsl"#,
        "https://docs.haproxy.org/3.0/configuration.html#option%20httplog",
    )
    .escaping(Escaping::Hash),
    r#"{host} - - [{time}] "{request}" {status} {bytes} "" "" {port} {_} "{frontend}" "{upstream}" "{upstream_addr}" {header_time:ms} {queue_time:ms} {upstream_connect_time:ms} {upstream_time:ms} {request_time:ms} "{termination}" {_} "{_}" "{_}"{?} {captured_request}"#,
);
