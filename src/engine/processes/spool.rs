//! Keeps malformed lines of splits on disk until their line numbers are known.
//!
//! A worker numbers the lines of its split from 1. Their numbers in the file are known only when all splits before it are read. Lines of a
//! split whose worker failed are discarded. They are kept in an unlinked file beside the rejects file, because there may be as many as the
//! input has.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::sync::{Arc, Mutex, PoisonError};

use super::fuse::{SplitOutcome, lines_before};
use super::wire::decode_rejects;
use crate::engine::rejects::{RejectFile, RejectSink};
use crate::source::Split;

/// Malformed lines on disk.
pub(super) struct Spool {
    into: Arc<RejectFile>,
    state: Mutex<State>,
}

struct State {
    /// Created with the first lines.
    file: Option<File>,
    /// Length of the file in bytes.
    end: u64,
    /// For each split, the batches that its worker sent, in order.
    pieces: Vec<Vec<SpooledBatch>>,
}

/// Where the malformed lines of one batch are.
#[derive(Clone, Copy)]
struct SpooledBatch {
    start: u64,
    bytes: usize,
}

impl Spool {
    /// A spool for the malformed lines of `splits` splits, to be written to `into`.
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

    /// Discards the lines of a split: a worker starts it again.
    pub(super) fn forget(&self, split: usize) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).pieces[split].clear();
    }

    /// Writes the lines of all parts that count, file by file and in order, with their line numbers.
    pub(super) fn write_out(&self, splits: &[Split], parts: &[SplitOutcome]) {
        let mut order: Vec<usize> = (0..splits.len()).collect();
        order.sort_by_key(|number| (splits[*number].file, splits[*number].range.map(|range| range.start)));
        for of_file in order.chunk_by(|a, b| splits[*a].file == splits[*b].file) {
            let before = lines_before(of_file.iter().map(|number| &parts[*number]));
            for (number, before) in of_file.iter().zip(before) {
                if matches!(parts[*number], SplitOutcome::Read { .. })
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
        // After the last complete batch, even if a write failed half-way.
        file.seek(SeekFrom::Start(self.end))?;
        file.write_all(bytes)?;
        self.pieces[split].push(SpooledBatch { start: self.end, bytes: bytes.len() });
        self.end += bytes.len() as u64;
        Ok(())
    }

    fn read(&mut self, piece: SpooledBatch, into: &mut Vec<u8>) -> io::Result<()> {
        let file = self.file.as_mut().ok_or(io::ErrorKind::NotFound)?;
        file.seek(SeekFrom::Start(piece.start))?;
        into.resize(piece.bytes, 0);
        file.read_exact(into)
    }
}
