//! What a format is: the functions that read a line ([`LineFormat`]), what is known about it ([`About`]), and the engines that formats
//! are made with. The formats themselves are data, in the module `formats`.

pub(super) mod about;
mod choice;
pub(super) mod clf;
pub(super) mod cursor;
pub(super) mod declared;
pub(super) mod description;
mod escaping;
pub(super) mod indexed_line;
pub(super) mod json;
pub(super) mod keyed;
pub(super) mod layout;
pub(super) mod logfmt;
pub(super) mod ltsv;
mod meaning;
pub(super) mod memo;
pub mod own;
pub(super) mod separated;
pub(super) mod template;
pub(super) mod whitespace;

pub use super::lines::LineFormat;
pub use about::About;
pub use choice::Format;
pub use escaping::Escaping;
pub use indexed_line::IndexedLine;
pub use json::JsonFormat;
pub use keyed::Aliases;
pub use keyed::aliases::{names, nearest};
pub use keyed::path::PathError;
pub use keyed::settings::{KeyColumn, KeySetting, KeySettings, MapError};
pub use meaning::{Delimiters, Meaning};
pub use memo::Memo;
