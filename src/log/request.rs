//! Splits request lines into method, target and protocol, and targets into path and query.
//!
//! A request may be arbitrary bytes (a probe sends anything). Parts that cannot be recognised are absent; the line is still a record.

use super::fields::{CoreFields, Span};
use super::tally::Note;
use super::time;

/// The parts of a request line; all absent if it cannot be split.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestParts {
    /// The method.
    pub method: Span,
    /// The target, not empty.
    pub target: Span,
    /// The protocol.
    pub protocol: Span,
}

impl RequestParts {
    const OPAQUE: RequestParts = RequestParts { method: Span::NONE, target: Span::NONE, protocol: Span::NONE };
}

/// Splits a request at its first space and, if the last token is `HTTP/d[.d]` or a bare version (Hypercorn), at its last. `base` is the
/// offset of `request` in its batch.
///
/// A method is any token of RFC 9110 section 5.6.2. Spaces before the target and after the last token belong to no part, nor does a quote
/// before the protocol (IIS 4).
pub fn split(request: &[u8], base: usize) -> RequestParts {
    let Some(first) = memchr::memchr(b' ', request).filter(|end| *end > 0 && request[..*end].iter().all(is_token_byte))
    else {
        return RequestParts::OPAQUE;
    };
    let request = &request[..end_before_spaces(request)];
    let last = memchr::memrchr(b' ', request).unwrap_or(first);
    let mut tail = last + 1;
    if request.get(tail) == Some(&b'"') {
        tail += 1;
    }
    let (target_end, protocol) = match request.get(tail..) {
        Some(token) if is_protocol(token) || (last > first && is_bare_version(token)) => {
            (last, Span::new(base + tail, base + request.len()))
        }
        _ => (request.len(), Span::NONE),
    };
    let start = first + request[first..target_end].iter().take_while(|byte| **byte == b' ').count();
    // Squid writes `- - HTTP/0.0` if no request was read.
    let part = |start, end| {
        if end > start && &request[start..end] != b"-" { Span::new(base + start, base + end) } else { Span::NONE }
    };
    RequestParts { method: part(0, first), target: part(start, target_end), protocol }
}

/// Splits a request. Fast for `GET ` at the beginning and ` HTTP/d.d` at the end.
#[inline(always)]
pub fn read(request: &[u8], base: usize, fields: &mut CoreFields) {
    const GET: &[u8; 4] = b"GET ";
    /// Protocols of nearly all requests.
    const PROTOCOLS: [u64; 3] =
        [u64::from_le_bytes(*b"HTTP/1.1"), u64::from_le_bytes(*b"HTTP/1.0"), u64::from_le_bytes(*b"HTTP/2.0")];
    let end = base + request.len();
    fields.request = Span::new(base, end);
    if let [b'G', b'E', b'T', b' ', target @ .., b' ', _, _, _, _, _, _, _, _] = request
        && let Some(protocol) = request.last_chunk()
        && PROTOCOLS.contains(&u64::from_le_bytes(*protocol))
        && target.first().is_some_and(|byte| *byte != b' ')
    {
        let start = base + GET.len();
        fields.method = Span::new(base, start - 1);
        fields.target = Span::new(start, start + target.len());
        fields.protocol = Span::new(end - protocol.len(), end);
        return;
    }
    if is_absent(request) {
        (fields.request, fields.method, fields.target, fields.protocol) =
            (Span::NONE, Span::NONE, Span::NONE, Span::NONE);
        return;
    }
    let parts = split(request, base);
    (fields.method, fields.target, fields.protocol) = (parts.method, parts.target, parts.protocol);
    if !parts.method.is_some() && !request.is_empty() && !request.starts_with(b"- ") {
        fields.notes.add(Note::OpaqueRequest);
    }
}

/// End of `text` without trailing spaces.
fn end_before_spaces(text: &[u8]) -> usize {
    text.len() - text.iter().rev().take_while(|byte| **byte == b' ').count()
}

/// Whether the request is what servers log if they read none: `-`, or a `-` for each of its parts (Traefik, AWS load balancers, Apache's
/// `%m %U %H`).
pub fn is_absent(request: &[u8]) -> bool {
    request.first() == Some(&b'-') && request.iter().all(|byte| matches!(byte, b'-' | b' '))
}

fn is_token_byte(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(byte)
}

/// Whether a line contains a method and a target somewhere: capitals, a space, and the beginning of a path or URL.
pub fn is_within(line: &[u8]) -> bool {
    const SHORTEST: usize = 3;
    let targets = memchr::memmem::find_iter(line, b" /").chain(memchr::memmem::find_iter(line, b" http"));
    targets.into_iter().any(|space| {
        let before = &line[..end_before_spaces(&line[..space])];
        before.iter().rev().take_while(|byte| byte.is_ascii_uppercase()).count() >= SHORTEST
    })
}

/// Whether the last of several words is a protocol.
pub fn ends_in_protocol(request: &[u8]) -> bool {
    // A protocol has at most eight bytes.
    let end = &request[request.len().saturating_sub(9)..];
    memchr::memrchr(b' ', end).is_some_and(|space| is_protocol(&end[space + 1..]))
}

/// `HTTP/d` or `HTTP/d.d`, in either case.
fn is_protocol(token: &[u8]) -> bool {
    let Some((name, version)) = token.split_first_chunk::<5>() else { return false };
    let is_version = match version {
        [major] => major.is_ascii_digit(),
        [major, b'.', minor] => major.is_ascii_digit() && minor.is_ascii_digit(),
        _ => false,
    };
    is_version && name.eq_ignore_ascii_case(b"HTTP/")
}

/// An HTTP version without the name.
fn is_bare_version(token: &[u8]) -> bool {
    matches!(token, b"1.0" | b"1.1" | b"2" | b"3")
}

/// The range of the path in a target: up to query and fragment. In an absolute-form target (`http://host/path`, RFC 9112 section 3.2) it
/// defaults to `/`. The `*` of an asterisk-form target is its path.
pub fn path(target: &[u8]) -> Option<(usize, usize)> {
    let authority = if target.starts_with(b"/") { None } else { authority(target) };
    let start = authority.map_or(0, |(_, end)| end);
    let rest = &target[start..];
    let end = start + memchr::memchr2(b'?', b'#', rest).unwrap_or(rest.len());
    match authority {
        // A missing path is `/`: the slash before the authority stands in for it.
        Some((authority, _)) if start == end => Some((authority - 1, authority)),
        _ => Some((start, end)),
    }
}

/// The range of the query in a target: after the first `?` outside the fragment, up to the fragment.
pub fn query(target: &[u8]) -> Option<(usize, usize)> {
    let mark = memchr::memchr2(b'?', b'#', target).filter(|at| target[*at] == b'?')?;
    let rest = &target[mark + 1..];
    Some((mark + 1, mark + 1 + memchr::memchr(b'#', rest).unwrap_or(rest.len())))
}

/// The range of the authority in a target that begins with `scheme://authority`.
pub fn authority(target: &[u8]) -> Option<(usize, usize)> {
    let colon = memchr::memchr(b':', target)?;
    let is_scheme = colon > 0 && target[..colon].iter().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(b));
    let authority = target[colon..].strip_prefix(b"://").filter(|_| is_scheme)?;
    let length = memchr::memchr3(b'/', b'?', b'#', authority).unwrap_or(authority.len());
    Some((colon + 3, colon + 3 + length))
}

/// The first non-empty segment of a path.
pub fn first_segment(path: &[u8]) -> Option<(usize, usize)> {
    let start = path.iter().position(|b| *b != b'/')?;
    let end = memchr::memchr(b'/', &path[start..]).map_or(path.len(), |length| start + length);
    Some((start, end))
}

/// The extension of a path: what follows the last dot of its last segment, unless that dot is its first or last byte.
pub fn extension(path: &[u8]) -> Option<(usize, usize)> {
    let segment = memchr::memrchr(b'/', path).map_or(0, |slash| slash + 1);
    let dot = segment + memchr::memrchr(b'.', &path[segment..])?;
    (dot > segment && dot + 1 < path.len()).then_some((dot + 1, path.len()))
}

/// Whether a request contains `time] "`, as at the beginning of another line: the end of its own line and the beginning of the next are
/// lost.
pub fn holds_time(request: &[u8]) -> bool {
    const LONGEST_TIME: usize = 64;
    memchr::memchr_iter(b'"', request).any(|quote| {
        let before = &request[quote.saturating_sub(LONGEST_TIME)..quote];
        let Some(before) = before.strip_suffix(b"] ") else { return false };
        memchr::memrchr(b'[', before).is_some_and(|open| time::parse(&before[open + 1..]).is_some())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(request: &str) -> [Option<&str>; 3] {
        let parts = split(request.as_bytes(), 0);
        [parts.method, parts.target, parts.protocol]
            .map(|span| span.of(request.as_bytes()).map(|bytes| std::str::from_utf8(bytes).unwrap()))
    }

    #[test]
    fn a_request_splits_at_its_first_and_last_space() {
        assert_eq!(parts("GET /a b c HTTP/1.1"), [Some("GET"), Some("/a b c"), Some("HTTP/1.1")]);
        assert_eq!(parts("get /x http/1.1"), [Some("get"), Some("/x"), Some("http/1.1")]);
        assert_eq!(parts("PRI * HTTP/2.0"), [Some("PRI"), Some("*"), Some("HTTP/2.0")]);
        assert_eq!(parts("GET /x HTTP/3"), [Some("GET"), Some("/x"), Some("HTTP/3")]);
        assert_eq!(parts("GET /x"), [Some("GET"), Some("/x"), None]);
        assert_eq!(parts("GET /x \"HTTP/1.1"), [Some("GET"), Some("/x"), Some("HTTP/1.1")]);
        assert_eq!(parts("GET HTTP/1.1"), [Some("GET"), None, Some("HTTP/1.1")]);
        assert_eq!(parts("GET /x 1.1"), [Some("GET"), Some("/x"), Some("1.1")]);
    }

    #[test]
    fn spaces_around_the_parts_belong_to_no_part() {
        assert_eq!(parts("GET / "), [Some("GET"), Some("/"), None]);
        assert_eq!(parts("GET /x HTTP/1.1 "), [Some("GET"), Some("/x"), Some("HTTP/1.1")]);
        assert_eq!(parts("GET  /a b  HTTP/1.1"), [Some("GET"), Some("/a b "), Some("HTTP/1.1")]);
        assert_eq!(parts("GET  HTTP/1.1"), [Some("GET"), None, Some("HTTP/1.1")]);
        assert_eq!(parts("GET  "), [Some("GET"), None, None]);
        assert_eq!(parts("- - HTTP/0.0"), [None, None, Some("HTTP/0.0")]);
    }

    #[test]
    fn what_does_not_begin_with_a_token_is_opaque() {
        for request in ["", "-", "\\x16\\x03\\x01", "\\x16 /x HTTP/1.1", " /x HTTP/1.1", "GET"] {
            assert_eq!(parts(request), [None; 3], "{request:?}");
        }
    }

    fn path_of(target: &str) -> Option<&str> {
        path(target.as_bytes()).map(|(start, end)| &target[start..end])
    }

    #[test]
    fn a_path_leaves_out_authority_query_and_fragment() {
        assert_eq!(path_of("/a/b?c=/d#e"), Some("/a/b"));
        assert_eq!(path_of("/a#b?c"), Some("/a"));
        assert_eq!(path_of("http://h.example/a?b"), Some("/a"));
        assert_eq!(path_of("http://h.example"), Some("/"));
        assert_eq!(path_of("http://h.example?q"), Some("/"));
        assert_eq!(path_of("*"), Some("*"));
        assert_eq!(path_of("/x/http://h/"), Some("/x/http://h/"));
        assert_eq!(path_of("?q"), Some(""));
    }

    #[test]
    fn a_query_ends_at_the_fragment() {
        let query_of = |target: &'static str| query(target.as_bytes()).map(|(start, end)| &target[start..end]);
        assert_eq!(query_of("/a?b?c#d"), Some("b?c"));
        assert_eq!(query_of("/a?"), Some(""));
        assert_eq!(query_of("/a#b?c"), None);
        assert_eq!(query_of("/a"), None);
    }

    #[test]
    fn segments_and_extensions_come_from_the_path() {
        let segment = |path: &'static str| first_segment(path.as_bytes()).map(|(start, end)| &path[start..end]);
        assert_eq!(segment("//book//ch1"), Some("book"));
        assert_eq!(segment("/"), None);
        let ext = |path: &'static str| extension(path.as_bytes()).map(|(start, end)| &path[start..end]);
        assert_eq!(ext("/a.b/c.tar.gz"), Some("gz"));
        assert_eq!(ext("/a.b/c"), None);
        assert_eq!(ext("/.htaccess"), None);
        assert_eq!(ext("/a."), None);
    }
}
