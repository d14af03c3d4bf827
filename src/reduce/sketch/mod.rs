//! Sketches: states of a group that do not fit a fixed number of words.
//!
//! Each is a function of what was added alone: values can come in any order, and in any number of sketches that are merged. Equal
//! sketches have equal bytes when encoded, and only bytes that a sketch is encoded as can be decoded. Memory is computed from the
//! number of elements, which decides how large an allocation is; so it does not depend on the order either, and never shrinks. A
//! sketch of few values is small.

mod bucket_counts;
pub(in crate::reduce) mod codec;
pub mod definition;
pub mod distinct;
pub mod extremum;
mod few;
pub mod fixed;
pub mod frequencies;
mod hash_set;
mod packed_counts;
pub mod quantiles;
mod registers;
mod room;
mod slots;
mod text_counts;
mod time_buckets;
pub mod timeline;

#[cfg(test)]
mod laws;

pub use distinct::{Distinct, hash};
pub use extremum::{GreatestText, LeastText, Timed};
pub use frequencies::Frequencies;
pub use quantiles::Quantiles;
pub use registers::RELATIVE_ERROR;
pub use timeline::Timeline;
