//! From a line of text to typed columns: the schema, the formats and the parser. Pure: no files, threads or clock.

pub mod calendar;
pub mod format;
pub mod named;
pub mod numbers;
pub mod record;
pub mod reject;
pub mod schema;
pub mod tally;
pub mod views;

pub use format::Format;
pub use numbers::Numbers;
pub use record::{Record, Records};
pub use reject::{Reject, RejectReason};
pub use schema::{Column, Columns, MissingColumn};
pub use tally::{Note, NoteCounts, Tally};
pub use views::Views;
