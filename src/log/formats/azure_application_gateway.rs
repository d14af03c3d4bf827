//! `azure_application_gateway`: Azure Application Gateway v2, as its resource logs are exported
//! (<https://learn.microsoft.com/en-us/azure/application-gateway/monitor-application-gateway-reference#access-log>). Lines of the firewall
//! in the same files are skipped. Version 1 wrote milliseconds: its lines are `json`.

use crate::log::column::Column;
use crate::log::duration::Unit;
use crate::log::format::json::own_access_log;
use crate::log::format::keyed::{Aliases, KeyMap, Sign};
use crate::log::format::{About, JsonFormat};

pub static AZURE_APPLICATION_GATEWAY: JsonFormat = JsonFormat::of_server(
    About::new(
        "azure_application_gateway",
        r#"{"timeStamp":"2021-10-14T22:17:11+00:00","resourceId":"/SUBSCRIPTIONS/X/RESOURCEGROUPS/Y/PROVIDERS/MICROSOFT.NETWORK/APPLICATIONGATEWAYS/Z","listenerName":"HTTP-Listener","ruleName":"Storage-Static-Rule","backendPoolName":"StaticStorageAccount","backendSettingName":"StorageStatic-HTTPS-Setting","operationName":"ApplicationGatewayAccess","category":"ApplicationGatewayAccessLog","properties":{"instanceId":"appgw_2","clientIP":"185.42.129.24","clientPort":45057,"httpMethod":"GET","originalRequestUriWithArgs":"/a?b=1","requestUri":"/a","requestQuery":"b=1","userAgent":"Mozilla/5.0 (Windows NT 6.1; WOW64)","httpStatus":200,"httpVersion":"HTTP/1.1","receivedBytes":184,"sentBytes":466,"clientResponseTime":0,"timeTaken":0.034,"WAFEvaluationTime":"0.000","WAFMode":"Detection","transactionId":"592d1649f75a8d480a3c4dc6a975309d","sslEnabled":"on","sslCipher":"ECDHE-RSA-AES256-GCM-SHA384","sslProtocol":"TLSv1.2","sslClientVerify":"NONE","serverRouted":"52.239.221.65:443","serverStatus":"200","serverResponseLatency":"0.028","upstreamSourcePort":"21564","originalHost":"www.example.com","host":"20.110.30.194"}}"#,
        r#"{"timeStamp", "category": "ApplicationGatewayAccessLog", "listenerName", "properties": {"clientIP", "httpMethod", "requestUri", "requestQuery", "httpStatus", "sentBytes", "timeTaken", ..}}, in any order"#,
        "https://learn.microsoft.com/en-us/azure/application-gateway/monitor-application-gateway-reference#access-log",
    ),
    || {
        KeyMap::new()
            .with(&[KEYS])
            .with_sign(
                Sign::OwnKey,
                &["listenerName", "properties.transactionId", "properties.serverRouted", "properties.WAFMode"],
            )
            .with_sign(Sign::Logger("ApplicationGatewayAccessLog"), &["category"])
    },
    own_access_log,
);

const KEYS: &[Aliases] = &[
    Aliases::of(Column::Time, "timeStamp timestamp time"),
    Aliases::of(Column::Host, "properties.clientIP"),
    Aliases::of(Column::Port, "properties.clientPort"),
    Aliases::of(Column::Method, "properties.httpMethod"),
    Aliases::of(Column::Path, "properties.requestUri"),
    Aliases::of(Column::Query, "properties.requestQuery"),
    Aliases::of(Column::Protocol, "properties.httpVersion"),
    Aliases::of(Column::Status, "properties.httpStatus"),
    Aliases::of(Column::Bytes, "properties.sentBytes"),
    Aliases::of(Column::RequestBytes, "properties.receivedBytes"),
    Aliases::of(Column::UserAgent, "properties.userAgent"),
    Aliases::of(Column::Vhost, "properties.originalHost properties.host"),
    Aliases::of(Column::Server, "properties.instanceId"),
    Aliases::of(Column::RequestId, "properties.transactionId"),
    Aliases::of(Column::Frontend, "listenerName"),
    Aliases::of(Column::Upstream, "backendPoolName"),
    Aliases::of(Column::UpstreamAddr, "properties.serverRouted"),
    Aliases::of(Column::UpstreamStatus, "properties.serverStatus"),
    Aliases::of(Column::TlsProtocol, "properties.sslProtocol"),
    Aliases::of(Column::TlsCipher, "properties.sslCipher"),
    Aliases::of(Column::Error, "properties.error_info"),
    Aliases::timed(Column::RequestTime, Unit::Seconds, "properties.timeTaken"),
    Aliases::timed(Column::UpstreamTime, Unit::Seconds, "properties.serverResponseLatency"),
];
