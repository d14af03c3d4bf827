//! What records are grouped by: columns, and what is computed from them, one file each. A new computed key is its file, its `mod` line and
//! its entry in [`parse`]'s list.

mod bucket;
mod column;
mod definition;
mod network;
mod parse;
mod segments;

pub use bucket::TimeBucket;
pub use definition::{AnyKey, Key};
pub use network::HostNetwork;
pub use parse::KeyError;
pub use segments::PathStart;

#[cfg(test)]
mod tests;
