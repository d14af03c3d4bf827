//! Bytes of a file as they are stored. Inputs that may block are waited for in short steps.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;

use super::error::ReadFault;
use super::planned::Planned;

/// Returns whether the run was cancelled.
pub type Cancelled = Arc<dyn Fn() -> bool + Send + Sync>;

/// Result of one read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ReadOutcome {
    /// Number of bytes, at least one.
    Data(usize),
    /// Nothing for now: the writer pauses.
    Pending,
    /// The stream has ended.
    Eof,
    /// The run was cancelled: there may be more, but it is not wanted.
    Cancelled,
}

/// A source of bytes, in pieces of any size.
pub(super) trait ByteStream {
    /// Reads into the start of `into`, which is not empty.
    fn read(&mut self, into: &mut [u8]) -> Result<ReadOutcome, ReadFault>;
}

/// An open file, pipe or terminal.
pub(super) struct RawInput {
    file: File,
    /// Whether a read may block for long: everything but a regular file.
    waits: bool,
    /// The state that a regular file must keep while it is read: that when it was opened, or before.
    planned: Option<Planned>,
    cancelled: Cancelled,
}

impl RawInput {
    /// Standard input.
    ///
    /// # Errors
    /// The error of the operating system.
    pub(super) fn stdin(cancelled: Cancelled) -> io::Result<RawInput> {
        RawInput::new(stdin_file()?, cancelled)
    }

    /// Opens a file, pipe or device. A named pipe does not make this wait for its writer.
    ///
    /// # Errors
    /// The error of the operating system.
    pub(super) fn open(path: &Path, cancelled: Cancelled) -> io::Result<RawInput> {
        RawInput::new(open_path(path)?, cancelled)
    }

    fn new(file: File, cancelled: Cancelled) -> io::Result<RawInput> {
        let metadata = file.metadata()?;
        let waits = !metadata.is_file();
        let planned = metadata.is_file().then(|| Planned::of(&metadata));
        Ok(RawInput { file, waits, planned, cancelled })
    }

    /// Checks that it is the file that was planned.
    ///
    /// # Errors
    /// How it has changed.
    pub(super) fn expect(&mut self, planned: Planned) -> Result<(), ReadFault> {
        self.planned = Some(planned);
        self.check()
    }

    /// Checks that a regular file has not changed.
    ///
    /// # Errors
    /// How it has changed.
    pub(super) fn check(&self) -> Result<(), ReadFault> {
        let Some(planned) = self.planned else { return Ok(()) };
        let metadata = self.file.metadata().map_err(ReadFault::Io)?;
        planned.change(&metadata).map_or(Ok(()), |change| Err(ReadFault::Changed(change)))
    }

    /// Goes to a byte of a regular file. It may be after the end, where there is nothing to read.
    ///
    /// # Errors
    /// The error of the operating system.
    pub(super) fn go_to(&mut self, byte: u64) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(byte)).map(drop)
    }
}

impl ByteStream for RawInput {
    fn read(&mut self, into: &mut [u8]) -> Result<ReadOutcome, ReadFault> {
        loop {
            if (self.cancelled)() {
                return Ok(ReadOutcome::Cancelled);
            }
            if self.waits && !has_data(&self.file).map_err(ReadFault::Io)? {
                return Ok(ReadOutcome::Pending);
            }
            match self.file.read(into) {
                Ok(0) => return self.check().map(|()| ReadOutcome::Eof),
                Ok(bytes) => return Ok(ReadOutcome::Data(bytes)),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                // Another reader of the same pipe was faster.
                Err(error) if error.kind() == ErrorKind::WouldBlock && self.waits => {}
                Err(error) => return Err(ReadFault::Io(error)),
            }
        }
    }
}

/// Standard input without the lock and the buffer of [`io::Stdin`].
#[cfg(unix)]
pub(super) fn stdin_file() -> io::Result<File> {
    use std::os::fd::AsFd;
    io::stdin().as_fd().try_clone_to_owned().map(File::from)
}

/// Standard input without the lock and the buffer of [`io::Stdin`].
#[cfg(windows)]
pub(super) fn stdin_file() -> io::Result<File> {
    use std::os::windows::io::AsHandle;
    io::stdin().as_handle().try_clone_to_owned().map(File::from)
}

fn open_path(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    // Linux distinguishes a pipe whose writer has yet to come from one whose writer is gone; elsewhere both look like an end.
    #[cfg(target_os = "linux")]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.custom_flags(rustix::fs::OFlags::NONBLOCK.bits().cast_signed());
    }
    options.open(path)
}

/// Waits up to 200 ms, short enough for a cancelled run to feel prompt. Returns whether a read would not block. A signal ends the wait early.
#[cfg(unix)]
fn has_data(file: &File) -> io::Result<bool> {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    const STEP: Timespec = Timespec { tv_sec: 0, tv_nsec: 200_000_000 };
    match poll(&mut [PollFd::new(file, PollFlags::IN)], Some(&STEP)) {
        Ok(ready) => Ok(ready > 0),
        Err(rustix::io::Errno::INTR) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Reads block here: there is no portable check.
#[cfg(not(unix))]
fn has_data(_file: &File) -> io::Result<bool> {
    Ok(true)
}
