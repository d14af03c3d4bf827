//! `azure_app_service`: HTTP logs of Azure App Service, as its resource logs are exported
//! (<https://learn.microsoft.com/en-us/azure/azure-monitor/reference/tables/appservicehttplogs>). Its files on disk are `w3c`.

use crate::log::column::Column;
use crate::log::duration::Unit;
use crate::log::format::json::own_access_log;
use crate::log::format::keyed::{Aliases, KeyMap, Sign};
use crate::log::format::{About, JsonFormat};

pub static AZURE_APP_SERVICE: JsonFormat = JsonFormat::of_server(
    About::new(
        "azure_app_service",
        r#"{ "time": "2022-12-14T12:18:26.4843064Z", "resourceId": "/SUBSCRIPTIONS/X/RESOURCEGROUPS/Y/PROVIDERS/MICROSOFT.WEB/SITES/Z", "category": "AppServiceHTTPLogs", "properties": {"CsMethod":"POST","CsUriStem":"/api/command","SPort":"443","CIp":"81.2.69.142","UserAgent":"Mozilla/5.0+(Windows+NT+10.0;+Win64;+x64)","CsHost":"user-test.scm.azurewebsites.net","ScStatus":200,"ScSubStatus":"0","ScWin32Status":"0","ScBytes":778,"CsBytes":1523,"TimeTaken":1793,"Result":"Success","Cookie":"-","CsUriQuery":"X-ARR-LOG-ID=820d6db3","CsUsername":"-","Referer":"-","ComputerName":"WEBWK00000A"}}"#,
        r#"{"time", "category": "AppServiceHTTPLogs", "properties": {"CsMethod", "CsUriStem", "SPort", "CIp", "UserAgent", "CsHost", "ScStatus", "TimeTaken", ..}}, in any order"#,
        "https://learn.microsoft.com/en-us/azure/azure-monitor/reference/tables/appservicehttplogs",
    ),
    || {
        KeyMap::new()
            .with(&[KEYS])
            .with_sign(Sign::OwnKey, &["resourceId"])
            .with_sign(Sign::Logger("AppServiceHTTPLogs"), &["category"])
    },
    own_access_log,
);

const KEYS: &[Aliases] = &[
    Aliases::of(Column::Time, "time EventTime"),
    Aliases::of(Column::Host, "properties.CIp"),
    Aliases::of(Column::Port, "properties.SPort"),
    Aliases::of(Column::User, "properties.CsUsername"),
    Aliases::of(Column::Method, "properties.CsMethod"),
    Aliases::of(Column::Path, "properties.CsUriStem"),
    Aliases::of(Column::Query, "properties.CsUriQuery"),
    Aliases::of(Column::Protocol, "properties.Protocol"),
    Aliases::of(Column::Status, "properties.ScStatus"),
    Aliases::of(Column::Bytes, "properties.ScBytes"),
    Aliases::of(Column::RequestBytes, "properties.CsBytes"),
    Aliases::of(Column::Referer, "properties.Referer"),
    Aliases::of(Column::UserAgent, "properties.UserAgent"),
    Aliases::of(Column::Cookie, "properties.Cookie"),
    Aliases::of(Column::Vhost, "properties.CsHost"),
    Aliases::of(Column::Server, "properties.ComputerName"),
    Aliases::of(Column::Substatus, "properties.ScSubStatus"),
    Aliases::of(Column::Win32Status, "properties.ScWin32Status"),
    Aliases::timed(Column::RequestTime, Unit::Milliseconds, "properties.TimeTaken"),
];
