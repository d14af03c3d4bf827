//! What a value looks like, where its key alone does not decide what it means.

use super::value::KeyValue;
use crate::log::access;
use crate::log::column::Column;
use crate::log::format::meaning::status;
use crate::log::network;
use crate::log::request;
use crate::log::time::{self, LoggedTime, SECOND};

/// Whether a time is too small to be one of a log: such a number counts something else.
pub fn is_hardly_a_time(time: LoggedTime) -> bool {
    const IN_1973: i64 = 100_000_000 * SECOND;
    (0..IN_1973).contains(&time.micros)
}

/// Whether what is called a protocol is the scheme of an address: `https`, not `HTTP/1.1`.
pub fn is_scheme(text: &[u8]) -> bool {
    ["http", "https", "ws", "wss"].iter().any(|scheme| text.eq_ignore_ascii_case(scheme.as_bytes()))
}

/// Whether a text begins like a target: with a slash, be it escaped, or with a scheme.
pub fn is_target(text: &[u8]) -> bool {
    text.starts_with(b"/") || text.starts_with(b"\\/") || request::authority(text).is_some()
}

/// Whether a path is probably that of a log file, as programs that ship logs add it.
pub fn is_log_file(path: &[u8]) -> bool {
    const FOLDERS: [&[u8]; 3] = [b"/var/log/", b"/var/lib/docker/", b"/var/lib/kubelet/"];
    let is_of_windows = matches!(path, [drive, b':', b'\\', ..] if drive.is_ascii_alphabetic());
    is_of_windows || path.ends_with(b".log") || FOLDERS.iter().any(|folder| path.starts_with(folder))
}

/// Whether a value looks like one of a column. Every value looks like a duration: one that cannot be read is noted.
pub fn looks_like(column: Column, value: &KeyValue<'_>) -> bool {
    // The shortest times are 10 digits or a date.
    if column == Column::Time && value.raw.len() < 10 {
        return false;
    }
    let text = value.plain();
    match column {
        Column::Host => network::address(text.split(|byte| *byte == b',').next().unwrap_or(&text)).is_some(),
        Column::User => !matches!(&*text, b"true" | b"false") && !text.contains(&b' '),
        Column::Method => access::is_method(&text),
        Column::Target | Column::Path => is_target(&text),
        Column::Protocol => text.starts_with(b"HTTP/"),
        Column::Status => status(&text).is_some_and(|status| status >= 100),
        Column::Time => time::read(&text, None).ok().flatten().is_some_and(|time| !is_hardly_a_time(time)),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> KeyValue<'_> {
        KeyValue::new(text.as_bytes(), 0, 0, text.len(), text.contains('\\'))
    }

    #[test]
    fn a_value_may_look_like_one_of_a_column() {
        for (column, good, bad) in [
            (Column::Host, &["192.0.2.1", "[2001:db8::1]:80", "192.0.2.1, 10.0.0.1"][..], &["android", "web-1"][..]),
            (Column::User, &["bob"], &["true", "Bearer x"]),
            (Column::Path, &["/a", r"\/a", "https://h/a"], &["a", "db:5432"]),
            (Column::Status, &["200", "404 Not Found"], &["0", "H12", "OK", "20"]),
            (Column::Time, &["2023-10-10T13:55:36Z", "1696946136"], &["0.012", "12ms"]),
        ] {
            assert!(good.iter().all(|text| looks_like(column, &value(text))), "{column}");
            assert!(!bad.iter().any(|text| looks_like(column, &value(text))), "{column}");
        }
    }

    #[test]
    fn the_path_of_a_log_file_is_known_by_its_folder_or_its_end() {
        let is = |path: &str| is_log_file(path.as_bytes());
        assert!(is("/var/log/apache2/access.log") && is("/srv/a.log") && is(r"C:\logs\a") && is("/var/lib/docker/x"));
        assert!(!is("/a") && !is("/log") && !is("/var/logo.png"));
    }
}
