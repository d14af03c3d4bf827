//! Measures of a group, one file each. A new measure is a file, a `mod` line, and an entry in the list of `call.rs`.

mod any;
mod avg;
mod by_time;
mod call;
mod count;
mod definition;
mod distinct;
mod extreme;
mod frequent;
mod function;
mod quantile;
pub(super) mod span;
mod sum;
mod timeline;
mod total;

pub use any::{AnyMeasure, AnySketches, ErasedMeasure, GroupsOf};
pub use call::{functions, measure};
pub use definition::{Chunk, Groups, Measure, MeasureInput, Rank, Values};
pub use function::{Function, Made, Unfit};
