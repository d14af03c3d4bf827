//! `w3c`: the extended log file format of the W3C (<https://www.w3.org/TR/WD-logfile>), whose `#Fields` directive names the columns of the
//! lines after it. Written by IIS and HTTP.sys
//! (<https://learn.microsoft.com/en-us/windows/win32/http/w3c-logging>), Tomcat, ISA Server, Blue Coat and others.
//!
//! A line with another number of values is malformed. Values are separated by whitespace, or by single tabs if their number fits. In a
//! quoted value, quotes are doubled. Times are UTC; without a `date` column, days are counted from `#Date`. `time-taken` is in milliseconds
//! if `#Software` names IIS, another Microsoft product or SGOS, otherwise in seconds.
//!
//! Times without any day, and lines before the first `#Fields`, are malformed; [`iis`](super::iis) reads the latter.

use crate::log::format::declared::{Declared, Dialect, Layout, names};
use crate::log::format::{About, Escaping};

pub static W3C: Declared = Declared::new(&DIALECT);

static DIALECT: Dialect = Dialect {
    about: About::new(
        "w3c",
        "#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs-version cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status sc-bytes cs-bytes time-taken\n\
              2023-10-10 13:55:36 192.0.2.10 GET /shop/basket.aspx item=7 443 - 203.0.113.9 HTTP/2 Mozilla/5.0+(Windows+NT+10.0;+Win64;+x64) https://www.example.com/shop 200 0 0 5120 612 47",
        "#Fields: column column ...",
        "https://www.w3.org/TR/WD-logfile",
    )
    .escaping(Escaping::Plus),
    names: &[names::COMMON],
    default_columns: &[],
    mark: "",
    nothing: b"-",
    time_taken: None,
    layout: Layout::Strict,
};
