//! Writes requests as lines, as the server of the layout would, and lines that no server writes.

use super::random::Random;
use super::request::HttpRequest;
use super::settings::Layout;
use super::visitor::{Visitor, push_number};

/// Appends the line of a request. The time has its brackets.
pub(super) fn write(out: &mut Vec<u8>, layout: Layout, visitor: &Visitor, time: &[u8], request: &HttpRequest) {
    write_start(out, layout, visitor, time, request);
    quoted(out, layout, &request.line);
    out.push(b' ');
    push_number(out, u64::from(request.status));
    out.push(b' ');
    write_size(out, layout, request);
    if layout != Layout::Common {
        let agent = if request.is_http && visitor.agent != "-" { visitor.agent } else { "" };
        out.push(b' ');
        quoted(out, layout, &request.referer);
        out.push(b' ');
        quoted(out, layout, agent.as_bytes());
    }
    out.push(b'\n');
}

/// Appends a malformed line: truncated, against the rules, or not of an access log at all.
pub(super) fn write_bad(
    out: &mut Vec<u8>,
    layout: Layout,
    visitor: &Visitor,
    time: &[u8],
    request: &HttpRequest,
    random: &mut Random,
) {
    match random.below(5) {
        0 => {
            write_start(out, layout, visitor, time, request);
            out.extend_from_slice(b"\"GET /book/hidden-");
        }
        1 => write_start(out, layout, visitor, b"[the day before]", request),
        2 => {
            write_start(out, layout, visitor, time, request);
            out.extend_from_slice(b"\"GET / HTTP/1.1\" OK 5120 \"-\" \"-\"");
        }
        3 => out.extend_from_slice(b"PHP Warning:  Undefined variable $page in /srv/www/index.php on line 42"),
        _ => out.extend_from_slice(b"\x16\x03\x01\x02\x1b line noise"),
    }
    out.push(b'\n');
}

/// Everything before the request, including the space.
fn write_start(out: &mut Vec<u8>, layout: Layout, visitor: &Visitor, time: &[u8], request: &HttpRequest) {
    if layout == Layout::VhostCombined {
        out.extend_from_slice(request.vhost.as_bytes());
        out.push(b' ');
    }
    visitor.write_host(out);
    out.extend_from_slice(b" - ");
    out.extend_from_slice(visitor.user.filter(|_| request.is_http).unwrap_or("-").as_bytes());
    out.push(b' ');
    out.extend_from_slice(time);
    out.push(b' ');
}

/// `%b` is `-` for no body, `%O` includes the header, and `$body_bytes_sent` is a plain number.
fn write_size(out: &mut Vec<u8>, layout: Layout, request: &HttpRequest) {
    const HEADER_BYTES: u64 = 289;
    match layout {
        Layout::Combined | Layout::Common if request.body_bytes == 0 => out.push(b'-'),
        Layout::VhostCombined if request.status == 408 => out.push(b'0'),
        Layout::VhostCombined => push_number(out, request.body_bytes + HEADER_BYTES),
        _ => push_number(out, request.body_bytes),
    }
}

/// Appends a quoted value; `-` if there is none.
fn quoted(out: &mut Vec<u8>, layout: Layout, value: &[u8]) {
    out.push(b'"');
    if value.is_empty() {
        out.push(b'-');
    } else if value.iter().all(|byte| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\')) {
        out.extend_from_slice(value);
    } else if layout == Layout::Nginx {
        escape_nginx(out, value);
    } else {
        escape_apache(out, value);
    }
    out.push(b'"');
}

/// Escapes like Apache 2's `ap_escape_logitem`.
fn escape_apache(out: &mut Vec<u8>, value: &[u8]) {
    for &byte in value {
        match byte {
            b'"' | b'\\' => out.extend([b'\\', byte]),
            0x08 => out.extend(b"\\b"),
            b'\n' => out.extend(b"\\n"),
            b'\r' => out.extend(b"\\r"),
            b'\t' => out.extend(b"\\t"),
            0x0b => out.extend(b"\\v"),
            b' '..=b'~' => out.push(byte),
            _ => push_escape(out, byte, b"0123456789abcdef"),
        }
    }
}

/// Escapes like `escape=default` of nginx's `log_format`.
fn escape_nginx(out: &mut Vec<u8>, value: &[u8]) {
    for &byte in value {
        match byte {
            b'"' | b'\\' | ..b' ' | 0x7f.. => push_escape(out, byte, b"0123456789ABCDEF"),
            _ => out.push(byte),
        }
    }
}

fn push_escape(out: &mut Vec<u8>, byte: u8, digits: &[u8; 16]) {
    out.extend([b'\\', b'x', digits[usize::from(byte >> 4)], digits[usize::from(byte & 15)]]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_server_escapes_in_its_own_way() {
        let value = "a\"b\\c\u{e9}\t".as_bytes();
        let mut apache = Vec::new();
        quoted(&mut apache, Layout::Combined, value);
        assert_eq!(apache, br#""a\"b\\c\xc3\xa9\t""#);
        let mut nginx = Vec::new();
        quoted(&mut nginx, Layout::Nginx, value);
        assert_eq!(nginx, br#""a\x22b\x5Cc\xC3\xA9\x09""#);
    }
}
