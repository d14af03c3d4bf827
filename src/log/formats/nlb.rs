//! `nlb`: TLS listeners of Amazon's network load balancer
//! (<https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-access-logs.html>). Lines are connections, without
//! request and status.

use crate::log::format::About;
use crate::log::format::template::Template;

pub static NLB: Template = Template::new(
    About::new(
        "nlb",
        "tls 2.0 2018-12-20T02:59:40 net/my-network-loadbalancer/c6e77e28c25b2234 g3d4b5e8bb8464cd 72.21.218.154:51341 172.100.100.185:443 5 2 98 246 - arn:aws:acm:us-east-2:671290407336:certificate/2a108f19-aded-46b0-8493-c63eb1ef4a99 - ECDHE-RSA-AES128-SHA tlsv12 - my-network-loadbalancer-c6e77e28c25b2234.elb.us-east-2.amazonaws.com - - - 2018-12-20T02:59:30",
        "tls version time elb listener client:port destination:port connection_time tls_handshake_time received_bytes sent_bytes incoming_tls_alert chosen_cert_arn chosen_cert_serial tls_cipher tls_protocol_version tls_named_group domain_name alpn_fe_protocol alpn_be_protocol alpn_client_preference_list tls_connection_creation_time",
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-access-logs.html",
    ),
    "tls {_} {time} {frontend} {_} {peer} {upstream_addr} {request_time:ms} {_} {request_bytes} {bytes} {error} {_} {_} {tls_cipher} {tls_protocol} {_} {vhost}{?} {_}",
);
