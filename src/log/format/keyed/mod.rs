//! What JSON, logfmt and LTSV have in common: values have names, in any order, and the meaning of a name is looked up.
//!
//! A format reads its line key by key, finds each key in a [`KeyMap`], and passes the values to [`Gathered`], which makes fields of them.

pub mod aliases;
mod gather;
mod looks;
pub mod map;
mod name;
pub mod path;
pub mod pattern;
pub mod quick;
mod roles;
mod rule;
pub mod settings;
mod value;

pub use gather::{Gathered, Judge, Signs};
pub use map::{KeyMap, NodeId};
pub use rule::{Aliases, Sign};
pub use value::KeyValue;
