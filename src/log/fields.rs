//! One line's fields, as places in the text of its batch. Nothing is copied or unescaped here.

use super::tally::Notes;

/// A stretch of a batch's text, or the absence of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    start: u32,
    end: u32,
}

impl Span {
    /// No text at all, as opposed to an empty one.
    pub const NONE: Span = Span { start: 1, end: 0 };

    /// The text from `start` up to `end`, in bytes of the batch.
    ///
    /// A batch is at most 1 GiB (the configuration sees to it), so that its places fit 32 bits.
    #[inline]
    pub fn new(start: usize, end: usize) -> Span {
        debug_assert!(start <= end && end <= u32::MAX as usize);
        Span { start: start as u32, end: end as u32 }
    }

    /// Whether there is a text, be it empty.
    #[inline]
    pub fn is_some(self) -> bool {
        self.start <= self.end
    }

    /// First byte.
    #[inline]
    pub fn start(self) -> usize {
        self.start as usize
    }

    /// Byte behind the last one.
    #[inline]
    pub fn end(self) -> usize {
        self.end as usize
    }

    /// The bytes, when there is a text.
    #[inline]
    pub fn of(self, text: &[u8]) -> Option<&[u8]> {
        text.get(self.start()..self.end())
    }
}

/// The fields of one record, as the line has them: `-` is still `-`, and a host may still carry brackets and a port.
///
/// The module `columns` makes values of them, for the columns that are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fields {
    /// Client, as logged.
    pub host: Span,
    /// Identity, as logged.
    pub ident: Span,
    /// User, as logged; quotes around it are left out.
    pub user: Span,
    /// The request line.
    pub request: Span,
    /// Its first token.
    pub method: Span,
    /// What stands between method and protocol.
    pub target: Span,
    /// Its last token, when it is `HTTP/d[.d]`.
    pub protocol: Span,
    /// The `Referer` header.
    pub referer: Span,
    /// The `User-Agent` header.
    pub user_agent: Span,
    /// The virtual host.
    pub vhost: Span,
    /// Microseconds since 1970, UTC.
    pub time: i64,
    /// Size of the response; `-` is 0.
    pub bytes: u64,
    /// The status, when there is one.
    pub status: Option<u16>,
    /// The virtual host's port, when there is one.
    pub port: Option<u16>,
    /// What is odd about the line.
    pub notes: Notes,
}

impl Default for Fields {
    fn default() -> Fields {
        Fields {
            host: Span::NONE,
            ident: Span::NONE,
            user: Span::NONE,
            request: Span::NONE,
            method: Span::NONE,
            target: Span::NONE,
            protocol: Span::NONE,
            referer: Span::NONE,
            user_agent: Span::NONE,
            vhost: Span::NONE,
            time: 0,
            bytes: 0,
            status: None,
            port: None,
            notes: Notes::default(),
        }
    }
}
