//! Renders batches for `logmill parse`, as text or as records of a table.

use std::convert::Infallible;
use std::sync::{Mutex, MutexGuard, PoisonError};

use arrow_array::RecordBatch;

use super::arguments::RecordFormat;
use crate::engine::choice::Chosen;
use crate::engine::ranking::Gather;
use crate::engine::rejects::rejected;
use crate::log::escape::unescape_records;
use crate::log::zone::Zone;
use crate::log::{Column, Columns, Format, OwnColumns, Parsed};
use crate::message::RawBatch;
use crate::report::records::{self, LinePlace, Lines};

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
    pub names_files: bool,
    /// Memory for text to reuse; otherwise the allocator would return it to the kernel each time.
    buffers: Mutex<Vec<Lines>>,
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

    /// Records of a batch, unescaped if requested.
    pub fn records(&self, raw: &RawBatch, records: &RecordBatch) -> RecordBatch {
        let escaping = raw.format.about().escaping;
        if self.decode { unescape_records(records, escaping) } else { records.clone() }
    }

    /// The zone that times are written in.
    fn zone(raw: &RawBatch) -> Zone {
        raw.format.shown_in().cloned().unwrap_or_else(Zone::utc)
    }

    /// The columns to render for a format, with their names.
    fn named_columns_of(&self, format: &Format) -> Vec<(Column, &str)> {
        let columns = self.columns_of(format).into_iter();
        columns.map(|column| (column, self.own.name_of(column))).collect()
    }

    fn buffers(&self) -> MutexGuard<'_, Vec<Lines>> {
        self.buffers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn buffer(&self) -> Lines {
        self.buffers().pop().unwrap_or_default()
    }

    /// Returns memory for reuse.
    pub fn recycle(&self, mut lines: Lines) {
        lines.clear();
        self.buffers().push(lines);
    }

    /// All lines of a batch as JSON.
    pub fn all_lines(&self, raw: &RawBatch, parsed: &Parsed) -> anyhow::Result<Lines> {
        let is_named = self.names_files || raw.id.member > 0;
        let place = LinePlace { file: is_named.then_some(&raw.shown), line: raw.lines_before + 1 };
        let malformed = if parsed.tally.malformed > 0 { rejected(raw, &parsed.fates).lines } else { Vec::new() };
        let texts = malformed.iter().map(|line| line.text.as_slice());
        let mut out = self.buffer();
        let (records, columns) = (self.records(raw, &parsed.records), self.named_columns_of(&raw.format));
        records::write_lines(&records, &columns, &parsed.fates, texts, place, &Renderer::zone(raw), &mut out.text)?;
        Ok(out)
    }

    /// Records of a batch as text.
    pub fn lines(&self, shape: RecordFormat, raw: &RawBatch, chosen: &Chosen) -> anyhow::Result<Lines> {
        let mut out = self.buffer();
        let (records, zone) = (self.records(raw, &chosen.records), Renderer::zone(raw));
        match shape {
            RecordFormat::Csv => {
                records::csv::write_records(&records, &self.columns_of(&raw.format), &zone, &mut out)?;
            }
            RecordFormat::Jsonl | RecordFormat::Parquet => {
                let columns = self.named_columns_of(&raw.format);
                records::write_records(&records, &columns, &chosen.places, &zone, &mut out)?;
            }
        }
        Ok(out)
    }
}

impl Gather for Lines {
    type Error = Infallible;

    fn gather(pieces: &[Lines], indices: &[(usize, usize)]) -> Result<Lines, Infallible> {
        let mut gathered = Lines::default();
        indices.iter().for_each(|(piece, record)| gathered.push(pieces[*piece].get(*record)));
        Ok(gathered)
    }
}
