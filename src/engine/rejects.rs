//! Writes all malformed lines to a file, on request.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use crate::log::{Fate, RejectReason, leading_nuls};
use crate::message::RawBatch;
use crate::report::records::write_malformed;
use crate::source::error::reason;
use crate::source::{Input, InputFile};

/// Receives the malformed lines of batches, from parsers on any thread, in any order of the batches.
///
/// In this process it is a [`RejectFile`]; a worker process sends them to its run.
pub trait RejectSink: Send + Sync {
    /// Takes the malformed lines of one batch, at least one.
    fn take(&self, rejects: RejectedLines);
}

/// All malformed lines of one batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RejectedLines {
    /// The name of its file or member.
    pub path: Arc<str>,
    /// The lines, in order.
    pub lines: Vec<RejectedLine>,
}

/// A malformed line as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RejectedLine {
    /// Line in the file, from 1; `None` if unknown, after a part of the file that was not read.
    pub line: Option<u64>,
    /// Byte of the line where reading failed, from 1.
    pub column: u32,
    /// Why.
    pub reason: RejectReason,
    /// The line without its end; only the beginning if it is too long.
    pub text: Vec<u8>,
}

impl RejectedLines {
    /// The same lines in pieces of at least one line and about `bytes` of text at most.
    pub fn in_pieces(self, bytes: usize) -> impl Iterator<Item = RejectedLines> {
        let RejectedLines { path, lines } = self;
        let mut lines = lines.into_iter().peekable();
        std::iter::from_fn(move || {
            let mut piece = vec![lines.next()?];
            let mut length = piece[0].text.len();
            while let Some(line) = lines.next_if(|line| length + line.text.len() <= bytes) {
                length += line.text.len();
                piece.push(line);
            }
            Some(RejectedLines { path: Arc::clone(&path), lines: piece })
        })
    }
}

/// The malformed lines of a batch, by the fates of its lines; the batch must know its first line number. Addresses in them are masked if
/// those of records are.
pub fn rejected(raw: &RawBatch, fates: &[Fate]) -> RejectedLines {
    let shown = |text: &[u8], reason: RejectReason| match raw.format.anonymize() {
        Some(mask) if matches!(reason, RejectReason::TooLong | RejectReason::Truncated) => {
            mask.beginning(text).into_owned()
        }
        Some(mask) => mask.bytes(text).into_owned(),
        None => text.to_vec(),
    };
    let lines = numbered_lines(raw).zip(fates).filter_map(|((line, text), fate)| match fate {
        Fate::Malformed(reason, column) => {
            Some(RejectedLine { line: Some(line), column: *column, reason: *reason, text: shown(text, *reason) })
        }
        _ => None,
    });
    RejectedLines { path: Arc::clone(&raw.shown), lines: lines.collect() }
}

/// Every line of a batch without its end and leading NULs, with its number in the file from 1. Only the beginning of a line that is too long.
pub fn numbered_lines(raw: &RawBatch) -> impl Iterator<Item = (u64, &[u8])> {
    let text = raw.lines();
    let lines = text.split_inclusive(|byte| *byte == b'\n').map(|line| {
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        &line[leading_nuls(line)..]
    });
    let oversize = raw.oversize.iter().map(|line| line.start.as_slice());
    (raw.lines_before + 1..).zip(lines.chain(oversize))
}

/// A file of malformed lines: JSON Lines with `path`, `line`, `column`, `reason` and `text`.
///
/// The lines of a batch stay together and in order; batches come in the order in which parsers finish them. So the lines are the same for
/// any number of parsers, and memory holds those of one batch per parser.
pub struct RejectFile {
    path: PathBuf,
    state: Mutex<State>,
}

struct State {
    file: File,
    failure: Option<io::Error>,
}

/// The malformed lines cannot be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RejectsError {
    /// An error of the operating system.
    #[error("cannot write the malformed lines to {}: {}", path.display(), reason(cause))]
    Write {
        /// The file.
        path: PathBuf,
        /// The error.
        cause: io::Error,
    },
    /// The file is also an input.
    #[error("cannot write the malformed lines to {}: it is one of the files to be read; name another one", path.display())]
    IsInput {
        /// The file.
        path: PathBuf,
    },
}

impl RejectFile {
    /// Creates or empties the file for the malformed lines of `inputs`.
    ///
    /// # Errors
    /// It cannot be created, or is one of the inputs.
    pub fn create(path: &Path, inputs: &[InputFile]) -> Result<RejectFile, RejectsError> {
        if inputs.iter().any(|file| is_same(path, &file.input)) {
            return Err(RejectsError::IsInput { path: path.to_owned() });
        }
        let file = File::create(path).map_err(|cause| RejectsError::Write { path: path.to_owned(), cause })?;
        Ok(RejectFile { path: path.to_owned(), state: Mutex::new(State { file, failure: None }) })
    }

    /// The directory of the file.
    pub fn directory(&self) -> &Path {
        self.path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
    }

    /// Records that lines were lost. Only the first failure is kept.
    pub fn fail(&self, cause: io::Error) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).failure.get_or_insert(cause);
    }

    /// Why lines are missing, if so. Valid once nothing more arrives.
    pub fn failure(&self) -> Option<RejectsError> {
        let failure = self.state.lock().unwrap_or_else(PoisonError::into_inner).failure.take();
        failure.map(|cause| RejectsError::Write { path: self.path.clone(), cause })
    }
}

/// Whether a path leads to an input, under any name.
fn is_same(path: &Path, input: &Input) -> bool {
    let Input::Path(input) = input else { return false };
    let real = |path: &Path| fs::canonicalize(path).ok();
    real(path).is_some_and(|path| real(input) == Some(path))
}

impl RejectSink for RejectFile {
    fn take(&self, rejects: RejectedLines) {
        let mut text = Vec::new();
        for RejectedLine { line, column, reason, text: content } in &rejects.lines {
            write_malformed(&rejects.path, *line, *column, *reason, content, &mut text);
        }
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.failure.is_none() {
            state.failure = state.file.write_all(&text).err();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_split_into_pieces_in_order() {
        let line = |(number, bytes): (u64, usize)| RejectedLine {
            line: Some(number),
            column: 1,
            reason: RejectReason::NoMatch,
            text: vec![b'x'; bytes],
        };
        let lines: Vec<RejectedLine> = (1..).zip([4, 6, 1, 30, 2, 2]).map(line).collect();
        let rejects = RejectedLines { path: "a.log".into(), lines: lines.clone() };
        let pieces: Vec<RejectedLines> = rejects.in_pieces(10).collect();
        assert_eq!(pieces.iter().map(|piece| piece.lines.len()).collect::<Vec<_>>(), [2, 1, 1, 2]);
        assert_eq!(pieces.into_iter().flat_map(|piece| piece.lines).collect::<Vec<_>>(), lines);
    }
}
