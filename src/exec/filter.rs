//! The filter around a program.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use arrow_array::{BooleanArray, RecordBatch};
use arrow_buffer::BooleanBuffer;
use crossbeam::channel::unbounded;

use super::block::{BlockError, MAX_RECORDS};
use super::children::{Children, ChildrenError};
use super::duty::{Block, Failure};
use super::sent::SentColumn;
use super::settings::{ExecSettings, NEUTRAL_KEYS};
use crate::expression::{Context, Failures};
use crate::filter::{Filter, FilterError};
use crate::log::zone::Zone;
use crate::log::{Column, Columns};

/// Fewest records in a block, if there are that many: fewer cost more for the way than for the work.
const LEAST_RECORDS: usize = 1024;

/// Keeps the records that a program keeps.
///
/// Its processes are started with the first batch that has records for them, and end with the run.
pub struct ExecFilter {
    name: String,
    settings: ExecSettings,
    columns: Vec<SentColumn>,
    /// The zone of times.
    zone: Zone,
    processes: usize,
    children: Mutex<Option<Arc<Children>>>,
    /// Batches that are waiting for answers.
    waiting: AtomicUsize,
}

impl ExecFilter {
    /// A filter with that name, and settings that have no [problems](ExecSettings::problems). The job's own columns and its zone are those
    /// of `context`.
    pub fn new(name: &str, settings: ExecSettings, context: &Context) -> ExecFilter {
        let processes = settings.process_count();
        ExecFilter {
            name: name.to_owned(),
            columns: settings.sent_columns(&context.own_columns),
            zone: context.zone.clone(),
            settings,
            processes,
            children: Mutex::new(None),
            waiting: AtomicUsize::new(0),
        }
    }

    /// The processes, started if there are none.
    fn children(&self) -> Result<Arc<Children>, ChildrenError> {
        let mut children = self.children.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(children) = &*children {
            return Ok(Arc::clone(children));
        }
        let started = Arc::new(Children::start(&self.name, &self.settings, &self.columns)?);
        *children = Some(Arc::clone(&started));
        Ok(started)
    }

    /// Asks for some rows, in blocks that the processes share.
    fn ask(&self, batch: &RecordBatch, rows: &[u32]) -> Result<BooleanArray, FilterError> {
        let mut keep = vec![false; batch.num_rows()];
        if rows.is_empty() {
            return Ok(BooleanArray::from(keep));
        }
        let children = self.children()?;
        let size = block_size(rows.len(), self.processes);
        let (reply, replies) = unbounded();
        for (number, rows) in rows.chunks(size).enumerate() {
            let request = self.settings.encoding.block(batch, &self.columns, &self.zone, rows)?;
            children.ask(Block { number, request, records: rows.len(), reply: reply.clone() });
        }
        drop(reply);
        let waiting = Waiting::start(&self.waiting);
        let answers: Vec<_> = replies.into_iter().collect();
        drop(waiting);
        if answers.len() < rows.len().div_ceil(size) {
            return Err(FilterError::Other("the threads of its processes have ended: a defect of logmill".into()));
        }
        let mut unanswered = None;
        for (number, answer) in answers {
            match answer {
                Ok(bits) => {
                    let rows = rows.chunks(size).nth(number).unwrap_or_default();
                    rows.iter().zip(&bits).for_each(|(row, bit)| keep[*row as usize] = bit);
                }
                Err(Failure::Program(reason)) => return Err(FilterError::Other(reason.into())),
                Err(Failure::Block(reason)) => unanswered = Some(reason),
            }
        }
        match unanswered {
            Some(reason) => Err(FilterError::Unanswered { records: rows.len(), reason }),
            None => Ok(BooleanArray::from(keep)),
        }
    }
}

/// Records of a block: a share for each process.
fn block_size(records: usize, processes: usize) -> usize {
    records.div_ceil(processes).clamp(LEAST_RECORDS, MAX_RECORDS)
}

/// Counts a batch as waiting until it is dropped.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn start(waiting: &'a AtomicUsize) -> Waiting<'a> {
        waiting.fetch_add(1, Ordering::Relaxed);
        Waiting(waiting)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Filter for ExecFilter {
    fn columns(&self) -> Columns {
        let columns: Columns = self.columns.iter().map(|sent| sent.column).collect();
        // With the clocks of the lines, a time has the offset of its own line.
        match self.zone.is_of_lines() && columns.contains(Column::Time) {
            true => columns.union(Columns::of(&[Column::ClockOffset])),
            false => columns,
        }
    }

    fn keep(&self, batch: &RecordBatch) -> Result<BooleanArray, FilterError> {
        self.ask(batch, &(0..).take(batch.num_rows()).collect::<Vec<u32>>())
    }

    fn keep_selected(
        &self,
        batch: &RecordBatch,
        selected: &BooleanBuffer,
        _: &mut Failures,
    ) -> Result<BooleanArray, FilterError> {
        let mut rows = Vec::with_capacity(selected.count_set_bits());
        rows.extend((0..).zip(selected).filter(|(_, is_selected)| *is_selected).map(|(row, _): (u32, _)| row));
        self.ask(batch, &rows)
    }

    fn end_run(&self) {
        let children = self.children.lock().unwrap_or_else(PoisonError::into_inner).take();
        drop(children);
    }

    fn is_waiting(&self) -> bool {
        self.waiting.load(Ordering::Relaxed) > 0
    }

    fn neutral_keys(&self) -> &'static [&'static str] {
        NEUTRAL_KEYS
    }
}

impl From<BlockError> for FilterError {
    fn from(error: BlockError) -> FilterError {
        match error {
            BlockError::MissingColumn(error) => error.into(),
            error => FilterError::Other(error.into()),
        }
    }
}

impl From<ChildrenError> for FilterError {
    fn from(error: ChildrenError) -> FilterError {
        FilterError::Other(error.into())
    }
}

/// Records for tests of this module.
#[cfg(test)]
pub(super) mod example {
    use arrow_buffer::Buffer;

    use super::*;
    use crate::log::{Format, Parser, RawText};

    /// Columns under their own names.
    pub(in crate::exec) fn sent(columns: &[Column]) -> Vec<SentColumn> {
        columns.iter().map(|column| SentColumn { column: *column, name: column.name().to_owned() }).collect()
    }

    /// Records of the `combined` format with these paths and all columns that it fills but `vhost`.
    pub(in crate::exec) fn batch(paths: &[&str]) -> RecordBatch {
        let line = |path: &&str| {
            let request = path.replace('"', "\\\"");
            format!("h - - [10/Oct/2023:13:55:36 +0000] \"GET {request} HTTP/1.1\" 200 5 \"-\" \"UA\"\n")
        };
        let text: String = paths.iter().map(line).collect();
        let columns = Columns::all().without(Columns::ORIGIN).without(Columns::of(&[Column::Vhost]));
        let buffer = Buffer::from(text.as_bytes());
        let mut parser = Parser::new(columns, 1000);
        parser.parse(&Format::by_name("combined").expect("a format"), RawText::all(&buffer), Vec::new()).records
    }
}

#[cfg(all(test, unix))]
#[path = "filter_tests.rs"]
mod tests;
