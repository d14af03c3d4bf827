//! Measures of a group, one file each. A new measure is a file, a `mod` line, and an entry in the list of `parse.rs`.

mod any;
mod avg;
mod count;
mod definition;
mod function;
mod max;
mod min;
mod parse;
mod sum;
mod total;

pub use any::{AnyMeasure, AnySketches, GroupsOf};
pub use avg::Avg;
pub use count::Count;
pub use definition::{Chunk, Groups, Measure, MeasureInput, Sketch};
pub use max::Max;
pub use min::Min;
pub use parse::MeasureError;
pub use sum::Sum;
