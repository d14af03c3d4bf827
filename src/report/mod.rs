//! What a run found, and pure renderers of it.

pub mod model;

pub use model::{FilterReport, InputReport, MalformedLine, Report, SourceReport};
