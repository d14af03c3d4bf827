//! The input edge: from paths, globs and standard input to batches of whole lines in recycled memory.
//!
//! [`list_inputs`] turns a plan's sources into a list of files. One or more [`BatchReader`]s take files from a shared
//! queue, undo gzip where the first bytes say so, and cut the text into [`RawBatch`](crate::message::RawBatch)es:
//!
//! ```text
//! InputFile ─▶ RawInput (read, wait) ─▶ TextStream (gunzip) ─▶ LineReader (cut) ─▶ RawBatch
//! ```
//!
//! What cannot be read never ends a run: it becomes a [`SourceError`] in the list or in the file's [`FileOutcome`],
//! and the lines up to that place stay. Nothing here writes to the terminal.

mod codec;
mod cut;
pub mod error;
mod gzip;
mod held;
mod lines;
pub mod listing;
mod raw_input;
pub mod reader;
mod sample;

pub use error::{SourceError, SourceWarning};
pub use listing::{Duplicate, Input, InputFile, ListFailure, Listing, list_inputs};
pub use reader::{BatchReader, Cancelled, Detect, FileOutcome, ReadLimits};
