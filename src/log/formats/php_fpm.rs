//! `php_fpm`: the access log of PHP-FPM, by default and in its sample configuration
//! (<https://www.php.net/manual/en/install.fpm.configuration.php#access-format>).

use crate::log::format::template::Template;
use crate::log::format::{About, Escaping};

pub static PHP_FPM: Template = Template::new(
    About::new(
        "php_fpm",
        r#"127.0.0.1 -  10/Oct/2023:13:55:36 +0000 "GET /index.php" 200"#,
        r#"%R - %u %t "%m %r" %s"#,
        "https://www.php.net/manual/en/install.fpm.configuration.php#access-format",
    )
    .escaping(Escaping::None),
    r#"{host} - {user} {time:%d/%b/%Y:%T %z} "{method} {target}" {status}
{host} - {user} {time:%d/%b/%Y:%T %z} "{method} {target}" {status} {_} {request_time:ms} {number} {_}%"#,
)
.closed()
.verbatim()
.among_others(&[]);
