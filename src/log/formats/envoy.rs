//! `envoy`: Envoy's default text format
//! (<https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage#default-format-string>). Nothing is escaped.
//! TCP connections have status 0 and no request; they are skipped.

use crate::log::format::template::Template;
use crate::log::format::{About, Escaping};

pub static ENVOY: Template = Template::new(
    About::new(
        "envoy",
        r#"[2016-04-15T20:17:00.310Z] "POST /api/v1/locations HTTP/2" 204 - 154 0 226 100 "10.0.35.28" "nsq2http" "cc21d9b0-cf5c-432b-8c7e-98aeb7988cd2" "locations" "tcp://10.0.2.1:80""#,
        r#"[%START_TIME%] "%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%" %RESPONSE_CODE% %RESPONSE_FLAGS% %BYTES_RECEIVED% %BYTES_SENT% %DURATION% %RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)% "%REQ(X-FORWARDED-FOR)%" "%REQ(USER-AGENT)%" "%REQ(X-REQUEST-ID)%" "%REQ(:AUTHORITY)%" "%UPSTREAM_HOST%""#,
        "https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage#default-format-string",
    )
    .escaping(Escaping::None),
    r#"[{time}] "{request}" {status} {termination} {request_bytes} {bytes} {request_time:ms} {upstream_time:ms} "{client}" "{user_agent}" "{request_id}" "{vhost}" "{upstream_addr}""#,
).with_connections();
