//! Every malformed line, on its way to a file for whoever wants to look at them all.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::log::{Fate, RejectReason};
use crate::message::{BatchId, RawBatch};
use crate::report::records::{Place, write_malformed};
use crate::source::error::reason;

/// Takes the malformed lines of batches, from parsers on any thread, in any order of the batches.
///
/// A process that does not write the file itself hands them along to one that does.
pub trait RejectSink: Send + Sync {
    /// Takes the malformed lines of one batch, of which there is at least one.
    fn take(&self, rejects: RejectedLines);
}

/// All malformed lines of one batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectedLines {
    /// The batch.
    pub id: BatchId,
    /// The lines, in order.
    pub lines: Vec<RejectedLine>,
}

/// A malformed line as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectedLine {
    /// Line in the file, from 1.
    pub line: u64,
    /// Byte of the line where reading stopped making sense, from 1.
    pub column: u32,
    /// Why.
    pub reason: RejectReason,
    /// The line without its end; of one that is too long, the beginning.
    pub text: Vec<u8>,
}

/// The malformed lines of a batch, whose number in the file is known, by what became of each.
pub fn rejected(raw: &RawBatch, fates: &[Fate]) -> RejectedLines {
    let lines = numbered_lines(raw).zip(fates).filter_map(|((line, text), fate)| match fate {
        Fate::Malformed(reason, column) => {
            Some(RejectedLine { line, column: *column, reason: *reason, text: text.to_vec() })
        }
        _ => None,
    });
    RejectedLines { id: raw.id, lines: lines.collect() }
}

/// Every line of a batch without its end, and its number in the file from 1; of one that is too long, the beginning.
pub fn numbered_lines(raw: &RawBatch) -> impl Iterator<Item = (u64, &[u8])> {
    let text = raw.lines();
    let lines = text.split_inclusive(|byte| *byte == b'\n').map(|line| {
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        line.strip_suffix(b"\r").unwrap_or(line)
    });
    let oversize = raw.oversize.iter().map(|line| line.start.as_slice());
    (raw.lines_before + 1..).zip(lines.chain(oversize))
}

/// A file of malformed lines: JSON Lines with `path`, `line`, `column`, `reason` and `text`.
///
/// The lines of a batch stand together and in order, the batches in the order in which parsers were done with them. So the file has the
/// same lines whatever the number of parsers, and memory holds those of one batch for each parser.
pub struct RejectFile {
    path: PathBuf,
    /// Shown paths of the run's files, by their numbers.
    paths: Vec<String>,
    state: Mutex<State>,
}

struct State {
    file: File,
    failure: Option<io::Error>,
}

/// The malformed lines cannot be written.
#[derive(Debug, thiserror::Error)]
#[error("cannot write the malformed lines to {}: {}", path.display(), reason(cause))]
pub struct RejectsError {
    /// The file.
    pub path: PathBuf,
    /// What the system said.
    pub cause: io::Error,
}

impl RejectFile {
    /// Makes the file, or empties it.
    ///
    /// # Errors
    /// When that cannot be done.
    pub fn create(path: &Path, paths: Vec<String>) -> Result<RejectFile, RejectsError> {
        let file = File::create(path).map_err(|cause| RejectsError { path: path.to_owned(), cause })?;
        Ok(RejectFile { path: path.to_owned(), paths, state: Mutex::new(State { file, failure: None }) })
    }

    /// Why not all lines are in the file, if so; to be asked when nothing comes any more.
    pub fn failure(&self) -> Option<RejectsError> {
        let failure = self.state.lock().unwrap_or_else(PoisonError::into_inner).failure.take();
        failure.map(|cause| RejectsError { path: self.path.clone(), cause })
    }
}

impl RejectSink for RejectFile {
    fn take(&self, rejects: RejectedLines) {
        let path = self.paths.get(rejects.id.file as usize).map_or("", String::as_str);
        let mut text = Vec::new();
        for RejectedLine { line, column, reason, text: content } in &rejects.lines {
            let place = Place { key: "path", file: Some(path), line: *line };
            write_malformed(&place, *column, *reason, content, &mut text);
        }
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.failure.is_none() {
            state.failure = state.file.write_all(&text).err();
        }
    }
}
