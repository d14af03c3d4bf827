//! Recognises clients, virtual hosts and addresses in a line. Pure.
//!
//! Log collectors prefix a server's lines with timestamps, container names or paths. None of these may become a host, so a field must look
//! like one: an address, a name, `unix:` or `-`.

use core::net::Ipv6Addr;

use crate::log::marks;

/// Classes of bytes, as a set of bits.
const DIGIT: u8 = 1;
const DOT: u8 = 2;
const COLON: u8 = 4;
const LETTER: u8 = 8;
/// A byte that never occurs in a host name or address.
const NEVER: u8 = 16;

/// Printable bytes of the class `NEVER`.
const IMPOSSIBLE: &[u8] = b"\"/[]{}()<>|=;@',";

static CLASSES: [u8; 256] = {
    let mut classes = [LETTER; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            b'0'..=b'9' => DIGIT,
            b'.' => DOT,
            b':' => COLON,
            0..=b' ' | 0x7f => NEVER,
            _ => LETTER,
        };
        byte += 1;
    }
    let mut at = 0;
    while at < IMPOSSIBLE.len() {
        classes[IMPOSSIBLE[at] as usize] = NEVER;
        at += 1;
    }
    classes
};

/// Whether a field can be the client: an address or name, with or without a port, `unix:`, a number, or `-`. Not accepted: timestamps,
/// paths, months, process names with brackets or a colon, and names whose last label is a number.
#[inline]
pub fn is_host(field: &[u8]) -> bool {
    match classes_of(field) {
        DIGIT => true,
        classes if classes == DIGIT | DOT => has_dots(field, 3),
        classes if classes & (NEVER | COLON) != 0 => is_odd_host(field),
        classes => classes & LETTER != 0 && is_plain_name(field),
    }
}

/// Whether a host may begin with a byte.
pub fn may_begin_host(byte: u8) -> bool {
    byte == b'[' || CLASSES[usize::from(byte)] != NEVER
}

/// Whether the first `length` bytes of a window are digits and three dots, which [`is_host`] accepts. Looks at all bytes at once.
#[inline(always)]
pub fn is_dotted_number(window: &[u8; 16], length: usize) -> bool {
    let (digits, dots) = marks::digits_and_dots(window);
    let wanted = (1u32 << (length & 31)) - 1;
    let dots = dots & wanted;
    // The third of the dots, and no further one, is left when the lowest two are taken away.
    let third = without_lowest(without_lowest(dots));
    digits & wanted | dots == wanted && third != 0 && without_lowest(third) == 0
}

#[inline(always)]
fn without_lowest(bits: u32) -> u32 {
    bits & bits.wrapping_sub(1)
}

#[inline(always)]
fn classes_of(field: &[u8]) -> u8 {
    field.iter().fold(0, |classes, byte| classes | CLASSES[usize::from(*byte)])
}

/// Whether a field can be the virtual host: like [`is_host`], but not a bare number.
#[inline]
pub fn is_vhost(field: &[u8]) -> bool {
    // nginx marks a regular expression as server name with a tilde.
    (is_host(field) && !field.iter().all(|byte| byte.is_ascii_digit() || *byte == b'*')) || field.starts_with(b"~")
}

/// Whether a field is an address; brackets, zone and port are allowed.
pub fn is_address(field: &[u8]) -> bool {
    let name = without_port(field).unwrap_or(field);
    is_ipv4(name) || is_bracketed(field) || is_ipv6(field)
}

/// Whether a field must be a host name: it has a dot or a port.
pub fn is_qualified(field: &[u8]) -> bool {
    let name = without_port(field);
    (name.is_some() || field.contains(&b'.')) && is_name(name.unwrap_or(field))
}

/// Where a second line's client begins inside a user: the end of one line and the beginning of the next are lost.
pub fn second_client(user: &[u8]) -> Option<usize> {
    let is_time = |field: &[u8]| matches!(field, [b'[', a, b, b'/', ..] if a.is_ascii_digit() && b.is_ascii_digit());
    let mut at = 0;
    let mut fields = user.split(|byte| matches!(byte, b' ' | b'\t')).peekable();
    while let Some(field) = fields.next() {
        let (next, is_followed) = (fields.peek().copied(), at + field.len() + 1 < user.len());
        let ident_ends = at + field.len() + 1 + next.map_or(0, <[u8]>::len);
        let has_user = is_followed && ident_ends < user.len();
        let is_client =
            has_user && (is_address(field) || (next == Some(b"-") && field.contains(&b'.') && field[0] != b'['));
        if is_time(field) || is_client || (next == Some(b"-") && user[ident_ends..] == *b" -") {
            return Some(at);
        }
        at += field.len() + 1;
    }
    None
}

/// A host with a port, an IPv6 address, or `unix:` with or without a socket path.
fn is_odd_host(field: &[u8]) -> bool {
    let has_named_port = || without_port(field).is_some_and(|name| is_ipv4(name) || is_name(name));
    let is_socket = field.starts_with(b"unix:") && !field.iter().any(u8::is_ascii_whitespace);
    is_socket || is_bracketed(field) || is_ipv6(field) || has_named_port()
}

/// A name without impossible bytes.
fn is_name(field: &[u8]) -> bool {
    let classes = classes_of(field);
    classes & (NEVER | COLON) == 0 && classes & LETTER != 0 && is_plain_name(field)
}

/// Whether a name without impossible bytes is an ordinary one, not a date, month, weekday, level, UUID, or a name such as `web.1`.
fn is_plain_name(field: &[u8]) -> bool {
    let is_other = match field {
        [b'A'..=b'Z', ..] => is_log_word(field),
        [b'0'..=b'9', ..] => begins_as_date(field),
        _ => false,
    };
    !is_other && !ends_in_number(field) && !is_uuid(field)
}

/// Whether the last of several labels is a number; only an address may end so (<https://url.spec.whatwg.org/#ends-in-a-number-checker>).
fn ends_in_number(name: &[u8]) -> bool {
    let digits = name.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    digits > 0 && name[..name.len() - digits].ends_with(b".")
}

/// Whether a word is a month, weekday or log level.
fn is_log_word(field: &[u8]) -> bool {
    const DATES: [&[u8; 3]; 19] = [
        b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec", b"Mon", b"Tue",
        b"Wed", b"Thu", b"Fri", b"Sat", b"Sun",
    ];
    const LEVELS: [&[u8]; 8] = [b"TRACE", b"DEBUG", b"INFO", b"NOTICE", b"WARN", b"WARNING", b"ERROR", b"FATAL"];
    field.first_chunk().is_some_and(|word| field.len() == 3 && DATES.contains(&word)) || LEVELS.contains(&field)
}

/// Whether a field begins with a date, `2018-02-16`.
pub fn begins_as_date(field: &[u8]) -> bool {
    let Some(date) = field.first_chunk::<10>() else { return false };
    date.iter().zip(b"0000-00-00").all(|(byte, like)| if *like == b'0' { byte.is_ascii_digit() } else { byte == like })
}

/// Whether a field is a UUID, such as the token of a sender.
pub fn is_uuid(field: &[u8]) -> bool {
    const SHAPE: &[u8; 36] = b"00000000-0000-0000-0000-000000000000";
    let fits = |(byte, like): (&u8, &u8)| if *like == b'0' { byte.is_ascii_hexdigit() } else { byte == like };
    field.len() == SHAPE.len() && field.iter().zip(SHAPE).all(fits)
}

fn is_ipv4(field: &[u8]) -> bool {
    let is_part = |part: &[u8]| (1..=3).contains(&part.len()) && part.iter().all(u8::is_ascii_digit);
    has_dots(field, 3) && field.split(|byte| *byte == b'.').all(is_part)
}

fn has_dots(field: &[u8], count: usize) -> bool {
    field.iter().filter(|byte| **byte == b'.').count() == count
}

/// `[2001:db8::1]`, optionally with a port.
fn is_bracketed(field: &[u8]) -> bool {
    let field = without_port(field).filter(|name| name.ends_with(b"]")).unwrap_or(field);
    field.strip_prefix(b"[").and_then(|inside| inside.strip_suffix(b"]")).is_some_and(is_ipv6)
}

/// An IPv6 address, optionally with a zone, digits masked as `x`, or a port after the last colon.
fn is_ipv6(field: &[u8]) -> bool {
    const LONGEST: usize = 64;
    let (field, zone) = field.split_at(memchr::memchr(b'%', field).unwrap_or(field.len()));
    let is_zone = zone.iter().all(|byte| CLASSES[usize::from(*byte)] & NEVER == 0);
    if !is_zone || field.len() > LONGEST || field.iter().filter(|byte| **byte == b':').count() < 2 {
        return false;
    }
    let mut text = [0; LONGEST];
    for (to, from) in text.iter_mut().zip(field) {
        *to = if matches!(from, b'x' | b'X') { b'0' } else { *from };
    }
    let parses = |text: &[u8]| std::str::from_utf8(text).is_ok_and(|text| text.parse::<Ipv6Addr>().is_ok());
    let text = &text[..field.len()];
    parses(text) || without_port(text).is_some_and(parses)
}

/// What precedes a final colon with one to five digits.
fn without_port(field: &[u8]) -> Option<&[u8]> {
    let colon = memchr::memrchr(b':', field)?;
    let port = &field[colon + 1..];
    ((1..=5).contains(&port.len()) && port.iter().all(u8::is_ascii_digit)).then_some(&field[..colon])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_names_and_dashes_are_hosts() {
        let addresses = "203.0.113.9 203.0.113.xxx 203.0.113.9:567 10.9.1.1:99999 2001:db8::1 [2001:db8::1] [2001:db8::1]:443 ::ffff:10.0.0.1 \
                         2001:db8:1:2:3:4:5:6:443 2001:db8:xxxx::x fe80::1%eth0 unix: unix:/run/x.sock";
        let names =
            "- h my_host web-1.example.org crawl-66-249-66-1.googlebot.com localhost:8080 bücher.example 4711 _";
        for host in addresses.split_ascii_whitespace().chain(names.split(' ')) {
            assert!(is_host(host.as_bytes()), "{host}");
        }
    }

    #[test]
    fn timestamps_paths_and_names_of_processes_are_not_hosts() {
        let others = "2018-02-16T12:34:56Z 2018-02-16 12:34:56 12:34 1518784496.123 Feb Fri INFO /var/log/x app[web.1]: web.1 nginx: \
                      [pod/a/b] 0|app svc.1.x@node access.log:203.0.113.9 access.log-203.0.113.9 12:203.0.113.9 203.0.198.51.100.7 key=value \
                      <134>Feb \"x { fe80::1%a/b @4000000050 (a) a:b:c 'a' 2bfbea1e-10c3-4419-bdad-7e6435882e1f";
        for other in others.split_ascii_whitespace().chain([""]) {
            assert!(!is_host(other.as_bytes()), "{other}");
        }
        let vhosts = ["12", "*", "203.0.113.9", "www.example.org:443", "*.example.org", "~^(www)$"]
            .map(|name| is_vhost(name.as_bytes()));
        assert_eq!(vhosts, [false, false, true, true, true, true]);
    }

    #[test]
    fn a_dotted_number_is_seen_at_once_where_it_is_a_host() {
        for text in [
            "203.0.113.9 - - [10",
            "999.999.999.999999",
            "1.2.3 x - - [10/Oct",
            "1/2.3.4 - - [10/O",
            "12.34.56.78:80 - x",
            "\u{e9}.1.2.3 - - [10/",
        ] {
            let bytes = text.as_bytes();
            for length in 0..=16 {
                let is_seen = is_dotted_number(bytes.first_chunk().expect("long enough"), length);
                let field = &bytes[..length];
                let is_number = field.iter().all(|byte| byte.is_ascii_digit() || *byte == b'.') && has_dots(field, 3);
                assert_eq!(is_seen, is_number, "{length} of {text}");
                assert!(!is_seen || is_host(field));
            }
        }
    }

    #[test]
    fn only_addresses_are_addresses() {
        for address in ["203.0.113.9", "203.0.113.9:80", "2001:db8::1", "[2001:db8::1]:443", "fe80::1%eth0"] {
            assert!(is_address(address.as_bytes()), "{address}");
        }
        for other in ["-", "unix:", "4711", "a.b.c.d", "203.0.113", "12:34:56", "fra198.51.100.7", ""] {
            assert!(!is_address(other.as_bytes()), "{other}");
        }
        let qualified = ["www.example.org", "localhost:80", "web-1", "web.1"].map(|name| is_qualified(name.as_bytes()));
        assert_eq!(qualified, [true, true, false, false]);
    }
}
