//! logmill: log analysis as a pipeline of actors.
//!
//! A [`config`] file becomes a validated plan; the [`engine`] runs that plan as Reader, parser-pool, filter and
//! reducer actors that exchange batches through mailboxes; the [`report`] shows what they found. Every handler is a
//! call of a pure function from [`log`], [`filter`] or [`reduce`], so the same plan gives the same answer on any
//! number of threads.
//!
//! To add a filter of your own, implement [`filter::Filter`], name it in a [`Registry`] and hand that
//! to [`cli::main`]; `examples/custom_filter.rs` shows it whole.

pub mod cli;
pub mod config;
pub mod engine;
pub mod filter;
pub mod generate;
pub mod log;
pub mod message;
pub mod observe;
pub mod reduce;
pub mod report;
pub mod source;

pub use config::Registry;
