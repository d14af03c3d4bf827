//! Renders batches for `logmill parse`, as text or as records of a table.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::engine::rejects::rejected;
use crate::log::escape::unescape_records;
use crate::log::zone::Zone;
use crate::log::{Column, Columns, Format, OwnColumns, Parsed};
use crate::message::RawBatch;
use crate::report::records::{self, LinePlace};

/// The columns of a format, without those that another one contains.
pub fn columns_of(format: &Format) -> Columns {
    format.columns().union(Columns::of(&[Column::Path, Column::Query]))
}

/// How batches are rendered.
pub struct Renderer {
    /// The columns, if they do not depend on the format.
    pub columns: Option<Vec<Column>>,
    /// The names of the columns of the job's own formats.
    pub own: OwnColumns,
    /// Whether to undo the server's escaping.
    decode: bool,
    /// Whether each line names its file; for members of archives this is always so.
    names_files: bool,
    /// Text buffers to reuse; otherwise the allocator would return them to the kernel each time.
    buffers: Mutex<Vec<Vec<u8>>>,
}

impl Renderer {
    /// Renders `columns`, or those of each format. `decode` undoes the server's escaping; `names_files` adds the file to each line.
    pub fn new(columns: Option<Vec<Column>>, own: OwnColumns, decode: bool, names_files: bool) -> Renderer {
        Renderer { columns, own, decode, names_files, buffers: Mutex::default() }
    }

    /// The columns to render for a format.
    pub fn columns_of(&self, format: &Format) -> Vec<Column> {
        self.columns.clone().unwrap_or_else(|| columns_of(format).iter().collect())
    }

    /// The records of a batch, unescaped if requested.
    pub fn records(&self, raw: &RawBatch, parsed: &Parsed) -> arrow_array::RecordBatch {
        let escaping = raw.format.about().escaping;
        if self.decode { unescape_records(&parsed.records, escaping) } else { parsed.records.clone() }
    }

    /// The zone that times are written in.
    fn zone(raw: &RawBatch) -> Zone {
        raw.format.shown_in().cloned().unwrap_or_else(Zone::utc)
    }

    fn buffers(&self) -> MutexGuard<'_, Vec<Vec<u8>>> {
        self.buffers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn buffer(&self) -> Vec<u8> {
        self.buffers().pop().unwrap_or_default()
    }

    /// Returns a text buffer for reuse.
    pub fn recycle(&self, mut text: Vec<u8>) {
        text.clear();
        self.buffers().push(text);
    }

    /// The lines of a batch as JSON.
    pub fn json(&self, raw: &RawBatch, parsed: &Parsed) -> anyhow::Result<Vec<u8>> {
        let is_named = self.names_files || raw.id.member > 0;
        let place = LinePlace { file: is_named.then_some(&raw.shown), line: raw.lines_before + 1 };
        let malformed = if parsed.tally.malformed > 0 { rejected(raw, &parsed.fates).lines } else { Vec::new() };
        let texts = malformed.iter().map(|line| line.text.as_slice());
        let mut out = self.buffer();
        let (records, columns) = (self.records(raw, parsed), self.columns_of(&raw.format));
        let columns: Vec<_> = columns.into_iter().map(|column| (column, self.own.name_of(column))).collect();
        records::write_lines(&records, &columns, &parsed.fates, texts, place, &Renderer::zone(raw), &mut out)?;
        Ok(out)
    }

    /// The records of a batch as CSV.
    pub fn csv(&self, raw: &RawBatch, parsed: &Parsed) -> anyhow::Result<Vec<u8>> {
        let mut out = self.buffer();
        let (records, columns) = (self.records(raw, parsed), self.columns_of(&raw.format));
        records::csv::write_records(&records, &columns, &Renderer::zone(raw), &mut out)?;
        Ok(out)
    }
}
