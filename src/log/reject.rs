//! Lines that are not records: why, and where in the line.

use serde::{Deserialize, Serialize};

use super::named_enum::named_enum;
use super::utf8::readable;

named_enum! {
    /// Why a line is malformed.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum RejectReason {
        /// The line ends before a `[time]` was found.
        MissingTime = "missing_time",
        /// The time is not a date of the calendar, or its zone is impossible.
        BadTime = "bad_time",
        /// No `"` opens the request after the time.
        MissingRequest = "missing_request",
        /// The request's closing `"` is missing.
        UnterminatedRequest = "unterminated_request",
        /// The status is not three digits or `-`.
        BadStatus = "bad_status",
        /// The size is not a number below 2^64, or `-`.
        BadSize = "bad_size",
        /// The line begins with a virtual host, which the format does not have.
        UnexpectedVhost = "unexpected_vhost",
        /// The line lacks the virtual host that the format begins with.
        MissingVhost = "missing_vhost",
        /// The line ends before a required field.
        MissingField = "missing_field",
        /// The number of fields differs from the declared one.
        ColumnCount = "column_count",
        /// No directive before this line declared its fields.
        NoFields = "no_fields",
        /// The closing quote of a field is missing.
        UnterminatedQuote = "unterminated_quote",
        /// The line is not a JSON object, or nested too deeply.
        BadJson = "bad_json",
        /// The line names no request: it is not from an access log.
        NoRequest = "no_request",
        /// The line does not match the format's pattern.
        NoMatch = "no_match",
        /// The client is neither an address nor a name.
        BadHost = "bad_host",
        /// The line ends where the file was cut off.
        Truncated = "truncated",
        /// The line is longer than `max_line_bytes`.
        TooLong = "too_long",
        /// The parser panicked on this line: a defect of logmill.
        Panic = "panic",
    }
}

/// Bytes of a malformed line that are kept to show.
pub const SHOWN_BYTES: usize = 200;

/// A malformed line, located inside its batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reject {
    /// Index of the line in its batch, from 0.
    pub line: u32,
    /// Byte of the line, from 1, where reading failed.
    pub column: u32,
    /// Why.
    pub reason: RejectReason,
    /// The line's first [`SHOWN_BYTES`] bytes, [readable].
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

named_enum! {
    /// Why a line is skipped: neither a record nor malformed.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum SkipReason {
        /// It holds nothing but whitespace.
        Blank = "blank",
        /// It begins with `#`: a comment, or a directive of the format.
        Comment = "comment",
        /// It is another message of the server: a start, an error.
        NotAccess = "not_access",
    }
}

/// Why a format makes no record of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The line should have been one.
    Malformed(Fault),
    /// The line is not expected to be one.
    Skipped(SkipReason),
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Refusal {
        Refusal::Malformed(fault)
    }
}

/// Malformed lines of a batch, and of a run, that are kept to show: the first ones.
pub const SHOWN_LINES: usize = 10;

/// Lines that help to name the format of a text that the current one does not read, with their numbers in the batch, from 0.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Specimens {
    /// The first malformed lines of at most [`SPECIMEN_BYTES`]; at most [`SPECIMENS`].
    pub malformed: Vec<(u32, Vec<u8>)>,
    /// The first lines that could be directives of another format, `#Fields: ..`; at most [`DIRECTIVES`].
    pub directives: Vec<(u32, Vec<u8>)>,
    /// Keys unknown to the format, of the first record that has such keys and lacks path or status; at most [`KEYS`].
    pub unread_keys: Option<(u32, Vec<String>)>,
}

/// Reasons that say nothing about the format of a line.
pub const UNINFORMATIVE_REASONS: [RejectReason; 3] =
    [RejectReason::TooLong, RejectReason::Panic, RejectReason::Truncated];

/// Malformed lines of a file that are kept to find a format that reads them.
pub const SPECIMENS: usize = 32;
/// Lines resembling directives that are kept with them.
pub const DIRECTIVES: usize = 8;
/// Longest specimen in bytes.
pub const SPECIMEN_BYTES: usize = 2 * 1024;
/// Unknown keys kept.
pub const KEYS: usize = 12;
/// Longest unknown key in bytes.
pub const KEY_BYTES: usize = 64;

impl Specimens {
    /// Keeps a malformed line, unless its reason says nothing about the format.
    pub(super) fn take_malformed(&mut self, number: u32, line: &[u8], reason: RejectReason) {
        let is_about_format = !UNINFORMATIVE_REASONS.contains(&reason);
        if is_about_format && self.malformed.len() < SPECIMENS && line.len() <= SPECIMEN_BYTES {
            self.malformed.push((number, line.to_vec()));
        }
    }

    /// Keeps the keys unknown to the format.
    pub(super) fn take_unread_keys(&mut self, number: u32, keys: impl FnOnce() -> Vec<String>) {
        if self.unread_keys.is_none() {
            let keys: Vec<String> = keys().into_iter().filter(|key| key.len() <= KEY_BYTES).take(KEYS).collect();
            self.unread_keys = Some(keys).filter(|keys| !keys.is_empty()).map(|keys| (number, keys));
        }
    }

    /// Keeps a comment that resembles a directive.
    pub(super) fn take_comment(&mut self, number: u32, line: &[u8]) {
        let name = line.get(1..).unwrap_or_default().iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
        let is_directive = name > 0 && matches!(line.get(1 + name), Some(b':' | b'\t'));
        if is_directive && self.directives.len() < DIRECTIVES && line.len() <= SPECIMEN_BYTES {
            self.directives.push((number, line.to_vec()));
        }
    }
}

/// The first [`SHOWN_BYTES`] bytes of a malformed line, [readable].
///
/// `is_cut` means that the line continues after `line`; a character cut there is left out.
pub fn shown(line: &[u8], is_cut: bool) -> String {
    let mut bytes = &line[..line.len().min(SHOWN_BYTES)];
    // Only an incomplete character at the very end can result from the cut.
    if (is_cut || bytes.len() < line.len())
        && let Some(last) = bytes.utf8_chunks().last()
        && std::str::from_utf8(last.invalid()).is_err_and(|error| error.error_len().is_none())
    {
        bytes = &bytes[..bytes.len() - last.invalid().len()];
    }
    readable(bytes).into_owned()
}
