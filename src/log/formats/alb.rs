//! `alb`: the application load balancer of Amazon
//! (<https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html>).
//!
//! The time is that of the answer. Amazon appends fields from time to time: more than those known here are `extra` and not noted, and an old
//! line may end after its trace. Of the fields after the certificate, those that repeat others are skipped.

use crate::log::format::About;
use crate::log::format::template::Template;

/// The functions of the format.
pub static ALB: Template = Template::new(
    About::new(
        "alb",
        r#"https 2024-03-06T15:27:07.945958Z app/web/50dc6c495c0c9188 203.0.113.9:2817 10.0.0.4:80 0.086 0.048 0.037 200 200 0 512 "GET https://www.example.com:443/cart HTTP/2.0" "curl/8.5.0" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 arn:aws:elasticloadbalancing:us-east-2:123456789012:targetgroup/web/73e2d6bc24d8a067 "Root=1-58337281-1d84f3d73c47ec4e58577259" "www.example.com" "arn:aws:acm:us-east-2:123456789012:certificate/12345678-1234-1234-1234-123456789012" 1 2024-03-06T15:27:07.774000Z "waf,forward" "-" "-" "10.0.0.4:80" "200" "-" "-" TID_1234abcd5678ef90"#,
        r#"type time elb client:port target:port request_processing_time target_processing_time response_processing_time elb_status_code target_status_code received_bytes sent_bytes "request" "user_agent" ssl_cipher ssl_protocol target_group_arn "trace_id" "domain_name" "chosen_cert_arn" matched_rule_priority request_creation_time "actions_executed" "redirect_url" "error_reason" "target:port_list" "target_status_code_list" "classification" "classification_reason" conn_trace_id"#,
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html",
    ),
    r#"{scheme:word} {time} {frontend} {peer} {upstream_addr} {queue_time:s} {upstream_time:s} {request_time:+s} {status} {upstream_status:code} {request_bytes} {bytes}{!} "{request}" "{user_agent}" {tls_cipher:word} {tls_protocol:word} {upstream:word} "{trace_id}"{?} "{vhost}" "{_}" {_} {_} "{actions}" "{redirect}" "{error}" "{_}" "{_}" "{_}" "{_}" {_:word}{extra}"#,
)
.lenient()
.absolute_requests();
