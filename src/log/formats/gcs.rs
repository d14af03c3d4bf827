//! `gcs`: usage logs of Google Cloud Storage (<https://cloud.google.com/storage/docs/access-logs#format>): comma-separated values
//! between quotes, inside which a quote is doubled (RFC 4180).
//!
//! The line with the names of the columns is skipped. An empty value is none: there is no other way to write that in these logs. What
//! stands behind the last column is `extra`; a line that is cut off is a record if it has a status.

use crate::log::column::Column;
use crate::log::duration::Unit;
use crate::log::fields::{Fields, Slot};
use crate::log::format::declared::draft::Draft;
use crate::log::format::declared::{self, Layout, Place};
use crate::log::format::{About, Escaping, LineFormat, Meaning};
use crate::log::reject::{Fault, Refusal, RejectReason, SkipReason};
use crate::log::schema::Columns;
use crate::log::tally::Note;

/// The functions of Google Cloud Storage's format.
pub static GCS: Gcs = Gcs;

/// See the module.
pub struct Gcs;

const COLUMNS: [Meaning; 17] = [
    Meaning::Time(Some(Unit::Microseconds)),
    Meaning::Text(Column::Host),
    Meaning::Skip,
    Meaning::Skip,
    Meaning::Text(Column::Method),
    Meaning::Text(Column::Target),
    Meaning::Status,
    Meaning::Number(Column::RequestBytes),
    Meaning::Bytes,
    Meaning::Duration(Column::RequestTime, Unit::Microseconds),
    Meaning::Text(Column::Vhost),
    Meaning::Text(Column::Referer),
    Meaning::Text(Column::UserAgent),
    Meaning::Text(Column::RequestId),
    Meaning::Text(Column::Operation),
    Meaning::Text(Column::Bucket),
    Meaning::Text(Column::ObjectKey),
];

static ABOUT: About = About::new(
    "gcs",
    r#""1696946136250000","203.0.113.9","1","","GET","/storage/v1/b/pictures/o/cat.png?alt=media","200","0","48211","31000","storage.googleapis.com","https://www.example.com/","Mozilla/5.0 (X11; Linux x86_64), gzip(gfe)","AEnB2Uq0example","storage.objects.get","pictures","cat.png""#,
    "time_micros,c_ip,c_ip_type,c_ip_region,cs_method,cs_uri,sc_status,cs_bytes,sc_bytes,time_taken_micros,cs_host,cs_referer,cs_user_agent,s_request_id,cs_operation,cs_bucket,cs_object",
    "https://cloud.google.com/storage/docs/access-logs#format",
)
.escaping(Escaping::DoubledQuote);

impl LineFormat for Gcs {
    fn about(&self) -> &About {
        &ABOUT
    }

    fn columns(&self) -> Columns {
        COLUMNS.into_iter().map(Meaning::columns).fold(Columns::of(&[Column::Extra]), Columns::union)
    }

    fn read_line(&self, line: &[u8], base: usize) -> Result<Fields, Refusal> {
        Fields::filled_by(|fields| self.read_into(line, base, fields))
    }

    fn read_into(&self, line: &[u8], base: usize, fields: &mut Slot<'_>) -> Result<(), Refusal> {
        if line.starts_with(b"\"time_micros\"") || line.starts_with(b"time_micros,") {
            return Err(Refusal::Skipped(SkipReason::NotAccess));
        }
        let mut values = Commas { line, at: Some(0), unclosed: None, stray: false };
        let mut draft = Draft::new(fields, b"", Unit::Microseconds);
        let filled = declared::fill(&mut draft, &COLUMNS, Layout::Growing, (line, base), &mut values);
        filled.map_err(|fault| match values.unclosed {
            Some(at) if fault.reason == RejectReason::ColumnCount => {
                Fault { reason: RejectReason::UnterminatedQuote, at }
            }
            _ => fault,
        })?;
        if values.unclosed.is_some() {
            draft.fields.notes.add(Note::ShortLine);
        }
        if values.stray {
            draft.fields.notes.add(Note::UnescapedQuote);
        }
        Ok(draft.finish(None).map_err(|reason| Fault { reason, at: 0 })?)
    }
}

/// Values that commas part, between quotes or not.
struct Commas<'l> {
    line: &'l [u8],
    /// Where the next one begins; none behind the last.
    at: Option<usize>,
    /// The quote that nothing closes: what follows it is the last value.
    unclosed: Option<usize>,
    /// Whether some quote inside quotes was not doubled.
    stray: bool,
}

impl Commas<'_> {
    /// The end of the value whose opening quote stands before `from`: a quote that is not doubled, before a comma or the line's end.
    fn closing(&mut self, mut from: usize) -> Option<usize> {
        loop {
            let quote = from + memchr::memchr(b'"', &self.line[from..])?;
            match self.line.get(quote + 1) {
                None | Some(b',') => return Some(quote),
                Some(b'"') => from = quote + 2,
                Some(_) => {
                    self.stray = true;
                    from = quote + 1;
                }
            }
        }
    }
}

impl Iterator for Commas<'_> {
    type Item = Place;

    #[inline]
    fn next(&mut self) -> Option<Place> {
        let start = self.at?;
        if self.line.get(start) != Some(&b'"') {
            let comma = memchr::memchr(b',', &self.line[start..]).map(|length| start + length);
            self.at = comma.map(|comma| comma + 1);
            return Some((start, comma.unwrap_or(self.line.len())));
        }
        let Some(quote) = self.closing(start + 1) else {
            (self.at, self.unclosed) = (None, Some(start));
            return Some((start + 1, self.line.len()));
        };
        self.at = (quote + 1 < self.line.len()).then_some(quote + 2);
        Some((start + 1, quote))
    }
}
