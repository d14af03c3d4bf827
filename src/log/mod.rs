//! From a line of text to typed columns: the schema, the formats and the parser. Pure: no files, threads or clock.

pub mod detect;
pub mod format;
pub mod reject;
pub mod schema;
pub mod tally;

pub use detect::Detection;
pub use format::Format;
pub use reject::{Reject, RejectReason};
pub use schema::{Column, Columns, MissingColumn};
pub use tally::{Note, NoteCounts, Tally};
