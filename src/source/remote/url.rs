//! What is a URL where a path may stand, and how it is shown.

use std::fmt;

/// How an object is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// `http://` and `https://`.
    Http,
    /// `s3://`.
    S3,
}

/// A URL as it was written, but for the case of its scheme.
///
/// The query of `https` may be a signature, and before the host there may be a password: both are kept out of what is shown. In `s3` URLs
/// everything behind the bucket is the key of an object, as it is: nothing in it is an escape.
///
/// # Example
/// ```
/// use logmill::source::ObjectUrl;
///
/// let url = ObjectUrl::of("HTTPS://logs.example/a.log?signature=1234").unwrap();
/// assert_eq!(url.shown(), "https://logs.example/a.log?…");
/// assert_eq!(url.path(), "https://logs.example/a.log");
/// assert_eq!(ObjectUrl::of("logs/https.log"), None);
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ObjectUrl {
    text: String,
}

const SCHEMES: [&str; 3] = ["http://", "https://", "s3://"];

impl ObjectUrl {
    /// The URL, when it is one; any other text is the name of a file.
    pub fn of(text: &str) -> Option<ObjectUrl> {
        let is_begin =
            |scheme: &&&str| text.get(..scheme.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(scheme));
        let scheme = SCHEMES.iter().find(is_begin)?;
        Some(ObjectUrl { text: format!("{scheme}{}", &text[scheme.len()..]) })
    }

    /// How the object is asked for.
    pub fn scheme(&self) -> Scheme {
        if self.text.starts_with("s3:") { Scheme::S3 } else { Scheme::Http }
    }

    /// The whole URL with its secrets.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The URL up to its query.
    pub fn path(&self) -> &str {
        match self.scheme() {
            Scheme::Http => self.text.split(['?', '#']).next().unwrap_or_default(),
            Scheme::S3 => &self.text,
        }
    }

    /// Its name in messages and reports.
    pub fn shown(&self) -> String {
        let path = self.path();
        let query = if self.text[path.len()..].starts_with('?') { "?…" } else { "" };
        match (self.user(), path.split_once("://")) {
            (Some(user), Some((scheme, rest))) => format!("{scheme}://…{}{query}", &rest[user.len()..]),
            _ => format!("{path}{query}"),
        }
    }

    /// A user, mostly with a password, before the host.
    pub(super) fn user(&self) -> Option<&str> {
        let (_, rest) = self.path().split_once("://")?;
        let host = rest.split('/').next().unwrap_or_default();
        host.rsplit_once('@').map(|(user, _)| user).filter(|user| !user.is_empty() && self.scheme() == Scheme::Http)
    }

    /// The bucket and the key of an `s3` URL; the key may be empty.
    pub(super) fn bucket_and_key(&self) -> (&str, &str) {
        let (_, rest) = self.text.split_once("://").unwrap_or_default();
        rest.split_once('/').unwrap_or((rest, ""))
    }

    /// Whether it stands for one object, and not for all that are below a prefix or match a pattern.
    pub(super) fn names_one(&self) -> bool {
        let (_, key) = self.bucket_and_key();
        self.scheme() == Scheme::Http || !(key.is_empty() || key.ends_with('/') || key.contains(['*', '?', '[']))
    }

    /// The URL of another key of the same bucket.
    #[cfg(feature = "cloud")]
    pub(super) fn with_key(&self, key: &str) -> ObjectUrl {
        ObjectUrl { text: format!("s3://{}/{key}", self.bucket_and_key().0) }
    }
}

impl fmt::Debug for ObjectUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ObjectUrl({})", self.shown())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        ObjectUrl::of(text).expect("a URL").shown()
    }

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
            assert_eq!(ObjectUrl::of(path), None, "{path}");
        }
        let scheme = |text| ObjectUrl::of(text).map(|url| (url.scheme(), url.text));
        assert_eq!(scheme("Http://A/B"), Some((Scheme::Http, "http://A/B".to_owned())));
        assert_eq!(scheme("S3://Bucket/Key"), Some((Scheme::S3, "s3://Bucket/Key".to_owned())));
    }

    #[test]
    fn secrets_are_not_shown() {
        assert_eq!(shown("https://h/a%20b.log?X-Amz-Signature=abc&x=1#top"), "https://h/a%20b.log?…");
        assert_eq!(shown("https://h/a.log#top?x"), "https://h/a.log");
        assert_eq!(shown("https://me:secret@h/a.log"), "https://…@h/a.log");
        assert_eq!(shown("http://t@h/a.log?b"), "http://…@h/a.log?…");
        assert_eq!(shown("https://h/me@home.log"), "https://h/me@home.log");
        let debug = format!("{:?}", ObjectUrl::of("https://me:secret@h/a.log?secret"));
        assert!(!debug.contains("secret"), "{debug}");
    }

    #[test]
    fn nothing_in_the_key_of_an_object_is_a_query() {
        let url = ObjectUrl::of("s3://bucket/a?b#c@d%20/e").expect("a URL");
        assert_eq!(url.shown(), "s3://bucket/a?b#c@d%20/e");
        assert_eq!(url.bucket_and_key(), ("bucket", "a?b#c@d%20/e"));
        assert_eq!(ObjectUrl::of("s3://bucket").expect("a URL").bucket_and_key(), ("bucket", ""));
    }
}
