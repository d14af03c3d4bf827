//! `platformsh`: `php.access.log` of Upsun and Platform.sh
//! (<https://docs.upsun.com/increase-observability/logs/access-logs.html>).

use crate::log::format::template::Template;
use crate::log::format::{About, Escaping};

pub static PLATFORMSH: Template = Template::new(
    About::new(
        "platformsh",
        r#"2025-05-03T08:16:21Z GET 200 5001.693 ms 2048 kB 0.00% /slow.php?a=1"#,
        r#"%{%FT%TZ}t %m %s %{milli}d ms %{kilo}M kB %C%% %{REQUEST_URI}e"#,
        "https://docs.upsun.com/increase-observability/logs/access-logs.html",
    )
    .escaping(Escaping::None),
    r#"{time} {method} {status} {request_time:ms} ms {number} kB {_}% {target}"#,
)
.closed();
