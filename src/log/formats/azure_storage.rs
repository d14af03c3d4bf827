//! `azure_storage`: Azure Storage Analytics, versions 1.0 and 2.0
//! (<https://learn.microsoft.com/en-us/rest/api/storageservices/storage-analytics-log-format>). There is no method; the operation has the
//! service's own name.

use crate::log::column::Column;
use crate::log::duration::Unit;
use crate::log::format::separated::Separated;
use crate::log::format::{About, Escaping, Meaning};

pub static AZURE_STORAGE: Separated<b';'> = Separated {
    about: About::new(
        "azure_storage",
        r#"1.0;2014-06-19T22:59:23.1967767Z;GetBlob;AnonymousSuccess;200;17;16;anonymous;;storagesample;blob;"https://storagesample.blob.core.windows.net/sample-container/sample-blob.txt?timeout=90";"/storagesample/sample-container/sample-blob.txt";61d2e3f6-bcb7-4cd1-a81e-4f8f497f0da2;0;192.100.0.102:4362;2014-02-14;283;0;354;23;0;;;"0x8D15A2C9EFDA7D6";Thursday, 19-Jun-14 22:58:10 GMT;;"WA-Storage/4.0.1 (.NET CLR 4.0.30319.34014; Win32NT 6.3.9600.0)";;"44dfd78e-7288-4898-8f70-c3478983d3b6""#,
        "version;request-start-time;operation-type;request-status;http-status-code;end-to-end-latency;server-latency;authentication-type;requester-account;owner-account;service-type;request-url;requested-object-key;request-id;operation-count;requester-ip:port;request-version;request-header-size;request-packet-size;response-header-size;response-packet-size;content-length;request-md5;server-md5;etag;last-modified;conditions;user-agent;referrer;client-request-id",
        "https://learn.microsoft.com/en-us/rest/api/storageservices/storage-analytics-log-format",
    )
    .escaping(Escaping::DoubledQuote),
    headings: &[],
    nothing: b"",
    columns: &[
        Meaning::Skip,
        Meaning::Time(None),
        Meaning::Text(Column::Operation),
        Meaning::Text(Column::Termination),
        Meaning::Status,
        Meaning::Duration(Column::RequestTime, Unit::Milliseconds),
        Meaning::Duration(Column::UpstreamTime, Unit::Milliseconds),
        Meaning::Skip,
        Meaning::Text(Column::User),
        Meaning::Text(Column::Bucket),
        Meaning::Text(Column::Service),
        Meaning::Text(Column::Target),
        Meaning::Text(Column::ObjectKey),
        Meaning::Text(Column::RequestId),
        Meaning::Skip,
        Meaning::Text(Column::Host),
        Meaning::Skip,
        Meaning::Skip,
        Meaning::Number(Column::RequestBytes),
        Meaning::Skip,
        Meaning::Bytes,
        Meaning::Skip,
        Meaning::Skip,
        Meaning::Skip,
        Meaning::Skip,
        Meaning::Skip,
        Meaning::Skip,
        Meaning::Text(Column::UserAgent),
        Meaning::Text(Column::Referer),
        Meaning::Skip,
    ],
};
