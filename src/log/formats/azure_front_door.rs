//! `azure_front_door`: Azure Front Door, as its resource logs are exported
//! (<https://learn.microsoft.com/en-us/azure/frontdoor/monitor-front-door#access-log>). Health probes and lines of the firewall in the same
//! files are skipped.

use crate::log::column::Column;
use crate::log::duration::Unit;
use crate::log::format::json::own_access_log;
use crate::log::format::keyed::{Aliases, KeyMap, Sign};
use crate::log::format::{About, JsonFormat};

pub static AZURE_FRONT_DOOR: JsonFormat = JsonFormat::of_server(
    About::new(
        "azure_front_door",
        r#"{"category":"FrontdoorAccessLog","operationName":"Microsoft.Network/FrontDoor/AccessLog/Write","properties":{"ErrorInfo":"NoError","backendHostname":"shop.azurewebsites.net:443","cacheStatus":"CONFIG_NOCACHE","clientIp":"203.0.113.9","clientPort":"50382","httpMethod":"POST","httpStatusCode":"200","httpStatusDetails":"200","httpVersion":"2.0.0.0","isReceivedFromClient":true,"pop":"SIN","requestBytes":"2545","requestProtocol":"HTTPS","requestUri":"https://www.example.com:443/Stock/List?a=1","responseBytes":"1205","routingRuleName":"shop","rulesEngineMatchNames":[],"securityProtocol":"TLS 1.2","socketIp":"203.0.113.9","timeTaken":"0.384","timeToFirstByte":"0.381","trackingReference":"0k1y5YQAAAAAWd0Uc6UcnR7WN8uo2prYZU0lOMzBFREdFMDIxNwBkYjIxMTMyNi1mZTJmLTQwYWYtOTA4My03MGUyYTJmYWRmZjc=","userAgent":"Mozilla/5.0 (Windows NT 6.1; Win64; x64)"},"resourceId":"/SUBSCRIPTIONS/49D1B571/RESOURCEGROUPS/WAF-RG/PROVIDERS/MICROSOFT.NETWORK/FRONTDOORS/TEST","time":"2021-12-15T03:10:11.6479719Z"}"#,
        r#"{"time", "category": "FrontDoorAccessLog", "properties": {"trackingReference", "httpMethod", "httpVersion", "requestUri", "clientIp", "httpStatusCode", "timeTaken", ..}}, in any order"#,
        "https://learn.microsoft.com/en-us/azure/frontdoor/monitor-front-door#access-log",
    ),
    || {
        KeyMap::new()
            .with(&[KEYS])
            .with_sign(Sign::OwnKey, &["resourceId"])
            .with_sign(Sign::Logger("FrontDoorAccessLog"), &["category"])
    },
    own_access_log,
);

const KEYS: &[Aliases] = &[
    Aliases::of(Column::Time, "time"),
    Aliases::of(Column::Host, "properties.clientIp properties.clientIP"),
    Aliases::of(Column::Port, "properties.clientPort"),
    Aliases::of(Column::Method, "properties.httpMethod"),
    Aliases::of(Column::Target, "properties.requestUri"),
    Aliases::of(Column::Protocol, "properties.httpVersion"),
    Aliases::of(Column::Scheme, "properties.requestProtocol"),
    Aliases::of(Column::Status, "properties.httpStatusCode"),
    Aliases::of(Column::Bytes, "properties.responseBytes"),
    Aliases::of(Column::RequestBytes, "properties.requestBytes"),
    Aliases::of(Column::Referer, "properties.referer"),
    Aliases::of(Column::UserAgent, "properties.userAgent"),
    Aliases::of(Column::Vhost, "properties.hostName"),
    Aliases::of(Column::Frontend, "properties.endpoint properties.routingRuleName"),
    Aliases::of(Column::Upstream, "properties.originName"),
    Aliases::of(Column::UpstreamAddr, "properties.originIp properties.backendHostname"),
    Aliases::of(Column::CacheStatus, "properties.cacheStatus"),
    Aliases::of(Column::EdgeLocation, "properties.pop"),
    Aliases::of(Column::RequestId, "properties.trackingReference"),
    Aliases::of(Column::TlsProtocol, "properties.securityProtocol"),
    Aliases::of(Column::TlsCipher, "properties.securityCipher"),
    Aliases::of(Column::Error, "properties.errorInfo properties.ErrorInfo"),
    Aliases::timed(Column::RequestTime, Unit::Seconds, "properties.timeTaken"),
    Aliases::timed(Column::FirstByteTime, Unit::Seconds, "properties.timeToFirstByte"),
];
