//! From lines of text to typed columns: schema, formats and parser. Pure: no files, threads or clock.

mod access;
pub mod bytes;
pub mod column;
mod columns;
pub mod detect;
pub mod directives;
pub mod envelope;
pub mod escape;
pub mod fate;
pub mod fields;
pub mod foreign;
pub mod format;
mod formats;
pub mod host;
mod lines;
mod marks;
pub mod named;
pub(crate) mod named_enum;
pub mod network;
mod nulls;
pub mod numbers;
pub mod origin;
pub mod own_columns;
pub mod parser;
pub mod possible;
pub mod record;
pub mod reject;
pub mod request;
pub mod schema;
pub mod source_settings;
pub mod spelling;
pub mod tally;
mod text;
pub mod time;
mod utf8;
pub mod views;
pub mod window;

pub use bytes::leading_nuls;
pub use column::Column;
pub use detect::{Detection, Score, detect, detect_among, examine};
pub use envelope::{Envelope, Layer};
pub use fate::Fate;
pub use format::Format;
pub use numbers::Numbers;
pub use own_columns::OwnColumns;
pub use parser::{Parsed, Parser, RawText};
pub use record::{Record, Records};
pub use reject::{Reject, RejectReason, Specimens};
pub use schema::{Columns, MissingColumn};
pub use source_settings::SourceSettings;
pub use tally::{Note, NoteCounts, Tally};
pub use time::{calendar, duration, zone};
pub use views::Views;

#[cfg(test)]
mod tests;
