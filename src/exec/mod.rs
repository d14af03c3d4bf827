//! Filters in any language: a program of the user receives blocks of records on its standard input and answers on its standard output
//! which of them to keep.
//!
//! ```text
//! batch ─▶ ExecFilter ─ blocks ─▶ Children (supervised processes) ─ answers ─▶ mask
//! ```
//!
//! [`block`] encodes blocks and decodes answers; it is pure. Everything else is about processes.

mod answer;
#[cfg_attr(not(feature = "arrow"), path = "no_arrow.rs")]
mod arrow;
pub mod block;
mod children;
mod duty;
mod error;
mod filter;
mod jsonl;
mod program;
mod sent;
mod settings;
mod stderr;

pub use filter::ExecFilter;
pub use program::ProgramError;
pub use sent::SentColumn;
pub use settings::{ExecSettings, ExecSettingsError};
