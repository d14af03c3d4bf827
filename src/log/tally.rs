//! Line accounting: what became of every line. Tallies add up in any order.

use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

use super::column::Column;
use super::reject::RejectReason;

/// Something worth telling about a line that is a record all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Note {
    /// Fields are missing at the end of the line: a `common` line in a `combined` log, or a line cut off.
    ShortLine,
    /// Text follows the last field.
    ExtraFields,
    /// A quote inside a quoted field was not escaped.
    UnescapedQuote,
    /// The request cannot be split into method, target and protocol; it is kept whole.
    OpaqueRequest,
    /// The time has no zone, or one by an unknown name; UTC is assumed.
    NoZone,
    /// Bytes that are not UTF-8 were written as [marks](super::escape::readable).
    InvalidUtf8,
    /// An optional field holds something that cannot be read; its column is null.
    UnreadField,
    /// The line is in another format of the family than the rest of the file.
    OtherFormat,
    /// An envelope that something else put around the line was taken off.
    Envelope,
    /// The fields were taken in the server's default order: no line said which there are.
    DefaultFields,
    /// A JSON text holds a `\xhh`, which JSON does not have.
    HexEscape,
    /// The zone of the time is a name that several zones share.
    ZoneByName,
    /// The time has no date; the day of `#Date` is assumed, and counted on at each midnight.
    NoDate,
    /// Text before the line, which no layer of an envelope knows, was skipped; it is kept in `extra`.
    Prefix,
}

impl Note {
    /// Every note, in the order of declaration.
    pub const ALL: [Note; 14] = [
        Note::ShortLine,
        Note::ExtraFields,
        Note::UnescapedQuote,
        Note::OpaqueRequest,
        Note::NoZone,
        Note::InvalidUtf8,
        Note::UnreadField,
        Note::OtherFormat,
        Note::Envelope,
        Note::DefaultFields,
        Note::HexEscape,
        Note::ZoneByName,
        Note::NoDate,
        Note::Prefix,
    ];

    /// The name that reports use.
    pub fn name(self) -> &'static str {
        match self {
            Note::ShortLine => "short_line",
            Note::ExtraFields => "extra_fields",
            Note::UnescapedQuote => "unescaped_quote",
            Note::OpaqueRequest => "opaque_request",
            Note::NoZone => "no_zone",
            Note::InvalidUtf8 => "invalid_utf8",
            Note::UnreadField => "unread_field",
            Note::OtherFormat => "other_format",
            Note::Envelope => "envelope",
            Note::DefaultFields => "default_fields",
            Note::HexEscape => "hex_escape",
            Note::ZoneByName => "zone_by_name",
            Note::NoDate => "no_date",
            Note::Prefix => "prefix",
        }
    }
}

/// The notes on one line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Notes(u16);

impl Notes {
    /// Adds a note.
    pub fn add(&mut self, note: Note) {
        self.0 |= 1 << note as u8;
    }

    /// Takes a note away.
    pub fn remove(&mut self, note: Note) {
        self.0 &= !(1 << note as u8);
    }

    /// Whether the note is among them.
    pub fn has(self, note: Note) -> bool {
        self.0 & (1 << note as u8) != 0
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// How many records bear each note.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteCounts([u64; Note::ALL.len()]);

impl NoteCounts {
    /// Counts the notes on one record.
    pub fn add(&mut self, notes: Notes) {
        // Mostly there is none, or one.
        let mut left = notes.0;
        while left != 0 {
            self.0[left.trailing_zeros() as usize] += 1;
            left &= left - 1;
        }
    }

    /// The number of records that bear the note.
    pub fn get(&self, note: Note) -> u64 {
        self.0[note as usize]
    }

    /// The notes that occurred, with their counts.
    pub fn iter(&self) -> impl Iterator<Item = (Note, u64)> + '_ {
        Note::ALL.into_iter().map(|note| (note, self.get(note))).filter(|(_, count)| *count > 0)
    }
}

/// What became of the lines of a batch, a file or a whole run: `lines = parsed + malformed + skipped`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Lines seen.
    pub lines: u64,
    /// Lines that became records.
    pub parsed: u64,
    /// Lines that did not, for a reason.
    pub malformed: u64,
    /// Empty lines, comments, and lines about something else than a request.
    pub skipped: u64,
    /// Of these, lines about something else than a request.
    pub not_access: u64,
    /// Records that have no path.
    pub without_path: u64,
    /// Records that have no status.
    pub without_status: u64,
    /// Bytes of all the lines, line ends included.
    pub bytes: u64,
    /// Of these, NULs at the beginning of lines, which are skipped.
    pub nul_bytes: u64,
    /// Notes on records.
    pub notes: NoteCounts,
    /// Malformed lines by reason, in the order of [`RejectReason::ALL`].
    pub reasons: [u64; RejectReason::ALL.len()],
}

impl Tally {
    /// Whether every line is accounted for.
    pub fn closes(&self) -> bool {
        self.lines == self.parsed + self.malformed + self.skipped && self.malformed == self.reasons.iter().sum::<u64>()
    }

    /// The columns that every record lacks, of those that make a line one of an access log.
    pub fn lacking(&self) -> Vec<Column> {
        let counts = [(Column::Path, self.without_path), (Column::Status, self.without_status)];
        let lacking = counts.into_iter().filter(|(_, count)| self.parsed > 0 && *count == self.parsed);
        lacking.map(|(column, _)| column).collect()
    }

    /// Counts a malformed line.
    pub fn reject(&mut self, reason: RejectReason) {
        self.malformed += 1;
        self.reasons[reason as usize] += 1;
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Tally) {
        self.lines += other.lines;
        self.parsed += other.parsed;
        self.malformed += other.malformed;
        self.skipped += other.skipped;
        self.not_access += other.not_access;
        self.without_path += other.without_path;
        self.without_status += other.without_status;
        self.bytes += other.bytes;
        self.nul_bytes += other.nul_bytes;
        for (sum, more) in self.notes.0.iter_mut().zip(other.notes.0) {
            *sum += more;
        }
        for (sum, more) in self.reasons.iter_mut().zip(other.reasons) {
            *sum += more;
        }
    }
}
