//! Where a state is written that takes up too much memory. Reducers only say what is written; the engine has the files.

use std::io;

/// Makes files.
pub trait Disk: Sync {
    /// A new file, which disappears when it is dropped.
    ///
    /// # Errors
    /// That of the operating system.
    fn create(&self) -> io::Result<Box<dyn DiskFile>>;
}

/// A file that bytes are appended to, and read from in any order.
pub trait DiskFile: Send {
    /// Appends bytes.
    ///
    /// # Errors
    /// That of the operating system.
    fn append(&mut self, bytes: &[u8]) -> io::Result<()>;

    /// Reads bytes from a position, as many as `bytes` has.
    ///
    /// # Errors
    /// That of the operating system.
    fn read(&self, start: u64, bytes: &mut [u8]) -> io::Result<()>;
}
