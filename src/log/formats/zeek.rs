//! `zeek`: Zeek's `http.log` (<https://docs.zeek.org/en/current/logs/http.html>): values separated by tabs, in the columns named by
//! `#fields`. Zeek's other logs have other columns and are not read.

use crate::log::column::Column;
use crate::log::duration::Unit;
use crate::log::format::declared::{Declared, Dialect, Layout};
use crate::log::format::{About, Escaping, Meaning};

pub static ZEEK: Declared = Declared::new(&DIALECT);

static DIALECT: Dialect = Dialect {
    about: About::new(
        "zeek",
        "#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\ttrans_depth\tmethod\thost\turi\treferrer\tversion\tuser_agent\torigin\trequest_body_len\tresponse_body_len\tstatus_code\tstatus_msg\tinfo_code\tinfo_msg\ttags\tusername\tpassword\tproxied\torig_fuids\torig_filenames\torig_mime_types\tresp_fuids\tresp_filenames\tresp_mime_types\n\
              1709738827.452687\tCMHqpO2sVjCAvEMfl5\t203.0.113.9\t51443\t192.0.2.10\t80\t1\tGET\twww.example.com\t/cart?id=7\thttps://www.example.com/\t1.1\tMozilla/5.0 (X11; Linux)\t-\t0\t5120\t200\tOK\t-\t-\t(empty)\talice\t-\t-\t-\t-\t-\tFEEsZS1w0Z0VJIb5x4\t-\ttext/html",
        "#fields ts uid id.orig_h id.orig_p id.resp_h id.resp_p trans_depth method host uri ..",
        "https://docs.zeek.org/en/current/logs/http.html",
    )
    .escaping(Escaping::Backslash),
    names: &[&[
        ("ts", Meaning::Time(Some(Unit::Seconds))),
        ("id.orig_h", Meaning::Text(Column::Host)),
        ("id.resp_h", Meaning::Text(Column::Server)),
        ("id.resp_p", Meaning::Number(Column::Port)),
        ("method", Meaning::Text(Column::Method)),
        ("host", Meaning::Text(Column::Vhost)),
        ("uri", Meaning::Text(Column::Target)),
        ("referrer", Meaning::Text(Column::Referer)),
        ("version", Meaning::Text(Column::Protocol)),
        ("user_agent", Meaning::Text(Column::UserAgent)),
        ("request_body_len", Meaning::Number(Column::RequestBytes)),
        ("response_body_len", Meaning::Bytes),
        ("status_code", Meaning::Status),
        ("username", Meaning::Text(Column::User)),
        ("resp_mime_types", Meaning::Text(Column::MimeType)),
    ]],
    default_columns: &[],
    mark: "trans_depth",
    nothing: b"-",
    time_taken: None,
    layout: Layout::Growing,
};
