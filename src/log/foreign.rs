//! Recognises logs of other kinds, to say what an unreadable file is (pure).

use std::fmt;

use serde::{Deserialize, Serialize};

use super::envelope::{Envelope, Layer, Share};
use super::named_enum::named_enum;
use super::time;

named_enum! {
    /// A kind of log without requests.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Foreign {
        /// The error log of Apache: `[Wed Oct 11 14:32:52.123456 2023] [core:error] [pid 35] ..`
        /// (<https://httpd.apache.org/docs/2.4/logs.html#errorlog>).
        ApacheErrors = "apache_errors",
        /// The error log of nginx: `2023/10/10 13:55:36 [error] 12#12: *1 ..` (<https://nginx.org/en/docs/ngx_core_module.html#error_log>).
        NginxErrors = "nginx_errors",
        /// A status report of NGINX Plus (<https://nginx.org/en/docs/http/ngx_http_api_module.html>).
        NginxStatus = "nginx_status",
    }
}

impl Foreign {
    /// The kind of at least half of the non-empty lines, as they are or inside one envelope layer.
    pub fn of(text: &[u8]) -> Option<Foreign> {
        let inside = |layer: Layer| {
            let Share { lines, opened, .. } = Share::of(layer, text);
            let envelope = Envelope::of(&[layer]).filter(|_| opened > 0 && 2 * opened >= lines)?;
            Foreign::of_plain(&envelope.unwrap(text).text)
        };
        Foreign::of_plain(text).or_else(|| Layer::all().find_map(inside))
    }

    fn of_plain(text: &[u8]) -> Option<Foreign> {
        let lines = || text.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).filter(|line| !line.is_empty());
        let count = |kind: Foreign| lines().filter(|line| kind.has(line)).count();
        Foreign::ALL.into_iter().find(|kind| 2 * count(*kind) >= lines().count().max(1))
    }

    fn has(self, line: &[u8]) -> bool {
        match self {
            Foreign::ApacheErrors => is_apache_error(line).is_some(),
            Foreign::NginxErrors => is_nginx_error(line).is_some(),
            Foreign::NginxStatus => {
                const KEYS: [&[u8]; 4] =
                    [b"\"nginx_version\"", b"\"nginx_build\"", b"\"server_zones\"", b"\"generation\""];
                let has = |key: &&[u8]| memchr::memmem::find(line, key).is_some();
                line.starts_with(b"{") && KEYS.iter().filter(|key| has(key)).count() > 1
            }
        }
    }
}

/// `[Www Mmm dd .. yyyy] [`: Apache alone writes the weekday.
fn is_apache_error(line: &[u8]) -> Option<()> {
    let rest = line.strip_prefix(b"[")?;
    let end = memchr::memchr(b']', &rest[..rest.len().min(64)])?;
    let is_time = rest[0].is_ascii_alphabetic() && time::parse(&rest[..end]).is_some();
    (is_time && rest[end..].starts_with(b"] [")).then_some(())
}

/// `yyyy/mm/dd hh:mm:ss [level] `.
fn is_nginx_error(line: &[u8]) -> Option<()> {
    const LEVELS: [&[u8]; 8] =
        [b"[debug] ", b"[info] ", b"[notice] ", b"[warn] ", b"[error] ", b"[crit] ", b"[alert] ", b"[emerg] "];
    const STAMP: usize = b"yyyy/mm/dd hh:mm:ss ".len();
    let (stamp, rest) = line.split_at_checked(STAMP)?;
    let is_stamp = stamp[4] == b'/' && stamp[STAMP - 1] == b' ' && time::parse(&stamp[..STAMP - 1]).is_some();
    (is_stamp && LEVELS.iter().any(|level| rest.starts_with(level))).then_some(())
}

impl fmt::Display for Foreign {
    /// Describes the kind in words.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Foreign::ApacheErrors => "an error log of Apache",
            Foreign::NginxErrors => "an error log of nginx",
            Foreign::NginxStatus => "the state of NGINX Plus",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_lines_decide_the_kind_of_log() {
        for (line, kind) in [
            ("[Sun Dec 04 04:47:44 2005] [error] mod_jk child workerEnv in error state 6", Some(Foreign::ApacheErrors)),
            ("[Wed Oct 11 14:32:52.123456 2023] [core:error] [pid 35:tid 4] AH00128: x", Some(Foreign::ApacheErrors)),
            ("2023/10/10 13:55:36 [error] 12#12: *1 open() \"/a\" failed", Some(Foreign::NginxErrors)),
            (r#"{"version":8,"nginx_version":"1.15.2","generation":1,"connections":{}}"#, Some(Foreign::NginxStatus)),
            (r#"{"nginx_version":"1.15.2","request":"GET / HTTP/1.1"}"#, None),
            ("[Sunday] [x]", None),
            ("2023/10/10 13:55:36 [x] y", None),
            ("2023/10/10 13:55:36", None),
        ] {
            assert_eq!(Foreign::of(format!("{line}\n\n{line}\nother\n").as_bytes()), kind, "{line}");
            assert_eq!(Foreign::of(format!("{line}\nother\nother\n").as_bytes()), None, "{line}");
        }
        assert_eq!(Foreign::of(b""), None);
        let inside = b"2018-02-16T12:34:56Z 2023/10/10 13:55:36 [error] 12#12: *1 open() failed\n";
        assert_eq!(Foreign::of(inside), Some(Foreign::NginxErrors), "inside a layer");
    }
}
