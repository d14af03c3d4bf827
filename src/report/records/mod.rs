//! Single lines and their fields, for other programs: the fate of each line, in the order of the log.
//!
//! They are written straight from columns: a tree of values for each line would cost more than reading the log.

pub mod csv;
mod json;
mod lines;
mod values;

pub use json::{LinePlace, RecordPlace, write_lines, write_malformed, write_objects, write_records};
pub use lines::Lines;
