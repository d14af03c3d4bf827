//! `incapsula`: the firewall of Imperva (<https://docs.imperva.com/bundle/cloud-application-security/page/more/log-file-structure.htm>), in
//! the W3C format: all values are quoted, and an empty one is absent. `cs-uri` is site and path, `cs-version` the scheme.

use crate::log::column::Column;
use crate::log::duration::Unit;
use crate::log::format::declared::{Declared, Dialect, Layout, names};
use crate::log::format::{About, Meaning};

pub static INCAPSULA: Declared = Declared::new(&DIALECT);

static DIALECT: Dialect = Dialect {
    about: About::new(
        "incapsula",
        "#Fields: date time cs-vid cs-clapp cs-browsertype cs-js-support cs-co-support c-ip s-caip cs-clappsig s-capsupport s-suid cs(User-Agent) cs-sessionid s-siteid cs-countrycode s-tag cs-cicode s-computername cs-lat cs-long s-accountname cs-uri cs-postbody cs-version sc-action s-externalid cs(Referrer) s-ip s-port cs-method cs-uri-query sc-status s-xff cs-bytes cs-start cs-rule cs-severity cs-attacktype cs-attackid s-ruleName\n\
              \"2016-01-20\" \"07:17:18\" \"c2e72124-0e8a\" \"Firefox\" \"Browser\" \"true\" \"true\" \"203.0.113.9\" \"\" \"NOT\" \"\" \"50005477\" \"Mozilla/5.0 (Windows NT 6.1; WOW64; rv:40.0)\" \"200000028000003\" \"7\" \"US\" \"www.example.com\" \"Rehovot\" \"www.example.com\" \"31.8969\" \"34.8186\" \"TestAccount\" \"www.example.com/a\" \"\" \"HTTPS\" \"REQ_PASSED\" \"453411\" \"https://www.example.com/\" \"10.100.4.20\" \"443\" \"GET\" \"b=1\" \"200\" \"198.51.100.7\" \"54\" \"1453274238471\" \"\" \"\" \"\" \"\" \"\"",
        "#Fields: date time cs-vid cs-clapp .. c-ip .. cs(User-Agent) .. s-siteid .. cs-uri cs-postbody cs-version sc-action ..",
        "https://docs.imperva.com/bundle/cloud-application-security/page/more/log-file-structure.htm",
    ),
    names: &[
        &[
            ("cs-uri", Meaning::Site),
            ("cs-version", Meaning::Text(Column::Scheme)),
            ("sc-action", Meaning::Text(Column::Actions)),
            ("s-xff", Meaning::Text(Column::ForwardedFor)),
        ],
        names::COMMON,
    ],
    default_columns: &[],
    mark: "cs-vid",
    nothing: b"",
    time_taken: Some(Unit::Milliseconds),
    layout: Layout::Strict,
};
