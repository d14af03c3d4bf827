//! What a run found, and pure renderers of it.

pub mod csv;
pub mod json;
pub mod model;
mod parts;
pub mod records;
pub mod table;
pub mod text;

#[cfg(test)]
pub(crate) mod example;

pub use json::JsonOptions;
pub use model::{
    FilterReport, Hint, InputReport, MalformedLine, NamedTable, PartOf, Report, Restriction, SourceReport,
};
pub use table::TableOptions;
