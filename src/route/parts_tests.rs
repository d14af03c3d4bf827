use proptest::prelude::*;

use super::*;

#[test]
fn segments_count_from_one_or_from_the_end() {
    for (n, expected) in [(1, Some("a")), (2, Some("b")), (3, Some("c")), (4, None), (0, None)] {
        assert_eq!(segment("/a//b/c/", n), expected, "segment {n}");
    }
    for (n, expected) in [(-1, Some("c")), (-2, Some("b")), (-3, Some("a")), (-4, None)] {
        assert_eq!(segment("/a//b/c/", n), expected, "segment {n}");
    }
    assert_eq!(segment("a/b", 1), Some("a"));
    assert_eq!(segment("", 1), None);
    assert_eq!(segment("///", -1), None);
    assert_eq!(segment("/a", i64::MIN), None);
    assert_eq!(segment("/a", i64::MAX), None);
}

#[test]
fn a_parameter_is_found_by_its_decoded_name() {
    let param = |query, name| query_param(query, name).map(Cow::into_owned);
    let text = |value: &str| Some(value.to_owned());
    assert_eq!(param("a=1&b=2&a=3", "a"), text("1"));
    assert_eq!(param("a=1&b=2", "b"), text("2"));
    assert_eq!(param("?a=1", "a"), text("1"));
    assert_eq!(param("a", "a"), text(""));
    assert_eq!(param("a=", "a"), text(""));
    assert_eq!(param("a=x=y", "a"), text("x=y"));
    assert_eq!(param("q=rust+lang%2B%26", "q"), text("rust lang+&"));
    assert_eq!(param("my+key=1", "my key"), text("1"));
    assert_eq!(param("caf%C3%A9=1", "café"), text("1"));
    assert_eq!(param("A=1", "a"), None);
    assert_eq!(param("ab=1", "a"), None);
    assert_eq!(param("", "a"), None);
    assert_eq!(param("", ""), None);
    assert_eq!(param("&&=x", ""), text("x"));
    assert_eq!(param("a=100%", "a"), text("100%"));
}

#[test]
fn a_value_without_encoding_is_borrowed() {
    assert!(matches!(query_param("a=plain", "a"), Some(Cow::Borrowed("plain"))));
    assert!(matches!(url_decode("/a+b/100%/%zz"), Cow::Borrowed(_)));
}

#[test]
fn percent_encoding_is_decoded_and_invalid_sequences_stay() {
    assert_eq!(url_decode("%41%62"), "Ab");
    assert_eq!(url_decode("caf%c3%A9"), "café");
    assert_eq!(url_decode("a+b%20c"), "a+b c");
    assert_eq!(url_decode("%"), "%");
    assert_eq!(url_decode("%4"), "%4");
    assert_eq!(url_decode("%4g%41"), "%4gA");
    assert_eq!(url_decode("%+1"), "%+1");
    assert_eq!(url_decode("%25"), "%");
    assert_eq!(url_decode("%2541"), "%41");
    assert_eq!(url_decode("%é%41"), "%éA");
}

#[test]
fn bytes_that_are_not_utf8_become_replacement_characters() {
    assert_eq!(url_decode("a%FFb"), "a\u{fffd}b");
    assert_eq!(url_decode("%C3"), "\u{fffd}");
    assert_eq!(url_decode("é%C3%28"), "é\u{fffd}(");
}

#[test]
fn the_host_of_a_referrer_is_plain_and_in_lower_case() {
    let host = |referer| referrer_host(referer).map(Cow::into_owned);
    for (referer, expected) in [
        ("http://example.com", "example.com"),
        ("https://www.Example.COM:8443/a?b#c", "example.com"),
        ("HTTPS://WWW.example.com", "example.com"),
        ("http://user:p@ss@example.com/x@y", "example.com"),
        ("http://example.com?q=http://other.example", "example.com"),
        ("http://example.com.#x", "example.com"),
        ("http://[2001:DB8::1]:8080/", "2001:db8::1"),
        ("http://192.0.2.1:80/", "192.0.2.1"),
        ("android-app://com.google.android.gm/", "com.google.android.gm"),
        ("http://www.com/", "www.com"),
        ("http://wwwx.example.com/", "wwwx.example.com"),
        ("http://localhost:3000", "localhost"),
        ("  http://example.com  ", "example.com"),
        ("http://BÜCHER.example/", "bücher.example"),
        ("http://éé.example/", "éé.example"),
    ] {
        assert_eq!(host(referer).as_deref(), Some(expected), "referer '{referer}'");
    }
}

#[test]
fn a_text_that_is_no_url_has_no_host() {
    for referer in [
        "",
        "-",
        "/page",
        "example.com/page",
        "//example.com",
        "about:blank",
        "file:///etc",
        "http://",
        "http://:80/",
        "http://[::1/",
        "1http://a.b",
        "a b://c.d",
        "http://a b/",
        "http://a\u{7}b/",
        "http://.",
        "://a.b",
    ] {
        assert_eq!(referrer_host(referer), None, "referer '{referer}'");
    }
}

#[test]
fn a_host_that_needs_no_change_is_borrowed() {
    assert!(matches!(referrer_host("https://www.example.com/x"), Some(Cow::Borrowed("example.com"))));
}

proptest! {
    #[test]
    fn decoding_undoes_the_encoding_of_every_byte(text in "\\PC{0,30}") {
        let encoded: String = text.bytes().map(|byte| format!("%{byte:02x}")).collect();
        prop_assert_eq!(url_decode(&encoded), text.as_str());
        let query = format!("x=1&{encoded}={encoded}");
        prop_assume!(text != "x");
        let value = query_param(&query, &text);
        prop_assert_eq!(value.as_deref(), Some(text.as_str()));
    }

    #[test]
    fn any_text_is_taken_apart_without_harm(text in "[ -~é%+&=/:@\\[\\].]{0,40}", n in any::<i64>()) {
        prop_assert!(segment(&text, n).is_none_or(|found| !found.is_empty() && !found.contains('/')));
        prop_assert!(url_decode(&text).chars().count() <= text.chars().count());
        prop_assert!(referrer_host(&text).is_none_or(|host| !host.is_empty() && *host == host.to_lowercase()));
        query_param(&text, "a");
    }
}
