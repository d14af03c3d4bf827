//! `istio`: the text format of Istio's proxies (<https://istio.io/latest/docs/tasks/observability/logs/access-log/>): Envoy's, with more
//! fields. The templates are those of Istio 1.9 and later, 1.3 to 1.8, and 1.1 and 1.2.

use crate::log::format::template::Template;
use crate::log::format::{About, Escaping};

pub static ISTIO: Template = Template::new(
    About::new(
        "istio",
        r#"[2020-11-25T21:26:18.409Z] "GET /status/418 HTTP/1.1" 418 - via_upstream - "-" 0 135 4 4 "-" "curl/7.73.0-DEV" "84961386-6d84-929d-98bd-c5aee93b5c88" "httpbin:8000" "127.0.0.1:80" inbound|8000|| 127.0.0.1:41854 10.44.1.27:80 10.44.1.23:37652 outbound_.8000_._.httpbin.foo.svc.cluster.local default"#,
        r#"[%START_TIME%] "%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%" %RESPONSE_CODE% %RESPONSE_FLAGS% %RESPONSE_CODE_DETAILS% %CONNECTION_TERMINATION_DETAILS% "%UPSTREAM_TRANSPORT_FAILURE_REASON%" %BYTES_RECEIVED% %BYTES_SENT% %DURATION% %RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)% "%REQ(X-FORWARDED-FOR)%" "%REQ(USER-AGENT)%" "%REQ(X-REQUEST-ID)%" "%REQ(:AUTHORITY)%" "%UPSTREAM_HOST%" %UPSTREAM_CLUSTER% %UPSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_REMOTE_ADDRESS% %REQUESTED_SERVER_NAME% %ROUTE_NAME%"#,
        "https://istio.io/latest/docs/tasks/observability/logs/access-log/",
    )
    .escaping(Escaping::None),
    r#"[{time}] "{request}" {status} {termination} {_} "{error}" {request_bytes} {bytes} {request_time:ms} {upstream_time:ms} "{forwarded_for}" "{user_agent}" "{request_id}" "{vhost}" "{upstream_addr}" {upstream} {_} {server} {host} {_} {frontend}
[{time}] "{request}" {status} {termination} "{_}" "{error}" {request_bytes} {bytes} {request_time:ms} {upstream_time:ms} "{forwarded_for}" "{user_agent}" "{request_id}" "{vhost}" "{upstream_addr}" {upstream} {_} {server} {host} {_} {frontend}
[{time}] "{request}" {status} {termination} "{_}" {request_bytes} {bytes} {request_time:ms} {upstream_time:ms} "{forwarded_for}" "{user_agent}" "{request_id}" "{vhost}" "{upstream_addr}" {upstream} {_} {server} {host} {_}"#,
).with_connections();
