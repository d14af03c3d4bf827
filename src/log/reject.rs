//! Lines that are not records: why, and where in the line.

use serde::{Deserialize, Serialize};

use super::utf8::readable;

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
    /// The line ends before a field that the format needs.
    MissingField,
    /// The line has another number of fields than were declared.
    ColumnCount,
    /// No line before this one said which fields there are.
    NoFields,
    /// The closing quote of a field is missing.
    UnterminatedQuote,
    /// The line is no JSON object, or one nested too deeply.
    BadJson,
    /// The line names no request: it is not from an access log.
    NoRequest,
    /// The line does not fit the pattern of the format.
    NoMatch,
    /// The client is neither an address nor a name.
    BadHost,
    /// The line ends where the file was cut off.
    Truncated,
    /// The line is longer than `max_line_bytes`.
    TooLong,
    /// The parser panicked on this line: a defect of logmill.
    Panic,
}

impl RejectReason {
    /// Every reason, in the order of declaration.
    pub const ALL: [RejectReason; 19] = [
        RejectReason::MissingTime,
        RejectReason::BadTime,
        RejectReason::MissingRequest,
        RejectReason::UnterminatedRequest,
        RejectReason::BadStatus,
        RejectReason::BadSize,
        RejectReason::UnexpectedVhost,
        RejectReason::MissingVhost,
        RejectReason::MissingField,
        RejectReason::ColumnCount,
        RejectReason::NoFields,
        RejectReason::UnterminatedQuote,
        RejectReason::BadJson,
        RejectReason::NoRequest,
        RejectReason::NoMatch,
        RejectReason::BadHost,
        RejectReason::Truncated,
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
            RejectReason::MissingField => "missing_field",
            RejectReason::ColumnCount => "column_count",
            RejectReason::NoFields => "no_fields",
            RejectReason::UnterminatedQuote => "unterminated_quote",
            RejectReason::BadJson => "bad_json",
            RejectReason::NoRequest => "no_request",
            RejectReason::NoMatch => "no_match",
            RejectReason::BadHost => "bad_host",
            RejectReason::Truncated => "truncated",
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

/// Why a line is skipped: neither a record nor malformed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SkipReason {
    /// It holds nothing but whitespace.
    Blank,
    /// It begins with `#`: a comment, or a directive of the format.
    Comment,
    /// It is of another kind than access lines: a server's start, an error.
    NotAccess,
}

impl SkipReason {
    /// The name that reports use.
    pub fn name(self) -> &'static str {
        match self {
            SkipReason::Blank => "blank",
            SkipReason::Comment => "comment",
            SkipReason::NotAccess => "not_access",
        }
    }
}

/// Why a format makes no record of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The line should have been one.
    Malformed(Fault),
    /// The line need not be one.
    Skipped(SkipReason),
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Refusal {
        Refusal::Malformed(fault)
    }
}

/// How many malformed lines of a batch, and of a run, are kept to show: the first ones.
pub const SHOWN_LINES: usize = 10;

/// Lines that help to name the format of a text that the current one does not read. Each has its number in its batch, from 0.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Specimens {
    /// The first malformed lines, those longer than [`SPECIMEN_BYTES`] left out; at most [`SPECIMENS`].
    pub malformed: Vec<(u32, Vec<u8>)>,
    /// The first lines that could be directives of another format, `#Fields: ..`; at most [`DIRECTIVES`].
    pub directives: Vec<(u32, Vec<u8>)>,
    /// The keys that mean nothing to the format, of the first record with such keys that lacks path or status; at most [`KEYS`].
    pub unread_keys: Option<(u32, Vec<String>)>,
}

/// Reasons that say nothing about the format of a line.
pub const UNINFORMATIVE_REASONS: [RejectReason; 3] =
    [RejectReason::TooLong, RejectReason::Panic, RejectReason::Truncated];

/// How many malformed lines of a file are kept to find out what would read them.
pub const SPECIMENS: usize = 32;
/// How many lines that look like directives are kept with them.
pub const DIRECTIVES: usize = 8;
/// Longest such line in bytes: longer ones cost memory and add nothing.
pub const SPECIMEN_BYTES: usize = 2 * 1024;
/// How many keys are kept that mean nothing.
pub const KEYS: usize = 12;
/// Longest such key in bytes.
pub const KEY_BYTES: usize = 64;

impl Specimens {
    /// Keeps a malformed line, unless its reason says nothing about the format.
    pub(super) fn take_malformed(&mut self, number: u32, line: &[u8], reason: RejectReason) {
        let is_about_format = !UNINFORMATIVE_REASONS.contains(&reason);
        if is_about_format && self.malformed.len() < SPECIMENS && line.len() <= SPECIMEN_BYTES {
            self.malformed.push((number, line.to_vec()));
        }
    }

    /// Keeps keys that mean nothing to the format.
    pub(super) fn take_unread_keys(&mut self, number: u32, keys: impl FnOnce() -> Vec<String>) {
        if self.unread_keys.is_none() {
            let keys: Vec<String> = keys().into_iter().filter(|key| key.len() <= KEY_BYTES).take(KEYS).collect();
            self.unread_keys = Some(keys).filter(|keys| !keys.is_empty()).map(|keys| (number, keys));
        }
    }

    /// Keeps a comment that looks like a directive.
    pub(super) fn take_comment(&mut self, number: u32, line: &[u8]) {
        let name = line.get(1..).unwrap_or_default().iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
        let is_directive = name > 0 && matches!(line.get(1 + name), Some(b':' | b'\t'));
        if is_directive && self.directives.len() < DIRECTIVES && line.len() <= SPECIMEN_BYTES {
            self.directives.push((number, line.to_vec()));
        }
    }
}

/// What is shown of a malformed line: its first [`SHOWN_BYTES`] bytes, [readable].
///
/// `is_cut` means that the line continues after `line`; a character cut in two there is left out.
pub fn shown(line: &[u8], is_cut: bool) -> String {
    let mut bytes = &line[..line.len().min(SHOWN_BYTES)];
    // Only the beginning of a character, at the very end, may be the victim of the cut.
    if (is_cut || bytes.len() < line.len())
        && let Some(last) = bytes.utf8_chunks().last()
        && std::str::from_utf8(last.invalid()).is_err_and(|error| error.error_len().is_none())
    {
        bytes = &bytes[..bytes.len() - last.invalid().len()];
    }
    readable(bytes).into_owned()
}
