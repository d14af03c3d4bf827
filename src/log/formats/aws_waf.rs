//! `aws_waf`: Amazon's web application firewall (<https://docs.aws.amazon.com/waf/latest/developerguide/logging-fields.html>). There is a
//! status if the firewall answered. Headers are a list of names and values, which fills no column.

use crate::log::column::Column;
use crate::log::duration::Unit;
use crate::log::format::json::own_key;
use crate::log::format::keyed::{Aliases, KeyMap, Sign};
use crate::log::format::{About, JsonFormat};

pub static AWS_WAF: JsonFormat = JsonFormat::of_server(
    About::new(
        "aws_waf",
        r#"{"timestamp":1592357192516,"formatVersion":1,"webaclId":"arn:aws:wafv2:us-east-1:123456789012:global/webacl/hello-world/5933d6d9-9dde-js82-v8aw-9ck28nv9","terminatingRuleId":"Default_Action","terminatingRuleType":"REGULAR","action":"BLOCK","terminatingRuleMatchDetails":[],"httpSourceName":"-","httpSourceId":"-","ruleGroupList":[],"rateBasedRuleList":[],"nonTerminatingMatchingRules":[],"requestHeadersInserted":null,"responseCodeSent":null,"httpRequest":{"clientIp":"203.0.113.9","country":"US","headers":[{"name":"Host","value":"www.example.com"},{"name":"User-Agent","value":"curl/8 \"x\""}],"uri":"/a","args":"b=1","httpVersion":"HTTP/2.0","httpMethod":"GET","requestId":"EXAMPLE-GAL"}}"#,
        r#"{"timestamp", "webaclId", "terminatingRuleId", "action", "httpSourceName", "httpSourceId", "responseCodeSent", "httpRequest": {"clientIp", "uri", "args", "httpVersion", "httpMethod", "requestId", ..}, ..}, in any order"#,
        "https://docs.aws.amazon.com/waf/latest/developerguide/logging-fields.html",
    ),
    || KeyMap::new().with(&[KEYS]).with_sign(Sign::OwnKey, &["webaclId"]),
    own_key,
);

const KEYS: &[Aliases] = &[
    Aliases::timed(Column::Time, Unit::Milliseconds, "timestamp"),
    Aliases::of(Column::Host, "httpRequest.clientIp"),
    Aliases::of(Column::Method, "httpRequest.httpMethod"),
    Aliases::of(Column::Path, "httpRequest.uri"),
    Aliases::of(Column::Query, "httpRequest.args"),
    Aliases::of(Column::Protocol, "httpRequest.httpVersion"),
    Aliases::of(Column::Scheme, "httpRequest.scheme"),
    Aliases::of(Column::Status, "responseCodeSent"),
    Aliases::of(Column::Actions, "action"),
    Aliases::of(Column::Service, "httpSourceId"),
    Aliases::of(Column::Frontend, "httpSourceName"),
    Aliases::of(Column::RequestId, "httpRequest.requestId"),
];
