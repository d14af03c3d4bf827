//! `alibaba_oss`: Alibaba Cloud's object store (<https://www.alibabacloud.com/help/en/oss/user-guide/logging>).

use crate::log::format::About;
use crate::log::format::template::Template;

pub static ALIBABA_OSS: Template = Template::new(
    About::new(
        "alibaba_oss",
        r#"192.168.0.1 - - [03/Jan/2021:14:59:49 +0800] "GET /dir/test.jpg?x=1 HTTP/1.0" 404 25 88 "http://www.example.com/product/oss" "curl/7.10.5" "examplebucket.oss-cn-hangzhou.aliyuncs.com" "5FF16B65F05BC932307A3C3C" "true" "16571836914537" "GetObject" "examplebucket" "dir/test.jpg" 25 9 "NoSuchKey" 479 "1657136103983691" - "cdn" "standard" "-" "-""#,
        r#"remote_ip reserved reserved [time] "request_url" http_status sent_bytes request_time "referer" "user_agent" "host_name" "request_id" "logging_flag" "requester" "operation" "bucket" "object" object_size server_cost_time "error_code" request_length "user_id" delta_data_size .."#,
        "https://www.alibabacloud.com/help/en/oss/user-guide/logging",
    ),
    r#"{host} - - [{time}] "{request}" {status} {bytes} {request_time:ms} "{referer}" "{user_agent}" "{vhost}" "{request_id}" "{_}" "{user}" "{operation}" "{bucket}" "{object_key}" {object_bytes} {_} "{error}" {request_bytes}{?} {_}"#,
);
