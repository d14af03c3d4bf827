//! The schemes of URLs.

/// How an object is requested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// `http://` and `https://`.
    Http,
    /// `s3://`.
    S3,
}
