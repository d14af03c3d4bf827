//! Lines that are not records: why, and where in the line.

use std::fmt::Write;

use serde::{Deserialize, Serialize};

/// Why a line is malformed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RejectReason {
    /// The line ends before a `[time]` was found.
    MissingTime,
    /// The time is not a date of the calendar, or its zone is impossible.
    BadTime,
    /// No `"` opens the request after the time.
    MissingRequest,
    /// The request's closing `"` is missing.
    UnterminatedRequest,
    /// The status is not three digits or `-`.
    BadStatus,
    /// The size is not a number below 2^64, or `-`.
    BadSize,
    /// The line starts with a virtual host, which the format does not have.
    UnexpectedVhost,
    /// The line has no virtual host, which the format begins with.
    MissingVhost,
    /// The line is longer than `max_line_bytes`.
    TooLong,
    /// The parser panicked on this line: a defect of logmill.
    Panic,
}

impl RejectReason {
    /// Every reason, in the order of declaration.
    pub const ALL: [RejectReason; 10] = [
        RejectReason::MissingTime,
        RejectReason::BadTime,
        RejectReason::MissingRequest,
        RejectReason::UnterminatedRequest,
        RejectReason::BadStatus,
        RejectReason::BadSize,
        RejectReason::UnexpectedVhost,
        RejectReason::MissingVhost,
        RejectReason::TooLong,
        RejectReason::Panic,
    ];

    /// The name that reports use.
    pub fn name(self) -> &'static str {
        match self {
            RejectReason::MissingTime => "missing_time",
            RejectReason::BadTime => "bad_time",
            RejectReason::MissingRequest => "missing_request",
            RejectReason::UnterminatedRequest => "unterminated_request",
            RejectReason::BadStatus => "bad_status",
            RejectReason::BadSize => "bad_size",
            RejectReason::UnexpectedVhost => "unexpected_vhost",
            RejectReason::MissingVhost => "missing_vhost",
            RejectReason::TooLong => "too_long",
            RejectReason::Panic => "panic",
        }
    }
}

/// How much of a malformed line is kept to show: enough to recognise it, whatever its length.
pub const SHOWN_BYTES: usize = 200;

/// A malformed line, located inside its batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reject {
    /// Index of the line in its batch, from 0.
    pub line: u32,
    /// Byte of the line where reading stopped making sense, from 1.
    pub column: u32,
    /// Why.
    pub reason: RejectReason,
    /// The line's first [`SHOWN_BYTES`] bytes; what is not UTF-8 is written `\xhh`.
    pub text: String,
}

/// Why and where reading a line failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// Why.
    pub reason: RejectReason,
    /// Byte of the line, from 0.
    pub at: usize,
}

/// How many malformed lines of a batch, and of a run, are kept to show: the first ones.
pub const SHOWN_LINES: usize = 10;

/// What is shown of a malformed line: its first [`SHOWN_BYTES`] bytes, a byte that is not UTF-8 as `\xhh`.
///
/// `is_cut` says that the line went on behind `line`; a character that is cut in two there is left out.
pub fn shown(line: &[u8], is_cut: bool) -> String {
    let bytes = &line[..line.len().min(SHOWN_BYTES)];
    let is_cut = is_cut || bytes.len() < line.len();
    let mut text = String::with_capacity(bytes.len());
    let mut left = bytes.len();
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        left -= chunk.valid().len() + chunk.invalid().len();
        // Only the beginning of a character, at the very end, may be the victim of the cut.
        if left == 0 && is_cut && std::str::from_utf8(chunk.invalid()).is_err_and(|error| error.error_len().is_none()) {
            break;
        }
        for byte in chunk.invalid() {
            let _ = write!(text, "\\x{byte:02x}");
        }
    }
    text
}
