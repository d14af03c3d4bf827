//! Line accounting. Tallies add up in any order.

use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

use super::column::Column;
use super::named_enum::named_enum;
use super::reject::RejectReason;

named_enum! {
    /// Something unusual about a line that is still a record.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    #[repr(u8)]
    pub enum Note {
        /// Fields are missing at the end: a `common` line in a `combined` log, or a truncated line.
        ShortLine = "short_line",
        /// Text follows the last field.
        ExtraFields = "extra_fields",
        /// A quote inside a quoted field was not escaped.
        UnescapedQuote = "unescaped_quote",
        /// The request cannot be split into method, target and protocol; it is kept whole.
        OpaqueRequest = "opaque_request",
        /// The time has no zone, or an unknown one; UTC is assumed.
        NoZone = "no_zone",
        /// Bytes that are not UTF-8 were written as [marks](super::escape::readable).
        InvalidUtf8 = "invalid_utf8",
        /// An optional field cannot be read; its column is null.
        UnreadField = "unread_field",
        /// The line is in another format of the family than the rest of the file.
        OtherFormat = "other_format",
        /// The envelope around the line was removed.
        Envelope = "envelope",
        /// No line declared the fields; the server's default order was assumed.
        DefaultFields = "default_fields",
        /// A JSON text contains `\xhh`, which is not a JSON escape.
        HexEscape = "hex_escape",
        /// The time's zone is a name that several zones share.
        ZoneByName = "zone_by_name",
        /// The time has no date; the day of `#Date` is assumed, advanced at each midnight.
        NoDate = "no_date",
        /// An unknown prefix of the line was skipped; it is kept in `extra`.
        Prefix = "prefix",
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

    /// Removes a note.
    pub fn remove(&mut self, note: Note) {
        self.0 &= !(1 << note as u8);
    }

    /// Whether the note is among them.
    pub fn has(self, note: Note) -> bool {
        self.0 & (1 << note as u8) != 0
    }

    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// How many records have each note.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteCounts([u64; Note::ALL.len()]);

impl NoteCounts {
    /// Counts the notes on one record.
    pub fn add(&mut self, notes: Notes) {
        // Usually there is none or one.
        let mut left = notes.0;
        while left != 0 {
            self.0[left.trailing_zeros() as usize] += 1;
            left &= left - 1;
        }
    }

    /// The number of records with `note`.
    pub fn get(&self, note: Note) -> u64 {
        self.0[note as usize]
    }

    /// The notes that occurred, with their counts.
    pub fn iter(&self) -> impl Iterator<Item = (Note, u64)> + '_ {
        Note::ALL.into_iter().map(|note| (note, self.get(note))).filter(|(_, count)| *count > 0)
    }
}

/// The outcomes of the lines of a batch, file or run: `lines = parsed + malformed + skipped`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Lines seen.
    pub lines: u64,
    /// Lines that became records.
    pub parsed: u64,
    /// Lines rejected with a reason.
    pub malformed: u64,
    /// Empty lines, comments, and messages that are not requests.
    pub skipped: u64,
    /// The skipped lines that are not requests.
    pub not_access: u64,
    /// Records without a path.
    pub without_path: u64,
    /// Records without a status.
    pub without_status: u64,
    /// Bytes of all lines, including line ends.
    pub bytes: u64,
    /// The bytes of them that are skipped NULs at the beginning of lines.
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

    /// Whether there are lines that might have been records, and none is one.
    pub fn has_no_record(&self) -> bool {
        self.parsed == 0 && self.malformed + self.not_access > 0
    }

    /// Those of the columns that make a line an access log line that every record lacks.
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
