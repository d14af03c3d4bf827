//! `bunny`: the content delivery network bunny.net (<https://docs.bunny.net/docs/cdn-log-format>). Nothing is escaped.

use crate::log::format::template::Template;
use crate::log::format::{About, Escaping};

pub static BUNNY: Template = Template::new(
    About::new(
        "bunny",
        "HIT|200|1507167062421|412|390|163.172.53.229|-|https://example.b-cdn.net/assets/image.jpg?a=1|WA|Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko)|322b688bd63fb63f2babe9de30a5d262|DE",
        "CacheStatus|StatusCode|Timestamp|BytesSent|PullZoneId|RemoteIp|RefererUrl|Url|EdgeLocation|UserAgent|UniqueRequestId|CountryCode",
        "https://docs.bunny.net/docs/cdn-log-format",
    )
    .escaping(Escaping::None),
    "{cache_status}|{status}|{time:%*}|{bytes}|{_}|{host}|{referer}|{target}|{edge_location}|{user_agent}|{request_id}|{_}",
);
