//! `gorouter`: the router of Cloud Foundry (<https://docs.cloudfoundry.org/devguide/deploy-apps/streaming-logs.html#router-messages>). The
//! pairs after the addresses differ between versions, and operators may add headers.

use crate::log::format::About;
use crate::log::format::template::Template;

pub static GOROUTER: Template = Template::new(
    About::new(
        "gorouter",
        r#"myapp.shakira.cf-app.com - [2022-07-06T02:16:38.759809160Z] "GET /a?b=1 HTTP/2.0" 304 0 17 "-" "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)" "14.34.56.123:62595" "10.0.4.15:61007" x_forwarded_for:"14.34.56.123" x_forwarded_proto:"https" vcap_request_id:"fa127386-81c3-4ad2-43d8-f497d4c31add" response_time:0.620847 gorouter_time:0.001602 app_id:"9534d542-d3a4-4c2c-b207-cbaa6aa174c0" app_index:"0" instance_id:"2cc7ff77-da63-4111-7ced-2591" x_cf_routererror:"-" x_b3_traceid:"288dd582fb272552150a78f876772c2d" x_b3_spanid:"150a78f876772c2d" x_b3_parentspanid:"-" b3:"288dd582fb272552150a78f876772c2d-150a78f876772c2d""#,
        r#"host - [start_time] "method path protocol" status bytes_received bytes_sent "referer" "user_agent" "remote_addr" "backend_addr" x_forwarded_for:".." x_forwarded_proto:".." vcap_request_id:".." response_time:.. gorouter_time:.. app_id:".." app_index:".." x_cf_routererror:".." .."#,
        "https://docs.cloudfoundry.org/devguide/deploy-apps/streaming-logs.html#router-messages",
    ),
    r#"{vhost} - [{time}] "{request}" {status} {request_bytes} {bytes} "{referer}" "{user_agent}" "{host}" "{upstream_addr}" x_forwarded_for:"{forwarded_for}"{?} x_forwarded_proto:"{scheme}" vcap_request_id:"{request_id}" response_time:{request_time:s} {_}app_id:"{service}" {_}x_cf_routererror:"{error}" {_}x_b3_traceid:"{trace_id}" {_}"#,
);
