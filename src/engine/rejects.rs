//! Every malformed line, on its way to a file for whoever wants to look at them all.

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

/// Takes the malformed lines of batches, from parsers on any thread, in any order of the batches.
///
/// In this process that is a [`RejectFile`]; a worker process hands them to its run.
pub trait RejectSink: Send + Sync {
    /// Takes the malformed lines of one batch, of which there is at least one.
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
    /// Line in the file, from 1; none where nobody can tell, behind a part of the file that was not read.
    pub line: Option<u64>,
    /// Byte of the line where reading stopped making sense, from 1.
    pub column: u32,
    /// Why.
    pub reason: RejectReason,
    /// The line without its end; of one that is too long, the beginning.
    pub text: Vec<u8>,
}

impl RejectedLines {
    /// The same lines in pieces of at least one line and about so many bytes of text, at most.
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

/// The malformed lines of a batch, whose number in the file is known, by what became of each.
pub fn rejected(raw: &RawBatch, fates: &[Fate]) -> RejectedLines {
    let lines = numbered_lines(raw).zip(fates).filter_map(|((line, text), fate)| match fate {
        Fate::Malformed(reason, column) => {
            Some(RejectedLine { line: Some(line), column: *column, reason: *reason, text: text.to_vec() })
        }
        _ => None,
    });
    RejectedLines { path: Arc::clone(&raw.shown), lines: lines.collect() }
}

/// Every line of a batch without its end and NULs before it, and its number in the file from 1; of one that is too long, the beginning.
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
/// The lines of a batch stand together and in order, the batches in the order in which parsers were done with them. So the file has the
/// same lines whatever the number of parsers, and memory holds those of one batch for each parser.
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
    /// The system refuses.
    #[error("cannot write the malformed lines to {}: {}", path.display(), reason(cause))]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// The file is to be read, too.
    #[error("cannot write the malformed lines to {}: it is one of the files to be read; name another one", path.display())]
    IsInput {
        /// The file.
        path: PathBuf,
    },
}

impl RejectFile {
    /// Makes the file, or empties it, for the malformed lines of these files.
    ///
    /// # Errors
    /// When that cannot be done, or the file is one of them.
    pub fn create(path: &Path, inputs: &[InputFile]) -> Result<RejectFile, RejectsError> {
        if inputs.iter().any(|file| is_same(path, &file.input)) {
            return Err(RejectsError::IsInput { path: path.to_owned() });
        }
        let file = File::create(path).map_err(|cause| RejectsError::Write { path: path.to_owned(), cause })?;
        Ok(RejectFile { path: path.to_owned(), state: Mutex::new(State { file, failure: None }) })
    }

    /// The directory that the file is in.
    pub fn directory(&self) -> &Path {
        self.path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
    }

    /// Takes note that lines were lost on their way here. Only the first failure is told.
    pub fn fail(&self, cause: io::Error) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).failure.get_or_insert(cause);
    }

    /// Why not all lines are in the file, if so; to be asked when nothing comes any more.
    pub fn failure(&self) -> Option<RejectsError> {
        let failure = self.state.lock().unwrap_or_else(PoisonError::into_inner).failure.take();
        failure.map(|cause| RejectsError::Write { path: self.path.clone(), cause })
    }
}

/// Whether a path leads to an input, by whatever name.
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
    fn lines_are_sent_in_pieces_that_have_all_of_them_in_order() {
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
