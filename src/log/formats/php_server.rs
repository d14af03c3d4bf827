//! `php_server`: the development server of PHP
//! (<https://www.php.net/manual/en/features.commandline.webserver.php>).

use crate::log::format::template::Template;
use crate::log::format::{About, Escaping};

pub static PHP_SERVER: Template = Template::new(
    About::new(
        "php_server",
        r#"[Thu Jan 18 10:30:15 2024] [::1]:54321 [200]: GET /vehicles/index.php"#,
        r#"[time] client:port [status]: method target - message"#,
        "https://www.php.net/manual/en/features.commandline.webserver.php",
    )
    .escaping(Escaping::None),
    r#"{_}[{time:%a %b %e %T %Y}] {peer} [{status}]: {method} {target} - {error}
{_}[{time:%a %b %e %T %Y}] {peer} [{status}]: {method} {target}
{_}[{time:%a %b %e %T %Y}] {peer} [{status}]: {target} - {error}
{_}[{time:%a %b %e %T %Y}] {peer} [{status}]: {target}"#,
)
.verbatim()
.among_others(&[]);
