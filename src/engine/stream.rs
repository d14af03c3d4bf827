//! Maps a function over all lines of some files, in order, on several cores in bounded memory; without filters and reducers.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, PoisonError};

use logmill_actors::{Cancel, Pool, StartError, TaskError, catch};

use super::lines::LineParser;
use crate::log::origin::with_origin;
use crate::log::{Columns, Format, Parsed, Tally, detect};
use crate::message::{RawBatch, Spare};
use crate::source::{BatchReader, FileOutcome, InputFile, ReadLimits};

/// Batches read ahead for each thread: one in progress and one waiting.
const BATCHES_AHEAD: usize = 2;

/// The input of a stream.
#[derive(Debug, Clone)]
pub struct StreamJob {
    /// The name of their source.
    pub source: String,
    /// The files, read one after the other.
    pub files: Vec<InputFile>,
    /// Sizes of batches and lines. A few batches for each thread, with their results, are in memory.
    pub limits: ReadLimits,
    /// Threads that parse, at least 1.
    pub threads: usize,
    /// Ends the stream early.
    pub cancel: Cancel,
}

/// The outcomes of the files.
#[derive(Debug)]
pub struct Streamed {
    /// The files, in order; without those that were not reached.
    pub files: Vec<FileOutcome>,
    /// Counts of all lines that were used.
    pub tally: Tally,
    /// Counts of the lines of each file that has any, by its index and the number of its member, 0 if it is not an archive.
    pub tallies: BTreeMap<(u32, u32), Tally>,
}

impl Streamed {
    /// Counts of the lines of a file, if it has any.
    pub fn tally_of(&self, file: &FileOutcome) -> Option<&Tally> {
        self.tallies.get(&(file.file, file.member.as_ref().map_or(0, |member| member.number)))
    }
}

/// Why a stream ended before its files did.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StreamError<E> {
    /// The threads could not be started.
    #[error(transparent)]
    Start(#[from] StartError),
    /// `make` panicked on a batch.
    #[error(transparent)]
    Task(#[from] TaskError),
    /// `sink` returned an error.
    #[error(transparent)]
    Sink(E),
}

/// Parses batch by batch, with the columns that `columns` wants for a format; calls `make` on each batch, on several threads; and `sink`
/// with the results, on this thread and in order, until it has enough.
///
/// # Errors
/// An error of `sink`, or a panic of `make`. Lines on which a parser panics are malformed, not an error.
pub fn stream<T, E>(
    job: &StreamJob,
    columns: impl Fn(&Format) -> Columns + Send + Sync + 'static,
    make: impl Fn(&RawBatch, &Parsed) -> T + Send + Sync + 'static,
    mut sink: impl FnMut(T) -> Result<ControlFlow<()>, E>,
) -> Result<Streamed, StreamError<E>>
where
    T: Send + 'static,
{
    let pool = Pool::threads(job.threads)?;
    let mut reader = reader(job);
    let source = job.source.clone();
    let bench = Bench { parsers: Mutex::default(), max_line_bytes: job.limits.max_line_bytes, source };
    let spares = Arc::new(Mutex::new(Vec::<Spare>::new()));
    let returned = Arc::clone(&spares);
    let work = move |mut raw: RawBatch| {
        let parsed = bench.parse(columns(&raw.format), &mut raw);
        let made = make(&raw, &parsed);
        let of = ((raw.id.file, raw.id.member), parsed.tally);
        locked(&returned).push(Spare::new(raw.text, parsed.records));
        (made, of)
    };
    let batches = std::iter::from_fn(|| reader.next_batch(locked(&spares).pop().unwrap_or_default()).ok());
    let (mut tally, mut tallies) = (Tally::default(), BTreeMap::<_, Tally>::new());
    let mut last = None;
    for result in pool.map(work, batches).in_flight(BATCHES_AHEAD * job.threads) {
        let (made, (file, more)) = result?;
        tally += more;
        *tallies.entry(file).or_default() += more;
        if sink(made).map_err(StreamError::Sink)?.is_break() {
            last = Some(file.0);
            job.cancel.cancel();
            break;
        }
    }
    let mut files = reader.finish();
    // How far the reader was ahead does not matter.
    files.retain(|file| last.is_none_or(|last| file.file <= last));
    Ok(Streamed { files, tally, tallies })
}

fn reader(job: &StreamJob) -> BatchReader {
    let (files, queue) = crossbeam::channel::unbounded();
    for file in &job.files {
        // Cannot fail: the receiver is alive.
        let _ = files.send(file.clone());
    }
    let cancel = job.cancel.clone();
    BatchReader::new(queue, job.limits, detect, Arc::new(move || cancel.is_cancelled())).with_line_numbers()
}

/// Idle parsers with their memory.
struct Bench {
    parsers: Mutex<Vec<(Columns, LineParser)>>,
    max_line_bytes: usize,
    source: String,
}

impl Bench {
    /// Parses a batch and adds where its records are from; lines on which the parser panics are set aside.
    fn parse(&self, columns: Columns, raw: &mut RawBatch) -> Parsed {
        let mut parser = self.take(columns);
        let mut parsed = catch(|| parser.parse(raw, &[])).unwrap_or_else(|_| {
            // A parser is not reused after a panic.
            parser = self.new_parser(columns);
            let poisoned = parser.poisoned(raw);
            parser.parse(raw, &poisoned)
        });
        locked(&self.parsers).push((columns, parser));
        parsed.records = with_origin(parsed.records, columns, &self.source, &raw.shown);
        parsed
    }

    fn take(&self, columns: Columns) -> LineParser {
        let found = locked(&self.parsers).pop();
        found.filter(|(own, _)| *own == columns).map_or_else(|| self.new_parser(columns), |(_, parser)| parser)
    }

    fn new_parser(&self, columns: Columns) -> LineParser {
        LineParser::new(columns, self.max_line_bytes).with_fates()
    }
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
