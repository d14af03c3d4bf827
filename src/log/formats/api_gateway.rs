//! `api_gateway`: the Common Log Format as written in the manual of Amazon's API Gateway
//! (<https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html>): no whitespace after the time, and the request id
//! at the end.

use crate::log::format::About;
use crate::log::format::template::Template;

pub static API_GATEWAY: Template = Template::new(
    About::new(
        "api_gateway",
        r#"203.0.113.9 - alice [06/Mar/2024:15:27:07 +0000]"GET /pets/{id} HTTP/1.1" 200 512 c6af9ac6-7b61-11e6-9a41-93e8deadbeef"#,
        r#"$context.identity.sourceIp $context.identity.caller $context.identity.user [$context.requestTime]"$context.httpMethod $context.resourcePath $context.protocol" $context.status $context.responseLength $context.requestId $context.extendedRequestId"#,
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html",
    ),
    r#"{host} {ident} {user} [{time}]"{request}" {status} {bytes} {request_id}{?} {_}"#,
);
