//! Takes paths, queries and referrers apart.

use std::borrow::Cow;

/// Returns the `n`-th segment of a path, from 1. A negative `n` counts from the end.
///
/// Empty segments do not count, so that `/a//b/` has the segments `a` and `b`. Returns `None` for 0 and if there are
/// fewer segments.
///
/// ```
/// use logmill::route::parts::segment;
///
/// assert_eq!(segment("/users/42/orders", 2), Some("42"));
/// assert_eq!(segment("/users/42/orders", -1), Some("orders"));
/// assert_eq!(segment("/users", 2), None);
/// ```
pub fn segment(path: &str, n: i64) -> Option<&str> {
    let place = usize::try_from(n.unsigned_abs().checked_sub(1)?).ok()?;
    let mut segments = path.split('/').filter(|segment| !segment.is_empty());
    if n > 0 { segments.nth(place) } else { segments.nth_back(place) }
}

/// Returns the first value of a parameter of a query, decoded.
///
/// The query is `application/x-www-form-urlencoded`: pairs are separated by `&`, `+` is a space and `%41` is `A`. A
/// leading `?` is skipped. Names are compared after decoding, and case counts. A parameter without `=` has the value
/// `""`. Returns `None` if no parameter has that name.
///
/// ```
/// use logmill::route::parts::query_param;
///
/// assert_eq!(query_param("page=2&q=rust+lang", "q").as_deref(), Some("rust lang"));
/// assert_eq!(query_param("page=2", "q"), None);
/// ```
pub fn query_param<'q>(query: &'q str, name: &str) -> Option<Cow<'q, str>> {
    let query = query.strip_prefix('?').unwrap_or(query);
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    let mut pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    pairs.find(|(key, _)| decode(key, true) == name).map(|(_, value)| decode(value, true))
}

/// Decodes percent-encoding.
///
/// A `%` without two hexadecimal digits stays, and so does `+`. Bytes that are not UTF-8 after decoding become U+FFFD.
/// The text is borrowed if nothing changes.
///
/// ```
/// use logmill::route::parts::url_decode;
///
/// assert_eq!(url_decode("/caf%C3%A9/100%"), "/café/100%");
/// ```
pub fn url_decode(text: &str) -> Cow<'_, str> {
    decode(text, false)
}

/// Decodes percent-encoding, and `+` as a space if `plus`.
fn decode(text: &str, plus: bool) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let mut decoded: Option<Vec<u8>> = None;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let (value, len) = match byte {
            b'%' => hex_byte(&bytes[at + 1..]).map_or((byte, 1), |value| (value, 3)),
            b'+' if plus => (b' ', 1),
            _ => (byte, 1),
        };
        if (value != byte || len > 1) && decoded.is_none() {
            decoded = Some(bytes[..at].to_vec());
        }
        if let Some(decoded) = &mut decoded {
            decoded.push(value);
        }
        at += len;
    }
    match decoded.map(String::from_utf8) {
        None => Cow::Borrowed(text),
        Some(Ok(text)) => Cow::Owned(text),
        Some(Err(error)) => Cow::Owned(String::from_utf8_lossy(error.as_bytes()).into_owned()),
    }
}

/// Reads two hexadecimal digits.
fn hex_byte(bytes: &[u8]) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    Some(digit(*bytes.first()?)? << 4 | digit(*bytes.get(1)?)?)
}

/// Returns the host of a URL, as a `Referer` header has it.
///
/// The host is in lower case, without user, port, final dot, leading `www.` and the brackets of an IPv6 address. Of
/// `android-app://com.example` it is the name of the app, `com.example`. The host is borrowed if nothing has to change.
///
/// Returns `None` if the text has no scheme or no host, as in `-`, `about:blank` and `/page`, or if the host holds
/// whitespace or control characters.
///
/// ```
/// use logmill::route::parts::referrer_host;
///
/// assert_eq!(referrer_host("https://www.Example.com:8443/search?q=x").as_deref(), Some("example.com"));
/// assert_eq!(referrer_host("-"), None);
/// ```
pub fn referrer_host(referer: &str) -> Option<Cow<'_, str>> {
    let (scheme, rest) = referer.trim().split_once("://")?;
    let named = scheme.starts_with(|c: char| c.is_ascii_alphabetic());
    if !named || !scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.')) {
        return None;
    }
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let host = match host.strip_prefix('[') {
        Some(address) => address.split_once(']')?.0,
        None => host.split(':').next().unwrap_or_default(),
    };
    let host = without_www(host.strip_suffix('.').unwrap_or(host));
    if host.is_empty() || host.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return None;
    }
    let lower = !host.contains(char::is_uppercase);
    Some(if lower { Cow::Borrowed(host) } else { Cow::Owned(host.to_lowercase()) })
}

/// Removes `www.` unless a top-level domain alone would be left, as in `www.com`.
fn without_www(host: &str) -> &str {
    let prefixed = host.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("www."));
    if prefixed && host[4..].contains('.') { &host[4..] } else { host }
}

#[cfg(test)]
#[path = "parts_tests.rs"]
mod tests;
