//! Keeps states within the memory limits of their reducers.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::sync::Mutex;
use std::{env, sync};

use crate::config::written::ByteSize;
use crate::config::{OverLimit, ReducerPlan};
use crate::reduce::{AnyState, Disk, DiskFile, ReduceError};

/// The state of a reducer exceeds its `memory_limit`. The text does not depend on when that was noticed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "its state takes up more memory than memory_limit = \"{limit}\"; raise that, write groups to disk with over_limit = \"spill\", \
     drop records with a filter, or group by fewer different values, such as 'host/24', 'path/2' or 'time/hour'"
)]
pub struct OverMemoryLimit {
    limit: ByteSize,
}

/// Keeps a state of a reducer within its memory limit, by writing it to disk if the job allows that.
///
/// # Errors
/// [`OverMemoryLimit`] if that is not allowed, or the error of the operating system.
pub fn limit_memory(reducer: &ReducerPlan, state: &mut AnyState) -> Result<(), ReduceError> {
    let Some(limit) = reducer.memory_limit else { return Ok(()) };
    if reducer.reducer.state_bytes(state) as u64 <= limit {
        return Ok(());
    }
    match reducer.over_limit {
        OverLimit::Error => Err(ReduceError::Other(OverMemoryLimit { limit: ByteSize(limit) }.into())),
        OverLimit::Spill => reducer.reducer.spill(state, &TemporaryFiles),
    }
}

/// Files without a name in the directory for temporary files: they disappear with the process.
pub struct TemporaryFiles;

impl Disk for TemporaryFiles {
    fn create(&self) -> io::Result<Box<dyn DiskFile>> {
        tempfile::tempfile()
            .map(|file| Box::new(TemporaryFile(Mutex::new(file))) as _)
            .map_err(|error| explained("write", &error))
    }
}

struct TemporaryFile(Mutex<File>);

impl DiskFile for TemporaryFile {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        let file = self.0.get_mut().unwrap_or_else(sync::PoisonError::into_inner);
        file.write_all(bytes).map_err(|error| explained("write", &error))
    }

    fn read(&self, start: u64, bytes: &mut [u8]) -> io::Result<()> {
        let mut file = self.0.lock().unwrap_or_else(sync::PoisonError::into_inner);
        let read = file.seek(SeekFrom::Start(start)).and_then(|_| file.read_exact(bytes));
        read.map_err(|error| explained("read", &error))
    }
}

/// An error with what cannot be done, where, and what helps.
fn explained(verb: &str, error: &io::Error) -> io::Error {
    let folder = env::temp_dir();
    let text = format!("cannot {verb} its groups in {}: {error}; make room there, or set TMPDIR", folder.display());
    io::Error::new(error.kind(), text)
}
