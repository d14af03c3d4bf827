//! URLs of objects, and of many objects of a bucket.

use std::fmt;

use url::{Position, Url};

use super::error::RemoteError;
use super::scheme::Scheme;

/// The URL of an object, or of all objects of a bucket with a prefix or a pattern.
///
/// `http` and `https` URLs follow the WHATWG standard. In `s3` URLs everything after the bucket is the key of an object, byte for byte,
/// without escapes or a query.
///
/// # Example
/// ```
/// use logmill_remote::{ObjectUrl, Scheme};
///
/// let url = ObjectUrl::parse("HTTPS://logs.example/a.log?signature=1234")?;
/// assert_eq!(url.scheme(), Scheme::Http);
/// assert_eq!(url.path(), "https://logs.example/a.log");
/// assert!(ObjectUrl::parse("https://logs.example:port/").is_err());
/// # Ok::<(), logmill_remote::RemoteError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ObjectUrl(Repr);

#[derive(Clone, PartialEq, Eq, Hash)]
enum Repr {
    Http(Url),
    /// `s3://BUCKET/KEY`.
    S3(String),
}

const S3: &str = "s3://";

impl ObjectUrl {
    /// Parses a URL.
    ///
    /// # Errors
    /// It has another scheme, or it is malformed.
    pub fn parse(text: &str) -> Result<ObjectUrl, RemoteError> {
        if let Some((scheme, rest)) = text.split_at_checked(S3.len())
            && scheme.eq_ignore_ascii_case(S3)
        {
            return Ok(ObjectUrl(Repr::S3(format!("{S3}{rest}"))));
        }
        let url = Url::parse(text).map_err(|error| RemoteError::BadUrl { detail: error.to_string() })?;
        match url.scheme() {
            "http" | "https" => Ok(ObjectUrl(Repr::Http(url))),
            other => Err(RemoteError::BadUrl { detail: format!("unknown scheme `{other}`") }),
        }
    }

    /// How the object is requested.
    pub fn scheme(&self) -> Scheme {
        match self.0 {
            Repr::Http(_) => Scheme::Http,
            Repr::S3(_) => Scheme::S3,
        }
    }

    /// The whole URL, including secrets in its query.
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Repr::Http(url) => url.as_str(),
            Repr::S3(text) => text,
        }
    }

    /// The URL without its query.
    pub fn path(&self) -> &str {
        match &self.0 {
            Repr::Http(url) => &url[..Position::AfterPath],
            Repr::S3(text) => text,
        }
    }

    /// Whether it names one object: not a prefix (`s3://bucket/logs/`) and not a pattern (`s3://bucket/*.gz`).
    pub fn is_single(&self) -> bool {
        let (_, key) = self.bucket_and_key();
        self.scheme() == Scheme::Http || !(key.is_empty() || key.ends_with('/') || key.contains(['*', '?', '[']))
    }

    /// Whether it has a user or password before the host.
    pub(crate) fn has_user(&self) -> bool {
        matches!(&self.0, Repr::Http(url) if !url.username().is_empty() || url.password().is_some())
    }

    /// The bucket and the key of an `s3` URL; both are empty for other URLs, and the key may be empty.
    pub(crate) fn bucket_and_key(&self) -> (&str, &str) {
        let Repr::S3(text) = &self.0 else { return ("", "") };
        let rest = &text[S3.len()..];
        rest.split_once('/').unwrap_or((rest, ""))
    }

    /// The URL of a key of a bucket.
    pub(crate) fn of_key(bucket: &str, key: &str) -> ObjectUrl {
        ObjectUrl(Repr::S3(format!("{S3}{bucket}/{key}")))
    }
}

impl fmt::Debug for ObjectUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // No password and no signature.
        let shown = match &self.0 {
            Repr::Http(url) => &url[Position::BeforeHost..Position::AfterPath],
            Repr::S3(text) => text,
        };
        write!(f, "ObjectUrl({shown})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> ObjectUrl {
        ObjectUrl::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    #[test]
    fn http_https_and_s3_are_urls_in_any_case() {
        for text in ["ftp://a/b", "c:/logs/a.log", "a.log", "", "http://", "http://h:port/"] {
            assert!(ObjectUrl::parse(text).is_err(), "{text}");
        }
        assert_eq!(parse("Http://A/B").as_str(), "http://a/B");
        assert_eq!(parse("S3://Bucket/Key").as_str(), "s3://Bucket/Key");
    }

    #[test]
    fn escapes_of_a_path_and_a_query_stay_as_they_were_written() {
        let text = "https://h/a%20b%2Fc%41.log?X-Amz-Signature=s%2Bcret&n=1";
        assert_eq!(parse(text).as_str(), text);
        assert_eq!(parse(text).path(), "https://h/a%20b%2Fc%41.log");
    }

    #[test]
    fn secrets_are_not_printed() {
        let debug = format!("{:?}", parse("https://me:secret@h/a.log?secret"));
        assert_eq!(debug, "ObjectUrl(h/a.log)");
        assert!(parse("https://me:secret@h/a.log").has_user() && parse("http://t@h/").has_user());
        assert!(!parse("https://h/me@home.log").has_user());
    }

    #[test]
    fn nothing_in_the_key_of_an_object_is_a_query() {
        let url = parse("s3://bucket/a?b#c@d%20/e");
        assert_eq!(url.path(), "s3://bucket/a?b#c@d%20/e");
        assert_eq!(url.bucket_and_key(), ("bucket", "a?b#c@d%20/e"));
        assert_eq!(parse("s3://bucket").bucket_and_key(), ("bucket", ""));
    }

    #[test]
    fn prefixes_and_patterns_are_not_single_objects() {
        for (text, expected) in [
            ("https://h/*/", true),
            ("s3://bucket/a.log", true),
            ("s3://bucket", false),
            ("s3://bucket/logs/", false),
            ("s3://bucket/*.log", false),
        ] {
            assert_eq!(parse(text).is_single(), expected, "{text}");
        }
    }
}
