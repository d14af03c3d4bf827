//! From a line of text to typed columns: the schema, the formats and the parser. Pure: no files, threads or clock.

mod columns;
pub mod detect;
pub mod fields;
pub mod format;
mod lines;
mod marks;
pub mod parser;
pub mod reject;
pub mod request;
pub mod schema;
pub mod tally;
mod text;
pub mod time;
mod window;

pub use detect::{Detection, detect};
pub use format::Format;
pub use parser::{Parsed, Parser};
pub use reject::{Reject, RejectReason};
pub use schema::{Column, Columns, MissingColumn};
pub use tally::{Note, NoteCounts, Tally};

#[cfg(test)]
mod tests;
