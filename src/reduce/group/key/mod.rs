//! Keys by which records are grouped: columns, and values computed from them, one file each. A new computed key is a file, a `mod` line,
//! and an entry in the list of `parse.rs`.

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
