//! What JSON and logfmt have in common: values come with names, in any order, and what a name means is looked up.
//!
//! A format reads its line key by key, finds each key in a [`KeyMap`], and hands the values to [`Gathered`], which makes
//! fields of them.

pub mod aliases;
mod gather;
pub mod map;
pub mod node;
pub mod path;
pub mod quick;
mod readings;
pub mod settings;
pub mod skeleton;
mod value;

pub use gather::{Gathered, Signs};
pub use map::{Aliases, KeyMap, Map, Sign};
pub use value::{Value, unescaped};
