//! The input edge: from paths, globs and standard input to batches of whole lines in recycled memory.
//!
//! [`list_inputs`] turns a plan's sources into a list of files. One or more [`BatchReader`]s take files from a shared
//! queue, undo their compression where the first bytes say so, and cut the text into
//! [`RawBatch`](crate::message::RawBatch)es:
//!
//! ```text
//! InputFile ─▶ Stored (read, wait) ─▶ TextStream (unpack) ─▶ LineReader (cut) ─▶ RawBatch
//!                                         │      ▲
//!                                      Archive ──┘ each member of a tar archive takes the road from its stored bytes on
//! ```
//!
//! An archive is read once, from its beginning to its end, by one reader: its members are found while it is read, and
//! numbered in their order, so that reports do not depend on who reads what.
//!
//! What cannot be read never ends a run: it becomes a [`SourceError`] in the list or in the file's [`FileOutcome`],
//! and the lines up to that place stay. Nothing here writes to the terminal.

mod archive;
mod carryover;
mod codec;
mod cut;
pub mod error;
mod lines;
pub mod listing;
mod open_archive;
pub mod outcome;
pub mod planned;
pub mod range;
mod raw_input;
mod read_buffer;
pub mod reader;
#[cfg_attr(not(feature = "cloud"), path = "no_remote.rs")]
mod remote;
mod sample;
pub mod split;
mod stored;
mod tar_header;
mod url;

pub use error::{SourceError, SourceWarning};
pub use listing::{Duplicate, Input, InputFile, ListFailure, Listing, list_inputs};
pub use outcome::{ArchiveMember, FileOutcome};
pub use planned::{Change, Planned};
pub use range::ByteRange;
pub use reader::{BatchReader, Cancelled, Detect, ReadLimits};
pub use remote::Object;
pub use split::{Extent, Head, Split, head_of, least_split_size, plan_splits, split_size};
