//! `pound`: Pound with `LogLevel 5`, or the format `detailed` (<https://www.gnu.org.ua/software/pound/manual/LogFormat.html>). Its levels
//! 3 and 4 are `vhost_combined` and `combined`.

use crate::log::format::About;
use crate::log::format::template::Template;

pub static POUND: Template = Template::new(
    About::new(
        "pound",
        r#"www.example.com:443 203.0.113.9 - - [06/Mar/2024:15:27:07 +0000] "GET /cart?id=7 HTTP/1.1" 200 512 "-" "Mozilla/5.0" (shop -> 10.0.0.5:8080) 0.012 sec"#,
        r#"%v:%p %a %l %u %t \"%r\" %s %b \"%{Referer}i\" \"%{User-Agent}i\" (%{service}N -> %{backend}N) %{f}T sec"#,
        "https://www.gnu.org.ua/software/pound/manual/LogFormat.html",
    ),
    r#"{vhost} {host} {ident} {user} [{time}] "{request}" {status} {bytes} "{referer}" "{user_agent}" ({service} -> {upstream_addr}) {request_time:s} sec"#,
);
