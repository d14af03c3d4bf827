//! How servers escape.

/// How a server writes the bytes of a client that would break its lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Escaping {
    /// Not at all.
    None,
    /// `\"`, `\\`, `\n`, `\xhh` and their like: Apache and nginx.
    Backslash,
    /// Those of JSON strings (RFC 8259 section 7), and `\xhh`.
    Json,
    /// `#hh`: HAProxy.
    Hash,
    /// A quote is doubled, inside quotes (RFC 4180).
    DoubledQuote,
    /// A space is written `+`: IIS.
    Plus,
    /// `%hh`: CloudFront.
    Percent,
}
