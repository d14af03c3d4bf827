//! `vpc_lattice`: Amazon VPC Lattice (<https://docs.aws.amazon.com/vpc-lattice/latest/ug/monitoring-access-logs.html>).

use crate::log::column::Column;
use crate::log::duration::Unit;
use crate::log::format::json::own_key;
use crate::log::format::keyed::{Aliases, KeyMap, Sign};
use crate::log::format::{About, JsonFormat};

pub static VPC_LATTICE: JsonFormat = JsonFormat::of_server(
    About::new(
        "vpc_lattice",
        r#"{"serviceNetworkArn":"arn:aws:vpc-lattice:us-west-2:123456789012:servicenetwork/sn-1a2b3c4d","resolvedUser":"Unknown","listenerType":"-","authDeniedReason":"-","targetGroupArn":"arn:aws:vpc-lattice:us-west-2:123456789012:targetgroup/tg-1a2b3c4d","sourceVpcArn":"arn:aws:ec2:us-west-2:123456789012:vpc/vpc-1a2b3c4d","destinationVpcId":"vpc-1a2b3c4d","sourceIpPort":"10.0.181.150:80","targetIpPort":"131.31.44.176:80","requestMethod":"GET","requestPath":"/billing?a=1","hostHeader":"example.com","protocol":"HTTP/1.1","responseCode":200,"bytesReceived":42,"bytesSent":512,"duration":375,"requestToTargetDuration":1,"responseFromTargetDuration":375,"userAgent":"curl/8","serverNameIndication":"-","sslCipher":"-","tlsVersion":"-","serviceArn":"arn:aws:vpc-lattice:us-west-2:123456789012:service/svc-1a2b3c4d","startTime":"2023-07-28T20:48:45Z","grpcResponseCode":"-","callerPrincipal":"-"}"#,
        r#"{"startTime", "serviceNetworkArn", "serviceArn", "sourceIpPort", "requestMethod", "requestPath", "hostHeader", "protocol", "responseCode", "bytesSent", "duration", ..}, in any order"#,
        "https://docs.aws.amazon.com/vpc-lattice/latest/ug/monitoring-access-logs.html",
    ),
    || KeyMap::new().with(&[KEYS]).with_sign(Sign::OwnKey, &["serviceNetworkArn"]),
    own_key,
);

const KEYS: &[Aliases] = &[
    Aliases::of(Column::Time, "startTime"),
    Aliases::of(Column::Host, "sourceIpPort"),
    Aliases::of(Column::User, "resolvedUser"),
    Aliases::of(Column::Method, "requestMethod"),
    Aliases::of(Column::Path, "requestPath"),
    Aliases::of(Column::Protocol, "protocol"),
    Aliases::of(Column::Status, "responseCode"),
    Aliases::of(Column::Bytes, "bytesSent"),
    Aliases::of(Column::RequestBytes, "bytesReceived"),
    Aliases::of(Column::UserAgent, "userAgent"),
    Aliases::of(Column::Vhost, "hostHeader"),
    Aliases::of(Column::Frontend, "serviceArn"),
    Aliases::of(Column::Upstream, "targetGroupArn"),
    Aliases::of(Column::UpstreamAddr, "targetIpPort"),
    Aliases::of(Column::TlsProtocol, "tlsVersion"),
    Aliases::of(Column::TlsCipher, "sslCipher"),
    Aliases::of(Column::Error, "authDeniedReason failureReason"),
    Aliases::timed(Column::RequestTime, Unit::Milliseconds, "duration"),
    Aliases::timed(Column::UpstreamTime, Unit::Milliseconds, "responseFromTargetDuration"),
];
