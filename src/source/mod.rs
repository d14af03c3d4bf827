//! The input edge: from paths, globs and standard input to batches of whole lines in recycled memory.
//!
//! [`list_inputs`] turns the sources of a plan into a list of files. One or more [`BatchReader`]s take files from a shared
//! queue, decompress them if their first bytes are those of a codec, make lines of JSON that is not one object a line, and cut the text
//! into [`RawBatch`](crate::message::RawBatch)es:
//!
//! ```text
//! InputFile ─▶ Stored (read, wait) ─▶ TextStream (decompress, undo framing) ─▶ LineReader (cut) ─▶ RawBatch
//!                   ▲                     │
//!                   └────── Archive ◀─────┘ each member of a tar archive is stored bytes again
//! ```
//!
//! An archive is read once, from beginning to end, by one reader: its members are found while it is read, and numbered in
//! their order, so that reports do not depend on which reader reads what.
//!
//! An input that cannot be read never ends a run: it becomes a [`SourceError`] in the list or in the [`FileOutcome`] of the
//! file, and the lines before the error are kept. Nothing here writes to the terminal.

mod archive;
mod carryover;
mod codec;
mod cut;
pub mod error;
mod framing;
mod input;
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
pub use framing::Framing;
pub use input::{Input, InputFile};
pub use lines::ReadLimits;
pub use listing::{Duplicate, ListFailure, Listing, list_inputs};
pub use outcome::{ArchiveMember, FileOutcome};
pub use planned::{Change, Planned};
pub use range::ByteRange;
pub use raw_input::Cancelled;
pub use reader::{BatchReader, Detect};
pub use remote::Object;
pub use split::{FileExtent, Head, Split, head_of, least_split_size, plan_splits, split_size};
