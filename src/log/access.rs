//! Evidence that a line describes an HTTP request. Programs also log other messages with keys such as `status`, `method` and `path`.

use super::column::Column;
use super::schema::Columns;

/// Further registered methods (<https://www.iana.org/assignments/http-methods>), and those of caches, of UPnP and of RPC over HTTP.
const RARE: &str = "PROPFIND PROPPATCH MKCOL COPY MOVE LOCK UNLOCK SEARCH REPORT VERSION-CONTROL CHECKOUT CHECKIN UNCHECKOUT \
                    MKWORKSPACE UPDATE LABEL MERGE BASELINE-CONTROL MKACTIVITY ORDERPATCH ACL BIND UNBIND REBIND LINK UNLINK \
                    MKCALENDAR MKREDIRECTREF UPDATEREDIRECTREF PRI QUERY PURGE BAN REFRESH NOTIFY SUBSCRIBE UNSUBSCRIBE M-SEARCH \
                    DEBUG TRACK RPC_IN_DATA RPC_OUT_DATA";

/// Whether `text` is a known HTTP method. Access lines may hold other tokens, but those alone do not make a line a request.
pub fn is_method(text: &[u8]) -> bool {
    is_common(text) || RARE.split_ascii_whitespace().any(|method| text == method.as_bytes())
}

/// Whether a text is a method that programs write in upper or lower case (RFC 9110 section 9, RFC 5789).
fn is_common(text: &[u8]) -> bool {
    matches!(text, b"GET" | b"HEAD" | b"POST" | b"PUT" | b"DELETE" | b"OPTIONS" | b"PATCH" | b"CONNECT" | b"TRACE")
        || matches!(
            text,
            b"get" | b"head" | b"post" | b"put" | b"delete" | b"options" | b"patch" | b"connect" | b"trace"
        )
}

/// The evidence of a request in a line.
#[derive(Debug, Clone, Copy, Default)]
pub struct Evidence<'l> {
    /// The method.
    pub method: Option<&'l [u8]>,
    /// Whether there is a target or path.
    pub has_target: bool,
    /// Whether there is a request line, even one that cannot be split.
    pub has_request: bool,
    /// Whether a field of the request is present but empty, as servers write it when they could not read the request.
    pub is_unread: bool,
    /// The status.
    pub status: Option<u16>,
    /// Whether there is a status that is not an HTTP one: `ok`, `success`.
    pub has_other_status: bool,
}

impl Evidence<'_> {
    /// Whether this makes a record: a method with a target, or a status with either. `columns` are those of the format: what it cannot
    /// hold is not required.
    ///
    /// A status of 0 means that nothing was answered. It is also how programs exit, so it needs more than a path.
    pub fn is_enough(&self, columns: Columns) -> bool {
        // Databases also log methods such as `UPDATE`, with a status that is a word.
        let is_method = self.method.is_some_and(if self.has_other_status { is_common } else { is_method });
        let has_answer = self.status.is_some_and(|status| status >= 100);
        let has_status = self.status.is_some();
        // Proxies also log connections without a request, with status 0.
        let is_unread = self.is_unread && self.method.is_none() && self.status != Some(0);
        let is_request = is_method || self.has_request || is_unread;
        if (is_method && self.has_target) || (has_status && is_request) || (has_answer && self.has_target) {
            return true;
        }
        let lacks = |wanted: &[Column]| !wanted.iter().any(|column| columns.contains(*column));
        let has_no_status = lacks(&[Column::Status]);
        (has_status || has_no_status)
            && (is_method || lacks(&[Column::Method]) || (self.has_request && has_no_status))
            && (self.has_target || lacks(&[Column::Target, Column::Path]) || (self.has_request && has_no_status))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evidence(method: &'static str, target: &str, status: Option<u16>) -> Evidence<'static> {
        let method = Some(method.as_bytes()).filter(|method| !method.is_empty());
        Evidence { method, has_target: !target.is_empty(), status, ..Evidence::default() }
    }

    #[test]
    fn a_method_and_a_target_or_a_status_with_either_make_a_request() {
        let all = Columns::all();
        for (method, target, status) in [
            ("GET", "/a", None),
            ("get", "/a", None),
            ("GET", "", Some(200)),
            ("GETX", "/a", Some(400)),
            ("GET", "", Some(0)),
        ] {
            assert!(evidence(method, target, status).is_enough(all), "{method} {target} {status:?}");
        }
        for (method, target, status) in [
            ("", "/etc/app.yml", None),
            ("reconcile", "", None),
            ("reconcile", "", Some(200)),
            ("create", "/users", None),
            ("copy", "/a", None),
            ("Get", "/pkg.Service", None),
            ("", "", Some(200)),
            ("", "/usr/bin/backup", Some(0)),
            ("GET", "", None),
            ("/pkg.Service/Method", "", Some(0)),
        ] {
            assert!(!evidence(method, target, status).is_enough(all), "{method} {target} {status:?}");
        }
    }

    #[test]
    fn a_request_that_the_server_could_not_read_is_one() {
        let status = Some(400);
        let all = Columns::all();
        assert!(Evidence { status, is_unread: true, ..Evidence::default() }.is_enough(all));
        assert!(Evidence { status, has_request: true, ..Evidence::default() }.is_enough(all));
        let other = Evidence { has_other_status: true, ..evidence("UPDATE", "/users", None) };
        assert!(!other.is_enough(all) && Evidence { method: Some(b"GET"), ..other }.is_enough(all));
        assert!(!Evidence { is_unread: true, ..Evidence::default() }.is_enough(all));
        assert!(!Evidence { status, is_unread: true, method: Some(b"sync"), ..Evidence::default() }.is_enough(all));
    }

    #[test]
    fn what_a_format_cannot_hold_is_not_demanded() {
        let columns = |columns: &[Column]| Columns::of(columns);
        let status_alone = columns(&[Column::Time, Column::Status]);
        assert!(evidence("", "", Some(200)).is_enough(status_alone));
        assert!(!evidence("", "", None).is_enough(status_alone));
        assert!(evidence("", "/a", None).is_enough(columns(&[Column::Time, Column::Path])));
        assert!(evidence("GET", "", None).is_enough(columns(&[Column::Time, Column::Method])));
        assert!(!evidence("sync", "", None).is_enough(columns(&[Column::Time, Column::Method])));
        assert!(!evidence("sync", "", Some(200)).is_enough(columns(&[Column::Method, Column::Status])));
        assert!(Evidence::default().is_enough(columns(&[Column::Time])));
        let request = columns(&[Column::Request, Column::Method, Column::Target, Column::Protocol]);
        assert!(Evidence { has_request: true, ..Evidence::default() }.is_enough(request), "garbage is data");
    }
}
