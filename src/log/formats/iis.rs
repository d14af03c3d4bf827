//! `iis`: [`w3c`](super::w3c) as written by IIS. Lines without a `#Fields` have the default columns of IIS 8 and later
//! (<https://learn.microsoft.com/en-us/iis/configuration/system.applicationhost/sites/site/logfile/>) and are noted `default_fields`.
//!
//! `time-taken` is in milliseconds, whatever `#Software` says.

use crate::log::column::Column;
use crate::log::duration::Unit;
use crate::log::format::declared::{Declared, Dialect, Layout, names};
use crate::log::format::{About, Escaping, Meaning};

pub static IIS: Declared = Declared::new(&DIALECT);

static DIALECT: Dialect = Dialect {
    about: About::new(
        "iis",
        "2023-10-10 13:55:36 192.0.2.10 GET /shop/basket.aspx item=7 443 - 203.0.113.9 Mozilla/5.0+(Windows+NT+10.0;+Win64;+x64) https://www.example.com/shop 200 0 0 47",
        "date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken",
        "https://learn.microsoft.com/en-us/windows/win32/http/w3c-logging",
    )
    .escaping(Escaping::Plus),
    names: &[names::COMMON],
    default_columns: &[
        Meaning::Date,
        Meaning::Clock,
        Meaning::Text(Column::Server),
        Meaning::Text(Column::Method),
        Meaning::Text(Column::Path),
        Meaning::Text(Column::Query),
        Meaning::Number(Column::Port),
        Meaning::Text(Column::User),
        Meaning::Text(Column::Host),
        Meaning::Text(Column::UserAgent),
        Meaning::Text(Column::Referer),
        Meaning::Status,
        Meaning::Number(Column::Substatus),
        Meaning::Number(Column::Win32Status),
        Meaning::DeclaredDuration(Column::RequestTime),
    ],
    mark: "",
    nothing: b"-",
    time_taken: Some(Unit::Milliseconds),
    layout: Layout::Strict,
};
