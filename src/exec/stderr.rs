//! What programs write to standard error: it goes to the log.

use std::io::{self, BufRead, BufReader, PipeReader, PipeWriter, Read};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use crate::log::escape::readable;
use crate::report::text::escape;

/// Longest piece of a line that becomes an entry of the log.
const LINE_BYTES: u64 = 4096;
/// Lines that are logged as warnings. All others have the level `info`, which is not shown by default.
const WARNINGS: usize = 20;
/// Stack size: the threads at the pipes only copy bytes.
const STACK_BYTES: usize = 256 * 1024;

/// Takes what the processes of a filter write to standard error.
#[derive(Clone)]
pub(super) struct StderrLog(Arc<Written>);

struct Written {
    name: String,
    lines: AtomicUsize,
    last: Mutex<String>,
}

impl StderrLog {
    pub(super) fn new(name: &str) -> StderrLog {
        StderrLog(Arc::new(Written { name: name.to_owned(), lines: AtomicUsize::new(0), last: Mutex::default() }))
    }

    /// Name of the filter.
    pub(super) fn name(&self) -> &str {
        &self.0.name
    }

    /// The end of a pipe for one process. A thread logs its lines until all holders of this end are gone.
    pub(super) fn pipe(&self) -> io::Result<PipeWriter> {
        let (reader, writer) = io::pipe()?;
        let log = self.clone();
        thread::Builder::new()
            .name("log of child".to_owned())
            .stack_size(STACK_BYTES)
            .spawn(move || log.read(BufReader::new(reader)))?;
        Ok(writer)
    }

    /// The last line; empty if there was none. A line may arrive later than the end of its process is noticed.
    pub(super) fn last(&self) -> String {
        self.0.last.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn read(&self, mut pipe: BufReader<PipeReader>) {
        let mut line = Vec::new();
        loop {
            line.clear();
            match pipe.by_ref().take(LINE_BYTES).read_until(b'\n', &mut line) {
                Ok(0) | Err(_) => return,
                Ok(_) => self.add(&line),
            }
        }
    }

    fn add(&self, line: &[u8]) {
        let line = readable(line.trim_ascii_end());
        if line.is_empty() {
            return;
        }
        let line = escape(&line);
        let (name, before) = (&self.0.name, self.0.lines.fetch_add(1, Ordering::Relaxed));
        let level = if before < WARNINGS { logger::Level::Warn } else { logger::Level::Info };
        logger::log!(level, "filter `{name}`: {line}");
        if before + 1 == WARNINGS {
            logger::warn!("filter `{name}`: set LOGMILL_LOG=info to see what else it writes");
        }
        *self.0.last.lock().unwrap_or_else(PoisonError::into_inner) = line.into_owned();
    }
}
