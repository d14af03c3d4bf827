//! `channels`: the development server of Django Channels
//! (<https://github.com/django/daphne/blob/main/daphne/management/commands/runserver.py>).

use crate::log::format::template::Template;
use crate::log::format::{About, Escaping};

pub static CHANNELS: Template = Template::new(
    About::new(
        "channels",
        r#"HTTP GET /polls/?page=2 200 [0.05, 127.0.0.1:54321]"#,
        r#"HTTP %(method)s %(path)s %(status)s [%(time_taken).2f, %(client)s]"#,
        "https://github.com/django/daphne/blob/main/daphne/management/commands/runserver.py",
    )
    .escaping(Escaping::None),
    r#"HTTP {method} {target} {status} [{request_time:s.}, {peer}]"#,
)
.closed()
.among_others(&["WebSocket "]);
