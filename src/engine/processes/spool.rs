//! Malformed lines of splits, kept on disk until the numbers of their lines are known.
//!
//! A worker numbers the lines of its split from 1, and only when all splits before it are read does anybody know where in the file they
//! stand. What a worker said of a split before it failed is forgotten. The disk and not memory holds the lines, since they may be as many
//! as the input has: a file without a name, so that nothing is left behind, beside the one that they are for.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::sync::{Arc, Mutex, PoisonError};

use super::fuse::{Part, lines_before};
use super::wire::decode_rejects;
use crate::engine::rejects::{RejectFile, RejectSink};
use crate::source::Split;

/// Where malformed lines wait.
pub(super) struct Spool {
    into: Arc<RejectFile>,
    state: Mutex<State>,
}

struct State {
    /// Made when the first lines come.
    file: Option<File>,
    /// Bytes of the file.
    end: u64,
    /// Of each split, what its worker sent, in order.
    pieces: Vec<Vec<Piece>>,
}

/// Where the malformed lines of one batch stand.
#[derive(Clone, Copy)]
struct Piece {
    start: u64,
    bytes: usize,
}

impl Spool {
    /// Room for the malformed lines of so many splits on their way to a file.
    pub(super) fn new(into: &Arc<RejectFile>, splits: usize) -> Spool {
        let state = State { file: None, end: 0, pieces: vec![Vec::new(); splits] };
        Spool { into: Arc::clone(into), state: Mutex::new(state) }
    }

    /// Keeps encoded lines of a split.
    pub(super) fn keep(&self, split: usize, bytes: &[u8]) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(error) = state.append(&self.into, split, bytes) {
            self.into.fail(error);
        }
    }

    /// Forgets what was kept of a split: a worker begins with it.
    pub(super) fn forget(&self, split: usize) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).pieces[split].clear();
    }

    /// Writes the lines of all parts that count, file by file and in their order, with their numbers in the file.
    pub(super) fn write_out(&self, splits: &[Split], parts: &[Part]) {
        let mut order: Vec<usize> = (0..splits.len()).collect();
        order.sort_by_key(|number| (splits[*number].file, splits[*number].range.map(|range| range.start)));
        for of_file in order.chunk_by(|a, b| splits[*a].file == splits[*b].file) {
            let before = lines_before(of_file.iter().map(|number| &parts[*number]));
            for (number, before) in of_file.iter().zip(before) {
                if matches!(parts[*number], Part::Read { .. })
                    && let Err(error) = self.write_split(*number, before)
                {
                    return self.into.fail(error);
                }
            }
        }
    }

    fn write_split(&self, split: usize, before: Option<u64>) -> io::Result<()> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let mut bytes = Vec::new();
        for piece in std::mem::take(&mut state.pieces[split]) {
            state.read(piece, &mut bytes)?;
            let mut rejects = decode_rejects(&bytes).ok_or(io::ErrorKind::InvalidData)?;
            for line in &mut rejects.lines {
                line.line = line.line.zip(before).map(|(line, before)| line + before);
            }
            self.into.take(rejects);
        }
        Ok(())
    }
}

impl State {
    fn append(&mut self, into: &RejectFile, split: usize, bytes: &[u8]) -> io::Result<()> {
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(tempfile::tempfile_in(into.directory())?),
        };
        // Behind the last piece that is whole, also after a write that failed half way.
        file.seek(SeekFrom::Start(self.end))?;
        file.write_all(bytes)?;
        self.pieces[split].push(Piece { start: self.end, bytes: bytes.len() });
        self.end += bytes.len() as u64;
        Ok(())
    }

    fn read(&mut self, piece: Piece, into: &mut Vec<u8>) -> io::Result<()> {
        let file = self.file.as_mut().ok_or(io::ErrorKind::NotFound)?;
        file.seek(SeekFrom::Start(piece.start))?;
        into.resize(piece.bytes, 0);
        file.read_exact(into)
    }
}
