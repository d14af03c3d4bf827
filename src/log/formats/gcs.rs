//! `gcs`: usage logs of Google Cloud Storage (<https://cloud.google.com/storage/docs/access-logs#format>): quoted values separated by commas
//! (RFC 4180). The line with the column names is skipped.

use crate::log::column::Column;
use crate::log::duration::Unit;
use crate::log::format::separated::Separated;
use crate::log::format::{About, Escaping, Meaning};

pub static GCS: Separated<b','> = Separated {
    about: About::new(
        "gcs",
        r#""1696946136250000","203.0.113.9","1","","GET","/storage/v1/b/pictures/o/cat.png?alt=media","200","0","48211","31000","storage.googleapis.com","https://www.example.com/","Mozilla/5.0 (X11; Linux x86_64), gzip(gfe)","AEnB2Uq0example","storage.objects.get","pictures","cat.png""#,
        "time_micros,c_ip,c_ip_type,c_ip_region,cs_method,cs_uri,sc_status,cs_bytes,sc_bytes,time_taken_micros,cs_host,cs_referer,cs_user_agent,s_request_id,cs_operation,cs_bucket,cs_object",
        "https://cloud.google.com/storage/docs/access-logs",
    )
    .escaping(Escaping::DoubledQuote),
    headings: &[r#""time_micros""#, "time_micros,"],
    nothing: b"",
    columns: &[
        Meaning::Time(Some(Unit::Microseconds)),
        Meaning::Text(Column::Host),
        Meaning::Skip,
        Meaning::Skip,
        Meaning::Text(Column::Method),
        Meaning::Text(Column::Target),
        Meaning::Status,
        Meaning::Number(Column::RequestBytes),
        Meaning::Bytes,
        Meaning::Duration(Column::RequestTime, Unit::Microseconds),
        Meaning::Text(Column::Vhost),
        Meaning::Text(Column::Referer),
        Meaning::Text(Column::UserAgent),
        Meaning::Text(Column::RequestId),
        Meaning::Text(Column::Operation),
        Meaning::Text(Column::Bucket),
        Meaning::Text(Column::ObjectKey),
    ],
};
