//! Distinguishes URLs from paths, and hides their secrets.

const SCHEMES: [&str; 3] = ["http://", "https://", "s3://"];

/// Whether a text is the URL of an object: any other text is the name of a file.
pub(super) fn is_url(text: &str) -> bool {
    scheme(text).is_some()
}

/// A URL without its secrets: the query of `https` may be a signature, and a password may precede the host. In `s3` URLs
/// everything after the bucket is the key of an object. A text that is not a URL is shown as it is.
pub(super) fn shown(text: &str) -> String {
    let Some(scheme) = scheme(text) else { return text.to_owned() };
    if scheme == "s3://" {
        return format!("{scheme}{}", &text[scheme.len()..]);
    }
    let end = text.find(['?', '#']).unwrap_or(text.len());
    let query = if text[end..].starts_with('?') { "?…" } else { "" };
    let path = &text[scheme.len()..end];
    let host = path.split('/').next().unwrap_or_default();
    let user = host.rfind('@').unwrap_or_default();
    let mask = if user > 0 { "…" } else { "" };
    format!("{scheme}{mask}{}{query}", &path[user..])
}

fn scheme(text: &str) -> Option<&'static str> {
    let begins = |scheme: &&str| text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    SCHEMES.into_iter().find(begins)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_three_schemes_make_a_url_of_a_path() {
        for path in [
            "c:/logs/a.log",
            "http:a.log",
            "http",
            "httpss://a",
            "file:///a.log",
            "ftp://a/b",
            "s3:/a/b",
            "-",
            "é://a",
            "",
        ] {
            assert!(!is_url(path), "{path}");
        }
        assert!(is_url("Http://A/B") && is_url("S3://Bucket/Key"));
    }

    #[test]
    fn secrets_are_not_shown() {
        for (url, expected) in [
            ("HTTPS://h/a%20b.log?X-Amz-Signature=abc&x=1#top", "https://h/a%20b.log?…"),
            ("https://h/a.log#top?x", "https://h/a.log"),
            ("https://me:secret@h/a.log", "https://…@h/a.log"),
            ("http://t@h/a.log?b", "http://…@h/a.log?…"),
            ("https://me:secret@h:port?b", "https://…@h:port?…"),
            ("https://h/me@home.log", "https://h/me@home.log"),
            ("S3://bucket/a?b#c@d%20/e", "s3://bucket/a?b#c@d%20/e"),
            ("a.log?b", "a.log?b"),
        ] {
            assert_eq!(shown(url), expected);
        }
    }
}
